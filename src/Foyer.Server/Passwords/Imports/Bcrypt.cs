using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Foyer.Server.Passwords.Imports;

/// <summary>bcrypt (Provos and Mazières, 1999): Blowfish with a key schedule that is repeated 2^cost times.</summary>
internal static unsafe class Bcrypt
{
    public const int SaltLength = 16;

    /// <summary>The last of the 24 bytes is never written down.</summary>
    public const int HashLength = 23;

    /// <summary>Bytes of a password that are read.</summary>
    public const int MaxPassword = 72;

    private const string Alphabet = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const int Rounds = 16;
    private const int RoundKeys = Rounds + 2;
    private const int Boxes = 4 * 256;
    private const int Words = RoundKeys + Boxes;

    // Blowfish starts from the binary digits of pi, so they are computed: a table could be mistyped.
    private static readonly Lazy<uint[]> Pi = new(FractionOfPi);

    /// <summary>Derives the 23 bytes of a hash. The password is followed by a NUL and repeated until it fills 72 bytes.</summary>
    public static void Hash(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int cost, Span<byte> hash)
    {
        Span<uint> key = stackalloc uint[RoundKeys];
        Span<byte> repeated = stackalloc byte[RoundKeys * sizeof(uint)];
        for (int at = 0; at < repeated.Length; at++)
        {
            int place = at % (password.Length + 1);
            repeated[at] = place < password.Length ? password[place] : (byte)0;
        }

        ReadWords(repeated, key);
        Span<uint> saltWords = stackalloc uint[SaltLength / sizeof(uint)];
        ReadWords(salt, saltWords);
        Span<uint> saltKey = stackalloc uint[RoundKeys];
        for (int at = 0; at < RoundKeys; at++)
        {
            saltKey[at] = saltWords[at % saltWords.Length];
        }

        uint* state = stackalloc uint[Words];
        Span<uint> all = new(state, Words);
        Pi.Value.CopyTo(all);
        fixed (uint* k = key, s = saltKey, w = saltWords)
        {
            Schedule(state, k, w);
            for (uint round = 0; round < 1U << cost; round++)
            {
                Schedule(state, k);
                Schedule(state, s);
            }
        }

        Span<uint> text = stackalloc uint[6];
        ReadWords("OrpheanBeholderScryDoubt"u8, text);
        for (int at = 0; at < text.Length; at += 2)
        {
            for (int time = 0; time < 64; time++)
            {
                Encipher(state, ref text[at], ref text[at + 1]);
            }
        }

        Span<byte> bytes = stackalloc byte[text.Length * sizeof(uint)];
        for (int at = 0; at < text.Length; at++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes[(at * sizeof(uint))..], text[at]);
        }

        bytes[..HashLength].CopyTo(hash);
        all.Clear();
        key.Clear();
        repeated.Clear();
    }

    /// <summary>Reads bcrypt's own Base64; bits beyond the last byte are ignored, as every implementation does.</summary>
    public static byte[] Decode(string text, int length)
    {
        byte[] bytes = new byte[length];
        int buffer = 0, bits = 0, written = 0;
        foreach (char c in text)
        {
            buffer = (buffer << 6) | Alphabet.IndexOf(c, StringComparison.Ordinal);
            bits += 6;
            if (bits >= 8 && written < length)
            {
                bits -= 8;
                bytes[written++] = (byte)(buffer >> bits);
            }
        }

        return bytes;
    }

    // The first schedule, which the salt goes into everywhere.
    private static void Schedule(uint* state, uint* key, uint* salt)
    {
        for (int at = 0; at < RoundKeys; at++)
        {
            state[at] ^= key[at];
        }

        uint left = 0, right = 0;
        for (int at = 0; at < Words; at += 2)
        {
            left ^= salt[at % 4];
            right ^= salt[(at + 1) % 4];
            Encipher(state, ref left, ref right);
            (state[at], state[at + 1]) = (left, right);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Schedule(uint* state, uint* key)
    {
        for (int at = 0; at < RoundKeys; at++)
        {
            state[at] ^= key[at];
        }

        uint left = 0, right = 0;
        for (int at = 0; at < Words; at += 2)
        {
            Encipher(state, ref left, ref right);
            state[at] = left;
            state[at + 1] = right;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Encipher(uint* state, ref uint leftHalf, ref uint rightHalf)
    {
        uint* boxes = state + RoundKeys;
        uint left = leftHalf ^ state[0];
        uint right = rightHalf;
        for (int round = 1; round <= Rounds; round += 2)
        {
            right ^= Mix(boxes, left) ^ state[round];
            left ^= Mix(boxes, right) ^ state[round + 1];
        }

        leftHalf = right ^ state[Rounds + 1];
        rightHalf = left;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Mix(uint* boxes, uint word) =>
        ((boxes[word >> 24] + boxes[256 + ((word >> 16) & 0xFF)]) ^ boxes[512 + ((word >> 8) & 0xFF)]) + boxes[768 + (word & 0xFF)];

    private static void ReadWords(ReadOnlySpan<byte> bytes, Span<uint> words)
    {
        for (int at = 0; at < words.Length; at++)
        {
            words[at] = BinaryPrimitives.ReadUInt32BigEndian(bytes[(at * sizeof(uint))..]);
        }
    }

    // Machin: pi = 16 arctan(1/5) - 4 arctan(1/239), with some bits to spare for what the divisions cut off.
    private static uint[] FractionOfPi()
    {
        const int Spare = 64;
        const int Bits = (Words * 32) + Spare;
        BigInteger pi = (16 * InverseArctan(5, Bits)) - (4 * InverseArctan(239, Bits));
        BigInteger fraction = (pi - (new BigInteger(3) << Bits)) >> Spare;
        byte[] bytes = fraction.ToByteArray(isUnsigned: true, isBigEndian: true);
        byte[] padded = new byte[Words * sizeof(uint)];
        bytes.CopyTo(padded, padded.Length - bytes.Length);
        uint[] words = new uint[Words];
        ReadWords(padded, words);
        return words;
    }

    private static BigInteger InverseArctan(int of, int bits)
    {
        BigInteger power = (BigInteger.One << bits) / of;
        BigInteger sum = power;
        int square = of * of;
        for (int n = 3; !power.IsZero; n += 2)
        {
            power /= square;
            sum += n % 4 == 3 ? -(power / n) : power / n;
        }

        return sum;
    }
}
