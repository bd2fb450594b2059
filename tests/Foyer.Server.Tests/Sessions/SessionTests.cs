using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Foyer.Contracts;

namespace Foyer.Server.Tests.Sessions;

/// <summary>Sessions and their tokens over the Frontend API, on both databases.</summary>
public sealed class SessionTests
{
    public static TheoryData<string> Both => Databases.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_token_says_what_the_protocol_says_and_the_published_key_verifies_it(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        string user = await (await foyer.Backend()).CreateUser("ada@example.com");
        Visitor visitor = await foyer.Visit();
        string session = await visitor.SignIn("ada@example.com");
        foyer.Clock.Forward(TimeSpan.FromMinutes(3));

        Answer minted = await visitor.Post($"/client/sessions/{session}/tokens", ("organization_id", ""));

        Assert.Equal("token", minted.Json!["object"]!.GetValue<string>());
        string token = minted.Json["jwt"]!.GetValue<string>();
        Assert.True(Jwt.TryRead(token, out Jwt? jwt));
        Assert.Equal(("RS256", "JWT", TokenCategories.Session), (jwt.Header.Alg, jwt.Header.Typ, jwt.Header.Cat));
        SessionClaims claims = jwt.Claims;
        long now = foyer.Clock.GetUtcNow().ToUnixTimeSeconds();
        Assert.Equal(("https://" + TestFoyer.DevelopmentHost, user, session, TestFoyer.App, "active", 2), (claims.Iss, claims.Sub, claims.Sid, claims.Azp, claims.Sts, claims.V));
        Assert.Equal((now, now + 60, now - 10), (claims.Iat, claims.Exp, claims.Nbf));
        Assert.Equal([3, -1], claims.Fva!);

        JsonNode key = (await visitor.GetWellKnown(foyer, "/.well-known/jwks.json"))["keys"]![0]!;
        Assert.Equal(["use", "kty", "kid", "alg", "n", "e"], key.AsObject().Select(member => member.Key));
        Assert.Equal(("AQAB", jwt.Header.Kid), (key["e"]!.GetValue<string>(), key["kid"]!.GetValue<string>()));
        using RSA rsa = RSA.Create(new RSAParameters { Modulus = Jwt.Decode(key["n"]!.GetValue<string>()), Exponent = Jwt.Decode("AQAB") });
        int dot = token.LastIndexOf('.');
        Assert.True(rsa.VerifyData(Encoding.ASCII.GetBytes(token[..dot]), Jwt.Decode(token.AsSpan(dot + 1))!, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        rsa.ImportFromPem(foyer.Server.JwtKey);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task An_ended_session_mints_nothing_whoever_ended_it(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string user = await backend.CreateUser("ada@example.com");
        (string Name, Func<Visitor, string, Task> End)[] ways =
        [
            ("end", (visitor, session) => visitor.Post($"/client/sessions/{session}/end")),
            ("remove", (visitor, session) => visitor.Post($"/client/sessions/{session}/remove")),
            ("sign-out", (visitor, _) => visitor.Tunnel("DELETE", "/client/sessions")),
            ("revoke", (_, session) => backend.Post($"/sessions/{session}/revoke")),
            ("ban", async (_, _) => { await backend.Post($"/users/{user}/ban"); await backend.Post($"/users/{user}/unban"); }),
            ("password", (_, _) => backend.Patch($"/users/{user}", new { password = "correct horse battery", sign_out_of_other_sessions = true })),
            ("time", (_, _) => { foyer.Clock.Forward(TimeSpan.FromDays(7)); return Task.CompletedTask; }),
        ];
        foreach ((string name, Func<Visitor, string, Task> end) in ways)
        {
            Visitor visitor = await foyer.Visit();
            string session = await visitor.SignIn("ada@example.com");
            Assert.Equal(200, (await visitor.Post($"/client/sessions/{session}/tokens")).Status);
            await end(visitor, session);

            Answer refused = await visitor.Post($"/client/sessions/{session}/tokens");
            Assert.True(refused.Status == 401, $"after {name}: {refused.Status}");
            Assert.True(401 == (await visitor.Post($"/client/sessions/{session}/touch")).Status, name);
            Assert.Empty((await visitor.Get("/client")).Response["sessions"]!.AsArray());
            Assert.Equal(401, (await visitor.Get("/me")).Status);
        }
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_session_belongs_to_its_client(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        await (await foyer.Backend()).CreateUser("ada@example.com");
        Visitor owner = await foyer.Visit();
        string session = await owner.SignIn("ada@example.com");
        Visitor stranger = await foyer.Visit();
        await stranger.Post("/client/sign_ins");
        Visitor nobody = await foyer.Visit(withDevBrowser: false);
        Visitor elsewhere = await foyer.Visit(TestFoyer.OtherHost);
        elsewhere.DevBrowser = owner.DevBrowser;

        foreach (string verb in new[] { "tokens", "touch", "end", "remove" })
        {
            Assert.Equal(404, (await stranger.Post($"/client/sessions/{session}/{verb}")).Status);
            Assert.Equal(401, (await nobody.Post($"/client/sessions/{session}/{verb}")).Status);
            Answer foreign = await elsewhere.Post($"/client/sessions/{session}/{verb}");
            Assert.Equal((401, "dev_browser_unauthenticated"), (foreign.Status, foreign.Code));
        }

        Assert.Equal(404, (await stranger.Get($"/client/sessions/{session}")).Status);
        Assert.Equal(200, (await owner.Get($"/client/sessions/{session}")).Status);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_touch_brings_a_fresh_token_no_older_than_the_client(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { auth_config = new { single_session_mode = false } });
        BackendApi backend = await foyer.Backend();
        await backend.CreateUser("ada@example.com");
        await backend.CreateUser("bob@example.com");
        Visitor visitor = await foyer.Visit();
        string ada = await visitor.SignIn("ada@example.com");
        string bob = await visitor.SignIn("bob@example.com");
        Assert.Equal(bob, (await visitor.Get("/client")).Response["last_active_session_id"]!.GetValue<string>());
        foyer.Clock.Forward(TimeSpan.FromSeconds(90));

        Answer touched = await visitor.Post($"/client/sessions/{ada}/touch", ("active_organization_id", ""), ("intent", "select_session"));

        Assert.Equal(ada, touched.Client["last_active_session_id"]!.GetValue<string>());
        Assert.True(Jwt.TryRead(touched.Response["last_active_token"]!["jwt"]!.GetValue<string>(), out Jwt? jwt));
        Assert.Equal((ada, foyer.Clock.GetUtcNow().ToUnixTimeSeconds()), (jwt.Claims.Sid, jwt.Claims.Iat));
        Assert.True(touched.Client["updated_at"]!.GetValue<long>() / 1000 <= jwt.Claims.Iat);
        Answer foreign = await visitor.Post($"/client/sessions/{ada}/touch", ("active_organization_id", "org_x"));
        Assert.Equal((404, "organization_not_found_or_unauthorized"), (foreign.Status, foreign.Code));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Tokens_name_only_allowed_origins(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        await (await foyer.Backend(TestFoyer.ProductionHost)).CreateUser("ada@example.com");
        Visitor visitor = foyer.VisitProduction();
        string session = await visitor.SignIn("ada@example.com");

        visitor.Origin = "https://evil.test";
        Answer refused = await visitor.Post($"/client/sessions/{session}/tokens");
        Assert.Equal((400, "origin_invalid"), (refused.Status, refused.Code));
        visitor.Origin = null;
        Assert.True(Jwt.TryRead((await visitor.Post($"/client/sessions/{session}/tokens")).Json!["jwt"]!.GetValue<string>(), out Jwt? jwt));
        Assert.Null(jwt.Claims.Azp);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Signing_out_keeps_the_client_and_forgets_the_session(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        await (await foyer.Backend()).CreateUser("ada@example.com");
        Visitor visitor = await foyer.Visit();
        await visitor.SignIn("ada@example.com");
        string client = (await visitor.Get("/client")).Response["id"]!.GetValue<string>();

        Answer signedOut = await visitor.Tunnel("DELETE", "/client/sessions");

        Assert.Equal(client, signedOut.Response["id"]!.GetValue<string>());
        Assert.Empty(signedOut.Response["sessions"]!.AsArray());
        Assert.Null(signedOut.Client["last_active_session_id"]);
        await visitor.SignIn("ada@example.com");
        Assert.Equal(200, (await visitor.Tunnel("DELETE", "/client")).Status);
        Assert.Null((await visitor.Get("/client")).Json!["response"]);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_person_reads_and_changes_their_own_profile(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { user_settings = new { attributes = new { username = new { enabled = true } } } });
        BackendApi backend = await foyer.Backend();
        await backend.CreateUser("taken@example.com", more: new { username = "taken" });
        string user = await backend.CreateUser("ada@example.com", more: new { private_metadata = new { note = "for servers only" } });
        Visitor visitor = await foyer.Visit();
        string session = await visitor.SignIn("ada@example.com");

        Answer me = await visitor.Get("/me?_clerk_session_id=" + session);
        Assert.Equal(user, me.Response["id"]!.GetValue<string>());
        Assert.DoesNotContain("for servers only", me.Json!.ToJsonString());
        Assert.Equal(401, (await visitor.Get("/me?_clerk_session_id=sess_other")).Status);

        Answer changed = await visitor.Tunnel("PATCH", "/me", ("first_name", "Ada"), ("last_name", ""), ("username", "ada_l"), ("unsafe_metadata", """{"a":1}"""), ("private_metadata", """{"a":1}"""), ("banned", "true"));
        Assert.Equal(("Ada", null, "ada_l"), (changed.Response["first_name"]!.GetValue<string>(), changed.Response["last_name"]?.GetValue<string>(), changed.Response["username"]!.GetValue<string>()));
        Assert.Equal("Ada", changed.Client["sessions"]![0]!["user"]!["first_name"]!.GetValue<string>());
        Assert.Equal("for servers only", (await backend.Get("/users/" + user)).Json!["private_metadata"]!["note"]!.GetValue<string>());

        Answer taken = await visitor.Tunnel("PATCH", "/me", ("username", "TAKEN"));
        Assert.Equal((422, "form_identifier_exists", "username"), (taken.Status, taken.Code, taken.Param));
        string others = (await backend.Get("/users?email_address=taken@example.com")).Json![0]!["primary_email_address_id"]!.GetValue<string>();
        Assert.Equal(422, (await visitor.Tunnel("PATCH", "/me", ("primary_email_address_id", others))).Status);
    }
}
