using System.Text.Json.Nodes;
using Foyer.Contracts;
using Foyer.Server.Instances;
using Foyer.Server.Sessions;
using Foyer.Server.Tests.Surfaces;
using Foyer.Server.Tests.Users;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Server.Tests.Sessions;

/// <summary>Sessions over the Backend API, on both databases.</summary>
public sealed class BackendSessionTests
{
    public static TheoryData<string> Both => Databases.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Lists_are_filtered_paged_and_counted(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { sessions = new { maximum_lifetime_in_seconds = 60 * 24 * 3600, inactivity_timeout_in_seconds = 30 * 24 * 3600 } });
        BackendApi backend = await foyer.Backend();
        string ada = await backend.CreateUser("ada@example.com");
        string bob = await backend.CreateUser("bob@example.com");
        Visitor visitor = await foyer.Visit();
        string first = await visitor.SignIn("ada@example.com");
        foyer.Clock.Forward(TimeSpan.FromDays(29));
        string second = (await backend.Post("/sessions", new { user_id = bob })).Json!.Text("id")!;
        foyer.Clock.Forward(TimeSpan.FromSeconds(1));
        string third = (await backend.Post("/sessions", new { user_id = ada })).Json!.Text("id")!;
        await backend.Post($"/sessions/{third}/revoke");
        string client = (await backend.Get("/sessions/" + first)).Json!.Text("client_id")!;

        async Task Shows(string query, params string[] expected)
        {
            JsonNode list = (await backend.Get("/sessions?limit=500&" + query)).Json!;
            Assert.Equal((query, string.Join(' ', expected)), (query, string.Join(' ', list.AsArray().Select(session => session!.Text("id")))));
            JsonNode page = (await backend.Get("/sessions?paginated=true&limit=1&" + query)).Json!;
            Assert.Equal((query, expected.Length, Math.Min(1, expected.Length)), (query, page["total_count"]!.GetValue<int>(), page["data"]!.AsArray().Count));
        }

        await Shows("", third, second, first);
        await Shows("user_id=" + ada, third, first);
        await Shows("client_id=" + client, first);
        await Shows($"client_id={client}&user_id={bob}");
        await Shows("status=active", second, first);
        await Shows("status=revoked", third);
        await Shows("status=ended");
        Assert.Equal([second], (await backend.Get("/sessions?limit=1&offset=1")).Json!.AsArray().Select(session => session.Text("id")));
        // The first is unused for thirty days, then all are past their time: the lists say so before any job does.
        foyer.Clock.Forward(TimeSpan.FromDays(2));
        await Shows("status=abandoned", first);
        await Shows("status=active", second);
        Assert.Equal("abandoned", (await backend.Get("/sessions/" + first)).Json!.Text("status"));
        foyer.Clock.Forward(TimeSpan.FromDays(60));
        await Shows("status=expired", second, first);
        await Shows("status=active");

        foreach ((string query, string param) in new[] { ("limit=0", "limit"), ("limit=501", "limit"), ("offset=-1", "offset"), ("status=asleep", "status") })
        {
            Answer refused = await backend.Get("/sessions?" + query);
            Assert.Equal((422, param), (refused.Status, refused.Param));
        }
    }

    [Theory, MemberData(nameof(Both))]
    public async Task One_is_made_for_a_user_in_development_and_never_in_production(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string user = await backend.CreateUser("ada@example.com");

        Answer made = await backend.Post("/sessions", new { user_id = user });
        Assert.Equal((200, user, "active"), (made.Status, made.Json!.Text("user_id"), made.Json.Text("status")));
        Assert.Equal(made.Json!.ToJsonString(), (await backend.Get("/sessions/" + made.Json.Text("id"))).Json!.ToJsonString());

        Assert.Equal((422, "user_id"), Field(await backend.Post("/sessions", new { })));
        Assert.Equal((422, "active_organization_id"), Field(await backend.Post("/sessions", new { user_id = user, active_organization_id = "org_x" })));
        Assert.Equal(404, (await backend.Post("/sessions", new { user_id = "user_unknown" })).Status);
        Assert.Equal(404, (await backend.Get("/sessions/sess_unknown")).Status);
        BackendApi production = await foyer.Backend(TestFoyer.ProductionHost);
        string other = await production.CreateUser("ada@example.com");
        Assert.Equal((422, "operation_not_allowed_on_production"), Shape(await production.Post("/sessions", new { user_id = other })));
        Assert.Empty((await production.Get("/sessions")).Json!.AsArray());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_revoked_session_mints_nothing_from_then_on(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        await backend.CreateUser("ada@example.com");
        Visitor visitor = await foyer.Visit();
        string session = await visitor.SignIn("ada@example.com");

        Answer revoked = await backend.Post($"/sessions/{session}/revoke");

        Assert.Equal((200, "revoked"), (revoked.Status, revoked.Json!.Text("status")));
        Assert.Equal(401, (await visitor.Post($"/client/sessions/{session}/tokens")).Status);
        Assert.Equal(401, (await backend.Post($"/sessions/{session}/tokens", new { })).Status);
        Assert.Equal("revoked", (await backend.Post($"/sessions/{session}/revoke")).Json!.Text("status"));
        Assert.Equal(404, (await backend.Post("/sessions/sess_unknown/revoke")).Status);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_token_lives_as_long_as_asked_within_bounds(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string user = await backend.CreateUser("ada@example.com");
        string session = (await backend.Post("/sessions", new { user_id = user })).Json!.Text("id")!;

        foreach ((object body, long lifetime) in new (object, long)[] { (new { }, 60), (new { expires_in_seconds = 30 }, 30), (new { expires_in_seconds = 3600 }, 3600), (new { expires_in_seconds = 315_360_000 }, 315_360_000) })
        {
            Answer minted = await backend.Post($"/sessions/{session}/tokens", body);
            Assert.True(Jwt.TryRead(minted.Json!.Text("jwt"), out Jwt? jwt));
            Assert.Equal((user, session, "https://" + TestFoyer.DevelopmentHost, null, lifetime), (jwt.Claims.Sub, jwt.Claims.Sid, jwt.Claims.Iss, jwt.Claims.Azp, jwt.Claims.Exp - jwt.Claims.Iat));
        }

        using RawCalls calls = new(foyer, backend.SecretKey);
        foreach ((string value, string code) in new[]
        {
            ("29", "form_param_value_invalid"), ("0", "form_param_value_invalid"), ("-1", "form_param_value_invalid"), ("315360001", "form_param_value_invalid"),
            ("1e400", "form_param_type_invalid"), ("60.5", "form_param_type_invalid"), ("\"60\"", "form_param_type_invalid"),
        })
        {
            Answer refused = await calls.Send(HttpMethod.Post, $"/v1/sessions/{session}/tokens", $$"""{"expires_in_seconds":{{value}}}""");
            Assert.Equal((value, 422, code, "expires_in_seconds"), (value, refused.Status, refused.Code, refused.Param));
        }

        Assert.Equal(404, (await backend.Post("/sessions/sess_unknown/tokens", new { })).Status);
        Assert.Equal(404, (await backend.Post($"/sessions/{session}/tokens/some-template", new { })).Status);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task The_refresh_cookie_renews_its_own_session_for_an_allowed_origin_only(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        await backend.CreateUser("ada@example.com");
        Visitor visitor = await foyer.Visit();
        string session = await visitor.SignIn("ada@example.com");
        Visitor another = await foyer.Visit();
        string otherSession = await another.SignIn("ada@example.com");
        string expired = (await visitor.Post($"/client/sessions/{session}/tokens")).Json!.Text("jwt")!;
        string otherExpired = (await another.Post($"/client/sessions/{otherSession}/tokens")).Json!.Text("jwt")!;
        string refresh = await RefreshToken(foyer, session);
        foyer.Clock.Forward(TimeSpan.FromMinutes(5));
        object Body(string? token = null, string? cookie = null, string? origin = TestFoyer.App, string? format = null) => new { expired_token = token ?? expired, refresh_token = cookie ?? refresh, request_origin = origin, format };

        Answer renewed = await backend.Post($"/sessions/{session}/refresh", Body());
        Assert.True(Jwt.TryRead(renewed.Json!.Text("jwt"), out Jwt? jwt));
        Assert.Equal((session, TestFoyer.App, foyer.Clock.GetUtcNow().ToUnixTimeSeconds()), (jwt.Claims.Sid, jwt.Claims.Azp, jwt.Claims.Iat));

        string[] cookies = [.. (await backend.Post($"/sessions/{session}/refresh", Body(format: "cookie"))).Json!["cookies"]!.AsArray().Select(cookie => cookie!.GetValue<string>())];
        string suffix = TestFoyer.Suffix(TestFoyer.DevelopmentHost);
        Assert.Equal(["__client_uat", "__client_uat_" + suffix, "__session", "__session_" + suffix], cookies.Select(cookie => cookie[..cookie.IndexOf('=')]).Order(StringComparer.Ordinal));
        Assert.All(cookies, cookie => Assert.DoesNotContain('\n', cookie));

        foreach ((string path, object body, int status, string code) in new (string, object, int, string)[]
        {
            (session, Body(cookie: "rt_wrong"), 401, "refresh_token_invalid"),
            (session, Body(cookie: await RefreshToken(foyer, otherSession)), 401, "refresh_token_invalid"),
            (session, Body(token: otherExpired), 401, "refresh_token_invalid"),
            (session, Body(token: expired[..^4] + "AAAA"), 401, "refresh_token_invalid"),
            (session, Body(token: "x"), 401, "refresh_token_invalid"),
            (otherSession, Body(), 401, "refresh_token_invalid"),
            ("sess_unknown", Body(), 401, "refresh_token_invalid"),
            (session, Body(origin: "https://evil.test"), 401, "refresh_origin_invalid"),
            (session, Body(origin: "null"), 401, "refresh_origin_invalid"),
            (session, Body(origin: "http://localhost:3000\r\nSet-Cookie: a=b"), 401, "refresh_origin_invalid"),
            (session, Body(origin: null), 400, "form_param_nil"),
            (session, Body(format: "xml"), 400, "form_param_value_invalid"),
            (session, new { refresh_token = refresh, request_origin = TestFoyer.App }, 400, "form_param_nil"),
            (session, new { expired_token = expired, request_origin = TestFoyer.App }, 400, "form_param_nil"),
        })
        {
            Answer refused = await backend.Post($"/sessions/{path}/refresh", body);
            Assert.Equal((status, code), Shape(refused));
        }

        foyer.Clock.Forward(TimeSpan.FromDays(8));
        Assert.Equal((401, "refresh_token_invalid"), Shape(await backend.Post($"/sessions/{session}/refresh", Body())));
        await backend.Post($"/sessions/{otherSession}/revoke");
        Assert.Equal((401, "refresh_token_invalid"), Shape(await backend.Post($"/sessions/{otherSession}/refresh", Body(token: otherExpired, cookie: await RefreshToken(foyer, otherSession)))));
    }

    /// <summary>The value of the refresh cookie, as the handshake gives it to the app's server.</summary>
    private static async Task<string> RefreshToken(TestFoyer foyer, string session)
    {
        IServiceProvider services = foyer.Server.Services;
        Instance instance = services.GetRequiredService<InstanceRegistry>().ByHost(TestFoyer.DevelopmentHost)!;
        return services.GetRequiredService<RefreshTokens>().Of((await services.GetRequiredService<SessionStore>().Find(instance.Id, session, default))!);
    }

    private static (int, string?) Shape(Answer answer) => (answer.Status, answer.Code);

    private static (int, string?) Field(Answer answer) => (answer.Status, answer.Param);
}
