using Foyer.Server;

namespace Foyer.Tests.Server;

/// <summary>Case 21: a bearer secret has nothing in common with another but the tag it begins with.</summary>
public sealed class SecretsTests
{
    [Theory]
    [InlineData("lnk_")]
    [InlineData("rt_")]
    [InlineData("sk_live_")]
    [InlineData("")]
    public void Ten_thousand_of_them_are_spread_evenly(string prefix)
    {
        string[] secrets = [.. Enumerable.Range(0, 10_000).Select(_ => Secrets.New(prefix))];
        Assert.Equal(secrets.Length, secrets.Distinct().Count());
        Assert.All(secrets, secret => Assert.True(Secrets.IsWellFormed(secret, prefix)));
        // The first digit of a number this long is not quite free, and the last six are the checksum.
        for (int place = prefix.Length + 2; place < secrets[0].Length - 6; place++)
        {
            int[] counts = [.. secrets.CountBy(secret => secret[place]).Select(letter => letter.Value)];
            double expected = secrets.Length / 62.0;
            Assert.Equal(62, counts.Length);
            // 61 degrees of freedom; above 150 once in ten thousand million tries.
            Assert.InRange(counts.Sum(count => (count - expected) * (count - expected) / expected), 0, 150);
        }
    }

    [Fact]
    public void A_changed_letter_is_noticed_without_a_look_into_the_database()
    {
        string secret = Secrets.New("sk_live_");
        for (int place = 0; place < secret.Length; place++)
        {
            string changed = secret[..place] + (secret[place] == 'a' ? 'b' : 'a') + secret[(place + 1)..];
            Assert.False(Secrets.IsWellFormed(changed, "sk_live_"));
        }
    }
}
