using System.Text.Json.Nodes;
using Foyer.Contracts;
using Foyer.Server.Tests.Users;

namespace Foyer.Server.Tests.Me;

/// <summary><c>POST /v1/me/tokens</c>: tokens for other services by the name of their template, on both databases.</summary>
public sealed class ServiceTokenTests
{
    private static readonly object Forced = new
    {
        auth_config = new { single_session_mode = false },
        user_settings = new { attributes = new { authenticator_app = new { enabled = true } }, sign_up = new { mfa = new { required = true } } },
    };

    public static TheoryData<string> Both => Databases.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_service_gets_a_token_in_its_own_words_for_whoever_is_signed_in(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { auth_config = new { single_session_mode = false } });
        BackendApi backend = await foyer.Backend();
        Assert.Equal(200, (await backend.Post("/jwt_templates", new { name = "queue", claims = new { aud = "queue", mail = "{{user.primary_email_address}}" }, lifetime = 120 })).Status);
        string ada = await backend.CreateUser("ada@example.com"), bob = await backend.CreateUser("bob@example.com");
        Visitor visitor = await foyer.Visit();
        string adas = await visitor.SignIn("ada@example.com"), bobs = await visitor.SignIn("bob@example.com");

        foreach ((string session, string user, string mail) in new[] { (adas, ada, "ada@example.com"), (bobs, bob, "bob@example.com") })
        {
            Answer made = await visitor.Post("/me/tokens?_clerk_session_id=" + session, ("service", "queue"));
            Assert.Equal(200, made.Status);
            Assert.True(Jwt.TryRead(made.Json!.Text("jwt"), out Jwt? jwt));
            Assert.Equal((user, foyer.Clock.GetUtcNow().AddSeconds(120).ToUnixTimeSeconds()), (jwt.Claims.Sub, jwt.Claims.Exp));
            JsonNode claims = JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(made.Json!.Text("jwt")!.Split('.')[1]))!;
            Assert.Equal(("queue", mail, null), (claims.Text("aud"), claims.Text("mail"), claims.Text("sid")));
        }

        Assert.Equal((404, "resource_not_found"), await visitor.Post("/me/tokens?_clerk_session_id=" + adas, ("service", "other")) is var unknown ? (unknown.Status, unknown.Code) : default);
        foreach (Visitor nobody in new[] { await foyer.Visit(), await foyer.Visit(TestFoyer.OtherHost, null) })
        {
            Assert.Equal(401, (await nobody.Post("/me/tokens?_clerk_session_id=" + adas, ("service", "queue"))).Status);
        }

        await backend.Post($"/sessions/{adas}/revoke");
        Assert.Equal(401, (await visitor.Post("/me/tokens?_clerk_session_id=" + adas, ("service", "queue"))).Status);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_session_that_is_pending_gets_none(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, Forced);
        BackendApi backend = await foyer.Backend();
        await backend.Post("/jwt_templates", new { name = "queue", claims = new { } });
        Visitor visitor = await foyer.SignedIn();
        Assert.InRange((await visitor.Post("/me/tokens", ("service", "queue"))).Status, 401, 403);
        await visitor.AddTotp(foyer);
        await visitor.Get("/client");
        Assert.Equal(200, (await visitor.Post("/me/tokens", ("service", "queue"))).Status);
    }
}
