using System.Text;
using System.Web;
using Foyer.Contracts;
using Foyer.Server.Instances;
using Foyer.Server.Keys;
using Foyer.Server.Tests.Users;
using Foyer.Server.Tickets;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Server.Tests.Tickets;

/// <summary>Sign-in tokens and actor tokens: made, revoked, read and spent, on both databases.</summary>
public sealed class TicketTests
{
    public static TheoryData<string> Both => Databases.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_sign_in_token_and_an_actor_token_are_made_for_a_user_and_revoked_once(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string user = await backend.CreateUser("ada@example.com");
        foreach ((string path, object body, string kind, TimeSpan lifetime) in new (string, object, string, TimeSpan)[]
        {
            ("/sign_in_tokens", new { user_id = user }, "sign_in_token", TimeSpan.FromDays(30)),
            ("/sign_in_tokens", new { user_id = user, expires_in_seconds = 5 }, "sign_in_token", TimeSpan.FromSeconds(5)),
            ("/actor_tokens", new { user_id = user, actor = new { sub = "user_admin", reason = "support" } }, "actor_token", TimeSpan.FromHours(1)),
            ("/actor_tokens", new { user_id = user, actor = new { sub = "user_admin" }, expires_in_seconds = 7, session_max_duration_in_seconds = 60 }, "actor_token", TimeSpan.FromSeconds(7)),
        })
        {
            Answer made = await backend.Post(path, body);
            Assert.Equal((200, kind, "pending", user), (made.Status, made.Json.Text("object"), made.Json.Text("status"), made.Json.Text("user_id")));
            string token = made.Json.Text("token")!;
            Assert.Equal($"{foyer.Server.Url.GetLeftPart(UriPartial.Authority)}/v1/tickets/accept?ticket={token}", made.Json.Text("url"));
            Assert.True(Jwt.TryRead(token, out Jwt? jwt));
            Assert.Equal((TokenCategories.Ticket, null, null), (jwt.Header.Cat, jwt.Claims.Sub, jwt.Claims.Sid));
            Assert.Equal(lifetime, TimeSpan.FromSeconds(jwt.Claims.Exp - jwt.Claims.Iat));
            string id = made.Json.Text("id")!;

            Assert.Null((await Read(foyer, token)).Fault);
            Answer revoked = await backend.Post($"{path}/{id}/revoke");
            Assert.Equal((200, id, "revoked", null), (revoked.Status, revoked.Json.Text("id"), revoked.Json.Text("status"), revoked.Json.Text("token")));
            Assert.Equal((400, kind + "_revoked_code"), Shape(await backend.Post($"{path}/{id}/revoke")));
            Assert.Equal(kind + "_revoked_code", (await Read(foyer, token)).Fault!.Code);
        }
    }

    [Theory, MemberData(nameof(Both))]
    public async Task What_a_ticket_cannot_say_is_refused_with_its_name(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string user = await backend.CreateUser("ada@example.com");
        object actor = new { sub = "user_admin" };
        foreach ((string path, object body, int status, string code, string? param) in new (string, object, int, string, string?)[]
        {
            ("/sign_in_tokens", new { }, 422, "form_param_nil", "user_id"),
            ("/sign_in_tokens", new { user_id = "user_unknown" }, 404, "resource_not_found", null),
            ("/sign_in_tokens", new { user_id = user, org_id = "org_x" }, 422, "feature_not_available", "org_id"),
            ("/sign_in_tokens", new { user_id = user, expires_in_seconds = 0 }, 422, "form_param_value_invalid", "expires_in_seconds"),
            ("/sign_in_tokens", new { user_id = user, expires_in_seconds = "1" }, 422, "form_param_type_invalid", "expires_in_seconds"),
            ("/sign_in_tokens", new { user_id = user, actor }, 422, "form_param_unknown", "actor"),
            ("/actor_tokens", new { actor }, 422, "form_param_nil", "user_id"),
            ("/actor_tokens", new { user_id = user }, 422, "form_param_nil", "actor"),
            ("/actor_tokens", new { user_id = user, actor = "user_admin" }, 422, "form_param_type_invalid", "actor"),
            ("/actor_tokens", new { user_id = user, actor = new { name = "x" } }, 422, "form_param_nil", "actor.sub"),
            ("/actor_tokens", new { user_id = user, actor = new { sub = "x", more = new string('x', 1024) } }, 422, "form_param_max_length_exceeded", "actor"),
            ("/actor_tokens", new { user_id = "user_unknown", actor }, 422, "form_param_value_invalid", "user_id"),
            ("/actor_tokens", new { user_id = user, actor, session_max_duration_in_seconds = 0 }, 422, "form_param_value_invalid", "session_max_duration_in_seconds"),
            ("/actor_tokens", new { user_id = user, actor, expires_in_seconds = -1 }, 422, "form_param_value_invalid", "expires_in_seconds"),
        })
        {
            Answer refused = await backend.Post(path, body);
            Assert.Equal((path, status, code, param), (path, refused.Status, refused.Code, refused.Param));
        }

        Assert.Equal(404, (await backend.Post("/sign_in_tokens/sit_unknown/revoke")).Status);
        Assert.Equal(404, (await backend.Post("/actor_tokens/act_unknown/revoke")).Status);
        string id = (await backend.Post("/sign_in_tokens", new { user_id = user })).Json.Text("id")!;
        Assert.Equal(404, (await backend.Post($"/actor_tokens/{id}/revoke")).Status);
        Assert.Equal(404, (await (await foyer.Backend(TestFoyer.OtherHost)).Post($"/sign_in_tokens/{id}/revoke")).Status);
        Assert.Equal(404, (await (await foyer.Backend(TestFoyer.OtherHost)).Post("/sign_in_tokens", new { user_id = user })).Status);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Of_a_hundred_who_spend_a_ticket_at_once_one_wins(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string user = await backend.CreateUser("ada@example.com");
        string token = (await backend.Post("/sign_in_tokens", new { user_id = user })).Json.Text("token")!;

        Fault?[] outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => Spend(foyer, token))));

        Assert.Single(outcomes, outcome => outcome is null);
        Assert.All(outcomes.Where(outcome => outcome is not null), outcome => Assert.Equal("sign_in_token_already_used_code", outcome!.Code));
        Assert.Equal("sign_in_token_already_used_code", (await Read(foyer, token)).Fault!.Code);
        Assert.Equal("sign_in_token_already_used_code", (await backend.Post($"/sign_in_tokens/{Id(token)}/revoke")).Code);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_ticket_ends_with_its_time_its_user_and_its_instance(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string user = await backend.CreateUser("ada@example.com");
        string token = (await backend.Post("/sign_in_tokens", new { user_id = user, expires_in_seconds = 60 })).Json.Text("token")!;
        string another = (await backend.Post("/actor_tokens", new { user_id = user, actor = new { sub = "user_admin" } })).Json.Text("token")!;

        Assert.Equal("ticket_invalid_code", (await Read(foyer, token, TestFoyer.OtherHost)).Fault!.Code);
        Assert.Equal("ticket_invalid_code", (await Read(foyer, token, TestFoyer.ProductionHost)).Fault!.Code);
        Outcome<Ticket> read = await Read(foyer, token);
        foyer.Clock.Forward(TimeSpan.FromSeconds(60));
        Assert.Equal("ticket_expired_code", (await Read(foyer, token)).Fault!.Code);
        // Whoever read it in time is still too late to spend it.
        Assert.Equal("ticket_expired_code", (await foyer.Database.Write(tx => Store(foyer).Spend(tx, read.Value), default))!.Code);
        await backend.Delete("/users/" + user);
        Assert.Equal("ticket_invalid_code", (await Read(foyer, another)).Fault!.Code);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task No_other_token_is_a_ticket_and_no_ticket_is_another_token(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string user = await backend.CreateUser("ada@example.com");
        string session = (await backend.Post("/sessions", new { user_id = user })).Json.Text("id")!;
        string sessionToken = (await backend.Post($"/sessions/{session}/tokens", new { })).Json.Text("jwt")!;
        string token = (await backend.Post("/sign_in_tokens", new { user_id = user })).Json.Text("token")!;
        Instance instance = Instance(foyer);
        Assert.True(Jwt.TryRead(token, out Jwt? jwt));
        byte[] payload = jwt.Payload.ToArray();
        string[] parts = token.Split('.');
        string none = Encode("""{"alg":"none","cat":"cl_T7d4PD444FOY","typ":"JWT"}""");

        foreach (string? forged in new string?[]
        {
            null, "", "x", sessionToken,
            // Signed by the instance, as another kind.
            SignedJwt.Sign(instance.Keys, TokenCategories.Session, payload, 0),
            SignedJwt.Sign(instance.Keys, TokenCategories.JwtTemplate, payload, 0),
            // Signed by another instance, in this one's name.
            SignedJwt.Sign(Instance(foyer, TestFoyer.OtherHost).Keys, TokenCategories.Ticket, payload, 0),
            // Of the right kind, with another row, kind or issuer.
            Signed(instance, Encoding.UTF8.GetString(payload).Replace(Id(token), "sit_unknown", StringComparison.Ordinal)),
            Signed(instance, Encoding.UTF8.GetString(payload).Replace("sign_in_token", "actor_token", StringComparison.Ordinal)),
            Signed(instance, Encoding.UTF8.GetString(payload).Replace(TestFoyer.DevelopmentHost, TestFoyer.OtherHost, StringComparison.Ordinal)),
            Signed(instance, "{}"), Signed(instance, """{"tid":1,"tkd":2}"""),
            $"{none}.{parts[1]}.", $"{none}.{parts[1]}.{parts[2]}", $"{parts[0]}.{parts[1]}.", token[..^4] + (token.EndsWith("AAAA", StringComparison.Ordinal) ? "BBBB" : "AAAA"), token + "A",
        })
        {
            Assert.Equal((forged, "ticket_invalid_code"), (forged, (await Read(foyer, forged)).Fault?.Code));
        }

        Assert.Null(foyer.Server.Services.GetRequiredService<Server.Tokens.TokenReader>().Verify(instance, token));
        Assert.Null((await Read(foyer, token)).Fault);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task The_link_leads_to_the_app_with_the_ticket_and_spends_nothing(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string user = await backend.CreateUser("ada@example.com");
        string token = (await backend.Post("/sign_in_tokens", new { user_id = user })).Json.Text("token")!;
        Visitor visitor = await foyer.Visit();

        for (int i = 0; i < 2; i++)
        {
            Answer accepted = await visitor.Get("/tickets/accept?ticket=" + token);
            Assert.Equal(303, accepted.Status);
            Uri target = accepted.Raw.Headers.Location!;
            Assert.EndsWith("/sign-in", target.GetLeftPart(UriPartial.Path), StringComparison.Ordinal);
            Assert.Equal((token, "sign_in"), (HttpUtility.ParseQueryString(target.Query)["__clerk_ticket"], HttpUtility.ParseQueryString(target.Query)["__clerk_status"]));
        }

        Assert.Equal((400, "ticket_invalid_code"), Shape(await visitor.Get("/tickets/accept?ticket=x")));
        Assert.Equal((400, "ticket_invalid_code"), Shape(await visitor.Get("/tickets/accept")));
        await backend.Post($"/sign_in_tokens/{Id(token)}/revoke");
        Assert.Equal((400, "sign_in_token_revoked_code"), Shape(await visitor.Get("/tickets/accept?ticket=" + token)));
        Answer production = await (await foyer.Backend(TestFoyer.ProductionHost)).Post("/sign_in_tokens", new { user_id = await (await foyer.Backend(TestFoyer.ProductionHost)).CreateUser("ada@example.com") });
        Assert.StartsWith($"https://{TestFoyer.ProductionHost}/v1/tickets/accept?ticket=", production.Json.Text("url"), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task No_ticket_stands_in_the_database(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string user = await backend.CreateUser("ada@example.com");
        string token = (await backend.Post("/sign_in_tokens", new { user_id = user })).Json.Text("token")!;

        IReadOnlyList<string> rows = await foyer.Database.Many<string>("SELECT id || kind || status || COALESCE(user_id, '') || COALESCE(redirect_url, '') || public_metadata FROM tickets", null, default);

        Assert.Single(rows);
        Assert.All(token.Split('.'), part => Assert.DoesNotContain(part, rows[0], StringComparison.Ordinal));
    }

    internal static Task<Outcome<Ticket>> Read(TestFoyer foyer, string? token, string host = TestFoyer.DevelopmentHost) =>
        foyer.Database.Write(tx => Store(foyer).Read(tx, Instance(foyer, host), token), default);

    internal static Task<Fault?> Spend(TestFoyer foyer, string token) => foyer.Database.Write(async tx =>
        (await Store(foyer).Read(tx, Instance(foyer), token)).IsFault(out Fault? fault, out Ticket ticket) ? fault : await Store(foyer).Spend(tx, ticket), default);

    internal static Instance Instance(TestFoyer foyer, string host = TestFoyer.DevelopmentHost) => foyer.Server.Services.GetRequiredService<InstanceRegistry>().ByHost(host)!;

    private static TicketStore Store(TestFoyer foyer) => foyer.Server.Services.GetRequiredService<TicketStore>();

    private static string Signed(Instance instance, string payload) => SignedJwt.Sign(instance.Keys, TokenCategories.Ticket, Encoding.UTF8.GetBytes(payload), 0);

    private static string Encode(string json) => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));

    private static string Id(string token)
    {
        Assert.True(Jwt.TryRead(token, out Jwt? jwt));
        return System.Text.Json.JsonDocument.Parse(jwt.Payload).RootElement.GetProperty("tid").GetString()!;
    }

    private static (int, string?) Shape(Answer answer) => (answer.Status, answer.Code);
}
