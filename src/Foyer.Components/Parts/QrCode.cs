using System.Globalization;
using System.Text;

namespace Foyer.Components.Parts;

/// <summary>
/// QR codes (ISO/IEC 18004) of texts in byte mode, versions 1 to 15, levels L and M: what an authenticator app's address
/// needs. Pure; drawn by <see cref="ToPath"/>.
/// </summary>
internal sealed class QrCode
{
    private const int MaxVersion = 15;

    // By level and version (Table 9): error correction codewords of a block, and blocks.
    private static readonly byte[][] CorrectionPerBlock = [[7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22], [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24]];
    private static readonly byte[][] Blocks = [[1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6], [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10]];

    private readonly bool[,] _dark;
    private readonly bool[,] _fixed;

    private QrCode(int version)
    {
        Version = version;
        Size = (4 * version) + 17;
        _dark = new bool[Size, Size];
        _fixed = new bool[Size, Size];
    }

    /// <summary>1 to 15; four more modules a side each.</summary>
    public int Version { get; }

    /// <summary>Modules a side.</summary>
    public int Size { get; }

    /// <summary>Which of the eight masks was laid over it.</summary>
    public int Mask { get; private set; }

    /// <summary>Whether the module in a column and row is dark.</summary>
    public bool this[int x, int y] => _dark[y, x];

    /// <summary>Encodes a text as UTF-8, in the smallest version it fits; level M where that costs no version, else L.</summary>
    /// <exception cref="ArgumentException">The text is longer than 520 bytes.</exception>
    public static QrCode Of(string text)
    {
        byte[] data = Encoding.UTF8.GetBytes(text);
        int version = Enumerable.Range(1, MaxVersion).FirstOrDefault(candidate => Fits(data.Length, candidate, isMedium: false));
        return version == 0
            ? throw new ArgumentException("The text is too long for a QR code of version 15.", nameof(text))
            : Of(data, version, Fits(data.Length, version, isMedium: true), null);
    }

    /// <summary>Encodes bytes as told; the mask is chosen when none is given.</summary>
    internal static QrCode Of(byte[] data, int version, bool isMedium, int? mask)
    {
        QrCode code = new(version);
        code.DrawFunctions();
        code.DrawCodewords(Interleave(Segment(data, version, isMedium), version, isMedium));
        int chosen = mask ?? Enumerable.Range(0, 8).MinBy(candidate => code.Penalty(candidate, isMedium));
        code.Finish(chosen, isMedium);
        return code;
    }

    /// <summary>The dark modules as an SVG path, one unit a module, a quiet border of four around them.</summary>
    public string ToPath()
    {
        StringBuilder path = new();
        for (int y = 0; y < Size; y++)
        {
            for (int x = 0; x < Size; x++)
            {
                int start = x;
                while (x < Size && this[x, y])
                {
                    x++;
                }

                if (x > start)
                {
                    path.Append(CultureInfo.InvariantCulture, $"M{start + 4} {y + 4}h{x - start}v1h-{x - start}z");
                }
            }
        }

        return path.ToString();
    }

    private static bool Fits(int length, int version, bool isMedium) => 4 + LengthBits(version) + (8 * length) <= 8 * DataCodewords(version, isMedium);

    private static int LengthBits(int version) => version < 10 ? 8 : 16;

    private static int DataCodewords(int version, bool isMedium) => AllCodewords(version) - (CorrectionPerBlock[isMedium ? 1 : 0][version - 1] * Blocks[isMedium ? 1 : 0][version - 1]);

    private static int AllCodewords(int version)
    {
        int modules = (((16 * version) + 128) * version) + 64;
        if (version >= 2)
        {
            int patterns = (version / 7) + 2;
            modules -= (((25 * patterns) - 10) * patterns) - 55;
        }

        return (version >= 7 ? modules - 36 : modules) / 8;
    }

    private static byte[] Segment(byte[] data, int version, bool isMedium)
    {
        byte[] codewords = new byte[DataCodewords(version, isMedium)];
        int at = 0;
        void Append(int value, int bits)
        {
            for (int bit = bits - 1; bit >= 0; bit--, at++)
            {
                codewords[at / 8] |= (byte)(((value >> bit) & 1) << (7 - (at % 8)));
            }
        }

        Append(0b0100, 4);
        Append(data.Length, LengthBits(version));
        foreach (byte value in data)
        {
            Append(value, 8);
        }

        // The terminator and the bits up to the next byte are zero already.
        at = Math.Min((at + 4 + 7) / 8, codewords.Length);
        for (int pad = 0; at < codewords.Length; at++, pad++)
        {
            codewords[at] = pad % 2 == 0 ? (byte)0xEC : (byte)0x11;
        }

        return codewords;
    }

    private static byte[] Interleave(byte[] data, int version, bool isMedium)
    {
        int level = isMedium ? 1 : 0;
        int blocks = Blocks[level][version - 1];
        int correction = CorrectionPerBlock[level][version - 1];
        int shortLength = data.Length / blocks;
        int shortBlocks = blocks - (data.Length % blocks);
        byte[] generator = Generator(correction);
        List<(byte[] Data, byte[] Correction)> all = [];
        for (int block = 0, at = 0; block < blocks; block++)
        {
            byte[] part = data[at..(at += shortLength + (block < shortBlocks ? 0 : 1))];
            all.Add((part, Remainder(part, generator)));
        }

        List<byte> result = [];
        for (int i = 0; i <= shortLength; i++)
        {
            result.AddRange(all.Where(block => i < block.Data.Length).Select(block => block.Data[i]));
        }

        for (int i = 0; i < correction; i++)
        {
            result.AddRange(all.Select(block => block.Correction[i]));
        }

        return [.. result];
    }

    // Reed-Solomon over GF(256) with x^8 + x^4 + x^3 + x^2 + 1; the leading coefficient of the generator is left out.
    private static byte[] Generator(int degree)
    {
        byte[] result = new byte[degree];
        result[^1] = 1;
        byte root = 1;
        for (int i = 0; i < degree; i++, root = Multiply(root, 2))
        {
            for (int j = 0; j < degree; j++)
            {
                result[j] = (byte)(Multiply(result[j], root) ^ (j + 1 < degree ? result[j + 1] : 0));
            }
        }

        return result;
    }

    private static byte[] Remainder(byte[] data, byte[] generator)
    {
        byte[] result = new byte[generator.Length];
        foreach (byte value in data)
        {
            byte factor = (byte)(value ^ result[0]);
            for (int i = 0; i < result.Length; i++)
            {
                result[i] = (byte)((i + 1 < result.Length ? result[i + 1] : 0) ^ Multiply(generator[i], factor));
            }
        }

        return result;
    }

    private static byte Multiply(byte left, byte right)
    {
        int product = 0;
        for (int bit = 7; bit >= 0; bit--)
        {
            product = (product << 1) ^ ((product >> 7) * 0x11D);
            product ^= ((right >> bit) & 1) * left;
        }

        return (byte)product;
    }

    private void Set(int x, int y, bool dark)
    {
        _dark[y, x] = dark;
        _fixed[y, x] = true;
    }

    private void DrawFunctions()
    {
        for (int i = 0; i < Size; i++)
        {
            Set(6, i, i % 2 == 0);
            Set(i, 6, i % 2 == 0);
        }

        foreach ((int x, int y) in new[] { (3, 3), (Size - 4, 3), (3, Size - 4) })
        {
            DrawFinder(x, y);
        }

        int[] centres = AlignmentCentres();
        foreach (int x in centres)
        {
            foreach (int y in centres)
            {
                bool isUnderFinder = (x == 6 && y == 6) || (x == 6 && y == Size - 7) || (x == Size - 7 && y == 6);
                if (!isUnderFinder)
                {
                    DrawAlignment(x, y);
                }
            }
        }

        DrawFormat(0, isMedium: true);
        DrawVersion();
    }

    private void DrawFinder(int centreX, int centreY)
    {
        for (int dy = -4; dy <= 4; dy++)
        {
            for (int dx = -4; dx <= 4; dx++)
            {
                (int x, int y) = (centreX + dx, centreY + dy);
                if (x >= 0 && x < Size && y >= 0 && y < Size)
                {
                    Set(x, y, Math.Max(Math.Abs(dx), Math.Abs(dy)) is not (2 or 4));
                }
            }
        }
    }

    private void DrawAlignment(int centreX, int centreY)
    {
        for (int dy = -2; dy <= 2; dy++)
        {
            for (int dx = -2; dx <= 2; dx++)
            {
                Set(centreX + dx, centreY + dy, Math.Max(Math.Abs(dx), Math.Abs(dy)) != 1);
            }
        }
    }

    private int[] AlignmentCentres()
    {
        if (Version == 1)
        {
            return [];
        }

        int count = (Version / 7) + 2;
        int step = ((Version * 4) + (count * 2) + 1) / ((count * 2) - 2) * 2;
        return [6, .. Enumerable.Range(0, count - 1).Select(i => Size - 7 - (i * step)).Reverse()];
    }

    // Level and mask, with BCH(15,5), twice (Annex C).
    private void DrawFormat(int mask, bool isMedium)
    {
        int data = ((isMedium ? 0b00 : 0b01) << 3) | mask;
        int rest = data;
        for (int i = 0; i < 10; i++)
        {
            rest = (rest << 1) ^ ((rest >> 9) * 0x537);
        }

        int bits = ((data << 10) | rest) ^ 0x5412;
        bool Bit(int i) => ((bits >> i) & 1) != 0;
        for (int i = 0; i < 15; i++)
        {
            Set(8, i < 6 ? i : i < 8 ? i + 1 : Size - 15 + i, Bit(i));
            Set(i < 8 ? Size - 1 - i : i == 8 ? 7 : 14 - i, 8, Bit(i));
        }

        Set(8, Size - 8, true);
    }

    // With BCH(18,6), twice (Annex D).
    private void DrawVersion()
    {
        if (Version < 7)
        {
            return;
        }

        int rest = Version;
        for (int i = 0; i < 12; i++)
        {
            rest = (rest << 1) ^ ((rest >> 11) * 0x1F25);
        }

        int bits = (Version << 12) | rest;
        for (int i = 0; i < 18; i++)
        {
            bool dark = ((bits >> i) & 1) != 0;
            Set(Size - 11 + (i % 3), i / 3, dark);
            Set(i / 3, Size - 11 + (i % 3), dark);
        }
    }

    // In columns of two from the right, up and down in turn, past the timing pattern.
    private void DrawCodewords(byte[] codewords)
    {
        int at = 0;
        for (int right = Size - 1; right >= 1; right -= 2)
        {
            right = right == 6 ? 5 : right;
            for (int step = 0; step < Size; step++)
            {
                bool isUpwards = ((right + 1) & 2) == 0;
                int y = isUpwards ? Size - 1 - step : step;
                foreach (int x in new[] { right, right - 1 })
                {
                    if (!_fixed[y, x] && at < codewords.Length * 8)
                    {
                        _dark[y, x] = ((codewords[at / 8] >> (7 - (at % 8))) & 1) != 0;
                        at++;
                    }
                }
            }
        }
    }

    private void Finish(int mask, bool isMedium)
    {
        Mask = mask;
        Toggle(mask);
        DrawFormat(mask, isMedium);
    }

    private void Toggle(int mask)
    {
        for (int y = 0; y < Size; y++)
        {
            for (int x = 0; x < Size; x++)
            {
                bool flips = mask switch
                {
                    0 => (x + y) % 2 == 0,
                    1 => y % 2 == 0,
                    2 => x % 3 == 0,
                    3 => (x + y) % 3 == 0,
                    4 => ((x / 3) + (y / 2)) % 2 == 0,
                    5 => (x * y % 2) + (x * y % 3) == 0,
                    6 => ((x * y % 2) + (x * y % 3)) % 2 == 0,
                    _ => (((x + y) % 2) + (x * y % 3)) % 2 == 0,
                };
                _dark[y, x] ^= flips && !_fixed[y, x];
            }
        }
    }

    // The four features of 7.8.3 that make a code hard to read, weighed.
    private int Penalty(int mask, bool isMedium)
    {
        Toggle(mask);
        DrawFormat(mask, isMedium);
        int penalty = 0;
        int dark = 0;
        for (int i = 0; i < Size; i++)
        {
            penalty += Line(Enumerable.Range(0, Size).Select(x => _dark[i, x])) + Line(Enumerable.Range(0, Size).Select(y => _dark[y, i]));
            for (int x = 0; x < Size; x++)
            {
                dark += _dark[i, x] ? 1 : 0;
                bool isBlock = i + 1 < Size && x + 1 < Size && _dark[i, x] == _dark[i, x + 1] && _dark[i, x] == _dark[i + 1, x] && _dark[i, x] == _dark[i + 1, x + 1];
                penalty += isBlock ? 3 : 0;
            }
        }

        Toggle(mask);
        int total = Size * Size;
        return penalty + (10 * (Math.Abs((dark * 20) - (total * 10)) / total));
    }

    private static int Line(IEnumerable<bool> modules)
    {
        string line = string.Concat(modules.Select(dark => dark ? '1' : '0'));
        int penalty = 0;
        for (int start = 0; start < line.Length;)
        {
            int end = start;
            while (end < line.Length && line[end] == line[start])
            {
                end++;
            }

            penalty += end - start >= 5 ? end - start - 2 : 0;
            start = end;
        }

        for (int at = 0; at + 11 <= line.Length; at++)
        {
            penalty += line.AsSpan(at, 11) is "10111010000" or "00001011101" ? 40 : 0;
        }

        return penalty;
    }
}
