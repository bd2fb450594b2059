using System.Buffers;
using System.Buffers.Binary;

namespace Foyer.Server.Images;

/// <summary>
/// JPEG (ITU-T T.81): tables, frame and scans. Of the application segments only three facts stay, each written anew: that
/// it is a JFIF file, Adobe's colour transform, and which way up the camera was held.
/// </summary>
internal static class JpegFilter
{
    /// <summary>Progressive pictures have about ten; each is drawn over the whole picture.</summary>
    private const int MaxScans = 64;

    private const byte StartOfImage = 0xD8, EndOfImage = 0xD9, StartOfScan = 0xDA, QuantizationTable = 0xDB, RestartInterval = 0xDD, HuffmanTable = 0xC4, Comment = 0xFE;

    public static bool Matches(ReadOnlySpan<byte> file) => file is [0xFF, StartOfImage, 0xFF, ..];

    public static (int Width, int Height)? Copy(ReadOnlySpan<byte> file, ArrayBufferWriter<byte> output)
    {
        ByteReader reader = new(file);
        reader.Take(2, out ReadOnlySpan<byte> start);
        output.Write(start);
        (int Width, int Height)? size = null;
        int scans = 0;
        bool hasJfif = false, hasAdobe = false, hasOrientation = false;
        while (Marker(ref reader, out byte marker))
        {
            if (marker == EndOfImage)
            {
                output.Write<byte>([0xFF, EndOfImage]);
                return scans > 0 ? size : null;
            }

            if (!reader.Take(2, out ReadOnlySpan<byte> length) || !reader.Take(BinaryPrimitives.ReadUInt16BigEndian(length) - 2, out ReadOnlySpan<byte> body))
            {
                return null;
            }

            switch (marker)
            {
                case 0xC0 or 0xC1 or 0xC2:
                    if (size is not null || (size = Frame(body)) is null)
                    {
                        return null;
                    }

                    Write(output, marker, body);
                    break;
                case StartOfScan:
                    if (size is null || ++scans > MaxScans || body.Length < 6 || !Scan(ref reader, out ReadOnlySpan<byte> data))
                    {
                        return null;
                    }

                    Write(output, marker, body);
                    output.Write(data);
                    break;
                case QuantizationTable or HuffmanTable or RestartInterval:
                    Write(output, marker, body);
                    break;
                case 0xE0 when !hasJfif && body.StartsWith("JFIF\0"u8) && body.Length >= 14:
                    hasJfif = true;
                    Write(output, marker, [.. body[..12], 0, 0]);
                    break;
                case 0xE1 when !hasOrientation && Orientation(body) is { } orientation:
                    hasOrientation = true;
                    Write(output, marker, ExifOf(orientation));
                    break;
                case 0xEE when !hasAdobe && body.StartsWith("Adobe"u8) && body.Length >= 12:
                    hasAdobe = true;
                    Write(output, marker, [.. "Adobe"u8, 0, 100, 0, 0, 0, 0, body[11]]);
                    break;
                case >= 0xE0 and <= 0xEF or Comment:
                    break;
                default:
                    // Arithmetic coding, lossless and hierarchical pictures, heights given later: browsers draw none of them.
                    return null;
            }
        }

        return null;
    }

    /// <summary>The next marker, after any fill bytes (T.81 B.1.1.2).</summary>
    private static bool Marker(ref ByteReader reader, out byte marker)
    {
        marker = 0;
        if (!reader.Byte(out byte prefix) || prefix != 0xFF)
        {
            return false;
        }

        do
        {
            if (!reader.Byte(out marker))
            {
                return false;
            }
        }
        while (marker == 0xFF);
        return marker != 0;
    }

    private static (int Width, int Height)? Frame(ReadOnlySpan<byte> body)
    {
        if (body.Length < 6 || body[0] != 8 || body[5] is not (1 or 3 or 4) || body.Length != 6 + (3 * body[5]))
        {
            return null;
        }

        int height = BinaryPrimitives.ReadUInt16BigEndian(body[1..]);
        int width = BinaryPrimitives.ReadUInt16BigEndian(body[3..]);
        return ImageCleaner.IsSize(width, height) ? (width, height) : null;
    }

    /// <summary>The coded data after a scan's header: up to the next marker that is neither stuffed nor a restart.</summary>
    private static bool Scan(ref ByteReader reader, out ReadOnlySpan<byte> data)
    {
        ReadOnlySpan<byte> rest = reader.Rest;
        int at = 0;
        while (true)
        {
            int next = rest[at..].IndexOf((byte)0xFF);
            if (next < 0 || at + next + 1 >= rest.Length)
            {
                data = default;
                return false;
            }

            at += next;
            if (rest[at + 1] is 0 or (>= 0xD0 and <= 0xD7))
            {
                at += 2;
            }
            else if (rest[at + 1] == 0xFF)
            {
                at++;
            }
            else
            {
                return reader.Take(at, out data) && at > 0;
            }
        }
    }

    /// <summary>Which way up the picture is meant (Exif tag 0x0112); null when it is not said or is upright.</summary>
    private static byte? Orientation(ReadOnlySpan<byte> body)
    {
        if (!body.StartsWith("Exif\0\0"u8) || body.Length < 14)
        {
            return null;
        }

        ReadOnlySpan<byte> tiff = body[6..];
        bool isLittle = tiff.StartsWith("II*\0"u8);
        if (!isLittle && !tiff.StartsWith("MM\0*"u8))
        {
            return null;
        }

        int Short(ReadOnlySpan<byte> at) => isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(at) : BinaryPrimitives.ReadUInt16BigEndian(at);
        uint directory = isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(tiff[4..]) : BinaryPrimitives.ReadUInt32BigEndian(tiff[4..]);
        if (directory > tiff.Length - 2)
        {
            return null;
        }

        int count = Short(tiff[(int)directory..]);
        for (int entry = 0, at = (int)directory + 2; entry < count && at + 12 <= tiff.Length; entry++, at += 12)
        {
            if (Short(tiff[at..]) == 0x0112 && Short(tiff[(at + 2)..]) == 3)
            {
                return Short(tiff[(at + 8)..]) is >= 2 and <= 8 and var orientation ? (byte)orientation : null;
            }
        }

        return null;
    }

    /// <summary>The smallest Exif segment that says it.</summary>
    private static byte[] ExifOf(byte orientation) =>
        [.. "Exif\0\0"u8, .. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];

    private static void Write(ArrayBufferWriter<byte> output, byte marker, ReadOnlySpan<byte> body)
    {
        int length = body.Length + 2;
        output.Write<byte>([0xFF, marker, (byte)(length >> 8), (byte)length]);
        output.Write(body);
    }
}
