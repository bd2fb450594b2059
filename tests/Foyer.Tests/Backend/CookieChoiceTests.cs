using Foyer.Backend;
using Foyer.Contracts;

namespace Foyer.Tests.Backend;

/// <summary>Suffixed or plain: the eight rules of WIRE §3, one row or more each.</summary>
public sealed class CookieChoiceTests
{
    private const long Now = 1_800_000_000;
    private static readonly PublishableKey Development = PublishableKey.For("acme.foyeraccounts.dev", isDevelopment: true);
    private static readonly PublishableKey Production = PublishableKey.For("acme.foyeraccounts.dev", isDevelopment: false);
    private readonly TokenMint _mint = TokenMint.Server;

    [Theory]
    [InlineData(1, "no-iss", "older", "1", "1", false)]
    [InlineData(1, "garbage", "older", "1", "1", false)]
    [InlineData(2, "foreign", null, "1", null, true)]
    [InlineData(2, "foreign", "older", "1", "1", true)]
    [InlineData(3, null, null, null, null, false)]
    [InlineData(3, "older", null, "1", null, false)]
    [InlineData(4, "newer", "older", "1", "1", false)]
    [InlineData(4, "newer", null, "1", "1", false)]
    [InlineData(5, "older", "newer", "1", "0", false)]
    [InlineData(5, null, null, null, "0", false)]
    [InlineData(6, null, "expired", "0", "1", false)]
    [InlineData(6, "older", "expired", "0", "1", false)]
    [InlineData(7, "older", "newer", "1", null, false)]
    [InlineData(7, null, "newer", null, null, false)]
    [InlineData(8, "older", "newer", "1", "1", true)]
    [InlineData(8, "older", "older", "1", "1", true)]
    [InlineData(8, null, "newer", "0", "1", true)]
    [InlineData(8, null, null, null, "1", true)]
    [InlineData(8, null, null, "0", "0", true)]
    public void The_first_rule_that_applies_wins(int rule, string? plain, string? suffixed, string? plainUat, string? suffixedUat, bool expected)
    {
        CookiePairs cookies = new(Token(plain), Token(suffixed), plainUat, suffixedUat);
        Assert.True(expected == CookieChoice.UsesSuffixed(cookies, Development, Now), $"Rule {rule}.");
    }

    [Fact]
    public void Rule_6_is_for_development_only() =>
        Assert.True(CookieChoice.UsesSuffixed(new CookiePairs(null, Token("expired"), "0", "1"), Production, Now));

    [Fact]
    public void The_short_cut_for_equal_cookies_chooses_nothing_the_rules_would_not()
    {
        string token = Token("newer")!;
        Assert.True(CookieChoice.UsesSuffixed(new CookiePairs(token, token, "1", "1"), Development, Now));
    }

    private string? Token(string? kind) => kind switch
    {
        null => null,
        "garbage" => "garbage",
        "no-iss" => _mint.Session(Now, claims => claims.Remove("iss")),
        "foreign" => _mint.Session(Now, claims => claims["iss"] = "https://other.foyeraccounts.dev"),
        "older" => _mint.Session(Now - 20),
        "newer" => _mint.Session(Now - 10),
        "expired" => _mint.Session(Now - 120),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
