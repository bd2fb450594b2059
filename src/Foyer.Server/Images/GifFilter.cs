using System.Buffers;
using System.Buffers.Binary;

namespace Foyer.Server.Images;

/// <summary>GIF (CompuServe 89a): frames with their timing, and how often they repeat. Comments, texts and other programs' blocks are left out.</summary>
internal static class GifFilter
{
    private const byte Extension = 0x21, Frame = 0x2C, Trailer = 0x3B, GraphicControl = 0xF9, Application = 0xFF;

    public static bool Matches(ReadOnlySpan<byte> file) => file.StartsWith("GIF87a"u8) || file.StartsWith("GIF89a"u8);

    public static (int Width, int Height)? Copy(ReadOnlySpan<byte> file, ArrayBufferWriter<byte> output)
    {
        ByteReader reader = new(file);
        if (!reader.Take(13, out ReadOnlySpan<byte> screen))
        {
            return null;
        }

        int width = BinaryPrimitives.ReadUInt16LittleEndian(screen[6..]);
        int height = BinaryPrimitives.ReadUInt16LittleEndian(screen[8..]);
        if (!ImageCleaner.IsSize(width, height) || !reader.Take(TableSize(screen[10]), out ReadOnlySpan<byte> colours))
        {
            return null;
        }

        output.Write(screen);
        output.Write(colours);
        FrameBudget frames = default;
        while (reader.Byte(out byte block))
        {
            switch (block)
            {
                case Trailer:
                    output.Write<byte>([Trailer]);
                    return frames.HasAny ? (width, height) : null;
                case Frame when CopyFrame(ref reader, output, ref frames, width, height):
                    break;
                case Extension when CopyExtension(ref reader, output):
                    break;
                default:
                    return null;
            }
        }

        return null;
    }

    private static bool CopyFrame(ref ByteReader reader, ArrayBufferWriter<byte> output, ref FrameBudget frames, int width, int height)
    {
        if (!reader.Take(9, out ReadOnlySpan<byte> frame))
        {
            return false;
        }

        int left = BinaryPrimitives.ReadUInt16LittleEndian(frame);
        int top = BinaryPrimitives.ReadUInt16LittleEndian(frame[2..]);
        int frameWidth = BinaryPrimitives.ReadUInt16LittleEndian(frame[4..]);
        int frameHeight = BinaryPrimitives.ReadUInt16LittleEndian(frame[6..]);
        if (frameWidth == 0 || frameHeight == 0 || left + frameWidth > width || top + frameHeight > height || !frames.Pay(frameWidth, frameHeight) ||
            !reader.Take(TableSize(frame[8]), out ReadOnlySpan<byte> colours) || !reader.Byte(out byte codeSize) || codeSize is < 2 or > 11)
        {
            return false;
        }

        output.Write<byte>([Frame]);
        output.Write(frame);
        output.Write(colours);
        output.Write<byte>([codeSize]);
        return Blocks(ref reader, output, out int bytes) && bytes > 0;
    }

    private static bool CopyExtension(ref ByteReader reader, ArrayBufferWriter<byte> output)
    {
        if (!reader.Byte(out byte label))
        {
            return false;
        }

        if (label == GraphicControl)
        {
            if (!reader.Take(6, out ReadOnlySpan<byte> control) || control[0] != 4 || control[5] != 0)
            {
                return false;
            }

            output.Write<byte>([Extension, GraphicControl]);
            output.Write(control);
            return true;
        }

        bool isLoop = label == Application && reader.Rest.Length >= 17 && reader.Rest[0] == 11 && reader.Rest[1..].StartsWith("NETSCAPE2.0"u8) && reader.Rest[12] == 3 && reader.Rest[13] == 1 && reader.Rest[16] == 0;
        if (isLoop && reader.Take(17, out ReadOnlySpan<byte> loop))
        {
            output.Write<byte>([Extension, Application]);
            output.Write(loop);
            return true;
        }

        return Blocks(ref reader, null, out _);
    }

    /// <summary>Sub-blocks up to the empty one.</summary>
    private static bool Blocks(ref ByteReader reader, ArrayBufferWriter<byte>? output, out int bytes)
    {
        bytes = 0;
        while (reader.Byte(out byte length))
        {
            output?.Write<byte>([length]);
            if (length == 0)
            {
                return true;
            }

            if (!reader.Take(length, out ReadOnlySpan<byte> block))
            {
                return false;
            }

            bytes += length;
            output?.Write(block);
        }

        return false;
    }

    private static int TableSize(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
}
