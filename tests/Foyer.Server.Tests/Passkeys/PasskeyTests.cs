using System.Text.Json.Nodes;
using Foyer.Testing;

namespace Foyer.Server.Tests.Passkeys;

/// <summary>Passkeys over HTTP, on both databases: registered, used, misused.</summary>
public sealed class PasskeyTests
{
    public static TheoryData<string> Both => Databases.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_passkey_is_registered_named_shown_and_removed(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, FactorSteps.AllOn);
        Visitor visitor = await foyer.SignedIn();
        using VirtualAuthenticator authenticator = new(TestFoyer.App);

        Answer begun = await visitor.Post("/me/passkeys");
        JsonNode options = JsonNode.Parse(begun.Nonce())!;
        Assert.Equal(("localhost", "Acme", "none", "required"), (options["rp"]!["id"]!.GetValue<string>(), options["rp"]!["name"]!.GetValue<string>(), options["attestation"]!.GetValue<string>(), options["authenticatorSelection"]!["userVerification"]!.GetValue<string>()));
        Assert.Equal(43, options["challenge"]!.GetValue<string>().Length);
        Assert.Equal("ada@example.com", options["user"]!["name"]!.GetValue<string>());
        Assert.Empty((await visitor.Get("/me")).Response["passkeys"]!.AsArray());

        string id = await visitor.AddPasskey(authenticator);
        Answer second = await visitor.Post("/me/passkeys");
        Assert.Equal(authenticator.CredentialIds[0], JsonNode.Parse(second.Nonce())!["excludeCredentials"]![0]!["id"]!.GetValue<string>());
        Assert.Equal("internal", JsonNode.Parse(second.Nonce())!["excludeCredentials"]![0]!["transports"]![0]!.GetValue<string>());

        Answer named = await visitor.Tunnel("PATCH", "/me/passkeys/" + id, ("name", "My laptop"));
        Assert.Equal((200, "My laptop"), (named.Status, named.Response["name"]!.GetValue<string>()));
        Assert.Equal("My laptop", named.Client["sessions"]![0]!["user"]!["passkeys"]![0]!["name"]!.GetValue<string>());
        Assert.Equal("My laptop", (await visitor.Get("/me/passkeys/" + id)).Response["name"]!.GetValue<string>());
        Assert.Equal(422, (await visitor.Tunnel("PATCH", "/me/passkeys/" + id, ("name", new string('x', 257)))).Status);

        string userId = (await visitor.Get("/me")).Response["id"]!.GetValue<string>();
        Assert.Equal(id, (await (await foyer.Backend()).Get("/users/" + userId)).Json!["passkeys"]![0]!["id"]!.GetValue<string>());

        Answer deleted = await visitor.Tunnel("DELETE", "/me/passkeys/" + id);
        Assert.Equal((200, "passkey", true), (deleted.Status, deleted.Response["object"]!.GetValue<string>(), deleted.Response["deleted"]!.GetValue<bool>()));
        Assert.Empty((await visitor.Get("/me")).Response["passkeys"]!.AsArray());
        Assert.Equal(404, (await visitor.Tunnel("DELETE", "/me/passkeys/" + id)).Status);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_passkey_signs_in_with_an_identifier_and_without_one(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, FactorSteps.AllOn);
        using VirtualAuthenticator authenticator = new(TestFoyer.App);
        string id = await (await foyer.SignedIn()).AddPasskey(authenticator);

        Visitor named = await foyer.Visit();
        Answer begun = await named.Post("/client/sign_ins", ("identifier", "ada@example.com"));
        Assert.Contains("passkey", begun.Response["supported_first_factors"]!.AsArray().Select(factor => factor!["strategy"]!.GetValue<string>()));
        Answer prepared = await named.Post($"/client/sign_ins/{begun.Id()}/prepare_first_factor", ("strategy", "passkey"));
        Assert.Equal(authenticator.CredentialIds[0], JsonNode.Parse(prepared.FirstFactorNonce())!["allowCredentials"]![0]!["id"]!.GetValue<string>());
        Answer done = await named.Post($"/client/sign_ins/{begun.Id()}/attempt_first_factor", ("strategy", "passkey"), ("public_key_credential", authenticator.Get(prepared.FirstFactorNonce())));
        Assert.Equal((200, "complete"), (done.Status, done.Response.Status()));
        Assert.Equal("passkey", done.Client["last_authentication_strategy"]!.GetValue<string>());

        Visitor unnamed = await foyer.Visit();
        Answer asked = await unnamed.Post("/client/sign_ins", ("strategy", "passkey"));
        Assert.Equal((200, "unverified"), (asked.Status, asked.Response["first_factor_verification"]!.Status()));
        Assert.Empty(JsonNode.Parse(asked.FirstFactorNonce())!["allowCredentials"]!.AsArray());
        foyer.Clock.Forward(TimeSpan.FromMinutes(4));
        Answer known = await unnamed.Post($"/client/sign_ins/{asked.Id()}/attempt_first_factor", ("strategy", "passkey"), ("public_key_credential", authenticator.Get(asked.FirstFactorNonce())));
        Assert.Equal((200, "complete"), (known.Status, known.Response.Status()));
        JsonNode passkey = known.Client["sessions"]![0]!["user"]!["passkeys"]![0]!;
        Assert.Equal((id, foyer.Clock.GetUtcNow().ToUnixTimeMilliseconds()), (passkey["id"]!.GetValue<string>(), passkey["last_used_at"]!.GetValue<long>()));
    }

    /// <summary>Who names one of several passkeys is asked for that one (contract: <c>passkey_id</c>).</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task A_passkey_that_is_named_is_the_one_asked_for(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, FactorSteps.AllOn);
        using VirtualAuthenticator first = new(TestFoyer.App), second = new(TestFoyer.App);
        Visitor owner = await foyer.SignedIn();
        await owner.AddPasskey(first);
        string id = await owner.AddPasskey(second);
        Visitor visitor = await foyer.Visit();
        Answer begun = await visitor.Post("/client/sign_ins", ("identifier", "ada@example.com"));
        Task<Answer> Prepare(string? passkeyId) => visitor.Post($"/client/sign_ins/{begun.Id()}/prepare_first_factor", ("strategy", "passkey"), ("passkey_id", passkeyId));
        Assert.Equal(2, JsonNode.Parse((await Prepare(null)).FirstFactorNonce())!["allowCredentials"]!.AsArray().Count);
        Assert.Equal(404, (await Prepare("idn_another")).Status);
        Answer prepared = await Prepare(id);
        Assert.Equal(second.CredentialIds[0], Assert.Single(JsonNode.Parse(prepared.FirstFactorNonce())!["allowCredentials"]!.AsArray())!["id"]!.GetValue<string>());
    }

    /// <summary>Cases 73 and 358: a stranger's wrong guesses close the doors where one guesses, and an operator's lock closes them all.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task Wrong_guesses_do_not_keep_out_who_has_a_passkey(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, FactorSteps.AllOn);
        using VirtualAuthenticator authenticator = new(TestFoyer.App);
        Visitor owner = await foyer.SignedIn();
        await owner.AddPasskey(authenticator);
        string userId = (await owner.Get("/me")).Response["id"]!.GetValue<string>();
        for (int guess = 0; guess < 10; guess++)
        {
            await (await foyer.Visit()).Post("/client/sign_ins", ("strategy", "password"), ("identifier", "ada@example.com"), ("password", "guess " + guess));
        }

        BackendApi backend = await foyer.Backend();
        Assert.True((await backend.Get("/users/" + userId)).Json!["locked"]!.GetValue<bool>());
        Assert.Equal("complete", (await Discover(await foyer.Visit(), authenticator)).Response.Status());
        Visitor named = await foyer.Visit();
        Answer prepared = await named.Post("/client/sign_ins", ("identifier", "ada@example.com"), ("strategy", "passkey"));
        Answer done = await named.Post($"/client/sign_ins/{prepared.Id()}/attempt_first_factor", ("strategy", "passkey"), ("public_key_credential", authenticator.Get(prepared.FirstFactorNonce())));
        Assert.Equal("complete", done.Response.Status());

        // The lock stays for whoever guesses: coming in by another door has refuted nothing.
        Assert.True((await backend.Get("/users/" + userId)).Json!["locked"]!.GetValue<bool>());
        Assert.Equal("user_locked", (await (await foyer.Visit()).Post("/client/sign_ins", ("strategy", "password"), ("identifier", "ada@example.com"), ("password", "correct horse battery"))).Code);
        foyer.Clock.Forward(TimeSpan.FromMinutes(61));
        await (await foyer.Visit()).SignIn("ada@example.com");

        Assert.Equal(200, (await backend.Post($"/users/{userId}/lock")).Status);
        Assert.Equal("user_locked", (await Discover(await foyer.Visit(), authenticator)).Code);
        Assert.Equal(200, (await backend.Post($"/users/{userId}/unlock")).Status);
        Assert.Equal("complete", (await Discover(await foyer.Visit(), authenticator)).Response.Status());
    }

    /// <summary>Case 219: a passkey with its owner's verification is both factors, where the instance says so.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task A_passkey_is_both_factors_unless_the_instance_says_otherwise(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, FactorSteps.AllOn);
        using VirtualAuthenticator authenticator = new(TestFoyer.App);
        Visitor owner = await foyer.SignedIn();
        await owner.AddPasskey(authenticator);
        await owner.AddTotp(foyer);
        Assert.Equal("complete", (await Discover(await foyer.Visit(), authenticator)).Response.Status());

        JsonNode settings = System.Text.Json.JsonSerializer.SerializeToNode(FactorSteps.AllOn)!;
        settings["user_settings"]!["passkey_settings"] = new JsonObject { ["satisfies_second_factor"] = false };
        await using TestFoyer strict = await TestFoyer.Start(database, settings);
        using VirtualAuthenticator other = new(TestFoyer.App);
        Visitor strictOwner = await strict.SignedIn();
        await strictOwner.AddPasskey(other);
        await strictOwner.AddTotp(strict);
        Assert.Equal("needs_second_factor", (await Discover(await strict.Visit(), other)).Response.Status());
    }

    /// <summary>Case 214, 219, 226: each ceremony refused for what is wrong with it, and its challenge spent.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task What_is_wrong_with_an_assertion_is_said_and_spends_the_challenge(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, FactorSteps.AllOn);
        using VirtualAuthenticator authenticator = new(TestFoyer.App);
        await (await foyer.SignedIn()).AddPasskey(authenticator);
        foreach ((string code, Action<VirtualAuthenticator> spoil) in new (string, Action<VirtualAuthenticator>)[]
        {
            ("passkey_origin_invalid", own => own.Origin = "http://localhost:3001"),
            ("passkey_origin_invalid", own => own.Origin = "https://localhost:3000"),
            ("passkey_origin_invalid", own => own.Origin = "http://app.localhost:3000"),
            ("passkey_user_not_verified", own => own.UserVerified = false),
            ("passkey_backup_state_invalid", own => own.BackedUp = true),
            ("passkey_sign_count_invalid", own => own.SetSignCount(0)),
        })
        {
            await Discover(await foyer.Visit(), authenticator);
            (authenticator.Origin, authenticator.UserVerified, authenticator.BackedUp) = (TestFoyer.App, true, false);
            spoil(authenticator);
            Visitor visitor = await foyer.Visit();
            Answer asked = await visitor.Post("/client/sign_ins", ("strategy", "passkey"));
            string credential = authenticator.Get(asked.FirstFactorNonce());
            (authenticator.Origin, authenticator.UserVerified, authenticator.BackedUp) = (TestFoyer.App, true, false);
            string right = authenticator.Get(asked.FirstFactorNonce());

            Answer refused = await Attempt(visitor, asked, credential);
            Assert.Equal((422, code), (refused.Status, refused.Code));
            Answer late = await Attempt(visitor, asked, right);
            Assert.Equal((400, "verification_failed"), (late.Status, late.Code));
            authenticator.SetSignCount(1000);
        }
    }

    /// <summary>Case 220: a count that goes back leaves a line in the audit log.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task A_copied_passkey_is_refused_and_noted_and_one_that_never_counts_is_fine(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, FactorSteps.AllOn);
        using VirtualAuthenticator authenticator = new(TestFoyer.App);
        string id = await (await foyer.SignedIn()).AddPasskey(authenticator);
        await Discover(await foyer.Visit(), authenticator);
        authenticator.SetSignCount(0);
        Assert.Equal("passkey_sign_count_invalid", (await Discover(await foyer.Visit(), authenticator)).Code);
        await Eventually(async () => await foyer.Database.One<long>("SELECT count(*) FROM audit_log WHERE action = 'passkey.sign_count_regressed' AND subject_id = @id", new { id }, default) == 1);

        using VirtualAuthenticator synced = new(TestFoyer.App) { Counts = false, BackedUp = true };
        await (await foyer.SignedIn("grace@example.com")).AddPasskey(synced);
        Assert.Equal("complete", (await Discover(await foyer.Visit(), synced)).Response.Status());
        Assert.Equal("complete", (await Discover(await foyer.Visit(), synced)).Response.Status());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Of_a_hundred_answers_to_one_challenge_one_signs_in(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, FactorSteps.AllOn);
        using VirtualAuthenticator authenticator = new(TestFoyer.App);
        await (await foyer.SignedIn()).AddPasskey(authenticator);
        Visitor visitor = await foyer.Visit();
        Answer asked = await visitor.Post("/client/sign_ins", ("strategy", "passkey"));
        string credential = authenticator.Get(asked.FirstFactorNonce());

        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Attempt(visitor, asked, credential)));

        Assert.Single(answers, answer => answer.Status == 200);
        Assert.All(answers, answer => Assert.True(answer.Status is 200 or 400 or 401 or 404 or 422, $"{answer.Status} {answer.Code}"));
        Assert.Equal(2, await foyer.Database.One<long>("SELECT count(*) FROM sessions", null, default));
    }

    /// <summary>Case 216, 217: whose a credential is decides, not who is asked for.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task A_credential_of_somebody_else_signs_nobody_in(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, FactorSteps.AllOn);
        using VirtualAuthenticator hers = new(TestFoyer.App);
        using VirtualAuthenticator his = new(TestFoyer.App);
        Visitor ada = await foyer.SignedIn("ada@example.com");
        await ada.AddPasskey(hers);
        await (await foyer.SignedIn("bob@example.com")).AddPasskey(his);
        string adaId = (await ada.Get("/me")).Id();

        Visitor visitor = await foyer.Visit();
        Answer begun = await visitor.Post("/client/sign_ins", ("identifier", "ada@example.com"));
        Answer prepared = await visitor.Post($"/client/sign_ins/{begun.Id()}/prepare_first_factor", ("strategy", "passkey"));
        JsonNode options = JsonNode.Parse(prepared.FirstFactorNonce())!;
        options["allowCredentials"] = new JsonArray();
        JsonNode credential = JsonNode.Parse(his.Get(options.ToJsonString()))!;
        credential["response"]!["userHandle"] = System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(adaId));
        Assert.Equal("passkey_not_registered", (await Attempt(visitor, begun, credential.ToJsonString())).Code);

        // Discoverable: the handle must be there, and be the owner's; and the person must still exist.
        foreach (string? handle in new[] { null, "", System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(adaId)), "dXNlcl94" })
        {
            Visitor stranger = await foyer.Visit();
            Answer asked = await stranger.Post("/client/sign_ins", ("strategy", "passkey"));
            JsonNode answer = JsonNode.Parse(his.Get(asked.FirstFactorNonce()))!;
            answer["response"]!["userHandle"] = handle;
            Assert.Equal("passkey_not_registered", (await Attempt(stranger, asked, answer.ToJsonString())).Code);
        }

        BackendApi backend = await foyer.Backend();
        await backend.Delete("/users/" + adaId);
        Assert.Equal("passkey_not_registered", (await Discover(await foyer.Visit(), hers)).Code);
    }

    /// <summary>Case 217, 224: a passkey lives in its instance, and a challenge on its client.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task Neither_another_instance_nor_another_client_takes_an_answer(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, FactorSteps.AllOn);
        using VirtualAuthenticator authenticator = new(TestFoyer.App);
        Visitor owner = await foyer.SignedIn();
        string id = await owner.AddPasskey(authenticator);
        Visitor visitor = await foyer.Visit();
        Answer asked = await visitor.Post("/client/sign_ins", ("strategy", "passkey"));
        string credential = authenticator.Get(asked.FirstFactorNonce());

        Visitor thief = await foyer.Visit();
        Assert.Equal(404, (await Attempt(thief, asked, credential)).Status);
        Answer own = await thief.Post("/client/sign_ins", ("strategy", "passkey"));
        Assert.Equal("passkey_challenge_invalid", (await Attempt(thief, own, credential)).Code);
        Assert.Equal(400, (await (await foyer.Visit(TestFoyer.OtherHost, "http://localhost:3000")).Post("/client/sign_ins", ("strategy", "passkey"))).Status);

        Visitor bob = await foyer.SignedIn("bob@example.com");
        foreach (Answer refused in new[]
        {
            await bob.Get("/me/passkeys/" + id), await bob.Tunnel("PATCH", "/me/passkeys/" + id, ("name", "mine")), await bob.Tunnel("DELETE", "/me/passkeys/" + id),
            await bob.Post($"/me/passkeys/{id}/attempt_verification", ("public_key_credential", "{}")),
        })
        {
            Assert.Equal(404, refused.Status);
        }

        Assert.Equal("complete", (await Attempt(visitor, asked, credential)).Response.Status());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_challenge_ends_after_five_minutes(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, FactorSteps.AllOn);
        using VirtualAuthenticator authenticator = new(TestFoyer.App);
        Visitor owner = await foyer.SignedIn();
        Answer begun = await owner.Post("/me/passkeys");
        foyer.Clock.Forward(TimeSpan.FromMinutes(5));
        Answer late = await owner.Post($"/me/passkeys/{begun.Id()}/attempt_verification", ("public_key_credential", authenticator.Create(begun.Nonce())));
        Assert.Equal((400, "verification_expired"), (late.Status, late.Code));

        await owner.AddPasskey(authenticator);
        Visitor visitor = await foyer.Visit();
        Answer asked = await visitor.Post("/client/sign_ins", ("strategy", "passkey"));
        foyer.Clock.Forward(TimeSpan.FromMinutes(5));
        Answer refused = await Attempt(visitor, asked, authenticator.Get(asked.FirstFactorNonce()));
        Assert.Equal((400, "verification_expired"), (refused.Status, refused.Code));
    }

    /// <summary>Case 214, 222, 223, 228: nothing a browser cannot have made is registered, and none of it hurts.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task Malformed_registrations_are_refused_and_spend_the_challenge(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, FactorSteps.AllOn);
        Visitor owner = await foyer.SignedIn();
        foreach (string attestation in Bombs())
        {
            Answer begun = await owner.Post("/me/passkeys");
            using VirtualAuthenticator authenticator = new(TestFoyer.App);
            JsonNode credential = JsonNode.Parse(authenticator.Create(begun.Nonce()))!;
            string right = credential.ToJsonString();
            credential["response"]!["attestationObject"] = attestation;

            Answer refused = await owner.Post($"/me/passkeys/{begun.Id()}/attempt_verification", ("public_key_credential", credential.ToJsonString()));
            Assert.Equal((422, "passkey_malformed"), (refused.Status, refused.Code));
            Assert.Equal("verification_failed", (await owner.Post($"/me/passkeys/{begun.Id()}/attempt_verification", ("public_key_credential", right))).Code);
        }

        foreach (string credential in new[] { "x", "{}", "[]", "null", """{"type":"public-key"}""", """{"type":"public-key","id":"=","rawId":"=","response":{}}""", new string('a', 70_000) })
        {
            Answer begun = await owner.Post("/me/passkeys");
            Assert.Equal("passkey_malformed", (await owner.Post($"/me/passkeys/{begun.Id()}/attempt_verification", ("public_key_credential", credential))).Code);
        }

        Assert.Equal(0, await foyer.Database.One<long>("SELECT count(*) FROM passkeys WHERE verified", null, default));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_credential_is_registered_once(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, FactorSteps.AllOn);
        using VirtualAuthenticator authenticator = new(TestFoyer.App);
        Visitor owner = await foyer.SignedIn();
        Answer begun = await owner.Post("/me/passkeys");
        string credential = authenticator.Create(begun.Nonce());

        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => owner.Post($"/me/passkeys/{begun.Id()}/attempt_verification", ("public_key_credential", credential))));

        Assert.Single(answers, answer => answer.Status == 200);
        Assert.Single((await owner.Get("/me")).Response["passkeys"]!.AsArray());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task In_production_passkeys_are_bound_to_the_domain_the_app_and_the_api_share(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, FactorSteps.AllOn);
        using VirtualAuthenticator authenticator = new(TestFoyer.ProductionApp);
        Visitor owner = await foyer.SignedIn(host: TestFoyer.ProductionHost);
        Answer begun = await owner.Post("/me/passkeys");
        Assert.Equal("example.com", JsonNode.Parse(begun.Nonce())!["rp"]!["id"]!.GetValue<string>());
        await owner.AddPasskey(authenticator);

        Visitor visitor = foyer.VisitProduction();
        Assert.Equal("complete", (await Discover(visitor, authenticator)).Response.Status());

        using HttpClient http = foyer.Checked();
        using HttpRequestMessage related = new(HttpMethod.Get, "/.well-known/webauthn");
        related.Headers.Host = TestFoyer.ProductionHost;
        Assert.Contains(TestFoyer.ProductionApp, JsonNode.Parse(await (await http.SendAsync(related)).Content.ReadAsStringAsync())!["origins"]!.AsArray().Select(origin => origin!.GetValue<string>()));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Where_passkeys_are_off_there_are_none(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        Visitor visitor = await foyer.SignedIn();
        Assert.Equal((403, "passkeys_not_available"), ((await visitor.Post("/me/passkeys")).Status, (await visitor.Post("/me/passkeys")).Code));
        Assert.Equal("strategy_for_user_invalid", (await (await foyer.Visit()).Post("/client/sign_ins", ("strategy", "passkey"))).Code);
    }

    /// <summary>Case 228.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task The_hundred_and_first_passkey_is_refused(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, FactorSteps.AllOn);
        Visitor owner = await foyer.SignedIn();
        await foyer.Database.Write(tx => tx.Run("UPDATE users SET passkey_count = @Max", new { Max = Server.Passkeys.PasskeyRules.MaxPasskeys }), default);

        Answer refused = await owner.Post("/me/passkeys");

        Assert.Equal((403, "passkey_limit_reached"), (refused.Status, refused.Code));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task The_operator_removes_a_passkey(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, FactorSteps.AllOn);
        using VirtualAuthenticator authenticator = new(TestFoyer.App);
        Visitor owner = await foyer.SignedIn();
        string id = await owner.AddPasskey(authenticator);
        string userId = (await owner.Get("/me")).Id();

        Assert.Equal(404, (await (await foyer.Backend(TestFoyer.OtherHost)).Delete($"/users/{userId}/passkeys/{id}")).Status);
        Answer deleted = await (await foyer.Backend()).Delete($"/users/{userId}/passkeys/{id}");
        Assert.Equal((200, "passkey"), (deleted.Status, deleted.Json!["object"]!.GetValue<string>()));
        Assert.Equal(404, (await (await foyer.Backend()).Delete($"/users/{userId}/passkeys/{id}")).Status);
        Assert.Equal("passkey_not_registered", (await Discover(await foyer.Visit(), authenticator)).Code);
    }

    /// <summary>Case 227: where accounts are not to be told apart, no identifier brings passkeys.</summary>
    [Fact]
    public void Under_enumeration_protection_a_passkey_names_its_owner_itself()
    {
        Foyer.Contracts.UserSettings settings = new() { Attributes = new() { Passkey = new() { Enabled = true } } };
        Server.Users.UserAggregate user = new(new Server.Users.UserRow { Id = "user_1", InstanceId = "ins_1", PasskeyCount = 1 }, [], [], []);

        Assert.Contains(Factors.FactorRules.FirstFactors(settings, user, null), factor => factor.Strategy == "passkey");
        settings = settings with { AttackProtection = settings.AttackProtection with { EnumerationProtection = new() { Enabled = true } } };
        Assert.DoesNotContain(Factors.FactorRules.FirstFactors(settings, user, null), factor => factor.Strategy == "passkey");
    }

    private static async Task<Answer> Discover(Visitor visitor, VirtualAuthenticator authenticator)
    {
        Answer asked = await visitor.Post("/client/sign_ins", ("strategy", "passkey"));
        Assert.Equal(200, asked.Status);
        return await Attempt(visitor, asked, authenticator.Get(asked.FirstFactorNonce()));
    }

    private static Task<Answer> Attempt(Visitor visitor, Answer signIn, string credential) =>
        visitor.Post($"/client/sign_ins/{signIn.Id()}/attempt_first_factor", ("strategy", "passkey"), ("public_key_credential", credential));

    private static IEnumerable<string> Bombs()
    {
        static string Url(params byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
        byte[] authData = [0x68, .. "authData"u8];
        byte[] head = [0xa3, 0x63, .. "fmt"u8, 0x64, .. "none"u8, 0x67, .. "attStmt"u8, 0xa0, .. authData];
        yield return "";
        yield return Url(0x00);
        yield return Url([.. Enumerable.Repeat((byte)0x81, 10_000)]);
        yield return Url([.. head, 0x5b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
        yield return Url([.. head, 0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
        yield return Url(0xbf, 0xff);
        yield return Url([0xbf, .. head.AsSpan(1).ToArray(), 0x40, 0xff]);
        yield return Url([.. head, 0x5f, 0x41, 0x00, 0xff]);
        yield return Url([.. head, 0x58, 0x25, .. new byte[37], 0x00]);
        yield return Url([.. head, 0x59, 0x80, 0x00, .. new byte[0x8000]]);
        yield return Url([0xa3, 0x63, .. "fmt"u8, 0x64, .. "none"u8, 0x63, .. "fmt"u8, 0x64, .. "none"u8, .. authData, 0x40]);
        yield return "not base64url!";
    }

    private static async Task Eventually(Func<Task<bool>> happened)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(20));
        while (!await happened())
        {
            await Task.Delay(20, patience.Token);
        }
    }
}
