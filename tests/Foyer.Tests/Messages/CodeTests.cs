using Foyer.Server;

namespace Foyer.Tests.Messages;

/// <summary>The codes people are sent.</summary>
public sealed class CodeTests
{
    [Fact]
    public void A_million_codes_have_six_digits_and_are_spread_evenly()
    {
        const int codes = 1_000_000;
        const int buckets = 1000;
        int[] first = new int[buckets];
        int[] last = new int[buckets];
        for (int n = 0; n < codes; n++)
        {
            string code = Secrets.NewCode();
            Assert.True(code.Length == 6 && code.All(char.IsAsciiDigit), code);
            first[int.Parse(code.AsSpan(0, 3), System.Globalization.CultureInfo.InvariantCulture)]++;
            last[int.Parse(code.AsSpan(3), System.Globalization.CultureInfo.InvariantCulture)]++;
        }

        // Chi-square with 999 degrees of freedom: 1,300 is passed by chance once in more than a thousand million runs.
        Assert.All(new[] { first, last }, counts => Assert.InRange(counts.Sum(count => Math.Pow(count - (codes / buckets), 2) / (codes / buckets)), 0, 1300));
    }
}
