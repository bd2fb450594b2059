using System.Buffers.Text;
using Foyer.Contracts;

namespace Foyer.Tests.Backend;

/// <summary>Tokens taken apart: only the one way to write them is read, and nothing written otherwise breaks the reader.</summary>
public sealed class JwtTests
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(256)]
    public void What_is_no_strict_base64url_is_no_token(int length)
    {
        string good = Base64Url.EncodeToString(new byte[length]);
        Assert.Equal(length, Jwt.Decode(good)!.Length);
        int read = 0;
        foreach (char last in Letters)
        {
            string text = good[..^1] + last;
            // Bits that stand for nothing must be zero, or one signature could be written in many ways.
            byte[]? decoded = Jwt.Decode(text);
            Assert.True(decoded is null || Base64Url.EncodeToString(decoded) == text, text);
            read += decoded is null ? 0 : 1;
        }

        Assert.Equal((length % 3) switch { 0 => 64, 1 => 4, _ => 16 }, read);
        Assert.All(["=", "==", " ", "\n", "+", "/", "\0", "é", "A"], tail => Assert.True(Jwt.Decode(good + tail) is null || tail == "A"));
    }
}
