using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;

namespace Foyer.Server.Images;

/// <summary>PNG (W3C PNG, third edition): the chunks that draw the still picture, checked and in order. An animation keeps its first frame.</summary>
internal static class PngFilter
{
    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Chunks besides IHDR and IDAT that change what is seen, with the most bytes each may have. Profiles and texts are not among them.</summary>
    private static readonly Dictionary<uint, int> Kept = new()
    {
        [Name("PLTE"u8)] = 768, [Name("tRNS"u8)] = 256, [Name("gAMA"u8)] = 4, [Name("cHRM"u8)] = 32, [Name("sRGB"u8)] = 1, [Name("sBIT"u8)] = 4,
    };

    public static bool Matches(ReadOnlySpan<byte> file) => file.StartsWith(Signature);

    public static (int Width, int Height)? Copy(ReadOnlySpan<byte> file, ArrayBufferWriter<byte> output)
    {
        ByteReader reader = new(file);
        reader.Take(8, out ReadOnlySpan<byte> signature);
        output.Write(signature);
        if (Chunk(ref reader) is not { IsBroken: false } first || first.Name != Name("IHDR"u8) || first.Body.Length != 13 || Header.Read(first.Body) is not { } header)
        {
            return null;
        }

        output.Write(first.Whole);
        ArrayBufferWriter<byte> pixels = new(file.Length);
        HashSet<uint> seen = [];
        bool pixelsEnded = false;
        while (true)
        {
            Part chunk = Chunk(ref reader);
            if (chunk.IsBroken)
            {
                return null;
            }

            if (chunk.Name == Name("IEND"u8))
            {
                output.Write(chunk.Whole);
                bool hasPalette = header.Colour != 3 || seen.Contains(Name("PLTE"u8));
                return chunk.Body.Length == 0 && hasPalette && header.Fits(pixels.WrittenSpan.ToArray()) ? (header.Width, header.Height) : null;
            }

            if (chunk.Name == Name("IDAT"u8))
            {
                if (pixelsEnded)
                {
                    return null;
                }

                pixels.Write(chunk.Body);
                output.Write(chunk.Whole);
                continue;
            }

            pixelsEnded = pixels.WrittenCount > 0;
            if (Kept.TryGetValue(chunk.Name, out int most))
            {
                if (chunk.Body.Length > most || pixelsEnded || !seen.Add(chunk.Name))
                {
                    return null;
                }

                output.Write(chunk.Whole);
            }
            else if ((chunk.Name & 0x20000000) == 0)
            {
                // A critical chunk nobody knows: the picture cannot be drawn without it.
                return null;
            }
        }
    }

    private static Part Chunk(ref ByteReader reader)
    {
        ReadOnlySpan<byte> start = reader.Rest;
        if (!reader.Take(8, out ReadOnlySpan<byte> head) || !reader.Take(BinaryPrimitives.ReadUInt32BigEndian(head), out ReadOnlySpan<byte> body) || !reader.Take(4, out ReadOnlySpan<byte> crc) ||
            !IsName(head[4..]) || Crc32(head[4..], body) != BinaryPrimitives.ReadUInt32BigEndian(crc))
        {
            return new Part(true, 0, default, default);
        }

        return new Part(false, Name(head[4..]), body, start[..(body.Length + 12)]);
    }

    private static uint Name(ReadOnlySpan<byte> name) => BinaryPrimitives.ReadUInt32BigEndian(name);

    private static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(n => Enumerable.Range(0, 8).Aggregate((uint)n, (c, _) => (c & 1) == 1 ? 0xEDB88320 ^ (c >> 1) : c >> 1))];

    internal static uint Crc32(ReadOnlySpan<byte> name, ReadOnlySpan<byte> body)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in name)
        {
            crc = CrcTable[(crc ^ value) & 0xFF] ^ (crc >> 8);
        }

        foreach (byte value in body)
        {
            crc = CrcTable[(crc ^ value) & 0xFF] ^ (crc >> 8);
        }

        return ~crc;
    }

    private static bool IsName(ReadOnlySpan<byte> name) => char.IsAsciiLetter((char)name[0]) && char.IsAsciiLetter((char)name[1]) && char.IsAsciiLetter((char)name[2]) && char.IsAsciiLetter((char)name[3]);

    private readonly ref struct Part(bool isBroken, uint name, ReadOnlySpan<byte> body, ReadOnlySpan<byte> whole)
    {
        public bool IsBroken { get; } = isBroken;

        public uint Name { get; } = name;

        public ReadOnlySpan<byte> Body { get; } = body;

        public ReadOnlySpan<byte> Whole { get; } = whole;
    }

    /// <summary>What IHDR says.</summary>
    private sealed record Header(int Width, int Height, int Depth, int Colour, bool IsInterlaced)
    {
        private static readonly (int Start, int Step)[] Columns = [(0, 8), (4, 8), (0, 4), (2, 4), (0, 2), (1, 2), (0, 1)];
        private static readonly (int Start, int Step)[] Rows = [(0, 8), (0, 8), (4, 8), (0, 4), (2, 4), (0, 2), (1, 2)];

        public static Header? Read(ReadOnlySpan<byte> body)
        {
            uint width = BinaryPrimitives.ReadUInt32BigEndian(body);
            uint height = BinaryPrimitives.ReadUInt32BigEndian(body[4..]);
            (int depth, int colour) = (body[8], body[9]);
            bool possible = colour switch
            {
                0 => depth is 1 or 2 or 4 or 8 or 16,
                3 => depth is 1 or 2 or 4 or 8,
                2 or 4 or 6 => depth is 8 or 16,
                _ => false,
            };
            return ImageCleaner.IsSize(width, height) && possible && body[10] == 0 && body[11] == 0 && body[12] <= 1 ? new Header((int)width, (int)height, depth, colour, body[12] == 1) : null;
        }

        /// <summary>Whether the compressed pixels hold exactly what the header promises: reading stops at the first byte too many.</summary>
        public bool Fits(byte[] compressed)
        {
            long expected = IsInterlaced ? Enumerable.Range(0, 7).Sum(Pass) : Bytes(Width, Height);
            byte[] buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
            try
            {
                using ZLibStream inflate = new(new MemoryStream(compressed, writable: false), CompressionMode.Decompress);
                long total = 0;
                int read;
                while (total <= expected && (read = inflate.Read(buffer)) > 0)
                {
                    total += read;
                }

                return total == expected;
            }
            catch (InvalidDataException)
            {
                return false;
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }

        private long Pass(int pass)
        {
            static int Count(int size, (int Start, int Step) every) => Math.Max(0, (size - every.Start + every.Step - 1) / every.Step);
            return Bytes(Count(Width, Columns[pass]), Count(Height, Rows[pass]));
        }

        private long Bytes(int width, int height)
        {
            int channels = Colour switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
            return width == 0 ? 0 : height * (1 + (((long)width * channels * Depth) + 7) / 8);
        }
    }
}
