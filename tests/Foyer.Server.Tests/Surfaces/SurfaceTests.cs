using System.Text.Json.Nodes;
using Foyer.Server.Tests.Users;

namespace Foyer.Server.Tests.Surfaces;

/// <summary>By which door a request comes in and what is refused at it, before any feature is asked.</summary>
public sealed class SurfaceTests
{
    public static TheoryData<string> Both => Databases.Both;

    /// <summary>Case 43: what two readers could cut into requests at different places is no request, and case 44: nor is a target without a host of ours.</summary>
    [Theory]
    [InlineData("POST /v1/client HTTP/1.1\r\nHost: {host}\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef")]
    [InlineData("POST /v1/client HTTP/1.1\r\nHost: {host}\r\nContent-Length: 5, 6\r\n\r\nabcdef")]
    [InlineData("POST /v1/client HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0x5\r\n\r\nabcde")]
    [InlineData("POST /v1/client HTTP/1.1\r\nHost: {host}\r\nContent-Length: +5\r\n\r\nabcde")]
    [InlineData("POST /v1/client HTTP/1.1\r\nHost: {host}\r\nContent-Length: -0\r\n\r\n")]
    [InlineData("POST /v1/client HTTP/1.1\r\nHost: {host}\r\nContent-Length: \v5\r\n\r\nabcde")]
    [InlineData("POST /v1/client HTTP/1.1\r\nHost: {host}\r\nContent-Length: 000000000000000000005\r\n\r\nabcde")]
    [InlineData("POST /v1/client HTTP/1.1\r\nHost: {host}\r\nContent-Length: 5 5\r\n\r\nabcde")]
    [InlineData("POST /v1/client HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n")]
    [InlineData("POST /v1/client HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n")]
    [InlineData("POST /v1/client HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("POST /v1/client HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: chunked\r\n\r\n5;a\nb\r\nabcde\r\n0\r\n\r\n")]
    [InlineData("POST /v1/client HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n")]
    [InlineData("GET /v1/client HTTP/1.1\r\nHost: {host}\r\n X: folded\r\n\r\n")]
    [InlineData("GET /v1/client HTTP/1.1\r\nHost: {host}\r\nHost: evil.test\r\n\r\n")]
    [InlineData("GET /v1/client HTTP/1.1\r\n\r\n")]
    [InlineData("GET http://ada:secret@evil.test/v1/client HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")]
    [InlineData("GET //evil.test/v1/client HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")]
    [InlineData("GET /v1/environment%00 HTTP/1.1\r\nHost: {host}\r\n\r\n")]
    [InlineData("CONNECT evil.test:443 HTTP/1.1\r\nHost: evil.test:443\r\nConnection: close\r\n\r\n")]
    public async Task A_request_that_can_be_read_in_two_ways_is_none(string request)
    {
        await using TestFoyer foyer = await TestFoyer.Start(Databases.Sqlite);
        (int status, string text) = await RawSocket.Send(foyer.Server.Url, request.Replace("{host}", TestFoyer.DevelopmentHost, StringComparison.Ordinal) + (request.Contains("Connection: close", StringComparison.Ordinal) ? "" : $"GET /v1/environment HTTP/1.1\r\nHost: {TestFoyer.DevelopmentHost}\r\nConnection: close\r\n\r\n"));
        Assert.InRange(status, 400, 499);
        // What stood behind it was not read as another request.
        Assert.DoesNotContain("auth_config", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_length_in_digits_is_read()
    {
        await using TestFoyer foyer = await TestFoyer.Start(Databases.Sqlite);
        foreach (string length in new[] { "5", " 5 ", "05" })
        {
            (int status, string text) = await RawSocket.Send(foyer.Server.Url, $"POST /v1/dev_browser HTTP/1.1\r\nHost: {TestFoyer.DevelopmentHost}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length:{length}\r\nConnection: close\r\n\r\na=bcd");
            Assert.True(status is 200 or 422, text);
            Assert.Contains("\r\nContent-Type: application/json", text, StringComparison.Ordinal);
        }
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Hosts_and_keys_nobody_owns_are_refused_by_name(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        using RawCalls calls = new(foyer);
        string key = (await foyer.Backend()).SecretKey;

        foreach (string host in new[] { "evil.test", "acme.foyeraccounts.dev.evil.test", "xacme.foyeraccounts.dev", "acme.foyeraccounts.dev.", "foyeraccounts.dev", "10.0.0.1", "localhost" })
        {
            foreach (string path in new[] { "/v1/environment", "/v1/client", "/v1/users", "/sign-in", "/npm/x", "/.well-known/jwks.json" })
            {
                Answer refused = await calls.Send(HttpMethod.Get, path, adjust: request => request.Headers.Host = host);
                Assert.Equal((host, path, 400, "invalid_host"), (host, path, refused.Status, refused.Code));
            }
        }

        foreach (string unknown in new[] { "sk_test_unknown", "sk_live_unknown", "sk_", key[..^1], key + "0", key.ToUpperInvariant().Replace("SK_TEST_", "sk_test_", StringComparison.Ordinal), "sk_test_" + new string('x', 3000) })
        {
            using RawCalls stranger = new(foyer, unknown);
            Answer refused = await stranger.Get("/v1/users");
            Assert.Equal((401, "clerk_key_invalid"), (refused.Status, refused.Code));
            Answer proxied = await calls.Send(HttpMethod.Get, "/v1/environment", adjust: request => request.Headers.Add("Clerk-Secret-Key", unknown));
            Assert.Equal((401, "clerk_key_invalid"), (proxied.Status, proxied.Code));
        }

        // The key alone names the instance: the host of the request does not matter to the Backend API.
        using RawCalls backend = new(foyer, key);
        Assert.Equal(200, (await backend.Send(HttpMethod.Get, "/v1/users", adjust: request => request.Headers.Host = "anything.test")).Status);
    }

    [Fact]
    public async Task Paths_that_only_the_backend_has_want_its_key_and_unknown_ones_do_not_exist()
    {
        await using TestFoyer foyer = await TestFoyer.Start(Databases.Sqlite);
        using RawCalls nobody = new(foyer);
        using RawCalls backend = new(foyer, (await foyer.Backend()).SecretKey);

        foreach (Route route in Route.All.Where(route => route.IsBackend && !Route.All.Any(other => !other.IsBackend && other.Path == route.Path)))
        {
            Answer refused = await nobody.Send(new HttpMethod(route.Method), route.With("x"));
            Assert.Equal((route, 401, "authentication_invalid"), (route, refused.Status, refused.Code));
        }

        foreach (string path in new[] { "/v1", "/v1/nonsense", "/v1/client/nonsense", "/v1/users/a/b/c", "/oauth/x", "/.well-known/x", "/v1/\u00e9", "/v1/%2e%2e%2fusers", "/v1/me;a=b", "/v1/%252e%252e/me" })
        {
            Assert.Equal((path, 404, "resource_not_found"), ((await nobody.Get(path)) is var frontend ? path : "", frontend.Status, frontend.Code));
            Assert.Equal((path, 404, "resource_not_found"), ((await backend.Get(path)) is var answer ? path : "", answer.Status, answer.Code));
        }

        Answer wrongMethod = await backend.Send(HttpMethod.Delete, "/v1/users");
        Assert.Equal((405, "method_not_allowed", "GET, POST"), (wrongMethod.Status, wrongMethod.Code, string.Join(", ", wrongMethod.Raw.Content.Headers.Allow.Order(StringComparer.Ordinal))));
        Assert.Equal((405, "method_not_allowed"), ((await nobody.Get("/v1/dev_browser")) is var get ? get.Status : 0, get.Code));
    }

    [Fact]
    public async Task A_path_spelt_otherwise_is_the_same_door_or_none()
    {
        await using TestFoyer foyer = await TestFoyer.Start(Databases.Sqlite);
        BackendApi backend = await foyer.Backend();
        await backend.CreateUser("ada@example.com");
        string key = backend.SecretKey;

        foreach (string path in new[]
        {
            "/v1//users", "//v1/users", "/v1/users/", "/v1/users//", "/v1/./users", "/v1/x/../users", "/v1/%75sers", "/V1/USERS", "/v1/users;a=b", "/v1%2fusers", "/v1/%2e/users", "/v1/%2575sers", "/v1/users%00",
            "/v1/users%0d%0aX-Injected:%20yes", "/backend/v1/users", "/v1/../backend/v1/users", "/frontend/v1/../../backend/v1/users", "/pages/../v1/users", "\\v1\\users", "/v1/users#x", "*",
        })
        {
            (int status, string text) = await RawSocket.Send(foyer.Server.Url, $"GET {path} HTTP/1.1\r\nHost: {TestFoyer.DevelopmentHost}\r\nConnection: close\r\n\r\n");
            Assert.True(status is 400 or 401 or 404 or 405, $"{path} → {status}");
            Assert.DoesNotContain("ada@example.com", text, StringComparison.Ordinal);
            Assert.DoesNotContain("X-Injected", text, StringComparison.OrdinalIgnoreCase);
        }

        foreach (string path in new[] { "/v1//users", "//v1/users", "/v1/users/", "/v1/./users", "/v1/%75sers", "/V1/users" })
        {
            (int status, string text) = await RawSocket.Send(foyer.Server.Url, $"GET {path} HTTP/1.1\r\nHost: x.test\r\nAuthorization: Bearer {key}\r\nConnection: close\r\n\r\n");
            Assert.Equal((path, 200), (path, status));
            Assert.Contains("ada@example.com", text, StringComparison.Ordinal);
        }
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Head_options_and_trace_change_nothing_on_any_route(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string user = await backend.CreateUser("ada@example.com");
        Visitor visitor = await foyer.Visit();
        string session = await visitor.SignIn("ada@example.com");
        using RawCalls nobody = new(foyer), owner = new(foyer, backend.SecretKey);
        string before = await Rows.Of(foyer);

        foreach (Route route in Route.All)
        {
            string path = route.With(route.Path.Contains("user_id", StringComparison.Ordinal) ? user : session);
            foreach (HttpMethod method in new[] { HttpMethod.Head, HttpMethod.Options, HttpMethod.Trace })
            {
                Answer withKey = await owner.Send(method, path);
                Assert.True(method == HttpMethod.Options || !route.IsBackend || withKey.Status >= 400, $"{method} {path} → {withKey.Status}");
                Answer without = await nobody.Send(method, $"{path}?__clerk_db_jwt={visitor.DevBrowser}&_method=DELETE");
                Assert.True(without.Status < 500 && (method == HttpMethod.Options || !route.IsBackend || without.Status >= 400), $"{method} {path} → {without.Status}");
            }
        }

        Assert.Equal(before, await Rows.Of(foyer));
        Assert.Equal(200, (await visitor.Post($"/client/sessions/{session}/tokens")).Status);
    }

    [Fact]
    public async Task The_method_in_the_query_counts_on_a_post_only()
    {
        await using TestFoyer foyer = await TestFoyer.Start(Databases.Sqlite);
        await (await foyer.Backend()).CreateUser("ada@example.com");
        Visitor visitor = await foyer.Visit();
        await visitor.SignIn("ada@example.com");

        Answer got = await visitor.Send(HttpMethod.Get, "/client?_method=DELETE", null);
        Assert.Equal((200, 1), (got.Status, got.Response["sessions"]!.AsArray().Count));
        using RawCalls backend = new(foyer, (await foyer.Backend()).SecretKey), nobody = new(foyer);
        Assert.Equal(405, (await backend.Send(HttpMethod.Post, "/v1/users/count?_method=DELETE")).Status);
        foreach (string method in new[] { "TRACE", "CONNECT", "GET", "delete-it", "" })
        {
            await nobody.Send(HttpMethod.Post, $"/v1/client?_method={method}&__clerk_db_jwt={visitor.DevBrowser}");
            Assert.Single((await visitor.Get("/client")).Response["sessions"]!.AsArray());
        }

        Assert.Equal(200, (await visitor.Tunnel("delete", "/client")).Status);
        Assert.Null((await visitor.Get("/client")).Json!["response"]);
    }

    [Fact]
    public async Task Two_different_client_cookies_are_nobodys()
    {
        await using TestFoyer foyer = await TestFoyer.Start(Databases.Sqlite);
        await (await foyer.Backend(TestFoyer.ProductionHost)).CreateUser("ada@example.com");
        Visitor visitor = foyer.VisitProduction();
        await visitor.SignIn("ada@example.com");
        using RawCalls calls = new(foyer);

        foreach ((string cookies, int status) in new[]
        {
            ($"__client={visitor.ClientCookie}", 200),
            ($"__client={visitor.ClientCookie}; __client={visitor.ClientCookie}", 200),
            ($"__client={visitor.ClientCookie}; other=1; __client=tossed", 401),
            ($"__client=tossed; __client={visitor.ClientCookie}", 401),
            ($"__client={visitor.ClientCookie};__client=", 401),
            (string.Join("; ", Enumerable.Range(0, 200).Select(at => $"c{at}={at}")) + $"; __client={visitor.ClientCookie}", 200),
        })
        {
            Answer answer = await calls.Send(HttpMethod.Get, "/v1/client", adjust: request =>
            {
                request.Headers.Host = TestFoyer.ProductionHost;
                request.Headers.Add("Cookie", cookies);
            });
            Assert.Equal(status, answer.Status);
            if (status == 200)
            {
                Assert.Single(answer.Response["sessions"]!.AsArray());
            }
        }
    }

    [Theory, MemberData(nameof(Both))]
    public async Task What_a_stranger_says_about_host_and_address_is_not_believed(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        await backend.CreateUser("ada@example.com");
        string get = $"GET /v1/environment HTTP/1.1\r\nHost: {TestFoyer.DevelopmentHost}\r\n";

        foreach ((string request, int expected) in new[]
        {
            (get + "X-Forwarded-Host: evil.test\r\nForwarded: host=evil.test\r\nX-Original-Host: evil.test\r\nX-Forwarded-Proto: evil\r\n", 200),
            ("GET /v1/environment HTTP/1.1\r\nHost: evil.test\r\nX-Forwarded-Host: " + TestFoyer.DevelopmentHost + "\r\n", 400),
            (get + "Host: evil.test\r\n", 400),
            ("GET http://evil.test/v1/environment HTTP/1.1\r\nHost: " + TestFoyer.DevelopmentHost + "\r\n", 400),
            ("GET /v1/environment HTTP/1.1\r\nHost: " + TestFoyer.DevelopmentHost + "@evil.test\r\n", 400),
            ("GET /v1/environment HTTP/1.1\r\nHost: " + TestFoyer.DevelopmentHost + ", evil.test\r\n", 400),
            ("GET /v1/environment HTTP/1.1\r\nHost:\r\n", 400),
            ("GET /v1/environment HTTP/1.1\r\n", 400),
            (get + "Clerk-Proxy-Url: https://evil.test/__clerk\r\n", 200),
        })
        {
            (int status, string text) = await RawSocket.Send(foyer.Server.Url, request + "Connection: close\r\n\r\n");
            Assert.True(expected == status, request + " → " + status);
            Assert.DoesNotContain("evil.test", text, StringComparison.Ordinal);
        }

        foreach (string forwarded in new[] { "1.2.3.4", "1.2.3.4, not-an-ip, ::1", "not-an-ip", "'; DROP TABLE sessions; --", new string('9', 4000) })
        {
            Visitor visitor = await foyer.Visit();
            Answer done = await visitor.Send(HttpMethod.Post, "/client/sign_ins", [("strategy", "password"), ("identifier", "ada@example.com"), ("password", "correct horse battery")], request =>
            {
                request.Headers.TryAddWithoutValidation("X-Forwarded-For", forwarded);
                request.Headers.TryAddWithoutValidation("X-Real-IP", "1.2.3.4");
            });
            JsonNode session = (await backend.Get("/sessions/" + done.Response.Text("created_session_id"))).Json!;
            Assert.Equal("127.0.0.1", session["latest_activity"]!.Text("ip_address"));
        }
    }

    [Fact]
    public async Task Ids_and_headers_of_any_length_are_answered()
    {
        await using TestFoyer foyer = await TestFoyer.Start(Databases.Sqlite);
        string key = (await foyer.Backend()).SecretKey;
        using RawCalls backend = new(foyer, key), nobody = new(foyer);
        string host = $"Host: {TestFoyer.DevelopmentHost}\r\nConnection: close\r\n";

        Assert.Equal(404, (await backend.Get("/v1/users/" + new string('x', 7000))).Status);
        Assert.Equal(200, (await backend.Get("/v1/users?user_id=" + new string('x', 7000))).Status);
        foreach ((string request, int expected) in new[]
        {
            ($"GET /v1/users/{new string('x', 1024 * 1024)} HTTP/1.1\r\n{host}\r\n", 414),
            ($"GET /v1/environment?{new string('x', 1024 * 1024)} HTTP/1.1\r\n{host}\r\n", 414),
            ($"GET /v1/environment HTTP/1.1\r\n{host}X-Long: {new string('x', 128 * 1024)}\r\n\r\n", 431),
            ($"GET /v1/environment HTTP/1.1\r\n{host}{string.Concat(Enumerable.Range(0, 200).Select(at => $"X-{at}: {at}\r\n"))}\r\n", 431),
            ($"GET /v1/environment HTTP/1.1\r\n{host}X-Folded: a\r\n b\r\n\r\n", 400),
            ($"GET /v1/environment HTTP/1.1\r\n{host}X-Nul: a\0b\r\n\r\n", 400),
            ($"GET /v1/environment HTTP/1.1\r\n{host}Bad Name: a\r\n\r\n", 400),
        })
        {
            (int status, _) = await RawSocket.Send(foyer.Server.Url, request);
            Assert.True(status == expected, $"{request[..60]} → {status}");
        }

        foreach (string header in new[] { "User-Agent", "Referer", "Authorization", "Origin", "Cookie", "X-Forwarded-For", "Accept-Language", "Clerk-Proxy-Url", "Clerk-API-Version", "If-None-Match" })
        {
            foreach (string value in new[] { new string('x', 8000), "', \"; <script>", "%00%0d%0a", "Bearer ", "Bearer sk_test_%ff", "http://[", "http://[::1].evil.test", "http://xn--.test" })
            {
                await nobody.Send(HttpMethod.Get, "/v1/client", adjust: request => request.Headers.TryAddWithoutValidation(header, value));
                await nobody.Send(HttpMethod.Post, "/v1/client/sign_ins", adjust: request => request.Headers.TryAddWithoutValidation(header, value));
            }

            (int status, _) = await RawSocket.Send(foyer.Server.Url, $"GET /v1/client HTTP/1.1\r\n{host}{header}: \u00c3\u00bc\u00ff\u0080\r\n\r\n");
            Assert.True(status < 500, header);
        }

        Assert.Equal(200, (await nobody.Get("/v1/environment")).Status);
    }

    /// <summary>Line ends in anything a caller sends never become line ends of the answer's head.</summary>
    [Fact]
    public async Task Nobody_writes_headers_of_an_answer()
    {
        await using TestFoyer foyer = await TestFoyer.Start(Databases.Sqlite);

        foreach (string injection in new[] { "%0d%0aX-Injected:%20yes", "%0aX-Injected:%20yes", "%0dX-Injected:%20yes", "%E5%98%8A%E5%98%8DX-Injected:%20yes", "%C4%8AX-Injected:%20yes", "%e2%80%a8X-Injected:%20yes" })
        {
            foreach (string path in new[]
            {
                $"/v1/client/handshake?redirect_url=http://localhost:3000/{injection}", $"/v1/client/handshake?redirect_url={injection}", $"/v1/client/touch?redirect_url=http://localhost:3000/{injection}",
                $"/v1/{injection}", $"/npm/{injection}", $"/sign-in?redirect_url=http://localhost:3000/{injection}", $"/sign-in?redirect_url={injection}", $"/v1/environment?x={injection}", $"/v1/client?__clerk_db_jwt={injection}",
            })
            {
                (int status, string text) = await RawSocket.Send(foyer.Server.Url, $"GET {path} HTTP/1.1\r\nHost: {TestFoyer.DevelopmentHost}\r\nConnection: close\r\n\r\n");
                Assert.True(status < 500, $"{path} → {status}");
                Assert.DoesNotContain(text[..text.IndexOf("\r\n\r\n", StringComparison.Ordinal)].Split('\r', '\n'), line => line.StartsWith("X-Injected", StringComparison.OrdinalIgnoreCase));
            }
        }
    }
}
