using System.Buffers;
using System.Buffers.Binary;

namespace Foyer.Server.Images;

/// <summary>WebP (RFC 9649): the picture or the frames, with their transparency. Profiles and descriptions are left out and no longer announced.</summary>
internal static class WebPFilter
{
    private const byte AnnouncesAlpha = 0x10, AnnouncesAnimation = 0x02;

    public static bool Matches(ReadOnlySpan<byte> file) => file.Length >= 12 && file.StartsWith("RIFF"u8) && file[8..].StartsWith("WEBP"u8);

    public static (int Width, int Height)? Copy(ReadOnlySpan<byte> file, ArrayBufferWriter<byte> output)
    {
        uint declared = BinaryPrimitives.ReadUInt32LittleEndian(file[4..]);
        if (declared < 12 || declared > file.Length - 8)
        {
            return null;
        }

        // What stands after the declared end is cut off.
        ByteReader reader = new(file[12..(int)(declared + 8)]);
        ArrayBufferWriter<byte> body = new(file.Length);
        (int Width, int Height)? size = reader.Rest.StartsWith("VP8X"u8) ? Extended(ref reader, body) : Chunk(ref reader, out Part only) ? Picture(only, body) : null;
        if (size is null)
        {
            return null;
        }

        output.Write("RIFF"u8);
        output.WriteLittleEndian((uint)body.WrittenCount + 4);
        output.Write("WEBP"u8);
        output.Write(body.WrittenSpan);
        return size;
    }

    private static (int Width, int Height)? Extended(ref ByteReader reader, ArrayBufferWriter<byte> body)
    {
        if (!Chunk(ref reader, out Part head) || head.Body.Length != 10)
        {
            return null;
        }

        byte flags = head.Body[0];
        (int width, int height) = (1 + ImageNumbers.ThreeBytes(head.Body[4..]), 1 + ImageNumbers.ThreeBytes(head.Body[7..]));
        if (!ImageCleaner.IsSize(width, height))
        {
            return null;
        }

        Write(body, "VP8X"u8, [(byte)(flags & (AnnouncesAlpha | AnnouncesAnimation)), 0, 0, 0, .. head.Body[4..]]);
        bool isAnimated = (flags & AnnouncesAnimation) != 0;
        bool hasLoop = false, hasAlpha = false, hasPicture = false;
        FrameBudget frames = default;
        while (reader.Left > 0)
        {
            if (!Chunk(ref reader, out Part chunk))
            {
                return null;
            }

            if (chunk.Is("ANIM"u8))
            {
                if (!isAnimated || hasLoop || chunk.Body.Length != 6)
                {
                    return null;
                }

                hasLoop = true;
                Write(body, "ANIM"u8, chunk.Body);
            }
            else if (chunk.Is("ANMF"u8))
            {
                if (!hasLoop || !CopyFrame(chunk.Body, body, ref frames, width, height))
                {
                    return null;
                }
            }
            else if (chunk.Is("ALPH"u8))
            {
                if (isAnimated || hasAlpha || hasPicture)
                {
                    return null;
                }

                hasAlpha = true;
                Write(body, "ALPH"u8, chunk.Body);
            }
            else if (chunk.Is("VP8 "u8) || chunk.Is("VP8L"u8))
            {
                if (isAnimated || hasPicture || Picture(chunk, body) != (width, height))
                {
                    return null;
                }

                hasPicture = true;
            }
        }

        return isAnimated ? (frames.HasAny ? (width, height) : null) : hasPicture ? (width, height) : null;
    }

    private static bool CopyFrame(ReadOnlySpan<byte> frame, ArrayBufferWriter<byte> body, ref FrameBudget frames, int width, int height)
    {
        if (frame.Length < 16)
        {
            return false;
        }

        int left = 2 * ImageNumbers.ThreeBytes(frame);
        int top = 2 * ImageNumbers.ThreeBytes(frame[3..]);
        (int frameWidth, int frameHeight) = (1 + ImageNumbers.ThreeBytes(frame[6..]), 1 + ImageNumbers.ThreeBytes(frame[9..]));
        if (left + frameWidth > width || top + frameHeight > height || !frames.Pay(frameWidth, frameHeight))
        {
            return false;
        }

        ArrayBufferWriter<byte> inner = new(frame.Length);
        inner.Write(frame[..16]);
        ByteReader reader = new(frame[16..]);
        bool hasAlpha = false, hasPicture = false;
        while (reader.Left > 0)
        {
            if (!Chunk(ref reader, out Part chunk))
            {
                return false;
            }

            if (chunk.Is("ALPH"u8) && !hasAlpha && !hasPicture)
            {
                hasAlpha = true;
                Write(inner, "ALPH"u8, chunk.Body);
            }
            else if (chunk.Is("VP8 "u8) || chunk.Is("VP8L"u8))
            {
                if (hasPicture || Picture(chunk, inner) != (frameWidth, frameHeight))
                {
                    return false;
                }

                hasPicture = true;
            }
        }

        Write(body, "ANMF"u8, inner.WrittenSpan);
        return hasPicture;
    }

    /// <summary>A lossy or lossless bit stream, by the size its own header gives.</summary>
    private static (int Width, int Height)? Picture(Part chunk, ArrayBufferWriter<byte> body)
    {
        ReadOnlySpan<byte> bits = chunk.Body;
        (int Width, int Height) size;
        if (chunk.Is("VP8 "u8) && bits.Length > 10 && (bits[0] & 1) == 0 && bits[3..].StartsWith((ReadOnlySpan<byte>)[0x9D, 0x01, 0x2A]))
        {
            size = (BinaryPrimitives.ReadUInt16LittleEndian(bits[6..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(bits[8..]) & 0x3FFF);
        }
        else if (chunk.Is("VP8L"u8) && bits.Length > 5 && bits[0] == 0x2F && (bits[4] >> 5) == 0)
        {
            uint packed = BinaryPrimitives.ReadUInt32LittleEndian(bits[1..]);
            size = ((int)(packed & 0x3FFF) + 1, (int)((packed >> 14) & 0x3FFF) + 1);
        }
        else
        {
            return null;
        }

        if (!ImageCleaner.IsSize(size.Width, size.Height))
        {
            return null;
        }

        Write(body, chunk.Name, bits);
        return size;
    }

    private static bool Chunk(ref ByteReader reader, out Part chunk)
    {
        chunk = default;
        if (!reader.Take(8, out ReadOnlySpan<byte> head))
        {
            return false;
        }

        uint length = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
        if (!reader.Take(length, out ReadOnlySpan<byte> body))
        {
            return false;
        }

        // Chunks are even; some writers forget the last filler.
        if ((length & 1) == 1 && reader.Left > 0)
        {
            reader.Byte(out _);
        }

        chunk = new Part(head[..4], body);
        return true;
    }

    private static void Write(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> name, ReadOnlySpan<byte> body)
    {
        output.Write(name);
        output.WriteLittleEndian((uint)body.Length);
        output.Write(body);
        if ((body.Length & 1) == 1)
        {
            output.Write<byte>([0]);
        }
    }

    private readonly ref struct Part(ReadOnlySpan<byte> name, ReadOnlySpan<byte> body)
    {
        public ReadOnlySpan<byte> Name { get; } = name;

        public ReadOnlySpan<byte> Body { get; } = body;

        public bool Is(ReadOnlySpan<byte> name) => Name.SequenceEqual(name);
    }
}
