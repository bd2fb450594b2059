using System.Text.Json;
using Foyer.Backend;
using Foyer.Contracts;

namespace Foyer.Tests.Backend;

/// <summary>The state machine of WIRE §4.2, row by row.</summary>
public sealed class RequestAuthenticatorTests
{
    private const string Host = "acme.foyeraccounts.dev";
    private static readonly PublishableKey Development = PublishableKey.For(Host, isDevelopment: true);
    private static readonly PublishableKey Production = PublishableKey.For(Host, isDevelopment: false);
    private readonly TokenMint _mint = TokenMint.Server;
    private readonly ManualClock _clock = new();

    private TokenVerifier Verifier => new(TokenKeys.FromPem(_mint.Pem), _clock);

    private RequestAuthenticator Authenticator(PublishableKey key, FoyerBackend? backend = null, Func<RequestAuthenticatorOptions, RequestAuthenticatorOptions>? change = null)
    {
        RequestAuthenticatorOptions options = new() { PublishableKey = key, ProxyUrl = "/__foyer" };
        return new RequestAuthenticator(change?.Invoke(options) ?? options, Verifier, backend, _clock);
    }

    private static PlainAuthRequest Page(string url = "http://localhost:5090/dashboard", string cookies = "", string method = "GET", params (string Name, string Value)[] headers)
    {
        Dictionary<string, string> all = new() { ["Sec-Fetch-Dest"] = "document", ["Cookie"] = cookies };
        foreach (var (name, value) in headers)
        {
            all[name] = value;
        }

        return new PlainAuthRequest(method, new Uri(url), all);
    }

    private string Cookies(string? session, long? uat, bool devBrowser = true) => string.Join("; ",
        (string[])[.. session is null ? [] : new[] { "__session=" + session }, .. uat is null ? [] : new[] { "__client_uat=" + uat }, .. devBrowser ? new[] { "__clerk_db_jwt=dvb_1" } : []]);

    private static void IsHandshake(string reason, AuthOutcome outcome, int count = 1)
    {
        AuthOutcome.Handshake handshake = Assert.IsType<AuthOutcome.Handshake>(outcome);
        Assert.Equal(reason, handshake.Reason);
        Assert.Contains("/v1/client/handshake?redirect_url=", handshake.Location, StringComparison.Ordinal);
        Assert.Contains("&__clerk_hs_reason=" + reason + "&", handshake.Location, StringComparison.Ordinal);
        Assert.Equal($"__clerk_redirect_count={count}; Path=/; SameSite=Lax; HttpOnly; Max-Age=2", Assert.Single(handshake.SetCookies));
        Assert.Contains(KeyValuePair.Create("x-clerk-auth-status", "handshake"), handshake.ResponseHeaders);
        Assert.Contains(KeyValuePair.Create("x-clerk-auth-reason", reason), handshake.ResponseHeaders);
        Assert.Contains(KeyValuePair.Create("Cache-Control", "no-store"), handshake.ResponseHeaders);
    }

    private static void IsSignedOut(string reason, AuthOutcome outcome)
    {
        Assert.IsType<AuthOutcome.SignedOut>(outcome);
        Assert.Equal(reason, outcome.Reason);
        Assert.Contains(KeyValuePair.Create("x-clerk-auth-status", "signed-out"), outcome.ResponseHeaders);
    }

    /// <summary>Rows 4 to 10, and 12 without a refresh.</summary>
    [Theory]
    [InlineData(4, true, "fresh", 0, "?__clerk_db_jwt=dvb_2", AuthReasons.DevBrowserSync)]
    [InlineData(5, true, "fresh", 0, "", AuthReasons.DevBrowserMissing)]
    [InlineData(7, true, "fresh", 0, "", AuthReasons.SessionTokenButNoClientUat)]
    [InlineData(7, false, "fresh", 0, "", AuthReasons.SessionTokenButNoClientUat)]
    [InlineData(8, true, null, 1, "", AuthReasons.ClientUatButNoSessionToken)]
    [InlineData(8, false, null, 1, "", AuthReasons.ClientUatButNoSessionToken)]
    [InlineData(10, true, "fresh", 1, "", AuthReasons.SessionTokenOlderThanClientUat)]
    [InlineData(10, false, "forged", 1, "", AuthReasons.SessionTokenOlderThanClientUat)]
    [InlineData(12, true, "expired", -200, "", "session-token-expired-refresh-non-eligible-no-refresh-cookie")]
    [InlineData(12, false, "early", -100, "", AuthReasons.SessionTokenNotActiveYet)]
    [InlineData(12, false, "future", -100, "", AuthReasons.SessionTokenFromTheFuture)]
    public async Task A_browser_is_sent_to_the_server(int row, bool development, string? token, long uatFromNow, string query, string reason)
    {
        long? uat = row is 7 ? 0 : row is 4 or 5 ? null : _clock.Seconds + uatFromNow;
        AuthOutcome outcome = await Authenticator(development ? Development : Production).AuthenticateAsync(
            Page("http://localhost:5090/dashboard" + query, Cookies(Token(token), uat, devBrowser: development && row != 5)));

        IsHandshake(reason, outcome);

        AuthOutcome api = await Authenticator(development ? Development : Production).AuthenticateAsync(
            Page("http://localhost:5090/dashboard" + query, Cookies(Token(token), uat, devBrowser: development && row != 5), headers: ("Sec-Fetch-Dest", "empty")));
        IsSignedOut(reason, api);
    }

    /// <summary>Rows 6, 9 and 12: nobody, and tokens that cannot become better by asking.</summary>
    [Theory]
    [InlineData(6, null, 0L, AuthReasons.SessionTokenAndUatMissing)]
    [InlineData(6, null, null, AuthReasons.SessionTokenAndUatMissing)]
    [InlineData(9, "garbage", 1L, TokenReasons.Invalid)]
    [InlineData(9, "template", 1L, TokenReasons.TypeMismatch)]
    [InlineData(9, "machine", 1L, TokenReasons.TypeMismatch)]
    [InlineData(12, "forged", 1L, TokenReasons.InvalidSignature)]
    [InlineData(12, "at+jwt", 1L, TokenReasons.Invalid)]
    [InlineData(12, "HS256", 1L, TokenReasons.InvalidAlgorithm)]
    public async Task A_browser_is_signed_out(int row, string? token, long? uat, string reason)
    {
        foreach (PublishableKey key in (PublishableKey[])[Development, Production])
        {
            AuthOutcome outcome = await Authenticator(key).AuthenticateAsync(Page(cookies: Cookies(Token(token), uat)));
            Assert.True(outcome.Reason == reason, $"Row {row}: {outcome.Reason}");
            IsSignedOut(reason, outcome);
            Assert.Empty(outcome.SetCookies);
        }
    }

    /// <summary>Row 11.</summary>
    [Fact]
    public async Task A_good_token_signs_in_without_any_call()
    {
        foreach (PublishableKey key in (PublishableKey[])[Development, Production])
        {
            AuthOutcome outcome = await Authenticator(key).AuthenticateAsync(Page(cookies: Cookies(Token("fresh"), _clock.Seconds)));
            AuthOutcome.SignedIn signedIn = Assert.IsType<AuthOutcome.SignedIn>(outcome);
            Assert.Equal(("user_ada", "sess_1"), (signedIn.Auth.UserId, signedIn.Auth.SessionId));
            Assert.Equal([KeyValuePair.Create("x-clerk-auth-status", "signed-in")], signedIn.ResponseHeaders);
        }
    }

    [Fact]
    public async Task The_suffixed_cookies_are_read_when_they_are_chosen()
    {
        string suffix = Development.CookieSuffix;
        string foreign = _mint.Session(_clock.Seconds, claims => claims["iss"] = "https://other.foyeraccounts.dev");
        AuthOutcome outcome = await Authenticator(Development).AuthenticateAsync(Page(cookies:
            $"__session={foreign}; __client_uat=1; __session_{suffix}={Token("fresh")}; __client_uat_{suffix}={_clock.Seconds}; __clerk_db_jwt_{suffix}=dvb_1"));

        Assert.Equal("user_ada", Assert.IsType<AuthOutcome.SignedIn>(outcome).Claims.Sub);
    }

    /// <summary>Row 11 (a), and case 62: only the instance's own pages count as known.</summary>
    [Theory]
    [InlineData("https://accounts.attacker.com/", "0", true)]
    [InlineData("https://www.example.com/links", "0", true)]
    [InlineData("http://localhost:3000/", "0", true)]
    [InlineData("https://www.example.com/links", "1", false)]
    [InlineData("http://localhost:5090/other", "0", false)]
    [InlineData("https://acme.foyeraccounts.dev/sign-in", "0", false)]
    [InlineData("http://acme.foyeraccounts.dev/sign-in", "0", true)]
    [InlineData("not a url", "0", false)]
    public async Task A_visit_from_elsewhere_asks_the_server_once(string referer, string count, bool asks)
    {
        AuthOutcome outcome = await Authenticator(Production).AuthenticateAsync(
            Page(cookies: Cookies(Token("fresh"), _clock.Seconds) + "; __clerk_redirect_count=" + count, headers: ("Referer", referer)));

        Assert.Equal(asks ? AuthReasons.PrimaryDomainCrossOriginSync : null, outcome.Reason);
        Assert.Equal(asks, outcome is AuthOutcome.Handshake);
    }

    /// <summary>Case 62 itself.</summary>
    [Fact]
    public async Task An_expired_session_from_a_look_alike_portal_still_shakes_hands() => IsHandshake(
        "session-token-expired-refresh-non-eligible-no-refresh-cookie",
        await Authenticator(Production).AuthenticateAsync(Page(cookies: Cookies(Token("expired"), _clock.Seconds - 200), headers: ("Referer", "https://accounts.attacker.com/"))));

    [Fact]
    public async Task The_account_portal_is_derived_from_the_key_alone()
    {
        PublishableKey key = PublishableKey.For("clerk.example.com", isDevelopment: false);
        foreach (var (referer, asks) in (ValueTuple<string, bool>[])[("https://accounts.example.com/sign-in", false), ("https://clerk.example.com/", false), ("https://accounts.example.org/", true)])
        {
            AuthOutcome outcome = await Authenticator(key).AuthenticateAsync(Page(
                cookies: Cookies(_mint.Session(_clock.Seconds, claims => claims["iss"] = "https://clerk.example.com"), _clock.Seconds), headers: ("Referer", referer)));
            Assert.Equal(asks, outcome is AuthOutcome.Handshake);
        }
    }

    /// <summary>Row 11 (b), WIRE §4.7.</summary>
    [Theory]
    [InlineData("/orgs/acme", "org_1", "acme", null)]
    [InlineData("/orgs/other/settings", "org_1", "acme", "other")]
    [InlineData("/orgs/other", null, null, "other")]
    [InlineData("/by-id/org_1", "org_1", "acme", null)]
    [InlineData("/by-id/org_2", "org_1", "acme", "org_2")]
    [InlineData("/me/profile", "org_1", "acme", "")]
    [InlineData("/me", null, null, null)]
    [InlineData("/elsewhere", "org_1", "acme", null)]
    public async Task The_session_follows_the_organization_in_the_url(string path, string? id, string? slug, string? wanted)
    {
        RequestAuthenticator authenticator = Authenticator(Production, change: options => options with { OrganizationSync = new OrganizationSync(["/orgs/:slug(.*)", "/by-id/:id"], ["/me(.*)"]) });
        string token = _mint.Session(_clock.Seconds, claims => claims["o"] = id is null ? null : new System.Text.Json.Nodes.JsonObject { ["id"] = id, ["slg"] = slug });

        AuthOutcome outcome = await authenticator.AuthenticateAsync(Page("http://localhost:5090" + path, Cookies(token, _clock.Seconds)));

        if (wanted is null)
        {
            Assert.IsType<AuthOutcome.SignedIn>(outcome);
            return;
        }

        Assert.Equal(AuthReasons.ActiveOrganizationMismatch, outcome.Reason);
        Assert.EndsWith("&organization_id=" + wanted, outcome.Location, StringComparison.Ordinal);
        Assert.IsType<AuthOutcome.SignedIn>(await authenticator.AuthenticateAsync(
            Page("http://localhost:5090" + path, Cookies(token, _clock.Seconds) + "; __clerk_redirect_count=3")));
        Assert.IsType<AuthOutcome.SignedIn>(await authenticator.AuthenticateAsync(
            Page("http://localhost:5090" + path, Cookies(token, _clock.Seconds), headers: ("Sec-Fetch-Dest", "empty"))));
    }

    [Theory]
    [InlineData("GET", "document", null, true)]
    [InlineData("GET", "iframe", null, true)]
    [InlineData("GET", null, "text/html,application/xhtml+xml", true)]
    [InlineData("GET", null, "*/*", false)]
    [InlineData("GET", null, null, false)]
    [InlineData("GET", "empty", "text/html", false)]
    [InlineData("GET", "image", null, false)]
    [InlineData("POST", "document", "text/html", false)]
    [InlineData("HEAD", "document", null, false)]
    public async Task Only_a_waiting_page_is_sent_away(string method, string? destination, string? accept, bool away)
    {
        Dictionary<string, string> headers = [];
        if (destination is not null) { headers["Sec-Fetch-Dest"] = destination; }
        if (accept is not null) { headers["Accept"] = accept; }

        AuthOutcome outcome = await Authenticator(Development).AuthenticateAsync(new PlainAuthRequest(method, new Uri("http://localhost:5090/"), headers));

        Assert.Equal((AuthReasons.DevBrowserMissing, away), (outcome.Reason, outcome is AuthOutcome.Handshake));
    }

    [Fact]
    public async Task The_handshake_takes_along_what_the_server_needs_and_no_session_token()
    {
        AuthOutcome first = await Authenticator(Development).AuthenticateAsync(Page("http://localhost:5090/a%20b?x=1&__clerk_handshake_nonce=&y=%26"));
        Assert.Equal("http://localhost:5090/__foyer/v1/client/handshake?redirect_url=http%3A%2F%2Flocalhost%3A5090%2Fa%2520b%3Fx%3D1%26y%3D%2526"
            + "&__clerk_api_version=2026-05-12&suffixed_cookies=false&__clerk_hs_reason=dev-browser-missing&format=token", first.Location);

        await using StubApi api = await StubApi.Start();
        AuthOutcome second = await Authenticator(Development, api.Client()).AuthenticateAsync(Page("http://localhost:5090/?__clerk_db_jwt=dvb_9", Cookies(Token("expired"), 1)));
        Assert.EndsWith("&format=nonce&__clerk_db_jwt=dvb_9", second.Location, StringComparison.Ordinal);
        Assert.Contains("redirect_url=http%3A%2F%2Flocalhost%3A5090%2F&", second.Location, StringComparison.Ordinal);
        Assert.DoesNotContain("__session", second.Location, StringComparison.Ordinal);
        Assert.Empty(api.Requests);
    }

    [Theory]
    [InlineData(null, "https://acme.foyeraccounts.dev/v1/client/handshake?")]
    [InlineData("https://app.example/__foyer/", "https://app.example/__foyer/v1/client/handshake?")]
    [InlineData("/proxy/", "http://localhost:5090/proxy/v1/client/handshake?")]
    public async Task The_handshake_goes_through_the_proxy_or_to_the_keys_host(string? proxyUrl, string begins)
    {
        AuthOutcome outcome = await Authenticator(Production, change: options => options with { ProxyUrl = proxyUrl }).AuthenticateAsync(Page(cookies: Cookies(null, 5)));
        Assert.StartsWith(begins, outcome.Location, StringComparison.Ordinal);
    }

    /// <summary>Case 53.</summary>
    [Fact]
    public async Task Handshakes_stop_after_three_in_a_row()
    {
        RequestAuthenticator authenticator = Authenticator(Development);
        string count = "";
        for (int i = 1; i <= 3; i++)
        {
            AuthOutcome outcome = await authenticator.AuthenticateAsync(Page(cookies: count));
            IsHandshake(AuthReasons.DevBrowserMissing, outcome, i);
            count = outcome.SetCookies[0].Split(';')[0];
        }

        IsSignedOut(AuthReasons.DevBrowserMissing, await authenticator.AuthenticateAsync(Page(cookies: count)));
        IsSignedOut(AuthReasons.DevBrowserMissing, await authenticator.AuthenticateAsync(Page(cookies: "__clerk_redirect_count=99")));
        IsSignedOut(AuthReasons.DevBrowserMissing, await authenticator.AuthenticateAsync(Page(cookies: "__clerk_redirect_count=-1")));
    }

    /// <summary>Case 46: one credential decides, and it is the header's.</summary>
    [Fact]
    public async Task A_token_in_the_header_is_the_only_one_looked_at()
    {
        RequestAuthenticator authenticator = Authenticator(Development);
        string bea = _mint.Session(_clock.Seconds, claims => claims["sub"] = "user_bea");
        string ada = Cookies(Token("fresh"), _clock.Seconds);
        foreach (string header in (string[])["Bearer " + bea, "bearer " + bea, bea])
        {
            Assert.Equal("user_bea", Assert.IsType<AuthOutcome.SignedIn>(await authenticator.AuthenticateAsync(Page(cookies: ada, headers: ("Authorization", header)))).Claims.Sub);
        }

        IsSignedOut(TokenReasons.InvalidSignature, await authenticator.AuthenticateAsync(Page(cookies: ada, headers: ("Authorization", "Bearer " + Token("forged")))));
        IsSignedOut(TokenReasons.Expired, await authenticator.AuthenticateAsync(Page(cookies: ada, headers: ("Authorization", "Bearer " + Token("expired")))));
        IsSignedOut(TokenReasons.TypeMismatch, await authenticator.AuthenticateAsync(Page(cookies: ada, headers: ("Authorization", "Bearer " + Token("template")))));
        IsSignedOut(TokenReasons.Invalid, await authenticator.AuthenticateAsync(Page(cookies: ada, headers: ("Authorization", "Bearer sk_test_abc"))));
        foreach (string other in (string[])["Basic dXNlcjpwYXNz", "Bearer ", ""])
        {
            Assert.Equal("user_ada", Assert.IsType<AuthOutcome.SignedIn>(await authenticator.AuthenticateAsync(Page(cookies: ada, headers: ("Authorization", other)))).Claims.Sub);
        }
    }

    [Fact]
    public async Task A_pending_session_is_a_good_token_of_nobody()
    {
        AuthOutcome outcome = await Authenticator(Production).AuthenticateAsync(Page(cookies: Cookies(_mint.Session(_clock.Seconds, claims => claims["sts"] = "pending"), _clock.Seconds)));
        Assert.False(Assert.IsType<AuthOutcome.SignedIn>(outcome).Auth.IsSignedIn);
    }

    /// <summary>Row 1, development, by nonce: cookies set, the URL cleaned.</summary>
    [Fact]
    public async Task A_nonce_in_development_becomes_cookies_and_a_clean_url()
    {
        await using StubApi api = await StubApi.Start();
        string token = Token("fresh")!;
        string[] directives = ["__session=; Path=/; Max-Age=0", "__client_uat=5; Path=/", "__clerk_db_jwt=dvb_1; Path=/", $"__session={token}; Path=/; SameSite=Lax"];
        api.Answers(200, JsonSerializer.Serialize(new HandshakePayload([.. directives, "evil=1; Domain=example.com", "__session2=1", "__client_uat=1\r\nX: y"]), WireJson.Default.HandshakePayload));

        AuthOutcome outcome = await Authenticator(Development, api.Client()).AuthenticateAsync(
            Page("http://localhost:5090/dashboard?a=1&__clerk_handshake_nonce=n%2B1&__clerk_db_jwt=x&__clerk_help=1&b=2"));

        Assert.Equal("user_ada", Assert.IsType<AuthOutcome.SignedIn>(outcome).Claims.Sub);
        Assert.Equal("http://localhost:5090/dashboard?a=1&b=2", outcome.Location);
        Assert.Equal(directives, outcome.SetCookies);
        Assert.Equal("/v1/clients/handshake_payload?nonce=n%2B1", api.Last.Target);
    }

    [Fact]
    public async Task A_handshake_that_finds_nobody_signs_out_and_keeps_its_cookies()
    {
        string[] directives = ["__client_uat=0; Path=/", "__session=; Path=/; Max-Age=0", "__clerk_db_jwt=dvb_1; Path=/"];
        AuthOutcome outcome = await Authenticator(Development).AuthenticateAsync(Page("http://localhost:5090/?__clerk_handshake=" + _mint.Handshake(_clock.Seconds, directives)));

        IsSignedOut(AuthReasons.SessionTokenMissing, outcome);
        Assert.Equal(directives, outcome.SetCookies);
        Assert.Equal("http://localhost:5090/", outcome.Location);
    }

    [Fact]
    public async Task A_spent_nonce_signs_out_and_cleans_the_url()
    {
        await using StubApi api = await StubApi.Start();
        AuthOutcome outcome = await Authenticator(Development, api.Client()).AuthenticateAsync(Page("http://localhost:5090/?__clerk_handshake_nonce=spent"));

        IsSignedOut(AuthReasons.SessionTokenMissing, outcome);
        Assert.Empty(outcome.SetCookies);
        Assert.Equal("http://localhost:5090/", outcome.Location);
    }

    [Fact]
    public async Task In_production_the_handshake_comes_by_cookie_and_needs_no_second_journey()
    {
        string token = Token("fresh")!;
        AuthOutcome outcome = await Authenticator(Production).AuthenticateAsync(Page(cookies: "__clerk_handshake=" + _mint.Handshake(_clock.Seconds, [$"__session={token}; Path=/"])));

        Assert.Equal(token, Assert.IsType<AuthOutcome.SignedIn>(outcome).Token);
        Assert.Null(outcome.Location);
        Assert.Equal([$"__session={token}; Path=/"], outcome.SetCookies);
    }

    /// <summary>Cases 6 and 7: a handshake is believed only in the server's own class of token.</summary>
    [Theory]
    [InlineData("template", TokenReasons.TypeMismatch)]
    [InlineData("forged", TokenReasons.InvalidSignature)]
    [InlineData("session", TokenReasons.VerificationFailed)]
    [InlineData("garbage", TokenReasons.Invalid)]
    [InlineData("expired-session", null)]
    public async Task A_handshake_that_cannot_be_believed_sets_nothing(string kind, string? reason)
    {
        string[] evil = ["__session=" + Token("fresh"), "__client=evil; Domain=example.com"];
        string handshake = kind switch
        {
            "template" => _mint.Handshake(_clock.Seconds, evil, header => header["cat"] = TokenCategories.JwtTemplate),
            "forged" => TokenMint.Stranger.Handshake(_clock.Seconds, evil),
            "session" => Token("fresh")!,
            "expired-session" => _mint.Handshake(_clock.Seconds, ["__session=" + Token("forged")]),
            _ => "garbage",
        };

        AuthOutcome development = await Authenticator(Development).AuthenticateAsync(Page("http://localhost:5090/?__clerk_handshake=" + handshake));
        IsSignedOut(reason ?? TokenReasons.InvalidSignature, development);
        Assert.Empty(development.SetCookies);
        Assert.Null(development.Location);
        Assert.NotNull(development.Message);

        AuthOutcome production = await Authenticator(Production).AuthenticateAsync(Page(cookies: "__clerk_handshake=" + handshake));
        IsSignedOut(AuthReasons.SessionTokenAndUatMissing, production);
        Assert.Empty(production.SetCookies);
    }

    [Fact]
    public async Task A_wrong_clock_in_development_is_forgiven_for_a_day_and_told()
    {
        string old = _mint.Session(_clock.Seconds - 3600);
        AuthOutcome outcome = await Authenticator(Development).AuthenticateAsync(Page("http://localhost:5090/?__clerk_handshake=" + _mint.Handshake(_clock.Seconds, ["__session=" + old])));
        Assert.IsType<AuthOutcome.SignedIn>(outcome);
        Assert.Contains("clocks", outcome.Message, StringComparison.Ordinal);

        AuthOutcome production = await Authenticator(Production).AuthenticateAsync(Page(cookies: "__clerk_handshake=" + _mint.Handshake(_clock.Seconds, ["__session=" + old])));
        Assert.IsNotType<AuthOutcome.SignedIn>(production);
    }

    /// <summary>A handshake in the browser's history is no way in, however fresh the session token inside would be.</summary>
    [Fact]
    public async Task A_handshake_that_is_over_is_as_if_there_were_none()
    {
        string fresh = _mint.Session(_clock.Seconds);
        string late = _mint.Handshake(_clock.Seconds - 60 - 601, ["__session=" + fresh]), soon = _mint.Handshake(_clock.Seconds - 60 - 500, ["__session=" + fresh]);
        AuthOutcome development = await Authenticator(Development).AuthenticateAsync(Page("http://localhost:5090/?__clerk_handshake=" + late));
        IsHandshake(AuthReasons.DevBrowserMissing, development);
        Assert.DoesNotContain("__clerk_handshake", Uri.UnescapeDataString(Assert.IsType<AuthOutcome.Handshake>(development).Location!), StringComparison.Ordinal);
        Assert.IsType<AuthOutcome.SignedIn>(await Authenticator(Development).AuthenticateAsync(Page("http://localhost:5090/?__clerk_handshake=" + soon)));

        AuthOutcome production = await Authenticator(Production).AuthenticateAsync(Page(cookies: "__clerk_handshake=" + _mint.Handshake(_clock.Seconds - 70, ["__session=" + fresh])));
        IsSignedOut(AuthReasons.SessionTokenAndUatMissing, production);
        Assert.Empty(production.SetCookies);
    }

    /// <summary>Row 12, WIRE §4.5.</summary>
    [Fact]
    public async Task An_expired_token_is_refreshed_without_leaving_the_page()
    {
        await using StubApi api = await StubApi.Start();
        string fresh = Token("fresh")!, expired = Token("expired")!, suffix = Production.CookieSuffix;
        string[] cookies = [$"__session={fresh}; Path=/", $"__session_{suffix}={fresh}; Path=/"];
        api.Answers(200, JsonSerializer.Serialize(new CookiesResource(cookies), WireJson.Default.CookiesResource));

        AuthOutcome outcome = await Authenticator(Production, api.Client()).AuthenticateAsync(Page(
            cookies: $"__session_{suffix}={expired}; __client_uat_{suffix}=5; __refresh_{suffix}=r1", headers: ("User-Agent", "Firefox")));

        Assert.Equal(fresh, Assert.IsType<AuthOutcome.SignedIn>(outcome).Token);
        Assert.Equal(cookies, outcome.SetCookies);
        Assert.Null(outcome.Location);
        Assert.Equal(("POST", "/v1/sessions/sess_1/refresh?suffixed_cookies=true"), (api.Last.Method, api.Last.Target));
        RefreshSessionRequest asked = JsonSerializer.Deserialize(api.Last.Body, WireJson.Default.RefreshSessionRequest)!;
        Assert.Equal(("cookie", expired, "r1", "http://localhost:5090"), (asked.Format, asked.ExpiredToken, asked.RefreshToken, asked.RequestOrigin));
        Assert.Equal(["Firefox"], asked.RequestHeaders!["user-agent"]);
        Assert.DoesNotContain("cookie", asked.RequestHeaders!.Keys);
    }

    [Theory]
    [InlineData("refused", 401, """{"errors":[{"code":"refresh_token_expired","message":"m","long_message":"l"}],"clerk_trace_id":"t"}""", "refresh_token_expired")]
    [InlineData("odd code", 401, """{"errors":[{"code":"a b\r\nc","message":"m","long_message":"l"}],"clerk_trace_id":"t"}""", "unexpected-bapi-error")]
    [InlineData("no json", 502, "<html>", "unexpected_error")]
    [InlineData("bad token", 200, """{"object":"cookies","cookies":["__session=x.y.z"]}""", "invalid-session-token")]
    [InlineData("nothing", 200, """{"object":"cookies","cookies":null}""", "invalid-session-token")]
    public async Task A_refresh_that_fails_becomes_a_handshake_that_says_why(string name, int status, string body, string failure)
    {
        await using StubApi api = await StubApi.Start();
        api.Answers(status, body);
        AuthOutcome outcome = await Authenticator(Production, api.Client()).AuthenticateAsync(Page(
            cookies: $"{Cookies(Token("expired"), 5)}; __refresh_{Production.CookieSuffix}=r1"));

        Assert.NotEmpty(name);
        IsHandshake("session-token-expired-refresh-" + failure, outcome);
    }

    [Fact]
    public async Task What_cannot_be_refreshed_says_so()
    {
        string refresh = $"; __refresh_{Production.CookieSuffix}=r1";
        IsSignedOut("session-token-expired-refresh-non-eligible-non-get",
            await Authenticator(Production).AuthenticateAsync(Page(cookies: Cookies(Token("expired"), 5) + refresh, method: "POST")));
        IsHandshake("session-token-expired-refresh-missing-api-client",
            await Authenticator(Production).AuthenticateAsync(Page(cookies: Cookies(Token("expired"), 5) + refresh)));

        await using StubApi api = await StubApi.Start();
        IsHandshake("session-token-expired-refresh-expired-session-token-missing-sid-claim", await Authenticator(Production, api.Client()).AuthenticateAsync(
            Page(cookies: Cookies(_mint.Session(_clock.Seconds - 120, claims => claims.Remove("sid")), 5) + refresh)));
        Assert.Empty(api.Requests);

        FoyerBackend unreachable = new(new FoyerBackendOptions { SecretKey = "sk_test_x", ApiUrl = new Uri("http://127.0.0.1:1") });
        IsHandshake("session-token-expired-refresh-fetch-error", await Authenticator(Production, unreachable).AuthenticateAsync(Page(cookies: Cookies(Token("expired"), 5) + refresh)));
    }

    /// <summary>Row 2.</summary>
    [Theory]
    [InlineData(true, false, null, null, "signed-out")]
    [InlineData(true, false, "false", null, "asks")]
    [InlineData(true, true, null, null, "asks")]
    [InlineData(true, true, "true", null, "goes on")]
    [InlineData(true, false, "false", "fresh", "asks")]
    [InlineData(true, false, null, "fresh", "signed in")]
    [InlineData(false, false, null, null, "signed-out")]
    [InlineData(false, false, "false", null, "asks")]
    public async Task A_satellite_asks_its_primary(bool development, bool autoSync, string? synced, string? token, string expected)
    {
        RequestAuthenticator authenticator = Authenticator(development ? Development : Production, change: options => options with
        {
            IsSatellite = true,
            Domain = "satellite.example",
            ProxyUrl = null,
            SatelliteAutoSync = autoSync,
            SignInUrl = "http://primary.example/sign-in",
        });
        string url = "http://localhost:5090/page" + (synced is null ? "" : "?__clerk_synced=" + synced);

        AuthOutcome outcome = await authenticator.AuthenticateAsync(Page(url, Cookies(Token(token), token is null ? null : _clock.Seconds, devBrowser: development)));

        switch (expected)
        {
            case "signed-out": IsSignedOut(AuthReasons.SessionTokenAndUatMissing, outcome); break;
            case "signed in": Assert.IsType<AuthOutcome.SignedIn>(outcome); break;
            case "goes on": IsSignedOut(AuthReasons.SessionTokenAndUatMissing, outcome); break;
            default:
                Assert.Equal(AuthReasons.SatelliteNeedsSyncing, Assert.IsType<AuthOutcome.Handshake>(outcome).Reason);
                Assert.StartsWith(development ? "http://primary.example/sign-in?__clerk_redirect_url=" + Uri.EscapeDataString(url) : "https://clerk.satellite.example/v1/client/handshake?", outcome.Location, StringComparison.Ordinal);
                break;
        }
    }

    /// <summary>Row 3.</summary>
    [Theory]
    [InlineData("http://satellite.example/page?a=1", "http://satellite.example/page?a=1&__clerk_db_jwt=dvb_1&__clerk_synced=true")]
    [InlineData("http://localhost:7000/page", "http://localhost:7000/page?__clerk_db_jwt=dvb_1&__clerk_synced=true")]
    [InlineData("http://unlisted.example/page", null)]
    [InlineData("http://satellite.example@evil.test/page", null)]
    [InlineData("javascript:alert(1)", null)]
    [InlineData("//evil.test", null)]
    [InlineData("data:text/html,x", null)]
    public async Task A_primary_answers_its_satellite(string back, string? location)
    {
        RequestAuthenticator authenticator = Authenticator(Development, change: options => options with { Tokens = options.Tokens with { AuthorizedParties = ["http://satellite.example"] } });
        AuthOutcome outcome = await authenticator.AuthenticateAsync(Page("http://localhost:5090/sign-in?__clerk_redirect_url=" + Uri.EscapeDataString(back), Cookies(null, 0)));
        Assert.Equal(location, outcome.Location);
        Assert.Equal(location is null ? AuthReasons.SessionTokenAndUatMissing : AuthReasons.PrimaryRespondsToSyncing, outcome.Reason);

        AuthOutcome production = await Authenticator(Production).AuthenticateAsync(Page("http://localhost:5090/sign-in?__clerk_redirect_url=" + Uri.EscapeDataString(back), Cookies(null, 0)));
        Assert.Null(production.Location);
    }

    private string? Token(string? kind)
    {
        return kind switch
        {
            null => null,
            "garbage" => "garbage",
            "fresh" => _mint.Session(_clock.Seconds),
            "expired" => _mint.Session(_clock.Seconds - 120),
            "early" => _mint.Session(_clock.Seconds, claims => claims["nbf"] = _clock.Seconds + 60),
            "future" => _mint.Session(_clock.Seconds, claims => claims["iat"] = _clock.Seconds + 60),
            "forged" => TokenMint.Stranger.Session(_clock.Seconds),
            "template" => _mint.Session(_clock.Seconds, header: header => header["cat"] = TokenCategories.JwtTemplate),
            "machine" => _mint.Session(_clock.Seconds, header: header => header["cat"] = TokenCategories.MachineToMachine),
            "at+jwt" => _mint.Session(_clock.Seconds, header: header => header["typ"] = "at+jwt"),
            "HS256" => _mint.Session(_clock.Seconds, header: header => header["alg"] = "HS256"),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
    }
}
