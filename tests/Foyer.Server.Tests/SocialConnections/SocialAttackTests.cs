using System.Text.Json.Nodes;
using System.Web;
using Foyer.Server.Instances;
using Foyer.Server.Tests.SignIns;
using Foyer.Server.Tests.TrustedDevices;
using Foyer.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Server.Tests.SocialConnections;

/// <summary>Hostile providers, stolen answers, and addresses that are not their bringer's.</summary>
public sealed class SocialAttackTests
{
    public static TheoryData<string> Both => Databases.Both;

    /// <summary>Cases 133 and 145, one trick after the other: the token endpoint is reached, and nobody is signed in.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task A_provider_that_lies_lets_nobody_in(string database)
    {
        await using SocialWorld world = await SocialWorld.Start(database, ["oauth_google", "oauth_custom_acme"]);
        await world.SignUp(await world.Foyer.Visit(), SocialWorld.Jane);
        foreach (FakeProviderTrick trick in Enum.GetValues<FakeProviderTrick>().Except([FakeProviderTrick.None, FakeProviderTrick.SilentTokenEndpoint, FakeProviderTrick.NoRevocations]))
        {
            // The profile is read only where the identity token is short.
            world.Provider.ProfileInIdToken = trick != FakeProviderTrick.OtherSubjectInProfile;
            world.Provider.Trick = trick;
            Visitor visitor = await world.Foyer.Visit();
            Answer back = await world.SignIn(visitor, SocialWorld.Jane);
            string location = back.Raw.Headers.Location!.OriginalString;
            Assert.True(location.StartsWith(SocialWorld.Callback, StringComparison.Ordinal), $"{trick} leads to {location}");
            (string status, string? error) = await SocialWorld.SignInVerification(visitor);
            Assert.True(status == "failed" && error is "oauth_id_token_invalid" or "oauth_token_exchange_error" or "oauth_fetch_user_error", $"{trick}: {status} {error}");
            Assert.Equal(0, await SocialWorld.Sessions(visitor));
            // Long enough for the keys to be fetched again: some tricks are in them.
            world.Foyer.Clock.Forward(TimeSpan.FromMinutes(61));
        }

        world.Provider.Trick = FakeProviderTrick.None;
        world.Provider.ProfileInIdToken = true;
        Visitor honest = await world.Foyer.Visit();
        await world.SignIn(honest, SocialWorld.Jane);
        Assert.Equal((1, 1L), (await SocialWorld.Sessions(honest), await world.Count("users")));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Who_lies_in_a_token_for_a_page_is_not_believed_either(string database)
    {
        await using SocialWorld world = await SocialWorld.Start(database);
        await world.SignUp(await world.Foyer.Visit(), SocialWorld.Jane);
        FakeProviderTrick[] inToken =
        [
            FakeProviderTrick.WrongAudience, FakeProviderTrick.SeveralAudiences, FakeProviderTrick.WrongAuthorizedParty, FakeProviderTrick.WrongIssuer, FakeProviderTrick.Unsigned,
            FakeProviderTrick.PublicKeyAsSecret, FakeProviderTrick.ClientSecretAsKey, FakeProviderTrick.OtherKeySameId, FakeProviderTrick.SignatureAltered, FakeProviderTrick.Expired,
            FakeProviderTrick.IssuedInTheFuture, FakeProviderTrick.NotYetValid, FakeProviderTrick.NoSubject,
        ];
        foreach (FakeProviderTrick trick in inToken)
        {
            world.Provider.Trick = trick;
            Visitor visitor = await world.Foyer.Visit();
            Answer refused = await visitor.Post("/client/sign_ins", ("strategy", "google_one_tap"), ("token", world.Provider.IssueIdToken(SocialWorld.Jane)));
            Assert.Equal((422, "oauth_id_token_invalid", trick), (refused.Status, refused.Code, trick));
        }
    }

    [Fact]
    public async Task A_provider_that_never_answers_is_not_waited_for()
    {
        await using SocialWorld world = await SocialWorld.Start(Databases.Sqlite, outboundTimeout: TimeSpan.FromSeconds(1));
        Visitor visitor = await world.Foyer.Visit();
        Answer begun = await SocialWorld.BeginSignIn(visitor);
        world.Provider.Trick = FakeProviderTrick.SilentTokenEndpoint;
        await world.GoAndReturn(visitor, begun, SocialWorld.Jane);
        Assert.Equal(("failed", "oauth_token_exchange_error"), await SocialWorld.SignInVerification(visitor));
    }

    /// <summary>Case 130.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task A_state_that_is_missing_altered_used_or_anothers_asks_no_provider(string database)
    {
        await using SocialWorld world = await SocialWorld.Start(database);
        Visitor visitor = await world.Foyer.Visit();
        Uri back = await world.Provider.ConsentAsync(SocialWorld.ProviderUrl(await SocialWorld.BeginSignIn(visitor)), SocialWorld.Jane);
        string state = HttpUtility.ParseQueryString(back.Query)["state"]!;
        foreach (string wrong in new[] { "", "x", state[..^1], state + "x", new string('A', 43), state.ToLowerInvariant(), new string('x', 5000), "%00", "'--" })
        {
            Answer refused = await world.Return(visitor, new Uri($"http://x/v1/oauth_callback?code=c&state={wrong}"));
            Assert.Equal(400, refused.Status);
        }

        Visitor elsewhere = await world.Foyer.Visit(TestFoyer.OtherHost);
        Assert.Equal((400, "oauth_state_invalid"), await Refusal(world.Return(elsewhere, back)));
        Assert.Equal(0, world.Provider.TokenRequests);

        Assert.Equal(303, (await world.Return(visitor, back)).Status);
        Assert.Equal((400, "oauth_state_invalid"), await Refusal(world.Return(visitor, back)));
        Assert.Equal(1, world.Provider.TokenRequests);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Of_a_hundred_who_bring_one_answer_one_goes_on(string database)
    {
        await using SocialWorld world = await SocialWorld.Start(database);
        Visitor visitor = await world.Foyer.Visit();
        Uri back = await world.Provider.ConsentAsync(SocialWorld.ProviderUrl(await SocialWorld.BeginSignUp(visitor)), SocialWorld.Jane);
        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => world.Return(visitor, back)));
        Assert.Equal((1, 99), (answers.Count(answer => answer.Status == 303), answers.Count(answer => answer.Code == "oauth_state_invalid")));
        Assert.Equal((1, 1L, 1), (world.Provider.TokenRequests, await world.Count("external_accounts"), await SocialWorld.Sessions(visitor)));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Of_a_hundred_who_bring_one_token_of_a_page_one_signs_in(string database)
    {
        await using SocialWorld world = await SocialWorld.Start(database);
        await world.SignUp(await world.Foyer.Visit(), SocialWorld.Jane);
        string token = world.Provider.IssueIdToken(SocialWorld.Jane);
        Visitor[] visitors = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => world.Foyer.Visit()));
        Answer[] answers = await Task.WhenAll(visitors.Select(visitor => visitor.Post("/client/sign_ins", ("strategy", "google_one_tap"), ("token", token))));
        Assert.Equal((1, 99), (answers.Count(answer => answer.Status == 200), answers.Count(answer => answer.Code == "oauth_id_token_invalid")));
        Assert.Equal(2, await world.Count("sessions"));
    }

    /// <summary>Case 148: a signature can be written in more than one way, and is the same token all the same.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task A_used_token_of_a_page_written_otherwise_is_used(string database)
    {
        await using SocialWorld world = await SocialWorld.Start(database);
        await world.SignUp(await world.Foyer.Visit(), SocialWorld.Jane);
        string token = world.Provider.IssueIdToken(SocialWorld.Jane);
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        int last = alphabet.IndexOf(token[^1], StringComparison.Ordinal);
        string[] written = [token, .. Enumerable.Range(0, 16).Select(bits => token[..^1] + alphabet[(last & 0b110000) | bits]), token + "=", token + "==", token + "A", token + " ", token + "\n", token + "."];
        int signedIn = 0;
        foreach (string one in written)
        {
            signedIn += (await (await world.Foyer.Visit()).Post("/client/sign_ins", ("strategy", "google_one_tap"), ("token", one))).Status == 200 ? 1 : 0;
        }

        Assert.Equal(1, signedIn);
    }

    /// <summary>Case 114: a strategy that is only named keeps no robot out.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task Who_goes_without_a_proof_to_a_provider_comes_back_from_one(string database)
    {
        await using SocialWorld world = await SocialWorld.Start(database, adjust: settings =>
        {
            settings["user_settings"]!["sign_up"] = new JsonObject { ["captcha_enabled"] = true };
            settings["display_config"] = new JsonObject { ["captcha_oauth_bypass"] = new JsonArray("oauth_google") };
        });
        Visitor robot = await world.Foyer.Visit();
        Assert.Equal("captcha_missing_token", (await robot.Post("/client/sign_ups", ("email_address", "robot@example.com"))).Code);
        Answer begun = await SocialWorld.BeginSignUp(robot, "oauth_google", ("email_address", "robot@example.com"), ("password", Steps.Password));
        Assert.Equal(200, begun.Status);
        string path = "/client/sign_ups/" + begun.Id();
        Answer sent = await robot.Post(path + "/prepare_verification", ("strategy", "email_code"));
        Assert.Equal((422, "captcha_missing_token"), (sent.Status, sent.Code));
        Assert.Equal("captcha_missing_token", (await robot.Tunnel("PATCH", path, ("email_address", "other@example.com"), ("strategy", "email_code"))).Code);
        Assert.Empty(await world.Foyer.Server.GetInboxAsync());

        Visitor person = await world.Foyer.Visit();
        await world.SignUp(person, SocialWorld.Jane);
        Assert.Equal(1, await SocialWorld.Sessions(person));
        Assert.Equal(1, await world.Count("users"));
    }

    /// <summary>The same where an address need not be proven: then nothing else stands between a robot and an account.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task Who_goes_without_a_proof_to_a_provider_completes_nothing_without_it(string database)
    {
        await using SocialWorld world = await SocialWorld.Start(database, adjust: settings =>
        {
            settings["user_settings"]!["sign_up"] = new JsonObject { ["captcha_enabled"] = true };
            settings["user_settings"]!["attributes"] = new JsonObject { ["email_address"] = new JsonObject { ["verify_at_sign_up"] = false } };
            settings["display_config"] = new JsonObject { ["captcha_oauth_bypass"] = new JsonArray("oauth_google") };
        });
        Visitor robot = await world.Foyer.Visit();
        Answer refused = await SocialWorld.BeginSignUp(robot, "oauth_google", ("email_address", "robot@example.com"), ("password", Steps.Password));
        Assert.Equal((422, "captcha_missing_token"), (refused.Status, refused.Code));
        Answer begun = await SocialWorld.BeginSignUp(robot);
        Answer patched = await robot.Tunnel("PATCH", "/client/sign_ups/" + begun.Id(), ("email_address", "robot@example.com"), ("password", Steps.Password));
        Assert.Equal((422, "captcha_missing_token"), (patched.Status, patched.Code));
        Assert.Equal(0, await world.Count("users"));
        await world.GoAndReturn(robot, begun, SocialWorld.Jane);
        Assert.Equal(1, await SocialWorld.Sessions(robot));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Of_a_hundred_sign_ups_that_take_over_one_proof_one_is_made(string database)
    {
        await using SocialWorld world = await SocialWorld.Start(database);
        Visitor visitor = await world.Foyer.Visit();
        await world.SignIn(visitor, SocialWorld.Jane);
        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => visitor.Post("/client/sign_ups", ("transfer", "true"))));
        Assert.Single(answers, answer => answer.Status == 200);
        Assert.Equal((1L, 1L), (await world.Count("users"), await world.Count("sessions")));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Two_browsers_of_one_stranger_make_one_user(string database)
    {
        await using SocialWorld world = await SocialWorld.Start(database);
        List<(Visitor Visitor, Uri Back)> ways = [];
        for (int i = 0; i < 10; i++)
        {
            Visitor visitor = await world.Foyer.Visit();
            ways.Add((visitor, await world.Provider.ConsentAsync(SocialWorld.ProviderUrl(await SocialWorld.BeginSignUp(visitor)), SocialWorld.Jane)));
        }

        Answer[] answers = await Task.WhenAll(ways.Select(way => world.Return(way.Visitor, way.Back)));
        Assert.All(answers, answer => Assert.Equal(303, answer.Status));
        Assert.Equal((1L, 1L), (await world.Count("users"), await world.Count("external_accounts")));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Who_comes_back_after_ten_minutes_begins_again(string database)
    {
        await using SocialWorld world = await SocialWorld.Start(database);
        Visitor visitor = await world.Foyer.Visit();
        Uri back = await world.Provider.ConsentAsync(SocialWorld.ProviderUrl(await SocialWorld.BeginSignIn(visitor)), SocialWorld.Jane);
        world.Foyer.Clock.Forward(TimeSpan.FromMinutes(10));
        Answer late = await world.Return(visitor, back);
        // The page that waits says it, not this one.
        Assert.Equal((303, SocialWorld.Callback), (late.Status, late.Raw.Headers.Location!.GetLeftPart(UriPartial.Path)));
        // An address that can be opened again gives nobody the browser's credential.
        Assert.DoesNotContain("__clerk_db_jwt", late.Raw.Headers.Location!.Query, StringComparison.Ordinal);
        Assert.Equal("expired", (await SocialWorld.SignInVerification(visitor)).Status);
        Assert.Equal(0, world.Provider.TokenRequests);
    }

    /// <summary>Whoever goes back in the browser meets a page, not a document for programs (WIRE §17.29).</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task A_person_with_an_answer_that_was_used_stands_at_the_sign_in_page(string database)
    {
        await using SocialWorld world = await SocialWorld.Start(database);
        Visitor visitor = await world.Foyer.Visit();
        Uri back = await world.Provider.ConsentAsync(SocialWorld.ProviderUrl(await SocialWorld.BeginSignIn(visitor)), SocialWorld.Jane);
        Assert.Equal(303, (await world.Return(visitor, back)).Status);
        Visitor browser = await world.Foyer.Visit(origin: null, withDevBrowser: false);
        foreach ((string path, string query) in new[] { (back.PathAndQuery["/v1".Length..], ""), ("/verify?token=lnk_unknown", "?__clerk_status=expired") })
        {
            Answer again = await browser.Send(HttpMethod.Get, path, null, request => request.Headers.Add("Accept", "text/html,application/xhtml+xml"));
            Assert.Equal((303, "/sign-in" + query), (again.Status, again.Raw.Headers.Location!.PathAndQuery));
            Assert.Equal(400, (await browser.Get(path)).Status);
        }

        Assert.Equal(1, world.Provider.TokenRequests);
    }

    /// <summary>Login CSRF: the answer to somebody's own attempt, opened in another person's browser.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task An_answer_slipped_under_another_browser_signs_nobody_in(string database)
    {
        await using SocialWorld world = await SocialWorld.Start(database);
        Visitor attacker = world.Foyer.VisitProduction(), victim = world.Foyer.VisitProduction();
        Uri back = await world.Provider.ConsentAsync(SocialWorld.ProviderUrl(await SocialWorld.BeginSignUp(attacker)), SocialWorld.Jane);
        await victim.Post("/client/sign_ins");
        Assert.Equal((400, "oauth_state_invalid"), await Refusal(world.Return(victim, back)));
        Assert.Equal((400, "oauth_state_invalid"), await Refusal(world.Return(world.Foyer.VisitProduction(), back)));
        Assert.Equal((0, 0), (world.Provider.TokenRequests, await SocialWorld.Sessions(victim)));
        // The state is not spent by those it does not belong to.
        Assert.Equal(303, (await world.Return(attacker, back)).Status);
        Assert.Equal(1, await SocialWorld.Sessions(attacker));
    }

    /// <summary>Case 132.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task A_stolen_code_is_worth_nothing_without_the_verifier(string database)
    {
        await using SocialWorld world = await SocialWorld.Start(database);
        Visitor visitor = await world.Foyer.Visit();
        string url = SocialWorld.ProviderUrl(await SocialWorld.BeginSignIn(visitor));
        var query = HttpUtility.ParseQueryString(new Uri(url).Query);
        Assert.Equal(("S256", 43), (query["code_challenge_method"], query["code_challenge"]!.Length));
        string code = HttpUtility.ParseQueryString((await world.Provider.ConsentAsync(url, SocialWorld.Jane)).Query)["code"]!;
        using HttpClient http = new();
        using FormUrlEncodedContent form = new(new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = query["redirect_uri"]!, ["client_id"] = world.Provider.ClientId, ["client_secret"] = world.Provider.ClientSecret,
        });
        using HttpResponseMessage refused = await http.PostAsync(new Uri(world.Provider.Url, "/token"), form);
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.DoesNotContain("code_verifier", string.Join('\n', await world.Foyer.Database.Many<string>("SELECT external_verification_redirect_url FROM verifications", null, CancellationToken.None)), StringComparison.Ordinal);
    }

    /// <summary>Case 135.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task An_account_made_in_advance_with_anothers_address_opens_no_more(string database)
    {
        await using SocialWorld world = await SocialWorld.Start(database, adjust: settings =>
            settings["user_settings"]!["attributes"] = new JsonObject { ["email_address"] = new JsonObject { ["verify_at_sign_up"] = false } });
        Visitor squatter = await world.Foyer.Visit();
        Assert.Equal("complete", (await squatter.Post("/client/sign_ups", ("email_address", "jane@example.com"), ("password", Steps.Password))).Step());
        string userId = await SocialWorld.UserId(squatter);

        Visitor owner = await world.Foyer.Visit();
        await world.SignIn(owner, SocialWorld.Jane);
        Assert.Equal(userId, await SocialWorld.UserId(owner));
        JsonNode user = await SocialWorld.User(owner);
        Assert.Equal((false, "verified"), (user["password_enabled"]!.GetValue<bool>(), user["email_addresses"]![0]!["verification"]!["status"]!.GetValue<string>()));
        Assert.Equal(0, await SocialWorld.Sessions(squatter));
        Assert.Equal(401, (await squatter.Get("/me")).Status);
        Assert.NotEqual("complete", (await (await world.Foyer.Visit()).WithPassword("jane@example.com")).Step());
    }

    /// <summary>Case 135: a key in a phone opens as much as a password.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task A_device_enrolled_in_advance_opens_no_more(string database)
    {
        await using SocialWorld world = await SocialWorld.Start(database, adjust: settings =>
        {
            settings["auth_config"] = new JsonObject { ["native_settings"] = new JsonObject { ["api_enabled"] = true, ["trusted_device_sign_in_enabled"] = true } };
            settings["user_settings"]!["attributes"] = new JsonObject { ["email_address"] = new JsonObject { ["verify_at_sign_up"] = false } };
        });
        NativeApp squatter = await NativeApp.Start(world.Foyer);
        Assert.Equal("complete", (await squatter.Post("/client/sign_ups", ("email_address", "jane@example.com"), ("password", Steps.Password))).Step());
        using Device device = new();
        Answer enrolled = await squatter.Enroll(device);
        Assert.Equal(200, enrolled.Status);
        string id = enrolled.Response["id"]!.GetValue<string>();
        NativeApp waiting = await NativeApp.Start(world.Foyer);
        Answer begun = await waiting.Begin(id);

        await world.SignIn(await world.Foyer.Visit(), SocialWorld.Jane);
        Answer late = await waiting.Answer(begun, device);
        Assert.Equal((403, "trusted_device_revoked"), (late.Status, late.Code));
        Answer gone = await (await NativeApp.Start(world.Foyer)).Post("/client/sign_ins", ("strategy", "trusted_device"), ("trusted_device_id", id));
        Assert.Equal((404, "resource_not_found"), (gone.Status, gone.Code));
    }

    /// <summary>Case 105: an invitation opens the door to its own address, whatever else somebody has proven.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task An_invitation_makes_no_account_with_another_address(string database)
    {
        await using SocialWorld world = await SocialWorld.Start(database, adjust: settings => settings["user_settings"]!["attributes"] = new JsonObject { ["password"] = new JsonObject { ["required"] = false } });
        BackendApi backend = await world.Foyer.Backend();
        Visitor stranger = await world.Foyer.Visit();
        await world.SignIn(stranger, SocialWorld.Jane);
        Assert.Equal("transferable", (await SocialWorld.SignInVerification(stranger)).Status);
        Answer made = await stranger.Post("/client/sign_ups", ("transfer", "true"), ("ticket", await Invite("ada@example.com")));
        Assert.Equal("complete", made.Step());
        Assert.Equal(["ada@example.com"], (await SocialWorld.User(stranger))["email_addresses"]!.AsArray().Select(address => address!["email_address"]!.GetValue<string>()));

        Visitor another = await world.Foyer.Visit();
        Answer sent = await another.Begin("eve@example.com", ("strategy", "email_code"), ("sign_up_if_missing", "true"));
        await another.Attempt(sent, "email_code", ("code", await world.Foyer.Server.GetCodeAsync("eve@example.com")));
        Answer refused = await another.Post("/client/sign_ups", ("transfer", "true"), ("ticket", await Invite("grace@example.com")));
        Assert.Equal((400, "sign_up_nothing_to_transfer"), (refused.Status, refused.Code));
        Assert.Equal(1, await world.Count("users"));

        async Task<string> Invite(string emailAddress) =>
            HttpUtility.ParseQueryString(new Uri((await backend.Post("/invitations", new { email_address = emailAddress, public_metadata = new { role = "admin" } })).Json!["url"]!.GetValue<string>()).Query)["ticket"]!;
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Somebody_proven_otherwise_keeps_the_account_and_loses_the_address(string database)
    {
        await using SocialWorld world = await SocialWorld.Start(database, adjust: settings =>
            settings["user_settings"]!["attributes"] = new JsonObject { ["email_address"] = new JsonObject { ["verify_at_sign_up"] = false }, ["phone_number"] = new JsonObject { ["enabled"] = true } });
        Visitor holder = await world.Foyer.Visit();
        await holder.Post("/client/sign_ups", ("email_address", "jane@example.com"), ("password", Steps.Password));
        string holderId = await SocialWorld.UserId(holder);
        await world.Foyer.Database.Write(tx => tx.Run("""
            INSERT INTO phone_numbers (id, instance_id, user_id, phone_number, verification_status, verification_strategy, position, created_at, updated_at)
            SELECT 'idn_1', instance_id, id, '+12015550100', 'verified', 'phone_code', 0, created_at, updated_at FROM users
            """, null), CancellationToken.None);

        Visitor owner = await world.Foyer.Visit();
        await world.SignIn(owner, SocialWorld.Jane);
        Assert.Equal("transferable", (await SocialWorld.SignInVerification(owner)).Status);
        Assert.Equal("complete", (await owner.Post("/client/sign_ups", ("transfer", "true"))).Step());
        Assert.NotEqual(holderId, await SocialWorld.UserId(owner));
        JsonNode user = await SocialWorld.User(holder);
        Assert.Equal((true, 0), (user["password_enabled"]!.GetValue<bool>(), user["email_addresses"]!.AsArray().Count));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task An_address_both_sides_have_proven_leads_to_its_owner(string database)
    {
        await using SocialWorld world = await SocialWorld.Start(database);
        string userId = await (await world.Foyer.Backend()).CreateUser("jane@example.com");
        Visitor visitor = await world.Foyer.Visit();
        await world.SignIn(visitor, SocialWorld.Jane);
        Assert.Equal(userId, await SocialWorld.UserId(visitor));
        Assert.True((await SocialWorld.User(visitor))["password_enabled"]!.GetValue<bool>());
        await (await world.Foyer.Visit()).SignIn("jane@example.com");
    }

    /// <summary>Case 136.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task An_address_the_provider_does_not_vouch_for_leads_to_nobody(string database)
    {
        await using SocialWorld world = await SocialWorld.Start(database);
        await (await world.Foyer.Backend()).CreateUser("jane@example.com");
        foreach ((FakePerson person, bool asText) in new[] { (SocialWorld.Jane with { EmailAddressVerified = false }, false), (SocialWorld.Jane with { EmailAddressVerified = null }, false), (SocialWorld.Jane, true) })
        {
            world.Provider.VerifiedAsText = asText;
            Visitor visitor = await world.Foyer.Visit();
            await world.SignIn(visitor, person);
            Assert.Equal(("failed", "external_account_exists"), await SocialWorld.SignInVerification(visitor));
            Visitor signingUp = await world.Foyer.Visit();
            await world.GoAndReturn(signingUp, await SocialWorld.BeginSignUp(signingUp), person);
            Assert.Equal(("failed", "external_account_exists"), await SocialWorld.SignUpVerification(signingUp));
            Assert.Equal((0, 0L), (await SocialWorld.Sessions(visitor) + await SocialWorld.Sessions(signingUp), await world.Count("external_accounts")));
        }

        Visitor without = await world.Foyer.Visit();
        await world.SignIn(without, SocialWorld.Jane with { EmailAddress = null });
        Assert.Equal(("transferable", "external_account_not_found"), await SocialWorld.SignInVerification(without));
    }

    /// <summary>Case 138.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task An_address_that_changes_at_the_provider_moves_nobody(string database)
    {
        await using SocialWorld world = await SocialWorld.Start(database);
        string victimId = await (await world.Foyer.Backend()).CreateUser("victim@example.com");
        string userId = await world.SignUp(await world.Foyer.Visit(), SocialWorld.Jane);
        Visitor later = await world.Foyer.Visit();
        await world.SignIn(later, SocialWorld.Jane with { EmailAddress = "victim@example.com" });
        JsonNode user = await SocialWorld.User(later);
        Assert.Equal((userId, "jane@example.com", "jane@example.com"),
            (user["id"]!.GetValue<string>(), Assert.Single(user["email_addresses"]!.AsArray())!["email_address"]!.GetValue<string>(), user["external_accounts"]![0]!["email_address"]!.GetValue<string>()));
        Answer victim = await (await world.Foyer.Backend()).Get("/users/" + victimId);
        Assert.Empty(victim.Json!["external_accounts"]!.AsArray());
    }

    /// <summary>Case 144.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task A_connection_switched_off_meanwhile_lets_nobody_in(string database)
    {
        await using SocialWorld world = await SocialWorld.Start(database);
        Visitor visitor = await world.Foyer.Visit();
        Uri back = await world.Provider.ConsentAsync(SocialWorld.ProviderUrl(await SocialWorld.BeginSignUp(visitor)), SocialWorld.Jane);
        ConfigFile off = ConfigFile.Parse(new JsonObject
        {
            ["applications"] = new JsonArray(new JsonObject
            {
                ["name"] = "Acme",
                ["instances"] = new JsonArray(new JsonObject { ["frontend_api"] = TestFoyer.DevelopmentHost, ["allowed_origins"] = new JsonArray(TestFoyer.App) }),
            }),
        }.ToJsonString());
        await world.Foyer.Server.Services.GetRequiredService<InstanceStore>().Apply(off, CancellationToken.None);
        await world.Foyer.Server.Services.GetRequiredService<InstanceRegistry>().Reload(CancellationToken.None);
        Assert.Equal(303, (await world.Return(visitor, back)).Status);
        Assert.Equal(("failed", "oauth_provider_not_enabled"), await SocialWorld.SignUpVerification(visitor));
        Assert.Equal(0, world.Provider.TokenRequests);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task New_keys_of_a_provider_are_found_and_strange_ones_looked_for_once_a_minute(string database)
    {
        await using SocialWorld world = await SocialWorld.Start(database);
        await world.SignUp(await world.Foyer.Visit(), SocialWorld.Jane);
        Assert.Equal(1, world.Provider.JwksRequests);
        world.Provider.Keys.Rotate();
        Visitor tooSoon = await world.Foyer.Visit();
        await world.SignIn(tooSoon, SocialWorld.Jane);
        Assert.Equal((1, "failed"), (world.Provider.JwksRequests, (await SocialWorld.SignInVerification(tooSoon)).Status));
        world.Foyer.Clock.Forward(TimeSpan.FromSeconds(61));
        Visitor later = await world.Foyer.Visit();
        await world.SignIn(later, SocialWorld.Jane);
        Assert.Equal((2, 1), (world.Provider.JwksRequests, await SocialWorld.Sessions(later)));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Who_is_banned_or_locked_stays_outside(string database)
    {
        await using SocialWorld world = await SocialWorld.Start(database);
        string userId = await world.SignUp(await world.Foyer.Visit(), SocialWorld.Jane);
        BackendApi backend = await world.Foyer.Backend();
        foreach ((string verb, string code) in new[] { ("lock", "user_locked"), ("ban", "user_banned") })
        {
            await backend.Post($"/users/{userId}/{verb}");
            Visitor visitor = await world.Foyer.Visit();
            await world.SignIn(visitor, SocialWorld.Jane);
            Assert.Equal(("failed", code), await SocialWorld.SignInVerification(visitor));
            Assert.Equal(0, await SocialWorld.Sessions(visitor));
        }
    }

    /// <summary>Case 358: an account at a provider is not guessed, so wrong guesses at the password close no door there.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task Wrong_guesses_do_not_keep_out_who_comes_by_a_provider(string database)
    {
        await using SocialWorld world = await SocialWorld.Start(database);
        string userId = await world.SignUp(await world.Foyer.Visit(), SocialWorld.Jane);
        BackendApi backend = await world.Foyer.Backend();
        await backend.Patch("/users/" + userId, new { password = "correct horse battery" });
        for (int guess = 0; guess < 10; guess++)
        {
            await (await world.Foyer.Visit()).Post("/client/sign_ins", ("strategy", "password"), ("identifier", SocialWorld.Jane.EmailAddress), ("password", "guess " + guess));
        }

        Assert.True((await backend.Get("/users/" + userId)).Json!["locked"]!.GetValue<bool>());
        Visitor visitor = await world.Foyer.Visit();
        await world.SignIn(visitor, SocialWorld.Jane);
        Assert.Equal(1, await SocialWorld.Sessions(visitor));
    }

    /// <summary>Case 146: what a provider writes is no part of any page or address of ours.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task A_providers_words_go_nowhere(string database)
    {
        await using SocialWorld world = await SocialWorld.Start(database);
        Visitor visitor = await world.Foyer.Visit();
        string state = HttpUtility.ParseQueryString(new Uri(SocialWorld.ProviderUrl(await SocialWorld.BeginSignIn(visitor))).Query)["state"]!;
        Answer back = await world.Return(visitor, new Uri($"http://x/v1/oauth_callback?state={state}&error=%3Cscript%3E%0d%0aSet-Cookie:x=y&error_description=%E2%80%AE%3Cb%3E"));
        Assert.Equal(303, back.Status);
        Assert.DoesNotContain("script", back.Raw.Headers.ToString(), StringComparison.Ordinal);
        Assert.Equal(("failed", "oauth_token_exchange_error"), await SocialWorld.SignInVerification(visitor));
    }

    private static async Task<(int, string?)> Refusal(Task<Answer> refused)
    {
        Answer answer = await refused;
        return (answer.Status, answer.Code);
    }
}
