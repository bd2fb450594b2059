using System.Text.Json.Nodes;
using Foyer.Server.Tests.JwtTemplates;
using Foyer.Server.Tests.Users;

namespace Foyer.Server.Tests.Sessions;

/// <summary>Claims an instance adds to its session tokens, on both databases.</summary>
public sealed class SessionClaimsTests
{
    public static TheoryData<string> Both => Databases.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Every_session_token_carries_them_and_follows_the_person(string database)
    {
        await using TestFoyer foyer = await Start(database, """{"metadata":"{{user.public_metadata}}","email":"{{user.primary_email_address}}","fixed":{"x":[1,null]},"nobody":"{{org.slug}}"}""");
        BackendApi backend = await foyer.Backend();
        string user = await backend.CreateUser("ada@example.com", more: new { public_metadata = new { plan = "gold" } });
        Visitor visitor = await foyer.Visit();
        string session = await visitor.SignIn("ada@example.com");

        async Task<JsonObject[]> Tokens() =>
        [
            Claims(await visitor.Post($"/client/sessions/{session}/tokens")),
            Claims(await backend.Post($"/sessions/{session}/tokens", new { })),
            JwtTemplateTests.Open((await visitor.Get("/client")).Response["sessions"]![0]!["last_active_token"].Text("jwt")!).Claims,
        ];

        Assert.All(await Tokens(), claims =>
        {
            Assert.Equal(("""{"plan":"gold"}""", "ada@example.com", """{"x":[1,null]}"""), (claims["metadata"]!.ToJsonString(), claims.Text("email"), claims["fixed"]!.ToJsonString()));
            Assert.True(claims.ContainsKey("nobody"));
            Assert.Null(claims["nobody"]);
            Assert.Equal((user, session, "active", 2), (claims.Text("sub"), claims.Text("sid"), claims.Text("sts"), claims["v"]!.GetValue<int>()));
        });
        await backend.Patch($"/users/{user}/metadata", new { public_metadata = new { plan = "silver" } });
        Assert.All(await Tokens(), claims => Assert.Equal("""{"plan":"silver"}""", claims["metadata"]!.ToJsonString()));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_token_that_would_not_fit_into_a_cookie_is_refused_and_never_shortened(string database)
    {
        await using TestFoyer foyer = await Start(database, """{"own":"{{user.unsafe_metadata}}","banned":"{{user.public_metadata.banned}}"}""");
        BackendApi backend = await foyer.Backend();
        string user = await backend.CreateUser("ada@example.com", more: new { public_metadata = new { banned = true } });
        Visitor visitor = await foyer.Visit();
        string session = await visitor.SignIn("ada@example.com");
        Assert.True(Claims(await visitor.Post($"/client/sessions/{session}/tokens"))["banned"]!.GetValue<bool>());

        // Whoever lengthens one claim to be rid of another is rid of the token.
        await visitor.Tunnel("PATCH", "/me", ("unsafe_metadata", $$"""{"x":"{{new string('x', 4000)}}"}"""));

        Answer refused = await visitor.Post($"/client/sessions/{session}/tokens");
        Assert.Equal((400, "session_token_too_large"), (refused.Status, refused.Code));
        Assert.Equal(400, (await backend.Post($"/sessions/{session}/tokens", new { })).Status);
        Answer client = await visitor.Get("/client");
        Assert.Equal((200, null), (client.Status, client.Response["sessions"]![0]!["last_active_token"]));
        await backend.Put($"/users/{user}/metadata", new { unsafe_metadata = new { } });
        Assert.Equal(200, (await visitor.Post($"/client/sessions/{session}/tokens")).Status);
    }

    [Theory]
    [InlineData("""{"sub":"user_admin"}""", "set 'sub'")]
    [InlineData("""{"org_role":"org:admin"}""", "set 'org_role'")]
    [InlineData("""{"handshake":["__client=x"]}""", "set 'handshake'")]
    [InlineData("""{"a":"{{user.private_metadata}}"}""", "'{{user.private_metadata}}'")]
    [InlineData("""{"a":"{{user.id"}""", "never closed")]
    [InlineData("[]", "must be an object")]
    [InlineData("\"{}\"", "must be an object")]
    public async Task Claims_that_cannot_be_are_refused_at_the_start(string claims, string reason)
    {
        StartupException refused = await Assert.ThrowsAsync<StartupException>(() => Start(Databases.Sqlite, claims));
        Assert.Contains("session_token.claims", refused.Message, StringComparison.Ordinal);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Claims_too_large_for_a_cookie_are_refused_at_the_start()
    {
        StartupException refused = await Assert.ThrowsAsync<StartupException>(() => Start(Databases.Sqlite, $$"""{"a":"{{new string('x', 2048)}}"}"""));
        Assert.Contains("session_token.claims take 2056 bytes of at most 2048", refused.Message, StringComparison.Ordinal);
    }

    private static Task<TestFoyer> Start(string database, string claims) =>
        TestFoyer.Start(database, new JsonObject { ["session_token"] = new JsonObject { ["claims"] = JsonNode.Parse(claims) } });

    private static JsonObject Claims(Answer answer)
    {
        Assert.Equal(200, answer.Status);
        return JwtTemplateTests.Open(answer.Json.Text("jwt")!).Claims;
    }
}
