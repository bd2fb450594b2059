namespace Foyer.Server.Tests.Surfaces;

/// <summary>Which pages may call the Frontend API, read its answers and change something; on both kinds of instance.</summary>
public sealed class OriginTests
{
    private static readonly string[] Foreign =
    [
        "null", "https://evil.test", "https://app.example.com.evil.test", "https://evil-app.example.com", "https://evilapp.example.com", "https://evil.example.com", "https://example.com",
        "http://app.example.com", "https://app.example.com:444", "https://app.example.com.", "https://user@app.example.com", "*", "https://app.example.com, https://evil.test",
        "http://localhost.evil.test", "http://evil-localhost:3000", "http://localhost@evil.test", "http://127.0.0.1.evil.test", "http://[::1].evil.test", "ftp://localhost:3000", "file://", "data:text/html,x",
    ];

    public static TheoryData<string> Both => Databases.Both;

    [Fact]
    public async Task Answers_are_readable_by_exactly_the_allowed_origins()
    {
        await using TestFoyer foyer = await TestFoyer.Start(Databases.Sqlite);
        using RawCalls calls = new(foyer);

        foreach ((string host, string origin, bool allowed) in (List<(string, string, bool)>)
        [
            .. Foreign.SelectMany(origin => new[] { (TestFoyer.ProductionHost, origin, false), (TestFoyer.DevelopmentHost, origin, false) }),
            (TestFoyer.ProductionHost, "http://localhost:3000", false),
            (TestFoyer.ProductionHost, "http://127.0.0.1", false),
            (TestFoyer.ProductionHost, TestFoyer.ProductionApp, true),
            (TestFoyer.ProductionHost, "https://" + TestFoyer.ProductionHost, true),
            (TestFoyer.DevelopmentHost, TestFoyer.ProductionApp, false),
            (TestFoyer.DevelopmentHost, TestFoyer.App, true),
            (TestFoyer.DevelopmentHost, "http://localhost:5173", true),
            (TestFoyer.DevelopmentHost, "http://127.0.0.1:8080", true),
            (TestFoyer.DevelopmentHost, "http://[::1]:8080", true),
            (TestFoyer.DevelopmentHost, "http://app.localhost:8080", true),
        ])
        {
            void From(HttpRequestMessage request)
            {
                request.Headers.Host = host;
                request.Headers.TryAddWithoutValidation("Origin", origin);
            }

            Answer got = await calls.Send(HttpMethod.Get, "/v1/environment", adjust: From);
            // In production a foreign page's script gets nothing but the reason, and that it may read (WIRE §2.3).
            bool isRefused = !allowed && host == TestFoyer.ProductionHost;
            Assert.Equal((origin, isRefused ? (400, "origin_invalid") : (200, null)), (origin, (got.Status, got.Code)));
            AssertCors(got, origin, allowed || (isRefused && IsOrigin(origin)), preflight: false);
            Answer asked = await calls.Send(HttpMethod.Options, "/v1/client/sign_ins", adjust: request =>
            {
                From(request);
                request.Headers.Add("Access-Control-Request-Method", "POST");
                request.Headers.Add("Access-Control-Request-Headers", "authorization, x-evil");
            });
            Assert.Equal(204, asked.Status);
            AssertCors(asked, origin, allowed, preflight: true);
        }

        Answer none = await calls.Get("/v1/environment");
        Assert.Contains("Origin", none.Raw.Headers.Vary);
        Assert.DoesNotContain(none.Raw.Headers, header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
        Answer refusal = await calls.Send(HttpMethod.Get, "/v1/nonsense", adjust: request => request.Headers.Add("Origin", TestFoyer.App));
        AssertCors(refusal, TestFoyer.App, allowed: true, preflight: false);
    }

    /// <summary>A browser extension or an app that shows pages is a page like any other, where the operator names it (WIRE §2.9).</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task An_extension_that_is_allowed_signs_in_and_another_does_not(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { auth_config = new { native_settings = new { api_enabled = true } } });
        await (await foyer.Backend(TestFoyer.ProductionHost)).CreateUser("ada@example.com");
        foreach ((string origin, int status) in new[] { (TestFoyer.Extension, 200), (TestFoyer.Extension.Replace("abc", "bbc", StringComparison.Ordinal), 400), ("null", 400) })
        {
            Answer answer = await foyer.VisitProduction(origin).Post("/client/sign_ins?_is_native=1", ("strategy", "password"), ("identifier", "ada@example.com"), ("password", "correct horse battery"));
            Assert.Equal((origin, status), (origin, answer.Status));
            if (status == 200)
            {
                Assert.Equal(origin, Assert.Single(answer.Raw.Headers.GetValues("Access-Control-Allow-Origin")));
                Assert.NotEmpty(Assert.Single(answer.Raw.Headers.GetValues("Authorization")));
                string jwt = answer.Client["sessions"]![0]!["last_active_token"]!["jwt"]!.GetValue<string>();
                Assert.Contains($"\"azp\":\"{origin}\"", System.Text.Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(jwt.Split('.')[1])), StringComparison.Ordinal);
            }
        }
    }

    /// <summary>Links and redirects come from anywhere; what says it is a navigation is one.</summary>
    [Fact]
    public async Task A_foreign_page_may_lead_here_but_not_ask_in_production()
    {
        await using TestFoyer foyer = await TestFoyer.Start(Databases.Sqlite);
        using RawCalls calls = new(foyer);
        foreach ((string? mode, int status) in new[] { ("cors", 400), (null, 400), ("navigate", 307) })
        {
            Answer answer = await calls.Send(HttpMethod.Get, "/v1/client/handshake?redirect_url=" + Uri.EscapeDataString(TestFoyer.ProductionApp), adjust: request =>
            {
                request.Headers.Host = TestFoyer.ProductionHost;
                request.Headers.Add("Origin", "https://evil.test");
                if (mode is not null)
                {
                    request.Headers.Add("Sec-Fetch-Mode", mode);
                }
            });
            Assert.Equal((mode, status), (mode, answer.Status));
        }
    }

    [Fact]
    public async Task A_preflight_may_ask_for_the_headers_of_the_protocol()
    {
        await using TestFoyer foyer = await TestFoyer.Start(Databases.Sqlite);
        using RawCalls calls = new(foyer);
        Answer asked = await calls.Send(HttpMethod.Options, "/v1/client", adjust: request =>
        {
            request.Headers.Add("Origin", TestFoyer.App);
            request.Headers.Add("Access-Control-Request-Headers", "authorization, clerk-proxy-url, clerk-api-version, clerk-e\"vil, x-evil, Clerk-Other");
        });
        Assert.Equal("Authorization, Content-Type, X-Mobile, X-Expo-Sdk-Version, Clerk-API-Version, clerk-proxy-url, Clerk-Other", Assert.Single(asked.Raw.Headers.GetValues("Access-Control-Allow-Headers")));
    }

    /// <summary>Without a key the 401 is read by no page either, whatever its origin.</summary>
    [Fact]
    public async Task A_path_only_the_backend_has_is_read_by_no_page()
    {
        await using TestFoyer foyer = await TestFoyer.Start(Databases.Sqlite);
        Visitor visitor = await foyer.Visit();

        Answer refused = await visitor.Get("/users");

        Assert.Equal((401, "authentication_invalid"), (refused.Status, refused.Code));
        Assert.DoesNotContain(refused.Raw.Headers, header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
        Assert.Contains((await visitor.Get("/client")).Raw.Headers, header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task The_backend_answers_no_browser()
    {
        await using TestFoyer foyer = await TestFoyer.Start(Databases.Sqlite);
        using RawCalls backend = new(foyer, (await foyer.Backend()).SecretKey);

        foreach (Route route in Route.All.Where(route => route.IsBackend))
        {
            foreach (HttpMethod method in new[] { new HttpMethod(route.Method), HttpMethod.Options })
            {
                Answer answer = await backend.Send(method, route.With("x"), adjust: request =>
                {
                    request.Headers.Add("Origin", TestFoyer.App);
                    request.Headers.Add("Access-Control-Request-Method", route.Method);
                });
                Assert.DoesNotContain(answer.Raw.Headers, header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
                Assert.True(answer.Raw.Content.Headers.ContentLength is 0 || answer.Raw.Content.Headers.ContentType?.ToString() == "application/json", $"{method} {route.Path} → {answer.Raw.Content.Headers.ContentType}");
            }
        }
    }

    /// <summary>Every operation that changes something, from pages that are not the instance's: with everything the victim's browser would add.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task A_foreign_page_changes_nothing_on_any_route(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        await (await foyer.Backend()).CreateUser("ada@example.com");
        await (await foyer.Backend(TestFoyer.ProductionHost)).CreateUser("ada@example.com");
        Visitor development = await foyer.Visit();
        string developmentSession = await development.SignIn("ada@example.com");
        Visitor production = foyer.VisitProduction();
        string productionSession = await production.SignIn("ada@example.com");
        using RawCalls calls = new(foyer);
        string before = await Rows.Of(foyer);
        Route[] changing = [.. Route.All.Where(route => !route.IsBackend && route.Method is not ("GET" or "HEAD"))];
        Assert.True(changing.Length > 10);

        foreach (Route route in changing)
        {
            foreach ((Visitor victim, string session, string host) in new[] { (development, developmentSession, TestFoyer.DevelopmentHost), (production, productionSession, TestFoyer.ProductionHost) })
            {
                foreach ((string? origin, string? site, string type) in new[]
                {
                    ("https://evil.test", "cross-site", "application/x-www-form-urlencoded"), ("https://evil.example.com", "same-site", "text/plain"), ("null", "cross-site", "multipart/form-data; boundary=x"),
                    ("https://evil.test", null, "application/json"), ((string?)null, "cross-site", "application/x-www-form-urlencoded"), (null, "same-site", "text/plain"),
                })
                {
                    Answer refused = await calls.Send(HttpMethod.Post, $"{route.With(session)}?_method={route.Method}&__clerk_db_jwt={victim.DevBrowser}", "strategy=password&identifier=ada@example.com", type, request =>
                    {
                        request.Headers.Host = host;
                        request.Headers.Add("Cookie", $"__client={victim.ClientCookie}");
                        request.Headers.TryAddWithoutValidation("Origin", origin);
                        request.Headers.TryAddWithoutValidation("Sec-Fetch-Site", site);
                    });
                    // Providers post their answer from their own pages: it becomes a GET, and that no row changes is checked below.
                    if (route.Path == "/v1/oauth_callback")
                    {
                        Assert.Contains(refused.Status, new[] { 303, 400, 415 });
                        continue;
                    }

                    Assert.Equal((route, origin, site, 400, "origin_invalid"), (route, origin, site, refused.Status, refused.Code));
                }
            }
        }

        Assert.Equal(before, await Rows.Of(foyer));
        Assert.Single((await production.Get("/client")).Response["sessions"]!.AsArray());
        Assert.Single((await development.Get("/client")).Response["sessions"]!.AsArray());
    }

    /// <summary>Whether a browser would name a page so.</summary>
    private static bool IsOrigin(string origin) => Uri.TryCreate(origin, UriKind.Absolute, out Uri? page) && page.Scheme is "http" or "https" && page.GetLeftPart(UriPartial.Authority) == origin && page.UserInfo.Length == 0;

    private static void AssertCors(Answer answer, string origin, bool allowed, bool preflight)
    {
        string? Header(string name) => answer.Raw.Headers.TryGetValues("Access-Control-" + name, out IEnumerable<string>? values) ? Assert.Single(values) : null;
        Assert.Equal((origin, allowed ? origin : null), (origin, Header("Allow-Origin")));
        Assert.Equal(allowed ? "true" : null, Header("Allow-Credentials"));
        Assert.Equal(allowed ? "Authorization, Clerk-Db-Jwt, X-Country, Retry-After" : null, Header("Expose-Headers"));
        Assert.Equal(allowed && preflight, Header("Allow-Methods") is not null);
        Assert.DoesNotContain("evil", Header("Allow-Headers") ?? "", StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Origin", answer.Raw.Headers.Vary);
    }
}
