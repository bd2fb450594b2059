using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace Foyer.Server;

/// <summary>Ids: a prefix and a KSUID (27 base62 characters: seconds, then 128 random bits), so that they sort by time.</summary>
internal static class Ids
{
    private const long Epoch = 1_400_000_000;

    public static string New(string prefix, DateTimeOffset now)
    {
        Span<byte> bytes = stackalloc byte[20];
        RandomNumberGenerator.Fill(bytes[4..]);
        return string.Concat(prefix, "_", Encode(now.ToUnixTimeSeconds(), bytes));
    }

    /// <summary>The part after the prefix.</summary>
    /// <param name="seconds">When it was made, Unix seconds.</param>
    /// <param name="bytes">Twenty bytes; the first four are overwritten.</param>
    public static string Encode(long seconds, Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)Math.Max(0, seconds - Epoch));
        return Base62.Encode(bytes, 27);
    }
}

/// <summary>Digits, then upper-case, then lower-case letters: sorts as ASCII does.</summary>
internal static class Base62
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    public static string Encode(ReadOnlySpan<byte> bytes, int length)
    {
        BigInteger value = new(bytes, isUnsigned: true, isBigEndian: true);
        Span<char> text = stackalloc char[length];
        for (int i = length - 1; i >= 0; i--)
        {
            value = BigInteger.DivRem(value, 62, out BigInteger digit);
            text[i] = Alphabet[(int)digit];
        }

        return new string(text);
    }
}
