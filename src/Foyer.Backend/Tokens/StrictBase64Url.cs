using System.Buffers;
using System.Buffers.Text;

namespace Foyer.Backend;

/// <summary>
/// Base64url as RFC 7515 §2 has it and nothing looser: no padding, no white space, no other alphabet, no stray bits. One
/// text for one value, so that a token cannot be altered without its signature noticing.
/// </summary>
internal static class StrictBase64Url
{
    private static readonly SearchValues<byte> Alphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"u8);

    /// <summary>Decodes into <paramref name="bytes"/>; false when the text is not strict or does not fit.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> text, Span<byte> bytes, out int written)
    {
        written = 0;
        return IsStrict(text) && Base64Url.TryDecodeFromUtf8(text, bytes, out written);
    }

    private static bool IsStrict(ReadOnlySpan<byte> text) =>
        !text.IsEmpty && !text.ContainsAnyExcept(Alphabet) && (text.Length % 4) switch
        {
            0 => true,
            2 => (Value(text[^1]) & 0b1111) == 0,
            3 => (Value(text[^1]) & 0b11) == 0,
            _ => false,
        };

    private static int Value(byte letter) => letter switch
    {
        (byte)'-' => 62,
        (byte)'_' => 63,
        >= (byte)'a' => letter - 'a' + 26,
        >= (byte)'A' => letter - 'A',
        _ => letter - '0' + 52,
    };
}
