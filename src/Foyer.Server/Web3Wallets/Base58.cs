using System.Numerics;

namespace Foyer.Server.Web3Wallets;

/// <summary>Base58 as Solana writes addresses and signatures: digits and letters without 0, O, I and l.</summary>
internal static class Base58
{
    private const string Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private const int MaxLength = 128;

    /// <summary>The bytes; null when the text is not Base58.</summary>
    public static byte[]? Decode(string text)
    {
        if (text.Length is 0 or > MaxLength)
        {
            return null;
        }

        BigInteger value = BigInteger.Zero;
        foreach (char letter in text)
        {
            int digit = Alphabet.IndexOf(letter, StringComparison.Ordinal);
            if (digit < 0)
            {
                return null;
            }

            value = value * 58 + digit;
        }

        int zeros = text.Length - text.TrimStart('1').Length;
        byte[] bytes = value.IsZero ? [] : value.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[zeros], .. bytes];
    }
}
