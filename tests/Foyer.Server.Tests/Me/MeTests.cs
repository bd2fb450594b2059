using System.Text.Json.Nodes;
using Foyer.Server.Tests.Users;
using Foyer.Tests.Images;
using static Foyer.Server.Tests.Identifications.Refusals;

namespace Foyer.Server.Tests.Me;

/// <summary>The person themselves: metadata, and leaving.</summary>
public sealed class MeTests
{
    public static TheoryData<string> Both => Databases.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Who_deletes_themselves_is_gone_everywhere(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { auth_config = new { single_session_mode = false } });
        BackendApi backend = await foyer.Backend();
        Visitor visitor = await foyer.Visit();
        string other = await visitor.SignUp("bob@example.com");
        string session = await visitor.SignUp("ada@example.com");
        Visitor elsewhere = await foyer.Visit();
        await elsewhere.SignIn("ada@example.com");
        string user = (await visitor.Get("/me?_clerk_session_id=" + session)).Response.Text("id")!;
        await backend.Upload($"/users/{user}/profile_image", new MultipartFormDataContent { { new ByteArrayContent(Pictures.Of("png")), "file", "a.png" } });

        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => visitor.Tunnel("DELETE", "/me?_clerk_session_id=" + session)));

        Answer deleted = Assert.Single(answers, answer => answer.Status == 200);
        Assert.Equal(("user", user, true), (deleted.Response.Text("object"), deleted.Response.Text("id"), deleted.Response["deleted"]!.GetValue<bool>()));
        Assert.Equal([other], deleted.Client["sessions"]!.AsArray().Select(item => item.Text("id")));
        Assert.Equal(404, (await backend.Get("/users/" + user)).Status);
        Assert.Equal(401, (await elsewhere.Get("/me")).Status);
        Assert.Equal("form_identifier_not_found", (await (await foyer.Visit()).Post("/client/sign_ins", ("identifier", "ada@example.com"))).Code);
        Assert.Equal(0, await foyer.Database.One<long>("SELECT count(*) FROM images", null, CancellationToken.None));
        Assert.Equal(1, await foyer.Database.One<long>("SELECT (SELECT count(*) FROM outbox WHERE type = 'user.deleted' AND kind = 'audit') + (SELECT count(*) FROM audit_log WHERE action = 'user.deleted')", null, CancellationToken.None));
        Assert.Equal(200, (await visitor.Get("/me?_clerk_session_id=" + other)).Status);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Who_may_not_delete_themselves_stays(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string user = await backend.CreateUser("ada@example.com", more: new { delete_self_enabled = false });
        Visitor ada = await foyer.Visit();
        await ada.SignIn("ada@example.com");
        await Refused(403, "user_delete_self_not_enabled", ada.Tunnel("DELETE", "/me"));
        await Refused(401, "authentication_invalid", (await foyer.Visit()).Tunnel("DELETE", "/me"));
        Assert.Equal(200, (await backend.Get("/users/" + user)).Status);
        Assert.Equal(200, (await ada.Get("/me")).Status);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Unsafe_metadata_is_merged_and_nothing_else_is_written(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string user = await backend.CreateUser("ada@example.com", more: new { private_metadata = new { canary = "s3cret" }, public_metadata = new { plan = "free" }, unsafe_metadata = new { a = new { b = 1, c = 2 }, list = new[] { 1, 2 } } });
        Visitor ada = await foyer.Visit();
        await ada.SignIn("ada@example.com");
        Answer merged = await ada.Tunnel("PATCH", "/me/metadata", ("unsafe_metadata", """{"a":{"b":null,"d":3},"list":[3]}"""), ("private_metadata", """{"x":1}"""), ("public_metadata", """{"plan":"gold"}"""));
        Assert.Equal((200, """{"a":{"c":2,"d":3},"list":[3]}"""), (merged.Status, merged.Response["unsafe_metadata"]!.ToJsonString()));
        Assert.DoesNotContain("s3cret", merged.Json!.ToJsonString(), StringComparison.Ordinal);
        JsonNode stored = await backend.User(user);
        Assert.Equal(("""{"canary":"s3cret"}""", """{"plan":"free"}"""), (stored["private_metadata"]!.ToJsonString(), stored["public_metadata"]!.ToJsonString()));

        await Refused(422, "form_param_nil", ada.Tunnel("PATCH", "/me/metadata"));
        await Refused(422, "form_param_type_invalid", ada.Tunnel("PATCH", "/me/metadata", ("unsafe_metadata", "[1]")));
        await Refused(422, "form_param_format_invalid", ada.Tunnel("PATCH", "/me/metadata", ("unsafe_metadata", "{")));
        await Refused(422, "form_param_exceeds_allowed_size", ada.Tunnel("PATCH", "/me/metadata", ("unsafe_metadata", $$"""{"x":"{{new string('x', 9000)}}"}""")));
        for (int i = 0; i < 7; i++)
        {
            await ada.Tunnel("PATCH", "/me/metadata", ("unsafe_metadata", $$"""{"k{{i}}":"{{new string('x', 1100)}}"}"""));
        }

        await Refused(422, "form_param_exceeds_allowed_size", ada.Tunnel("PATCH", "/me/metadata", ("unsafe_metadata", $$"""{"one more":"{{new string('x', 1100)}}"}""")));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task The_username_stays_where_nothing_else_says_who_it_is(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { user_settings = new { attributes = new { username = new { enabled = true, used_for_first_factor = true }, email_address = new { required = false } } } });
        BackendApi backend = await foyer.Backend();
        string user = await backend.Make(new { username = "lovelace", password = "correct horse battery" });
        Visitor visitor = await foyer.Visit();
        await visitor.SignIn("lovelace");
        await Refused(400, "last_identification_deletion_failed", visitor.Tunnel("PATCH", "/me", ("username", "")));
        Assert.Equal(200, (await visitor.Tunnel("PATCH", "/me", ("username", "countess"))).Status);
        await backend.Post("/email_addresses", new { user_id = user, email_address = "ada@example.com", verified = true });
        Assert.Null((await visitor.Tunnel("PATCH", "/me", ("username", ""))).Response["username"]);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_hundred_patches_of_ones_own_metadata_at_once_lose_nothing(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        Visitor ada = await foyer.Visit();
        await ada.SignUp("ada@example.com");
        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => ada.Tunnel("PATCH", "/me/metadata", ("unsafe_metadata", $$"""{"k{{i}}":{{i}}}"""))));
        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        Assert.Equal(Enumerable.Range(0, 100), (await ada.Get("/me")).Response["unsafe_metadata"]!.AsObject().Select(pair => pair.Value!.GetValue<int>()).Order());
    }
}
