using System.Web;
using Foyer.Contracts;

namespace Foyer.Server.Tests.Handshakes;

/// <summary>The handshake by which an app's server learns who is signed in, on both databases.</summary>
public sealed class HandshakeTests
{
    public static TheoryData<string> Both => Databases.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_first_visitor_gets_a_dev_browser_and_is_signed_out(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        Visitor visitor = await foyer.Visit(withDevBrowser: false, origin: null);

        Answer redirect = await visitor.Get("/client/handshake?format=nonce&redirect_url=" + Uri.EscapeDataString("http://localhost:3000/page?a=1"));
        Assert.Equal(307, redirect.Status);
        Assert.Equal("no-store", redirect.Raw.Headers.CacheControl!.ToString());
        IReadOnlyList<string> directives = await Directives(foyer, redirect);

        string suffix = TestFoyer.Suffix(TestFoyer.DevelopmentHost);
        Assert.Contains(directives, line => line.StartsWith("__clerk_db_jwt=dvb_", StringComparison.Ordinal));
        Assert.Contains(directives, line => line.StartsWith($"__clerk_db_jwt_{suffix}=dvb_", StringComparison.Ordinal));
        Assert.Contains(directives, line => line.StartsWith("__client_uat=0;", StringComparison.Ordinal));
        Assert.Contains(directives, line => line.StartsWith($"__session_{suffix}=; Path=/; Max-Age=0", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_signed_in_visitor_brings_a_token_for_the_app_and_a_refresh_token(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        string user = await (await foyer.Backend()).CreateUser("ada@example.com");
        Visitor visitor = await foyer.Visit();
        string session = await visitor.SignIn("ada@example.com");

        IReadOnlyList<string> directives = await Directives(foyer, await visitor.Get("/client/handshake?format=nonce&redirect_url=" + Uri.EscapeDataString("http://localhost:3000/")));

        string suffix = TestFoyer.Suffix(TestFoyer.DevelopmentHost);
        string line = directives.Last(line => line.StartsWith("__session", StringComparison.Ordinal));
        Assert.StartsWith($"__session_{suffix}=", line);
        Assert.True(Jwt.TryRead(line[(line.IndexOf('=') + 1)..line.IndexOf(';')], out Jwt? jwt));
        Assert.Equal((user, session, "http://localhost:3000"), (jwt.Claims.Sub, jwt.Claims.Sid, jwt.Claims.Azp));
        long uat = long.Parse(directives.First(line => line.StartsWith("__client_uat=", StringComparison.Ordinal)).Split('=', ';')[1]);
        Assert.InRange(uat, 1, jwt.Claims.Iat);
        Assert.Contains(directives, line => line.StartsWith($"__refresh_{suffix}=rt_", StringComparison.Ordinal) && line.EndsWith("HttpOnly", StringComparison.Ordinal));
        Assert.True(directives.Count <= 12);
        Assert.All(directives, line =>
        {
            Assert.Matches("^(__session|__client_uat|__clerk_db_jwt|__refresh)(_[A-Za-z0-9_-]{8})?=", line);
            Assert.DoesNotContain("Domain", line);
            Assert.DoesNotContain("Secure", line);
            Assert.DoesNotContain('\n', line);
        });
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_nonce_works_once_within_a_minute_with_its_own_instance_s_key(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        Visitor visitor = await foyer.Visit();
        BackendApi own = await foyer.Backend();
        BackendApi other = await foyer.Backend(TestFoyer.OtherHost);
        async Task<string> Nonce() => HttpUtility.ParseQueryString((await visitor.Get("/client/handshake?format=nonce&redirect_url=" + Uri.EscapeDataString(TestFoyer.App))).Raw.Headers.Location!.Query)["__clerk_handshake_nonce"]!;

        string nonce = await Nonce();
        Assert.Equal(404, (await other.Get("/clients/handshake_payload?nonce=" + nonce)).Status);
        Answer[] race = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => own.Get("/clients/handshake_payload?nonce=" + nonce)));
        Assert.Single(race, answer => answer.Status == 200);
        Assert.Equal(404, (await own.Get("/clients/handshake_payload?nonce=" + nonce)).Status);
        string late = await Nonce();
        foyer.Clock.Forward(TimeSpan.FromSeconds(61));
        Assert.Equal(404, (await own.Get("/clients/handshake_payload?nonce=" + late)).Status);
        Assert.Equal(404, (await own.Get("/clients/handshake_payload?nonce=guess")).Status);
        Assert.Equal(404, (await own.Get("/clients/handshake_payload")).Status);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Older_sdks_get_the_payload_as_a_signed_token(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        Visitor visitor = await foyer.Visit();

        Uri location = (await visitor.Get("/client/handshake?redirect_url=" + Uri.EscapeDataString(TestFoyer.App))).Raw.Headers.Location!;

        Assert.True(Jwt.TryRead(HttpUtility.ParseQueryString(location.Query)["__clerk_handshake"], out Jwt? jwt));
        Assert.Equal(TokenCategories.Session, jwt.Header.Cat);
        Assert.NotEmpty(jwt.Claims.Custom!["handshake"].EnumerateArray());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Production_hands_over_by_cookie_and_never_in_the_address(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        await (await foyer.Backend(TestFoyer.ProductionHost)).CreateUser("ada@example.com");
        Visitor visitor = foyer.VisitProduction();
        await visitor.SignIn("ada@example.com");
        visitor.Origin = null;

        Answer redirect = await visitor.Get("/client/handshake?format=nonce&redirect_url=" + Uri.EscapeDataString("https://app.example.com/page"));

        Assert.Equal("https://app.example.com/page", redirect.Raw.Headers.Location!.AbsoluteUri);
        string cookie = Assert.Single(redirect.SetCookies, line => line.StartsWith("__clerk_handshake_nonce=", StringComparison.Ordinal));
        Assert.Contains("domain=example.com", cookie);
        Assert.Contains("httponly", cookie);
        string nonce = cookie["__clerk_handshake_nonce=".Length..cookie.IndexOf(';')];
        Answer payload = await (await foyer.Backend(TestFoyer.ProductionHost)).Get("/clients/handshake_payload?nonce=" + nonce);
        string[] directives = [.. payload.Json!["directives"]!.AsArray().Select(line => line!.GetValue<string>())];
        Assert.Contains(directives, line => line.StartsWith("__clerk_handshake_nonce=; Path=/; Domain=example.com; Max-Age=0", StringComparison.Ordinal));
        Assert.DoesNotContain(directives, line => line.StartsWith("__clerk_db_jwt", StringComparison.Ordinal));
        Assert.All(directives, line => Assert.Contains("Secure", line));
    }

    /// <summary>
    /// A production instance as an app lives with it: what the Frontend API sets for the parent domain, what the app sets for
    /// itself, and the refresh token with which the app's server renews an expired session without another navigation.
    /// </summary>
    [Theory, MemberData(nameof(Both))]
    public async Task Production_shares_one_cookie_over_the_domain_and_renews_a_session_by_its_refresh_cookie(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend(TestFoyer.ProductionHost);
        await backend.CreateUser("ada@example.com");
        Visitor visitor = foyer.VisitProduction();
        Answer signedIn = await visitor.Post("/client/sign_ins", ("strategy", "password"), ("identifier", "ada@example.com"), ("password", "correct horse battery"));
        string session = signedIn.Response["created_session_id"]!.GetValue<string>(), suffix = TestFoyer.Suffix(TestFoyer.ProductionHost);
        string Shared(Answer answer) => Assert.Single(answer.SetCookies, line => line.StartsWith($"__client_uat_{suffix}=", StringComparison.Ordinal));
        Assert.Contains("domain=example.com", Shared(signedIn), StringComparison.Ordinal);
        string uat = Shared(signedIn).Split(';')[0].Split('=')[1];

        // The app asks who is signed in; all it sets is for its own host, and says the same moment.
        visitor.Origin = null;
        Answer redirect = await visitor.Get("/client/handshake?format=nonce&redirect_url=" + Uri.EscapeDataString(TestFoyer.ProductionApp + "/page"));
        string nonce = Assert.Single(redirect.SetCookies, line => line.StartsWith("__clerk_handshake_nonce=", StringComparison.Ordinal)).Split(';')[0].Split('=')[1];
        string[] directives = [.. (await backend.Get("/clients/handshake_payload?nonce=" + nonce)).Json!["directives"]!.AsArray().Select(line => line!.GetValue<string>())];
        string Set(string name) => Assert.Single(directives, line => line.StartsWith($"{name}_{suffix}=", StringComparison.Ordinal));
        Assert.Equal(uat, Set("__client_uat").Split(';')[0].Split('=')[1]);
        Assert.DoesNotContain("Domain", Set("__session"), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("HttpOnly", Set("__session"), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("HttpOnly", Set("__refresh"), StringComparison.Ordinal);
        Assert.DoesNotContain("Domain", Set("__refresh"), StringComparison.OrdinalIgnoreCase);
        string expired = Set("__session").Split(';')[0].Split('=', 2)[1], refresh = Set("__refresh").Split(';')[0].Split('=', 2)[1];

        foyer.Clock.Forward(TimeSpan.FromMinutes(10));
        object Body(string origin) => new { expired_token = expired, refresh_token = refresh, request_origin = origin, format = "cookie" };
        Answer renewed = await backend.Post($"/sessions/{session}/refresh", Body(TestFoyer.ProductionApp));
        string[] lines = [.. renewed.Json!["cookies"]!.AsArray().Select(line => line!.GetValue<string>())];
        Assert.Equal(uat, Assert.Single(lines, line => line.StartsWith($"__client_uat_{suffix}=", StringComparison.Ordinal)).Split(';')[0].Split('=')[1]);
        Assert.All(lines, line => Assert.Contains("Secure", line, StringComparison.Ordinal));
        Assert.Equal(401, (await backend.Post($"/sessions/{session}/refresh", Body("https://evil.example.com"))).Status);
        Assert.Equal(401, (await (await foyer.Backend()).Post($"/sessions/{session}/refresh", Body(TestFoyer.ProductionApp))).Status);

        // Signed out, the domain says so and the refresh token is worth nothing.
        visitor.Origin = TestFoyer.ProductionApp;
        Answer signedOut = await visitor.Tunnel("DELETE", "/client/sessions");
        Assert.StartsWith($"__client_uat_{suffix}=0;", Shared(signedOut), StringComparison.Ordinal);
        Assert.Contains("domain=example.com", Shared(signedOut), StringComparison.Ordinal);
        Assert.Equal(401, (await backend.Post($"/sessions/{session}/refresh", Body(TestFoyer.ProductionApp))).Status);
    }

    public static TheoryData<string> HostileTargets =>
    [
        "https://evil.test", "//evil.test", "\\\\evil.test", "/\\evil.test", "https:evil.test", "https:/evil.test", "https:///evil.test", "http:evil.test",
        "https://example.com@evil.test", "https://app.example.com@evil.test/", "https://app.example.com:pw@evil.test", "https://evil.test#@app.example.com", "https://evil.test?@app.example.com",
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd", "ftp://app.example.com", "blob:https://app.example.com/x", "about:blank",
        "https://app.example.com%2eevil.test", "https://app.example.com.evil.test", "https://evilapp.example.com", "https://example.com", "https://sub.app.example.com",
        "https://app.example.com:444", "https://app.example.com:443@evil.test", "http://app.example.com", "http://localhost:3000", "http://127.0.0.1", "https://app.example.com.",
        "https://app.еxample.com", "https://xn--app-example.com", " https://app.example.com", "https://app.example.com ", "https://app.example.com\r\nLocation: https://evil.test",
        "https://app.example.com\tevil", "ht\ttps://evil.test", "https://app.example.com\\@evil.test", "https://app.example.com\\.evil.test", "https:\\\\app.example.com", "%68ttps://evil.test",
        "https://[::1]", "https://2130706433", "https://0x7f.1", "", "page", "/page", "?a", "#a", "https://", "https://?", "https://app.example.com%00.evil.test", "https://app.example.com%0d%0aX: y@evil.test",
        "https://app.example.com\u2028.evil.test", "https://app.example.com\u3002evil.test", "https://app.example.com\uff0fevil.test", "https://evil.test/https://app.example.com", "https://evil.test/?u=https://app.example.com",
        "//app.example.com", "https://APP.EXAMPLE.COM.evil.test", "wss://app.example.com", "intent://app.example.com#Intent;scheme=https;end", "https://app.example.com&@evil.test", "https://app.example.com,evil.test",
    ];

    /// <summary>A handshake carries a session, so it goes to an exact allowed origin or nowhere.</summary>
    [Theory, MemberData(nameof(HostileTargets))]
    public async Task No_target_leaves_the_allowed_origins(string target)
    {
        TestFoyer foyer = await Shared.Value;
        foreach (string path in new[] { "/client/handshake", "/client/touch" })
        {
            Answer answer = await foyer.VisitProduction(null).Get($"{path}?redirect_url=" + Uri.EscapeDataString(target));
            Assert.True(answer.Status == 400, $"{path} sent a browser to {target}: {answer.Status} {answer.Raw.Headers.Location}");
            Assert.Equal("redirect_url_invalid", answer.Code);
        }
    }

    [Theory]
    [InlineData("https://app.example.com")]
    [InlineData("https://app.example.com/")]
    [InlineData("https://APP.example.com/deep/page?x=1&y=%2F%2Fevil.test#part")]
    [InlineData("https://app.example.com:443/page")]
    [InlineData("https://clerk.example.com/sign-in")]
    public async Task The_instance_s_own_origins_are_fine(string target)
    {
        TestFoyer foyer = await Shared.Value;
        Assert.Equal(307, (await foyer.VisitProduction(null).Get("/client/handshake?redirect_url=" + Uri.EscapeDataString(target))).Status);
    }

    [Fact]
    public async Task Development_takes_any_page_of_this_machine_and_no_other()
    {
        TestFoyer foyer = await Shared.Value;
        Visitor visitor = await foyer.Visit(origin: null);
        Assert.Equal(307, (await visitor.Get("/client/handshake?redirect_url=" + Uri.EscapeDataString("http://localhost:1234/x"))).Status);
        Assert.Equal(307, (await visitor.Get("/client/handshake?redirect_url=" + Uri.EscapeDataString("http://127.0.0.1:99/x"))).Status);
        Assert.Equal(400, (await visitor.Get("/client/handshake?redirect_url=" + Uri.EscapeDataString("https://evil.test"))).Status);
    }

    /// <summary>Values with commas arrive split into repeated keys (WIRE §2.1).</summary>
    [Fact]
    public async Task A_target_split_at_its_commas_is_joined_again()
    {
        TestFoyer foyer = await Shared.Value;
        Answer answer = await foyer.VisitProduction(null).Get("/client/touch?redirect_url=https%3A%2F%2Fapp.example.com%2Fa&redirect_url=b");
        Assert.Equal("https://app.example.com/a,b", answer.Raw.Headers.Location!.AbsoluteUri);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_dev_browser_is_worth_nothing_elsewhere(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        Visitor visitor = await foyer.Visit();
        await visitor.SignUp("ada@example.com");
        Visitor other = await foyer.Visit(TestFoyer.OtherHost);
        other.DevBrowser = visitor.DevBrowser;
        Answer refused = await other.Get("/client");
        Assert.Equal((401, "dev_browser_unauthenticated"), (refused.Status, refused.Code));

        Visitor production = foyer.VisitProduction();
        production.DevBrowser = visitor.DevBrowser;
        Assert.Null((await production.Get("/client")).Json!["response"]);
        Assert.Equal(400, (await production.Post("/dev_browser")).Status);
        foreach (string forged in new[] { "dvb_x", visitor.DevBrowser![..^1], visitor.DevBrowser + "x", "' OR 1=1--", new string('x', 5000) })
        {
            Visitor forger = await foyer.Visit(withDevBrowser: false);
            forger.DevBrowser = forged;
            Assert.Equal(401, (await forger.Get("/client")).Status);
        }
    }

    private static readonly Lazy<Task<TestFoyer>> Shared = new(() => TestFoyer.Start(Databases.Sqlite));

    private static async Task<IReadOnlyList<string>> Directives(TestFoyer foyer, Answer redirect)
    {
        Assert.Equal(307, redirect.Status);
        string nonce = HttpUtility.ParseQueryString(redirect.Raw.Headers.Location!.Query)["__clerk_handshake_nonce"]!;
        Answer payload = await (await foyer.Backend()).Get("/clients/handshake_payload?nonce=" + nonce);
        return [.. payload.Json!["directives"]!.AsArray().Select(line => line!.GetValue<string>())];
    }
}
