using System.Net;
using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Nodes;
using Foyer.AspNetCore;
using Foyer.Contracts;
using Foyer.Tests.Backend;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Tests.AspNetCore;

/// <summary>An app's routes over real HTTP: who passes, who is sent where.</summary>
public sealed class AuthTests
{
    private static void Routes(WebApplication app)
    {
        app.UseFoyer();
        app.MapFoyerProxy();
        app.MapGet("/", (Auth auth) => $"{auth.IsSignedIn} {auth.UserId} {auth.SessionId} {auth.OrgId} {auth.OrgRole}");
        app.MapGet("/context", (HttpContext context) => context.GetAuth().UserId);
        app.MapGet("/state", (AuthState state) => state.UserId);
        app.MapGet("/user", async (IUserContext users, CancellationToken ct) => (await users.GetUserAsync(ct))?.FirstName ?? "nobody");
        app.MapGet("/in", (Auth auth) => auth.SignInUrl);
        app.MapGet("/up", (Auth auth) => auth.SignUpUrl);
        app.MapGet("/required", () => "inside").RequireSignedIn();
        app.MapGet("/authorize", [Authorize] (ClaimsPrincipal user) => user.FindFirstValue(ClaimTypes.NameIdentifier));
        app.MapGet("/admins", [Authorize(Roles = "org:admin")] () => "inside");
        app.MapGet("/area/page", () => "inside");
        app.MapGet("/return", (Auth auth, string? to) => auth.RedirectToSignIn(to));
        app.MapPost("/sign-out", async (Auth auth, CancellationToken ct) =>
        {
            await auth.SignOutAsync(ct);
            return Results.Redirect("/");
        });
        Protect("/protect", null);
        Protect("/protect/role", new ProtectOptions { Role = "admin" });
        Protect("/protect/permission", new ProtectOptions { Permission = "org:invoices:read" });
        Protect("/protect/organization", new ProtectOptions { OrganizationRequired = true });
        Protect("/protect/predicate", new ProtectOptions { Predicate = auth => ValueTask.FromResult(auth.UserId == "user_bea") });
        Protect("/protect/urls", new ProtectOptions { Role = "admin", UnauthenticatedUrl = "/who", UnauthorizedUrl = "/no" });

        void Protect(string path, ProtectOptions? options) =>
            app.MapGet(path, async (Auth auth) => await auth.ProtectAsync(options) is { } refusal ? refusal : Results.Text("inside"));
    }

    private static Task<TestApp> Start(params (string Key, string? Value)[] settings) => TestApp.Start(Routes, null, [("Foyer:ProtectedRoutes:0", "/area(.*)"), .. settings]);

    private static void Admin(JsonObject claims)
    {
        claims["fea"] = "o:invoices";
        claims["o"] = new JsonObject { ["id"] = "org_1", ["slg"] = "acme", ["rol"] = "admin", ["per"] = "read", ["fpm"] = "1" };
    }

    [Fact]
    public async Task Auth_is_bound_to_handlers_and_hangs_on_the_context()
    {
        await using TestApp app = await Start();

        Assert.Equal("True user_ada sess_1 org_1 org:admin", await (await app.Page("/", app.SignedIn(Admin))).Content.ReadAsStringAsync());
        Assert.Equal("False    ", await (await app.Page("/", TestApp.SignedOut)).Content.ReadAsStringAsync());
        Assert.Equal("user_ada", await (await app.Page("/context", app.SignedIn())).Content.ReadAsStringAsync());
        Assert.Equal("user_ada", await (await app.Page("/state", app.SignedIn())).Content.ReadAsStringAsync());
        Assert.Empty(app.Server.Requests);
    }

    [Fact]
    public async Task The_first_visit_of_a_browser_goes_to_the_server_through_the_proxy()
    {
        await using TestApp app = await Start();
        HttpResponseMessage answer = await app.Page("/protect?a=1", "");

        Assert.Equal(HttpStatusCode.TemporaryRedirect, answer.StatusCode);
        Assert.StartsWith($"{app.Origin}/__foyer/v1/client/handshake?redirect_url={Uri.EscapeDataString(app.Origin + "/protect?a=1")}&", answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Equal("dev-browser-missing", Assert.Single(answer.Headers.GetValues("x-clerk-auth-reason")));
        Assert.Contains("no-store", answer.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Equal("", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_handshakes_answer_becomes_cookies_and_a_clean_url()
    {
        await using TestApp app = await Start();
        app.Server.Answers(200, """{"directives":["__clerk_db_jwt=dvb_1; Path=/","__client_uat=0; Path=/","__session=; Path=/; Max-Age=0"]}""");

        HttpResponseMessage answer = await app.Page("/?__clerk_handshake_nonce=n1", "");

        Assert.Equal((HttpStatusCode.TemporaryRedirect, app.Origin + "/"), (answer.StatusCode, answer.Headers.Location!.OriginalString));
        Assert.Equal(["__clerk_db_jwt=dvb_1; Path=/", "__client_uat=0; Path=/", "__session=; Path=/; Max-Age=0"], answer.Headers.GetValues("Set-Cookie"));
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
    }

    /// <summary>The table of who may: (path, who, page or API) → status and where to.</summary>
    [Theory]
    [InlineData("/protect", "nobody", "page", 302, "/__foyer/sign-in?redirect_url=")]
    [InlineData("/protect", "nobody", "api", 404, null)]
    [InlineData("/protect", "pending", "api", 404, null)]
    [InlineData("/protect", "ada", "page", 200, null)]
    [InlineData("/protect", "ada", "api", 200, null)]
    [InlineData("/protect/role", "ada", "page", 404, null)]
    [InlineData("/protect/role", "admin", "page", 200, null)]
    [InlineData("/protect/permission", "ada", "api", 404, null)]
    [InlineData("/protect/permission", "admin", "api", 200, null)]
    [InlineData("/protect/organization", "ada", "page", 404, null)]
    [InlineData("/protect/organization", "admin", "page", 200, null)]
    [InlineData("/protect/predicate", "ada", "page", 404, null)]
    [InlineData("/protect/urls", "nobody", "api", 302, "/who")]
    [InlineData("/protect/urls", "ada", "api", 302, "/no")]
    [InlineData("/protect/urls", "admin", "api", 200, null)]
    [InlineData("/required", "nobody", "page", 302, "/__foyer/sign-in?redirect_url=")]
    [InlineData("/required", "nobody", "api", 401, null)]
    [InlineData("/required", "ada", "api", 200, null)]
    [InlineData("/authorize", "nobody", "page", 401, null)]
    [InlineData("/authorize", "nobody", "api", 401, null)]
    [InlineData("/authorize", "ada", "page", 200, null)]
    [InlineData("/admins", "ada", "page", 403, null)]
    [InlineData("/admins", "admin", "page", 200, null)]
    [InlineData("/area/page", "nobody", "page", 302, "/__foyer/sign-in?redirect_url=")]
    [InlineData("/area/page", "nobody", "api", 401, null)]
    [InlineData("/area/page", "ada", "page", 200, null)]
    [InlineData("/area/nothing", "nobody", "api", 401, null)]
    [InlineData("/", "nobody", "page", 200, null)]
    public async Task Who_may_pass(string path, string who, string kind, int status, string? location)
    {
        await using TestApp app = await Start();
        string cookies = who switch
        {
            "ada" => app.SignedIn(),
            "admin" => app.SignedIn(Admin),
            "pending" => app.SignedIn(claims => claims["sts"] = "pending"),
            _ => TestApp.SignedOut,
        };

        HttpResponseMessage answer = await app.Send(path, cookies, kind == "page" ? "document" : "empty");

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.StartsWith(location ?? "", answer.Headers.Location?.OriginalString ?? "", StringComparison.Ordinal);
        Assert.Equal(location is not null, answer.Headers.Location is not null);
    }

    [Fact]
    public async Task Authorize_lets_a_handshake_go_first()
    {
        await using TestApp app = await Start();
        HttpResponseMessage answer = await app.Page("/authorize", "");

        Assert.Equal(HttpStatusCode.TemporaryRedirect, answer.StatusCode);
        Assert.Single(answer.Headers.GetValues("x-clerk-auth-reason"));
        Assert.Single(answer.Headers.GetValues("Set-Cookie"));
    }

    /// <summary>Case 23: whatever is wrong with a token, a stranger reads the same.</summary>
    [Fact]
    public async Task Bad_tokens_are_answered_alike()
    {
        await using TestApp app = await Start();
        foreach (string token in (string[])
        [
            TokenMint.Stranger.Session(app.Clock.Seconds), TokenMint.Server.Session(app.Clock.Seconds - 500), "garbage",
            TokenMint.Server.Session(app.Clock.Seconds, header: header => header["cat"] = TokenCategories.JwtTemplate),
        ])
        {
            using HttpRequestMessage request = new(HttpMethod.Get, "/authorize");
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
            HttpResponseMessage answer = await app.Http.SendAsync(request);
            Assert.Equal((HttpStatusCode.Unauthorized, ""), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        }
    }

    [Fact]
    public async Task Without_UseFoyer_the_missing_line_is_named_and_nothing_opens()
    {
        await using TestApp app = await TestApp.Start(web =>
        {
            web.Use(async (context, next) =>
            {
                try
                {
                    await next(context);
                }
                catch (InvalidOperationException told)
                {
                    context.Response.StatusCode = 500;
                    await context.Response.WriteAsync(told.Message);
                }
            });
            web.MapGet("/", (Auth auth) => auth.UserId);
            web.MapGet("/required", () => "inside").RequireSignedIn();
            web.MapGet("/open", () => "open");
        });

        foreach (string path in (string[])["/", "/required"])
        {
            HttpResponseMessage answer = await app.Page(path, app.SignedIn());
            Assert.Equal(500, (int)answer.StatusCode);
            Assert.Contains("app.UseFoyer();", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        Assert.Equal("open", await (await app.Page("/open", "")).Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(null, "{origin}/return")]
    [InlineData("/next?a=1", "{origin}/next?a=1")]
    [InlineData("{origin}/next", "{origin}/next")]
    [InlineData("https://evil.test/", "{self}")]
    [InlineData("//evil.test/", "{self}")]
    [InlineData("/\\evil.test/", "{self}")]
    [InlineData("\\\\evil.test/", "{self}")]
    [InlineData("/a\tb", "{self}")]
    [InlineData("javascript:alert(1)", "{self}")]
    [InlineData("{origin}@evil.test/", "{self}")]
    [InlineData("{origin}.evil.test/", "{self}")]
    [InlineData("https://{host}/", "{self}")]
    [InlineData("", "{self}")]
    public async Task The_way_back_stays_inside_the_app(string? wished, string expected)
    {
        await using TestApp app = await Start();
        wished = wished?.Replace("{origin}", app.Origin, StringComparison.Ordinal).Replace("{host}", new Uri(app.Origin).Authority, StringComparison.Ordinal);
        string path = "/return" + (wished is null ? "" : "?to=" + Uri.EscapeDataString(wished));

        HttpResponseMessage answer = await app.Page(path, TestApp.SignedOut);

        string back = expected.Replace("{self}", app.Origin + path, StringComparison.Ordinal).Replace("{origin}", app.Origin, StringComparison.Ordinal);
        Assert.Equal("/__foyer/sign-in?redirect_url=" + Uri.EscapeDataString(back), answer.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task Forwarded_headers_nobody_vouched_for_do_not_move_the_way_back()
    {
        await using TestApp app = await Start();
        using HttpRequestMessage request = new(HttpMethod.Get, "/protect");
        request.Headers.Add("Sec-Fetch-Dest", "document");
        request.Headers.Add("Cookie", TestApp.SignedOut);
        request.Headers.Add("X-Forwarded-Host", "evil.test");
        request.Headers.Add("X-Forwarded-Proto", "https");

        Assert.DoesNotContain("evil.test", (await app.Http.SendAsync(request)).Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Links_lead_to_the_pages_and_on()
    {
        await using TestApp app = await Start(("Foyer:AfterSignInUrl", "/dashboard"));
        Assert.Equal("/__foyer/sign-in?redirect_url=" + Uri.EscapeDataString(app.Origin + "/dashboard"), await (await app.Page("/in", TestApp.SignedOut)).Content.ReadAsStringAsync());
        Assert.Equal("/__foyer/sign-up?redirect_url=" + Uri.EscapeDataString(app.Origin + "/up"), await (await app.Page("/up", TestApp.SignedOut)).Content.ReadAsStringAsync());

        await using TestApp other = await Start(("Foyer:SignInUrl", "https://auth.example/in?x=1"));
        Assert.Equal("https://auth.example/in?x=1&redirect_url=" + Uri.EscapeDataString(other.Origin + "/in") + "&__clerk_db_jwt=dvb_1", await (await other.Page("/in", TestApp.SignedOut)).Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_user_is_loaded_on_demand()
    {
        await using TestApp app = await Start();
        app.Server.Answers(200, """{"object":"user","id":"user_ada","first_name":"Ada","public_metadata":{},"unsafe_metadata":{},"created_at":1,"updated_at":1}""");
        Assert.Equal("Ada", await (await app.Page("/user", app.SignedIn())).Content.ReadAsStringAsync());
        Assert.Equal("/v1/users/user_ada", app.Server.Last.Target);
        Assert.Equal("nobody", await (await app.Page("/user", TestApp.SignedOut)).Content.ReadAsStringAsync());
        Assert.Single(app.Server.Requests);
    }

    [Fact]
    public async Task Sign_out_ends_the_session_and_clears_its_cookies()
    {
        await using TestApp app = await Start();
        app.Server.Answers(200, """{"object":"session","id":"sess_1","client_id":"c","user_id":"u","status":"revoked","last_active_at":1,"expire_at":2,"abandon_at":3,"created_at":1,"updated_at":1}""");

        HttpResponseMessage answer = await app.Send("/sign-out", app.SignedIn(), "document", HttpMethod.Post);

        Assert.Equal(("POST", "/v1/sessions/sess_1/revoke"), (app.Server.Last.Method, app.Server.Last.Target));
        string[] cookies = [.. answer.Headers.GetValues("Set-Cookie")];
        string suffix = TestApp.Key.CookieSuffix;
        Assert.Contains(cookies, cookie => cookie.StartsWith("__session=; expires=Thu, 01 Jan 1970", StringComparison.Ordinal));
        Assert.Contains(cookies, cookie => cookie.StartsWith($"__session_{suffix}=; ", StringComparison.Ordinal));
        Assert.Contains(cookies, cookie => cookie.StartsWith($"__refresh_{suffix}=; ", StringComparison.Ordinal));
        Assert.Contains(cookies, cookie => cookie.StartsWith("__client_uat=0;", StringComparison.Ordinal));
        Assert.Contains(cookies, cookie => cookie.StartsWith($"__client_uat_{suffix}=0;", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.Redirect, (await app.Send("/sign-out", TestApp.SignedOut, "document", HttpMethod.Post)).StatusCode);
        Assert.Single(app.Server.Requests);
    }

    /// <summary>The seam of DESIGN §3: a server in the same process brings keys and transport.</summary>
    [Fact]
    public async Task An_embedded_server_needs_no_keys_and_no_network()
    {
        EmbeddedServer server = new();
        await using TestApp app = await TestApp.Start(Routes, builder => builder.Services.AddSingleton<IEmbeddedFoyer>(server),
            ("Foyer:PublishableKey", null), ("Foyer:SecretKey", null), ("Foyer:JwtKey", null), ("Foyer:ApiUrl", null));

        Assert.Equal("user_ada", await (await app.Page("/context", app.SignedIn())).Content.ReadAsStringAsync());
        Assert.Equal("Embedded", await (await app.Page("/user", app.SignedIn())).Content.ReadAsStringAsync());
        Assert.Equal("from inside /v1/environment", await (await app.Api("/__foyer/v1/environment", "")).Content.ReadAsStringAsync());
        Assert.Equal([("/v1/jwks", "Bearer sk_test_inside", null), ("/v1/users/user_ada", "Bearer sk_test_inside", null), ("/v1/environment", null, "sk_test_inside")], server.Seen);
        Assert.Empty(app.Server.Requests);
    }

    private sealed class EmbeddedServer : HttpMessageHandler, IEmbeddedFoyer
    {
        public List<(string Path, string? Authorization, string? SecretKey)> Seen { get; } = [];

        public string PublishableKey => TestApp.Key.Value;

        public string SecretKey => "sk_test_inside";

        public HttpMessageHandler Transport => this;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            string path = request.RequestUri!.AbsolutePath;
            Seen.Add((path, request.Headers.Authorization?.ToString(), request.Headers.TryGetValues("Clerk-Secret-Key", out var keys) ? keys.Single() : null));
            return Task.FromResult(new HttpResponseMessage
            {
                Content = new StringContent(path switch
                {
                    "/v1/jwks" => JsonSerializer.Serialize(new JwksResource([TokenMint.Server.Jwk()]), WireJson.Default.JwksResource),
                    "/v1/users/user_ada" => """{"object":"user","id":"user_ada","first_name":"Embedded","public_metadata":{},"unsafe_metadata":{},"created_at":1,"updated_at":1}""",
                    _ => "from inside " + path,
                }),
            });
        }
    }
}
