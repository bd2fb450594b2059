using System.Web;
using Foyer.Contracts;
using Foyer.Server.Instances;
using Foyer.Server.SocialProviders;

namespace Foyer.Tests.SocialProviders;

public sealed class ProviderTableTests
{
    public static TheoryData<string> Strategies => [.. ProviderTable.All.Select(provider => provider.Strategy)];

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Every_provider_has_what_its_kind_needs(string strategy)
    {
        SocialProvider provider = ProviderTable.Find(strategy)!;
        Assert.All(new[] { provider.AuthorizationUrl, provider.TokenUrl }, url => Assert.StartsWith("https://", url, StringComparison.Ordinal));
        Assert.True(provider.IsOpenId ? provider.Issuers.Count > 0 && (provider.Scopes.Contains("openid") || strategy == "oauth_apple") : provider.UserInfoUrl.Length > 0);
        Assert.NotEmpty(provider.Scopes);
        Assert.True(provider.Pkce || provider.IsOpenId);
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Every_authorization_address_carries_state_and_what_binds_the_answer(string strategy)
    {
        SocialConnection connection = Connection(strategy, new SocialConnectionSettings { ClientId = "client & co" });
        Uri url = new(AuthorizationRules.Url(connection, Request())!);
        var query = HttpUtility.ParseQueryString(url.Query);
        Assert.Equal(("client & co", "code", "https://app.example/__clerk/v1/oauth_callback", "the-state"), (query["client_id"], query["response_type"], query["redirect_uri"], query["state"]));
        Assert.Equal(connection.Provider.Pkce ? (AuthorizationRules.Challenge("the-verifier"), "S256") : (null, null), (query["code_challenge"], query["code_challenge_method"]));
        Assert.Equal(connection.Provider is { IsOpenId: true, Nonce: true } ? "the-nonce" : null, query["nonce"]);
        Assert.DoesNotContain("the-verifier", url.AbsoluteUri, StringComparison.Ordinal);
        Assert.Equal(string.Join(' ', connection.Provider.Scopes), query["scope"]);
    }

    /// <summary>The example of RFC 7636, appendix B.</summary>
    [Fact]
    public void The_challenge_is_the_one_of_the_standard() => Assert.Equal("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", AuthorizationRules.Challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));

    [Fact]
    public void Secrets_of_an_attempt_are_256_bits_each_time_anew()
    {
        List<string> made = [.. Enumerable.Range(0, 100).Select(_ => AuthorizationRules.NewSecret())];
        Assert.Equal(100, made.Distinct().Count());
        Assert.All(made, secret => Assert.Equal(43, secret.Length));
    }

    [Fact]
    public void A_tenant_an_operator_names_stands_in_every_address()
    {
        SocialProvider provider = Connection("oauth_microsoft", new SocialConnectionSettings { ClientId = "c", Tenant = "acme.example" }).Provider;
        Assert.All(new[] { provider.AuthorizationUrl, provider.TokenUrl, provider.JwksUrl }, url => Assert.Contains("/acme.example/", url, StringComparison.Ordinal));
        Assert.Contains("/common/", Connection("oauth_microsoft", new SocialConnectionSettings { ClientId = "c" }).Provider.TokenUrl, StringComparison.Ordinal);
    }

    [Fact]
    public void Scopes_of_the_operator_and_of_the_page_come_on_top()
    {
        SocialConnection connection = Connection("oauth_github", new SocialConnectionSettings { ClientId = "c", Scopes = ["read:org", "read:user"] });
        var query = HttpUtility.ParseQueryString(new Uri(AuthorizationRules.Url(connection, Request() with { AdditionalScopes = ["gist"] })!).Query);
        Assert.Equal("read:user user:email read:org gist", query["scope"]);
    }

    [Fact]
    public void A_connection_that_is_off_is_none()
    {
        InstanceSettings settings = Settings("oauth_google", new SocialConnectionSettings { ClientId = "c" }, isEnabled: false);
        Assert.Null(ConnectionRules.Find(settings, "oauth_google"));
        Assert.Null(ConnectionRules.Find(settings, "oauth_github"));
    }

    private static AuthorizationRequest Request() => new() { RedirectUri = "https://app.example/__clerk/v1/oauth_callback", State = "the-state", Nonce = "the-nonce", CodeVerifier = "the-verifier" };

    private static SocialConnection Connection(string strategy, SocialConnectionSettings own) => ConnectionRules.Find(Settings(strategy, own, isEnabled: true), strategy)!;

    private static InstanceSettings Settings(string strategy, SocialConnectionSettings own, bool isEnabled) => new()
    {
        Social = new Dictionary<string, SocialConnectionSettings> { [strategy] = own },
        UserSettings = new UserSettings { Social = new Dictionary<string, SocialSettings> { [strategy] = new() { Enabled = isEnabled, Strategy = strategy } } },
    };
}
