using Foyer.Server.Tests.Surfaces;

namespace Foyer.Server.Tests.Users;

/// <summary>Bans and locks through the Backend API, on both databases.</summary>
public sealed class BanUsersTests
{
    public static TheoryData<string> Both => Databases.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_ban_ends_every_session_at_once_and_keeps_new_ones_out(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string id = await backend.CreateUser("ada@example.com");
        Visitor visitor = await foyer.Visit();
        string session = await visitor.SignIn("ada@example.com");

        Answer banned = await backend.Post($"/users/{id}/ban");

        Assert.Equal((200, true), (banned.Status, banned.Json!["banned"]!.GetValue<bool>()));
        Assert.Equal("revoked", (await backend.Get("/sessions/" + session)).Json!.Text("status"));
        Assert.Equal(401, (await visitor.Post($"/client/sessions/{session}/tokens")).Status);
        Assert.Equal((403, "user_banned"), await SignIn(visitor));
        Assert.Equal((422, "user_banned"), Shape(await backend.Post("/sessions", new { user_id = id })));

        Assert.False((await backend.Post($"/users/{id}/unban")).Json!["banned"]!.GetValue<bool>());
        Assert.Equal(401, (await visitor.Post($"/client/sessions/{session}/tokens")).Status);
        Assert.Equal((200, null), await SignIn(visitor));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_lock_keeps_sign_ins_out_but_leaves_live_sessions(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string id = await backend.CreateUser("ada@example.com");
        Visitor live = await foyer.Visit();
        string session = await live.SignIn("ada@example.com");
        Visitor visitor = await foyer.Visit();

        Answer locked = await backend.Post($"/users/{id}/lock");

        Assert.Equal((200, true, 3600), (locked.Status, locked.Json!["locked"]!.GetValue<bool>(), locked.Json["lockout_expires_in_seconds"]!.GetValue<int>()));
        Assert.Equal((403, "user_locked"), await SignIn(visitor));
        Assert.Equal(200, (await live.Post($"/client/sessions/{session}/tokens")).Status);
        foyer.Clock.Forward(TimeSpan.FromMinutes(59));
        Assert.Equal(60, (await backend.User(id))["lockout_expires_in_seconds"]!.GetValue<int>());
        foyer.Clock.Forward(TimeSpan.FromMinutes(1));
        Assert.False((await backend.User(id))["locked"]!.GetValue<bool>());
        Assert.Equal((200, null), await SignIn(visitor));

        await backend.Post($"/users/{id}/lock");
        Assert.False((await backend.Post($"/users/{id}/unlock")).Json!["locked"]!.GetValue<bool>());
        Assert.Equal((200, null), await SignIn(await foyer.Visit()));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Many_are_banned_together_or_not_at_all(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        using RawCalls calls = new(foyer, backend.SecretKey);
        string ada = await backend.CreateUser("ada@example.com");
        string bob = await backend.CreateUser("bob@example.com");
        string foreign = await (await foyer.Backend(TestFoyer.OtherHost)).CreateUser("eve@example.com");
        Visitor visitor = await foyer.Visit();
        string session = await visitor.SignIn("ada@example.com");

        foreach ((object body, int status, string code) in new (object, int, string)[]
        {
            (new { user_ids = new[] { ada, bob, "user_unknown" } }, 400, "form_param_value_invalid"),
            (new { user_ids = new[] { ada, foreign } }, 400, "form_param_value_invalid"),
            (new { user_ids = new[] { ada, null } }, 400, "form_param_value_invalid"),
            (new { user_ids = Array.Empty<string>() }, 422, "form_param_nil"),
            (new { }, 422, "form_param_nil"),
            (new { user_ids = Enumerable.Repeat(ada, 51) }, 422, "form_param_max_length_exceeded"),
            (new { user_ids = ada }, 422, "form_param_type_invalid"),
        })
        {
            Answer refused = await calls.Send(HttpMethod.Post, "/v1/users/ban", System.Text.Json.JsonSerializer.Serialize(body));
            Assert.Equal((status, code, "user_ids"), (refused.Status, refused.Code, refused.Param));
        }

        Assert.Equal(0, await backend.CountUsers("?banned=true"));
        Assert.Equal(200, (await visitor.Post($"/client/sessions/{session}/tokens")).Status);

        Answer banned = await backend.Post("/users/ban", new { user_ids = new[] { ada, bob, ada } });
        Assert.Equal(200, banned.Status);
        Assert.All(banned.Json!.AsArray(), user => Assert.True(user!["banned"]!.GetValue<bool>()));
        Assert.Equal(2, await backend.CountUsers("?banned=true"));
        Assert.Equal(401, (await visitor.Post($"/client/sessions/{session}/tokens")).Status);
        Assert.Equal(200, (await backend.Post("/users/unban", new { user_ids = new[] { ada, bob } })).Status);
        Assert.Equal(0, await backend.CountUsers("?banned=true"));
    }

    private static async Task<(int, string?)> SignIn(Visitor visitor) =>
        Shape(await visitor.Post("/client/sign_ins", ("strategy", "password"), ("identifier", "ada@example.com"), ("password", "correct horse battery")));

    private static (int Status, string? Code) Shape(Answer answer) => (answer.Status, answer.Code);
}
