using System.Buffers;
using System.Buffers.Text;
using System.Globalization;

namespace Foyer.Server.Passwords.Imports;

/// <summary>Reads the parts digests are written in. Null says that the text is something else.</summary>
internal static class DigestText
{
    /// <summary>Shortest hash taken: a shorter one would match by chance.</summary>
    private const int MinHash = 16;

    private const int MaxHash = 128;

    public static byte[]? Hex(string text)
    {
        byte[] bytes = new byte[text.Length / 2];
        return text.Length > 0 && text.Length % 2 == 0 && Convert.FromHexString(text, bytes, out _, out _) == OperationStatus.Done ? bytes : null;
    }

    /// <summary>Base64 of either alphabet, with or without padding.</summary>
    public static byte[]? Base64(string text)
    {
        // The decoder would pass over white space.
        if (text.Any(char.IsWhiteSpace))
        {
            return null;
        }

        string plain = text.TrimEnd('=').Replace('+', '-').Replace('/', '_');
        byte[] bytes = new byte[Base64Url.GetMaxDecodedLength(plain.Length)];
        return Base64Url.DecodeFromChars(plain, bytes, out int read, out int length) == OperationStatus.Done && read == plain.Length ? bytes[..length] : null;
    }

    /// <summary>A whole number of plain digits, at least 1.</summary>
    public static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0 ? number : null;

    /// <summary>The hash itself, when it is long enough to mean something.</summary>
    public static byte[]? Hash(byte[]? bytes) => bytes is { Length: >= MinHash and <= MaxHash } ? bytes : null;
}
