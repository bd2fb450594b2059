using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Net.Http.Headers;

namespace Foyer.Server.Surfaces;

/// <summary>
/// Reads a <c>Content-Length</c> as RFC 9110 §8.6 has it: digits alone. Kestrel's own number takes a sign too, which a proxy
/// before it may read otherwise. The header is known as a number only, so it is decoded, not looked at later: what is no
/// digit becomes a letter, and the number is refused.
/// </summary>
internal sealed class ContentLengthDigits : Encoding
{
    private static readonly ContentLengthDigits Instance = new();

    /// <summary>Adds the rule to whatever else the application has said of headers.</summary>
    public static void Demand(KestrelServerOptions kestrel)
    {
        Func<string, Encoding?> others = kestrel.RequestHeaderEncodingSelector;
        kestrel.RequestHeaderEncodingSelector = name => name == HeaderNames.ContentLength ? Instance : others(name);
    }

    public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        // More than there is room for is too long for a number.
        int length = Math.Min(bytes.Length, chars.Length);
        for (int i = 0; i < length; i++)
        {
            chars[i] = bytes[i] is >= (byte)'0' and <= (byte)'9' ? (char)bytes[i] : 'x';
        }

        return length;
    }

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) => GetChars(bytes.AsSpan(byteIndex, byteCount), chars.AsSpan(charIndex));

    public override int GetCharCount(byte[] bytes, int index, int count) => count;

    public override int GetMaxCharCount(int byteCount) => byteCount;

    public override int GetByteCount(char[] chars, int index, int count) => count;

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) => ASCII.GetBytes(chars, charIndex, charCount, bytes, byteIndex);

    public override int GetMaxByteCount(int charCount) => charCount;
}
