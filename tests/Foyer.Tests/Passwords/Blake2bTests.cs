using Foyer.Server.Passwords;

namespace Foyer.Tests.Passwords;

public sealed class Blake2bTests
{
    [Fact]
    public void Answers_the_vector_of_RFC_7693_appendix_A()
    {
        byte[] digest = new byte[64];

        Blake2b.Hash("abc"u8, digest);

        Assert.Equal(
            "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d17d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923",
            Convert.ToHexStringLower(digest));
    }

    [Fact]
    public void The_pieces_a_message_comes_in_do_not_matter()
    {
        byte[] message = [.. Enumerable.Range(0, 300).Select(i => (byte)i)];
        byte[] whole = new byte[32];
        Blake2b.Hash(message, whole);

        for (int cut = 0; cut <= message.Length; cut++)
        {
            byte[] pieces = new byte[32];
            Blake2b hash = new(32);
            hash.Append(message.AsSpan(0, cut));
            hash.Append(message.AsSpan(cut));
            hash.Finish(pieces);

            Assert.Equal(whole, pieces);
        }
    }
}
