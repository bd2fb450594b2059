using System.Security.Cryptography;
using System.Text;

namespace Foyer.Server;

/// <summary>Makes and compares bearer secrets.</summary>
internal static class Secrets
{
    private const int RandomLength = 43;
    private const int CheckLength = 6;

    /// <summary>A prefix, 256 random bits and a checksum, so that scanners recognise a leaked one and typos need no look-up.</summary>
    public static string New(string prefix)
    {
        Span<byte> random = stackalloc byte[32];
        RandomNumberGenerator.Fill(random);
        string body = prefix + Base62.Encode(random, RandomLength);
        return body + Check(body);
    }

    /// <summary>Whether the text has the form of a secret with this prefix, checksum included.</summary>
    public static bool IsWellFormed(string? text, string prefix) =>
        text is not null && text.Length == prefix.Length + RandomLength + CheckLength && text.StartsWith(prefix, StringComparison.Ordinal) &&
        Same(text[^CheckLength..], Check(text[..^CheckLength]));

    /// <summary>Compares in a time that does not depend on where the texts differ.</summary>
    public static bool Same(string? left, string? right) =>
        left is not null && right is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right));

    /// <summary>A one-time code of six digits, each of the million equally likely.</summary>
    public static string NewCode() => RandomNumberGenerator.GetInt32(1_000_000).ToString("D6", System.Globalization.CultureInfo.InvariantCulture);

    private static string Check(string body) => Base62.Encode(SHA256.HashData(Encoding.UTF8.GetBytes(body)).AsSpan(0, 4), CheckLength);
}

/// <summary>A secret in memory. Prints as dots; the only way out is <see cref="Reveal"/>, which is easy to search for.</summary>
internal readonly struct Secret(string value)
{
    public bool IsEmpty => string.IsNullOrEmpty(value);

    public string Reveal() => value;

    public override string ToString() => "•••";
}
