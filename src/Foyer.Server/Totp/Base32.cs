namespace Foyer.Server.Totp;

/// <summary>RFC 4648 §6, without padding when written, with or without when read.</summary>
internal static class Base32
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        System.Text.StringBuilder text = new((bytes.Length * 8 + 4) / 5);
        int buffer = 0;
        int bits = 0;
        foreach (byte value in bytes)
        {
            buffer = (buffer << 8) | value;
            bits += 8;
            while (bits >= 5)
            {
                bits -= 5;
                text.Append(Alphabet[(buffer >> bits) & 31]);
            }

            buffer &= (1 << bits) - 1;
        }

        return bits == 0 ? text.ToString() : text.Append(Alphabet[(buffer << (5 - bits)) & 31]).ToString();
    }

    /// <summary>Reads upper or lower case; null when the text is not one that <see cref="Encode"/> could have written, padding aside.</summary>
    public static byte[]? Decode(string text)
    {
        string letters = text.TrimEnd('=');
        if ((text.Length > letters.Length && text.Length % 8 != 0) || text.Length - letters.Length > 6 || letters.Length % 8 is 1 or 3 or 6)
        {
            return null;
        }

        byte[] bytes = new byte[letters.Length * 5 / 8];
        int buffer = 0;
        int bits = 0;
        int at = 0;
        foreach (char letter in letters)
        {
            int value = Alphabet.IndexOf(char.ToUpperInvariant(letter), StringComparison.Ordinal);
            if (value < 0 || !char.IsAscii(letter))
            {
                return null;
            }

            buffer = (buffer << 5) | value;
            bits += 5;
            if (bits >= 8)
            {
                bits -= 8;
                bytes[at++] = (byte)(buffer >> bits);
                buffer &= (1 << bits) - 1;
            }
        }

        return buffer == 0 ? bytes : null;
    }
}
