using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Foyer.Contracts;
using Foyer.Server.Tests.Surfaces;
using Foyer.Server.Tests.Users;

namespace Foyer.Server.Tests.JwtTemplates;

/// <summary>JWT templates over both APIs, on both databases.</summary>
public sealed class JwtTemplateTests
{
    public static TheoryData<string> Both => Databases.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Templates_are_made_read_changed_listed_and_deleted(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();

        Answer made = await backend.Post("/jwt_templates", new { name = "plain", claims = new { a = "{{user.id}}", b = new[] { 1 } } });
        Assert.Equal(200, made.Status);
        string id = made.Json.Text("id")!;
        Assert.StartsWith("jtmp_", id, StringComparison.Ordinal);
        Assert.Equal("""{"a":"{{user.id}}","b":[1]}""", made.Json!["claims"]!.ToJsonString());
        Assert.Equal("jwt_template plain 60 5 False RS256", Line(made.Json));
        Assert.Equal(made.Json.ToJsonString(), (await backend.Get("/jwt_templates/" + id)).Json!.ToJsonString());

        string secret = new('s', 32);
        Answer changed = await backend.Patch("/jwt_templates/" + id, new { name = "signed", claims = new { }, lifetime = 3600, allowed_clock_skew = 0, custom_signing_key = true, signing_algorithm = "HS256", signing_key = secret });
        Assert.Equal((200, "jwt_template signed 3600 0 True HS256"), (changed.Status, Line(changed.Json!)));
        Assert.DoesNotContain(secret, changed.Json!.ToJsonString(), StringComparison.Ordinal);
        // What is absent stays; saying again that there is a key keeps it; saying there is none drops it.
        Assert.Equal("jwt_template signed 30 0 True HS256", Line((await backend.Patch("/jwt_templates/" + id, new { name = "signed", claims = new { }, lifetime = 30, custom_signing_key = true })).Json!));
        Assert.Equal("jwt_template signed 30 0 False RS256", Line((await backend.Patch("/jwt_templates/" + id, new { custom_signing_key = false })).Json!));
        Assert.Equal((422, "form_param_nil", "signing_algorithm"), Shape(await backend.Patch("/jwt_templates/" + id, new { custom_signing_key = true })));

        foyer.Clock.Forward(TimeSpan.FromSeconds(1));
        string second = (await backend.Post("/jwt_templates", new { name = "second", claims = new { } })).Json.Text("id")!;
        Assert.Equal([second, id], (await backend.Get("/jwt_templates")).Json!.AsArray().Select(template => template.Text("id")));
        Assert.Equal([id], (await backend.Get("/jwt_templates?limit=1&offset=1")).Json!.AsArray().Select(template => template.Text("id")));
        JsonNode page = (await backend.Get("/jwt_templates?paginated=true&limit=1")).Json!;
        Assert.Equal((2, second), (page["total_count"]!.GetValue<int>(), page["data"]![0].Text("id")));

        Answer deleted = await backend.Delete("/jwt_templates/" + id);
        Assert.Equal((200, "jwt_template", id, true), (deleted.Status, deleted.Json.Text("object"), deleted.Json.Text("id"), deleted.Json!["deleted"]!.GetValue<bool>()));
        Assert.Equal(404, (await backend.Get("/jwt_templates/" + id)).Status);
        Assert.Equal(404, (await backend.Delete("/jwt_templates/" + id)).Status);
        Assert.Equal(404, (await backend.Patch("/jwt_templates/" + id, new { name = "x" })).Status);
        BackendApi other = await foyer.Backend(TestFoyer.OtherHost);
        Assert.Equal(404, (await other.Get("/jwt_templates/" + second)).Status);
        Assert.Equal(404, (await other.Patch("/jwt_templates/" + second, new { name = "x" })).Status);
        Assert.Equal(404, (await other.Delete("/jwt_templates/" + second)).Status);
        Assert.Empty((await other.Get("/jwt_templates")).Json!.AsArray());
        Assert.Equal(200, (await other.Post("/jwt_templates", new { name = "second", claims = new { } })).Status);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task What_a_template_cannot_say_is_refused_with_its_name_and_reason(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        await backend.Post("/jwt_templates", new { name = "taken", claims = new { } });
        string id = (await backend.Post("/jwt_templates", new { name = "own", claims = new { } })).Json.Text("id")!;
        object none = new { };
        using RSA small = RSA.Create(1024);
        foreach ((object body, string code, string param, string reason) in new (object, string, string, string)[]
        {
            (new { name = (string?)null }, "form_param_nil", "name", ""),
            (new { name = "", claims = none }, "form_param_nil", "name", ""),
            (new { name = "a b", claims = none }, "form_param_format_invalid", "name", ""),
            (new { name = "../x", claims = none }, "form_param_format_invalid", "name", ""),
            (new { name = new string('x', 65), claims = none }, "form_param_max_length_exceeded", "name", ""),
            (new { name = "taken", claims = none }, "duplicate_record", "name", ""),
            (new { name = "x" }, "form_param_nil", "claims", ""),
            (new { name = "x", claims = "{}" }, "form_param_type_invalid", "claims", ""),
            (new { name = "x", claims = new { sub = "admin" } }, "jwt_template_reserved_claim", "claims", "'sub'"),
            (new { name = "x", claims = new { exp = 1 } }, "jwt_template_reserved_claim", "claims", "'exp'"),
            (new { name = "x", claims = new { a = "{{user.password_digest}}" } }, "jwt_template_shortcode_invalid", "claims", "'{{user.password_digest}}'"),
            (new { name = "x", claims = new { a = new[] { new { b = "{{user.private_metadata}}" } } } }, "jwt_template_shortcode_invalid", "claims", "'{{user.private_metadata}}'"),
            (new { name = "x", claims = new { a = "{{instance.secret}}" } }, "jwt_template_shortcode_invalid", "claims", "'{{instance.secret}}'"),
            (new { name = "x", claims = new { a = "{{user.id" } }, "jwt_template_shortcode_invalid", "claims", "never closed"),
            (new { name = "x", claims = new { a = new string('x', 8192) } }, "jwt_template_claims_too_large", "claims", "8192"),
            (new { name = "x", claims = none, lifetime = 29 }, "form_param_value_invalid", "lifetime", ""),
            (new { name = "x", claims = none, lifetime = 315_360_001 }, "form_param_value_invalid", "lifetime", ""),
            (new { name = "x", claims = none, allowed_clock_skew = -1 }, "form_param_value_invalid", "allowed_clock_skew", ""),
            (new { name = "x", claims = none, allowed_clock_skew = 301 }, "form_param_value_invalid", "allowed_clock_skew", ""),
            (new { name = "x", claims = none, custom_signing_key = true }, "form_param_nil", "signing_algorithm", ""),
            (new { name = "x", claims = none, custom_signing_key = true, signing_algorithm = "none", signing_key = "x" }, "form_param_value_invalid", "signing_algorithm", ""),
            (new { name = "x", claims = none, custom_signing_key = true, signing_algorithm = "EdDSA", signing_key = "x" }, "form_param_value_invalid", "signing_algorithm", ""),
            (new { name = "x", claims = none, custom_signing_key = true, signing_algorithm = "HS256" }, "form_param_nil", "signing_key", ""),
            (new { name = "x", claims = none, custom_signing_key = true, signing_algorithm = "HS256", signing_key = "short" }, "jwt_template_signing_key_invalid", "signing_key", "at least 32 bytes"),
            (new { name = "x", claims = none, custom_signing_key = true, signing_algorithm = "RS256", signing_key = small.ExportPkcs8PrivateKeyPem() }, "jwt_template_signing_key_invalid", "signing_key", "2048 bits"),
            (new { name = "x", claims = none, custom_signing_key = true, signing_algorithm = "HS256", signing_key = new string('x', 20_000) }, "form_param_max_length_exceeded", "signing_key", ""),
            (new { name = "x", claims = none, signing_key = "x" }, "form_param_value_invalid", "custom_signing_key", ""),
            (new { name = "x", claims = none, signing_algorithm = "HS256" }, "form_param_value_invalid", "signing_algorithm", ""),
            (new { name = "x", claims = none, color = "red" }, "form_param_unknown", "color", ""),
        })
        {
            Answer refused = await backend.Post("/jwt_templates", body);
            string sent = JsonSerializer.Serialize(body);
            sent = sent.Length > 200 ? sent[..200] : sent;
            Assert.Equal((sent, 422, code, param), (sent, refused.Status, refused.Code, refused.Param));
            Assert.Contains(reason, refused.Json!["errors"]![0].Text("long_message"), StringComparison.Ordinal);
        }

        Assert.Equal((422, "duplicate_record", "name"), Shape(await backend.Patch("/jwt_templates/" + id, new { name = "taken" })));
        Assert.Equal((422, "jwt_template_reserved_claim", "claims"), Shape(await backend.Patch("/jwt_templates/" + id, new { claims = new { iss = "x" } })));
        string deep = string.Concat(Enumerable.Repeat("{\"a\":", 40)) + "1" + new string('}', 40);
        using RawCalls calls = new(foyer, backend.SecretKey);
        Assert.Equal((400, "request_body_invalid"), Short(await calls.Send(HttpMethod.Post, "/v1/jwt_templates", $$"""{"name":"x","claims":{{deep}}}""")));
        Assert.Equal((400, "request_body_invalid"), Short(await calls.Send(HttpMethod.Post, "/v1/jwt_templates", """{"name":"x","claims":{"a":1,"a":2}}""")));
        Assert.Equal(2, (await backend.Get("/jwt_templates")).Json!.AsArray().Count);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task The_well_known_templates_mint_what_their_services_read(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string user = await backend.CreateUser("ada@example.com", more: new
        {
            first_name = "Ada", last_name = "Lovelace", external_id = "ext-1", phone_number = new[] { "+15555550100" }, public_metadata = new { role = "editor", teams = new[] { "a", "b" } },
        });
        Visitor visitor = await foyer.Visit();
        string session = await visitor.SignIn("ada@example.com");
        string supabaseSecret = "super-secret-jwt-token-with-at-least-32-characters-long";
        await backend.Post("/jwt_templates", new
        {
            name = "supabase", custom_signing_key = true, signing_algorithm = "HS256", signing_key = supabaseSecret,
            claims = new { aud = "authenticated", role = "authenticated", email = "{{user.primary_email_address}}", app_metadata = new { }, user_metadata = new { full_name = "{{user.full_name}}" } },
        });
        await backend.Post("/jwt_templates", new
        {
            name = "hasura",
            claims = JsonNode.Parse("""
                {"https://hasura.io/jwt/claims": {"x-hasura-allowed-roles": ["user", "{{user.public_metadata.role || 'none'}}"], "x-hasura-default-role": "user", "x-hasura-user-id": "{{user.id}}", "x-hasura-org-id": "{{org.id}}"}}
                """),
        });
        await backend.Post("/jwt_templates", new
        {
            name = "convex", lifetime = 3600, allowed_clock_skew = 30,
            claims = JsonNode.Parse("""
                {"aud": "convex", "name": "{{user.full_name}}", "email": "{{user.primary_email_address}}", "picture": "{{user.image_url}}", "nickname": "{{user.username}}", "given_name": "{{user.first_name}}",
                 "family_name": "{{user.last_name}}", "updated_at": "{{user.updated_at}}", "phone_number": "{{user.primary_phone_number}}", "email_verified": "{{user.email_verified}}",
                 "phone_number_verified": "{{user.phone_number_verified}}"}
                """),
        });

        (JsonObject header, JsonObject supabase, string token) = await Mint(visitor, session, "supabase");
        Assert.Equal(("HS256", TokenCategories.JwtTemplate), (header.Text("alg"), header.Text("cat")));
        int end = token.LastIndexOf('.');
        Assert.Equal(HMACSHA256.HashData(Encoding.UTF8.GetBytes(supabaseSecret), Encoding.ASCII.GetBytes(token[..end])), Jwt.Decode(token.AsSpan(end + 1)));
        Assert.Equal(("authenticated", "authenticated", "ada@example.com", user), (supabase.Text("aud"), supabase.Text("role"), supabase.Text("email"), supabase.Text("sub")));
        Assert.Equal("{}|{\"full_name\":\"Ada Lovelace\"}", $"{supabase["app_metadata"]!.ToJsonString()}|{supabase["user_metadata"]!.ToJsonString()}");

        (header, JsonObject hasura, token) = await Mint(visitor, session, "hasura");
        Assert.Equal(
            $$"""{"x-hasura-allowed-roles":["user","editor"],"x-hasura-default-role":"user","x-hasura-user-id":"{{user}}","x-hasura-org-id":null}""", hasura["https://hasura.io/jwt/claims"]!.ToJsonString());
        await VerifiesWithTheInstancesKey(foyer, visitor, header, token);

        (header, JsonObject convex, token) = await Mint(visitor, session, "convex");
        await VerifiesWithTheInstancesKey(foyer, visitor, header, token);
        long now = foyer.Clock.GetUtcNow().ToUnixTimeSeconds();
        Assert.Equal((now, now + 3600, now - 30), (Number(convex, "iat"), Number(convex, "exp"), Number(convex, "nbf")));
        Assert.Equal(("convex", "Ada Lovelace", "ada@example.com", null, "Ada", "+15555550100"),
            (convex.Text("aud"), convex.Text("name"), convex.Text("email"), convex.Text("nickname"), convex.Text("given_name"), convex.Text("phone_number")));
        Assert.True(convex["email_verified"]!.GetValue<bool>() && convex["phone_number_verified"]!.GetValue<bool>());
        // The picture is where the asker reaches this server.
        Assert.Equal(new Uri((await backend.User(user)).Text("image_url")!).AbsolutePath, new Uri(convex.Text("picture")!).AbsolutePath);
        Assert.Equal(TestFoyer.DevelopmentHost, new Uri(convex.Text("picture")!).Host);
        Assert.InRange(Number(convex, "updated_at"), now - 60, now);
        // Exactly the claims given and those the server sets: nothing of a session.
        Assert.Equal(
            "aud azp email email_verified exp family_name given_name iat iss jti name nbf nickname phone_number phone_number_verified picture sub updated_at",
            string.Join(' ', convex.Select(claim => claim.Key).Order(StringComparer.Ordinal)));
        Assert.Equal(("https://" + TestFoyer.DevelopmentHost, TestFoyer.App), (convex.Text("iss"), convex.Text("azp")));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_token_of_a_template_is_for_the_owner_of_a_live_session_only(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        await backend.CreateUser("ada@example.com");
        await backend.Post("/jwt_templates", new { name = "plain", claims = new { id = "{{user.id}}" } });
        Visitor visitor = await foyer.Visit();
        string session = await visitor.SignIn("ada@example.com");
        Visitor stranger = await foyer.Visit();

        Assert.Equal(200, (await visitor.Post($"/client/sessions/{session}/tokens/plain")).Status);
        Assert.Equal((404, "resource_not_found"), Short(await visitor.Post($"/client/sessions/{session}/tokens/unknown")));
        Assert.Equal((404, "resource_not_found"), Short(await visitor.Post("/client/sessions/sess_unknown/tokens/plain")));
        Assert.Equal(401, (await stranger.Post($"/client/sessions/{session}/tokens/plain")).Status);
        await backend.CreateUser("bob@example.com");
        await stranger.SignIn("bob@example.com");
        Assert.Equal((404, "resource_not_found"), Short(await stranger.Post($"/client/sessions/{session}/tokens/plain")));
        Assert.Equal(404, (await (await foyer.Backend(TestFoyer.OtherHost)).Post($"/sessions/{session}/tokens/plain", new { })).Status);

        foreach ((object body, long lifetime) in new (object, long)[] { (new { }, 60), (new { expires_in_seconds = 30 }, 30), (new { expires_in_seconds = 315_360_000 }, 315_360_000) })
        {
            Answer minted = await backend.Post($"/sessions/{session}/tokens/plain", body);
            (_, JsonObject claims) = Open(minted.Json.Text("jwt")!);
            Assert.Equal((lifetime, null), (Number(claims, "exp") - Number(claims, "iat"), claims.Text("azp")));
        }

        using RawCalls calls = new(foyer, backend.SecretKey);
        Assert.Equal((422, "form_param_value_invalid", "expires_in_seconds"), Shape(await calls.Send(HttpMethod.Post, $"/v1/sessions/{session}/tokens/plain", """{"expires_in_seconds":29}""")));
        Assert.Equal(404, (await backend.Post($"/sessions/{session}/tokens/unknown", new { })).Status);
        Assert.Equal(404, (await backend.Post("/sessions/sess_unknown/tokens/plain", new { })).Status);
        await backend.Post($"/sessions/{session}/revoke");
        Assert.Equal(401, (await visitor.Post($"/client/sessions/{session}/tokens/plain")).Status);
        Assert.Equal(401, (await backend.Post($"/sessions/{session}/tokens/plain", new { })).Status);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_changed_template_counts_at_once_and_a_token_of_it_is_no_session(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        await backend.CreateUser("ada@example.com");
        string id = (await backend.Post("/jwt_templates", new { name = "plain", claims = JsonNode.Parse("""{"handshake":["__client=evil"],"v":1,"sid":"{{user.id}}"}""") })).Json.Text("id")!;
        Visitor visitor = await foyer.Visit();
        string session = await visitor.SignIn("ada@example.com");

        (JsonObject header, JsonObject claims, string token) = await Mint(visitor, session, "plain");
        Assert.Equal((TokenCategories.JwtTemplate, 1), (header.Text("cat"), Number(claims, "v")));
        // The claims may say what they like: the category says that it is no session and no handshake.
        Server.Tokens.TokenReader reader = new();
        Assert.Null(reader.Verify(Tickets.TicketTests.Instance(foyer), token));
        for (int i = 0; i < 3; i++)
        {
            await backend.Patch("/jwt_templates/" + id, new { claims = new { step = i } });
            (_, claims, _) = await Mint(visitor, session, "plain");
            Assert.Equal((i, null), (Number(claims, "step"), claims["handshake"]));
        }

        await backend.Delete("/jwt_templates/" + id);
        Assert.Equal(404, (await visitor.Post($"/client/sessions/{session}/tokens/plain")).Status);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Whoever_acts_for_somebody_shows_in_every_token(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string user = await backend.CreateUser("ada@example.com");
        await backend.Post("/jwt_templates", new { name = "plain", claims = new { } });
        await backend.Post("/jwt_templates", new { name = "own", claims = new { act = "nobody", by = "{{session.actor.sub}}", whole = "{{session.actor}}" } });
        string ticket = (await backend.Post("/actor_tokens", new { user_id = user, actor = new { sub = "user_admin", why = "support" } })).Json.Text("token")!;
        Visitor visitor = await foyer.Visit();
        Answer begun = await visitor.Post("/client/sign_ins", ("strategy", "ticket"), ("ticket", ticket));
        string session = begun.Response.Text("created_session_id")!;
        string actor = """{"sub":"user_admin","why":"support"}""";

        Assert.Equal(actor, Open((await visitor.Post($"/client/sessions/{session}/tokens")).Json.Text("jwt")!).Claims["act"]!.ToJsonString());
        (_, JsonObject claims, _) = await Mint(visitor, session, "plain");
        Assert.Equal((user, actor), (claims.Text("sub"), claims["act"]!.ToJsonString()));
        (_, claims, _) = await Mint(visitor, session, "own");
        Assert.Equal(("nobody", "user_admin", actor), (claims.Text("act"), claims.Text("by"), claims["whole"]!.ToJsonString()));
        Visitor ada = await foyer.Visit();
        (_, claims, _) = await Mint(ada, await ada.SignIn("ada@example.com"), "own");
        Assert.Equal((null, null), (claims["by"], claims["whole"]));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task No_signing_key_stands_in_the_database(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string secret = "canary-" + new string('s', 32);
        await backend.Post("/jwt_templates", new { name = "signed", claims = new { }, custom_signing_key = true, signing_algorithm = "HS256", signing_key = secret });

        string row = (await foyer.Database.One<string>("SELECT name || claims || signing_algorithm || wrapped_key FROM jwt_templates", null, default))!;

        Assert.StartsWith("signed{}HS256v1.", row, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", row, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", (await backend.Get("/jwt_templates")).Json!.ToJsonString(), StringComparison.Ordinal);
    }

    internal static async Task<(JsonObject Header, JsonObject Claims, string Token)> Mint(Visitor visitor, string session, string template)
    {
        Answer minted = await visitor.Post($"/client/sessions/{session}/tokens/{template}");
        Assert.Equal(200, minted.Status);
        string token = minted.Json.Text("jwt")!;
        (JsonObject header, JsonObject claims) = Open(token);
        return (header, claims, token);
    }

    internal static (JsonObject Header, JsonObject Claims) Open(string token)
    {
        string[] parts = token.Split('.');
        return (JsonNode.Parse(Jwt.Decode(parts[0])!)!.AsObject(), JsonNode.Parse(Jwt.Decode(parts[1])!)!.AsObject());
    }

    private static async Task VerifiesWithTheInstancesKey(TestFoyer foyer, Visitor visitor, JsonObject header, string token)
    {
        JsonNode key = (await visitor.GetWellKnown(foyer, "/.well-known/jwks.json"))["keys"]![0]!;
        Assert.Equal(("RS256", TokenCategories.JwtTemplate, key.Text("kid")), (header.Text("alg"), header.Text("cat"), header.Text("kid")));
        using RSA rsa = RSA.Create(new RSAParameters { Modulus = Jwt.Decode(key.Text("n")), Exponent = Jwt.Decode(key.Text("e")) });
        int end = token.LastIndexOf('.');
        Assert.True(rsa.VerifyData(Encoding.ASCII.GetBytes(token[..end]), Jwt.Decode(token.AsSpan(end + 1))!, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    private static long Number(JsonNode node, string name) => node[name]!.GetValue<long>();

    private static string Line(JsonNode template) =>
        $"{template.Text("object")} {template.Text("name")} {template["lifetime"]} {template["allowed_clock_skew"]} {template["custom_signing_key"]!.GetValue<bool>()} {template.Text("signing_algorithm")}";

    private static (int, string?, string?) Shape(Answer answer) => (answer.Status, answer.Code, answer.Param);

    private static (int, string?) Short(Answer answer) => (answer.Status, answer.Code);
}
