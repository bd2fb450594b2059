using System.Text.Json.Nodes;
using System.Web;
using Foyer.Server.Tests.SignIns;
using Foyer.Testing;

namespace Foyer.Server.Tests.SocialConnections;

/// <summary>People who come by another account: signing up, signing in, and from the one to the other (WIRE §7.5, §8.1).</summary>
public sealed class SocialFlowTests
{
    public static TheoryData<string> Both => Databases.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_stranger_signs_up_with_what_the_provider_says(string database)
    {
        await using SocialWorld world = await SocialWorld.Start(database);
        Visitor visitor = await world.Foyer.Visit();
        Answer begun = await SocialWorld.BeginSignUp(visitor);
        JsonNode verification = SocialWorld.Verification(begun);
        Assert.Equal((200, "missing_requirements", "unverified", "oauth_google", "verification_oauth"),
            (begun.Status, begun.Step(), verification["status"]!.GetValue<string>(), verification["strategy"]!.GetValue<string>(), verification["object"]!.GetValue<string>()));

        Answer back = await world.GoAndReturn(visitor, begun, SocialWorld.Jane);
        Assert.Equal(303, back.Status);
        // Another origin than this server's: the page gets its dev browser back.
        Assert.Equal(SocialWorld.Done + "?__clerk_db_jwt=" + visitor.DevBrowser, back.Raw.Headers.Location!.OriginalString);

        JsonNode user = await SocialWorld.User(visitor);
        JsonNode account = user["external_accounts"]![0]!;
        JsonNode address = user["email_addresses"]![0]!;
        Assert.Equal(("Jane", "Doe", "jane@example.com"), (user["first_name"]!.GetValue<string>(), user["last_name"]!.GetValue<string>(), address["email_address"]!.GetValue<string>()));
        Assert.Equal(("verified", "from_oauth_google", "verification_from_oauth"),
            (address["verification"]!["status"]!.GetValue<string>(), address["verification"]!["strategy"]!.GetValue<string>(), address["verification"]!["object"]!.GetValue<string>()));
        Assert.Equal(("oauth_google", account["identification_id"]!.GetValue<string>()), (address["linked_to"]![0]!["type"]!.GetValue<string>(), address["linked_to"]![0]!["id"]!.GetValue<string>()));
        Assert.Equal(("oauth_google", "7", "jane@example.com", "verified", "openid email profile"),
            (account["provider"]!.GetValue<string>(), account["provider_user_id"]!.GetValue<string>(), account["email_address"]!.GetValue<string>(), account["verification"]!["status"]!.GetValue<string>(), account["approved_scopes"]!.GetValue<string>()));
        Assert.Equal("oauth_google", (await visitor.Get("/client")).Response["last_authentication_strategy"]!.GetValue<string>());
        Assert.False(user["password_enabled"]!.GetValue<bool>());
    }

    /// <summary>Case 317: the address of a provider's picture is believed when it could be one.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task An_address_of_a_picture_is_kept_when_it_could_be_one(string database)
    {
        await using SocialWorld world = await SocialWorld.Start(database);
        Visitor visitor = await world.Foyer.Visit();
        await world.SignUp(visitor, SocialWorld.Jane);
        JsonNode user = await SocialWorld.User(visitor);
        Assert.Equal("https://pictures.example/jane.png", user["external_accounts"]![0]!["image_url"]!.GetValue<string>());
        foreach (string hostile in new[] { "http://169.254.169.254/latest/meta-data", "javascript:alert(1)", "data:image/svg+xml,<svg/>", "//evil.test/x.png" })
        {
            Visitor other = await world.Foyer.Visit();
            await world.SignUp(other, new FakePerson { Subject = "s" + hostile.Length, EmailAddress = $"p{hostile.Length}@example.com", FirstName = "P", LastName = "Q", ImageUrl = hostile });
            Assert.Contains((await SocialWorld.User(other))["external_accounts"]![0]!["image_url"]?.GetValue<string>(), new[] { null, "" });
        }
    }

    /// <summary>Who typed an address and has nothing but another account is shown the way to it (WIRE §6.4).</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task An_account_elsewhere_is_a_first_factor_of_who_has_it(string database)
    {
        await using SocialWorld world = await SocialWorld.Start(database, ["oauth_google", "oauth_github"]);
        string userId = await world.SignUp(await world.Foyer.Visit(), SocialWorld.Jane);
        await (await world.Foyer.Backend()).CreateUser("ada@example.com");
        Visitor visitor = await world.Foyer.Visit();
        Assert.DoesNotContain((await visitor.Begin("ada@example.com")).Strategies("supported_first_factors"), strategy => strategy.StartsWith("oauth_", StringComparison.Ordinal));
        Answer begun = await visitor.Begin("jane@example.com");
        Assert.Equal(["email_code", "oauth_google"], begun.Strategies("supported_first_factors"));

        Answer prepared = await visitor.Prepare(begun, "oauth_google", ("redirect_url", SocialWorld.Callback), ("action_complete_redirect_url", SocialWorld.Done));
        await world.GoAndReturn(visitor, prepared, SocialWorld.Jane);
        Assert.Equal(("complete", userId), ((await visitor.Get("/client/sign_ins/" + begun.Id())).Step(), await SocialWorld.UserId(visitor)));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task An_account_elsewhere_is_not_shown_where_accounts_are_hidden_or_nobody_signs_in_with_it(string database)
    {
        bool isSignIn = true;
        for (int round = 0; round < 2; round++, isSignIn = false)
        {
            await using SocialWorld world = await SocialWorld.Start(database, adjust: settings =>
            {
                settings["user_settings"]!["attack_protection"] = new JsonObject { ["enumeration_protection"] = new JsonObject { ["enabled"] = isSignIn } };
                settings["user_settings"]!["social"]!["oauth_google"]!["authenticatable"] = isSignIn;
            });
            Visitor visitor = await world.Foyer.Visit();
            await (await world.Foyer.Backend()).CreateUser("jane@example.com");
            await visitor.SignIn("jane@example.com");
            Answer connecting = await visitor.Post("/me/external_accounts", ("strategy", "oauth_google"), ("redirect_url", SocialWorld.Callback));
            await world.GoAndReturn(visitor, connecting, SocialWorld.Jane);
            Assert.Equal("verified", (await SocialWorld.User(visitor))["external_accounts"]![0]!["verification"]!["status"]!.GetValue<string>());
            Assert.DoesNotContain("oauth_google", (await (await world.Foyer.Visit()).Begin("jane@example.com")).Strategies("supported_first_factors"));
        }
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Somebody_known_signs_in_and_is_the_same_person(string database)
    {
        await using SocialWorld world = await SocialWorld.Start(database);
        string userId = await world.SignUp(await world.Foyer.Visit(), SocialWorld.Jane);
        Visitor elsewhere = await world.Foyer.Visit();
        Answer begun = await SocialWorld.BeginSignIn(elsewhere);
        Assert.Equal("needs_identifier", begun.Step());
        Answer back = await world.GoAndReturn(elsewhere, begun, SocialWorld.Jane);
        Assert.StartsWith(SocialWorld.Done, back.Raw.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Equal(userId, await SocialWorld.UserId(elsewhere));
        Assert.Equal("complete", (await elsewhere.Get("/client/sign_ins/" + begun.Id())).Step());
        Assert.Equal(1, await world.Count("users"));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_sign_in_that_finds_nobody_becomes_a_sign_up_once(string database)
    {
        await using SocialWorld world = await SocialWorld.Start(database);
        Visitor visitor = await world.Foyer.Visit();
        Answer back = await world.SignIn(visitor, SocialWorld.Jane);
        Assert.StartsWith(SocialWorld.Callback, back.Raw.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Equal(("transferable", "external_account_not_found"), await SocialWorld.SignInVerification(visitor));

        Answer transferred = await visitor.Post("/client/sign_ups", ("transfer", "true"), ("strategy", "oauth_google"));
        Assert.Equal("complete", transferred.Step());
        Assert.Equal("7", (await SocialWorld.User(visitor))["external_accounts"]![0]!["provider_user_id"]!.GetValue<string>());

        Visitor other = await world.Foyer.Visit();
        Assert.Equal((400, "sign_up_nothing_to_transfer"), await Refusal(other.Post("/client/sign_ups", ("transfer", "true"))));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_sign_up_that_finds_somebody_becomes_a_sign_in_once(string database)
    {
        await using SocialWorld world = await SocialWorld.Start(database, adjust: settings => settings["auth_config"] = new JsonObject { ["single_session_mode"] = false });
        string userId = await world.SignUp(await world.Foyer.Visit(), SocialWorld.Jane);
        Visitor visitor = await world.Foyer.Visit();
        await world.GoAndReturn(visitor, await SocialWorld.BeginSignUp(visitor), SocialWorld.Jane);
        Assert.Equal(("transferable", "external_account_exists"), await SocialWorld.SignUpVerification(visitor));
        Assert.Equal(0, await SocialWorld.Sessions(visitor));

        Assert.Equal((422, "form_param_value_invalid"), await Refusal(visitor.Post("/client/sign_ins", ("transfer", "true"), ("strategy", "password"), ("identifier", "jane@example.com"), ("password", "x"))));
        Assert.Equal("complete", (await visitor.Post("/client/sign_ins", ("transfer", "true"))).Step());
        Assert.Equal(userId, await SocialWorld.UserId(visitor));
        Assert.Equal((400, "sign_in_nothing_to_transfer"), await Refusal(visitor.Post("/client/sign_ins", ("transfer", "true"))));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task What_the_provider_does_not_say_is_asked_for(string database)
    {
        await using SocialWorld world = await SocialWorld.Start(database, adjust: settings =>
            settings["user_settings"]!["attributes"] = new JsonObject { ["username"] = new JsonObject { ["enabled"] = true, ["required"] = true } });
        Visitor visitor = await world.Foyer.Visit();
        Answer begun = await SocialWorld.BeginSignUp(visitor);
        Answer back = await world.GoAndReturn(visitor, begun, SocialWorld.Jane);
        Assert.StartsWith(SocialWorld.Callback, back.Raw.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Equal(("verified", null), await SocialWorld.SignUpVerification(visitor));

        Answer waiting = await visitor.Get("/client/sign_ups/" + begun.Id());
        Assert.Equal(("missing_requirements", "username"), (waiting.Step(), Assert.Single(waiting.Response["missing_fields"]!.AsArray())!.GetValue<string>()));
        Assert.Equal("verified", waiting.Response["verifications"]!["email_address"]!["status"]!.GetValue<string>());
        Assert.Equal("complete", (await visitor.Tunnel("PATCH", "/client/sign_ups/" + begun.Id(), ("username", "jane_doe"))).Step());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task An_address_the_provider_does_not_vouch_for_is_proven_by_a_code(string database)
    {
        await using SocialWorld world = await SocialWorld.Start(database);
        Visitor visitor = await world.Foyer.Visit();
        Answer begun = await SocialWorld.BeginSignUp(visitor);
        await world.GoAndReturn(visitor, begun, SocialWorld.Jane with { EmailAddressVerified = false });
        Answer waiting = await visitor.Get("/client/sign_ups/" + begun.Id());
        Assert.Equal(("missing_requirements", "email_address"), (waiting.Step(), Assert.Single(waiting.Response["unverified_fields"]!.AsArray())!.GetValue<string>()));
        await visitor.Post($"/client/sign_ups/{begun.Id()}/prepare_verification", ("strategy", "email_code"));
        Answer done = await visitor.Post($"/client/sign_ups/{begun.Id()}/attempt_verification", ("strategy", "email_code"), ("code", await world.Foyer.Server.GetCodeAsync("jane@example.com")));
        Assert.Equal("complete", done.Step());
        Assert.Equal("email_code", (await SocialWorld.User(visitor))["email_addresses"]![0]!["verification"]!["strategy"]!.GetValue<string>());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Whoever_declines_is_told_so_in_the_attempt(string database)
    {
        await using SocialWorld world = await SocialWorld.Start(database);
        world.Provider.Declines = true;
        Visitor visitor = await world.Foyer.Visit();
        Answer back = await world.SignIn(visitor, SocialWorld.Jane);
        Assert.StartsWith(SocialWorld.Callback, back.Raw.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.DoesNotContain("declined", back.Raw.Headers.Location.OriginalString, StringComparison.Ordinal);
        Assert.Equal(("failed", "oauth_access_denied"), await SocialWorld.SignInVerification(visitor));
        Assert.Equal(0, world.Provider.TokenRequests);
        // An empty sign-in resets it (WIRE §8.1).
        Assert.Equal("needs_identifier", (await visitor.Post("/client/sign_ins")).Step());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_second_factor_is_asked_for_after_a_provider_too(string database)
    {
        await using SocialWorld world = await SocialWorld.Start(database, adjust: settings => settings["user_settings"]!["attributes"] = new JsonObject
        {
            ["phone_number"] = new JsonObject { ["enabled"] = true, ["used_for_second_factor"] = true, ["second_factors"] = new JsonArray("phone_code") },
        });
        string userId = await (await world.Foyer.Backend()).CreateUser("jane@example.com", more: new { phone_number = new[] { "+12015550100" } });
        await world.Foyer.Database.Write(tx => tx.Run("UPDATE phone_numbers SET reserved_for_second_factor = TRUE", null), CancellationToken.None);
        Visitor visitor = await world.Foyer.Visit();
        Answer begun = await SocialWorld.BeginSignIn(visitor);
        Answer back = await world.GoAndReturn(visitor, begun, SocialWorld.Jane);
        Assert.StartsWith(SocialWorld.Callback, back.Raw.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Answer waiting = await visitor.Get("/client/sign_ins/" + begun.Id());
        Assert.Equal(("needs_second_factor", 0), (waiting.Step(), await SocialWorld.Sessions(visitor)));
        await visitor.PrepareSecond(waiting, "phone_code");
        Assert.Equal("complete", (await visitor.AttemptSecond(waiting, "phone_code", "424242")).Step());
        Assert.Equal(userId, await SocialWorld.UserId(visitor));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Production_knows_the_browser_by_its_cookie_and_gives_it_another(string database)
    {
        await using SocialWorld world = await SocialWorld.Start(database);
        Visitor visitor = world.Foyer.VisitProduction();
        Answer begun = await SocialWorld.BeginSignUp(visitor);
        Assert.StartsWith("https://clerk.example.com/v1/oauth_callback", HttpUtility.ParseQueryString(new Uri(SocialWorld.ProviderUrl(begun)).Query)["redirect_uri"], StringComparison.Ordinal);
        string before = visitor.ClientCookie!;
        Answer back = await world.GoAndReturn(visitor, begun, SocialWorld.Jane);
        Assert.Equal(TestFoyer.ProductionApp + "/done", back.Raw.Headers.Location!.OriginalString);
        Assert.NotEqual(before, visitor.ClientCookie);
        Assert.Equal(1, await SocialWorld.Sessions(visitor));
        visitor.ClientCookie = before;
        Assert.Equal(0, await SocialWorld.Sessions(visitor));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Behind_a_proxy_people_come_back_to_the_proxy(string database)
    {
        await using SocialWorld world = await SocialWorld.Start(database);
        Visitor visitor = await world.Foyer.Visit();
        Answer begun = await visitor.Send(HttpMethod.Post, "/client/sign_ins", [("strategy", "oauth_google"), ("redirect_url", SocialWorld.Callback)],
            request => request.Headers.Add("Clerk-Proxy-Url", "http://localhost:3000/__clerk"));
        Assert.Equal("http://localhost:3000/__clerk/v1/oauth_callback", HttpUtility.ParseQueryString(new Uri(SocialWorld.ProviderUrl(begun)).Query)["redirect_uri"]);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Apple_posts_its_answer_and_takes_a_signed_secret(string database)
    {
        using System.Security.Cryptography.ECDsa key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        await using SocialWorld world = await SocialWorld.Start(database, ["oauth_apple"], settings =>
        {
            JsonObject apple = settings["social"]!["oauth_apple"]!.AsObject();
            apple.Remove("client_secret");
            apple["team_id"] = "TEAM";
            apple["key_id"] = "KEY";
            apple["private_key"] = key.ExportPkcs8PrivateKeyPem();
        });
        world.Provider.ClientPublicKey = key.ExportSubjectPublicKeyInfoPem();
        world.Provider.DemandsPkce = false;
        world.Provider.VerifiedAsText = true;
        world.Provider.AutoConsent = SocialWorld.Jane with { FirstName = null, LastName = null };
        Visitor visitor = await world.Foyer.Visit();
        Answer begun = await SocialWorld.BeginSignUp(visitor, "oauth_apple");
        using HttpClient http = new();
        string page = await http.GetStringAsync(SocialWorld.ProviderUrl(begun));
        Dictionary<string, string> fields = System.Text.RegularExpressions.Regex.Matches(page, "name=\"([^\"]+)\" value=\"([^\"]*)\"").ToDictionary(match => match.Groups[1].Value, match => HttpUtility.HtmlDecode(match.Groups[2].Value));
        fields["user"] = """{"name":{"firstName":"Jane","lastName":"Appleseed"},"email":"attacker@example.com"}""";

        Visitor browser = await world.Foyer.Visit(origin: world.Provider.Issuer, withDevBrowser: false);
        Answer posted = await browser.Post("/oauth_callback", [.. fields.Select(field => (field.Key, (string?)field.Value))]);
        Assert.Equal(303, posted.Status);
        Answer back = await world.Return(visitor, posted.Raw.Headers.Location!);
        Assert.StartsWith(SocialWorld.Done, back.Raw.Headers.Location!.OriginalString, StringComparison.Ordinal);
        JsonNode user = await SocialWorld.User(visitor);
        Assert.Equal(("Jane", "Appleseed", "jane@example.com"), (user["first_name"]!.GetValue<string>(), user["last_name"]!.GetValue<string>(), user["email_addresses"]![0]!["email_address"]!.GetValue<string>()));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Providers_without_identity_tokens_are_asked_for_the_profile(string database)
    {
        await using SocialWorld world = await SocialWorld.Start(database, ["oauth_github", "oauth_x", "oauth_custom_acme"], settings =>
        {
            JsonObject custom = settings["social"]!["oauth_custom_acme"]!.AsObject();
            custom["attribute_mapping"] = new JsonObject { ["username"] = "login" };
        });
        Visitor first = await world.Foyer.Visit();
        await world.SignUp(first, SocialWorld.Jane, "oauth_github");
        JsonNode gitHub = (await SocialWorld.User(first))["external_accounts"]![0]!;
        Assert.Equal(("oauth_github", "7", "jane@example.com", "jane"), (gitHub["provider"]!.GetValue<string>(), gitHub["provider_user_id"]!.GetValue<string>(), gitHub["email_address"]!.GetValue<string>(), gitHub["username"]!.GetValue<string>()));

        Visitor second = await world.Foyer.Visit();
        Answer begun = await SocialWorld.BeginSignUp(second, "oauth_x");
        await world.GoAndReturn(second, begun, SocialWorld.Jane);
        Answer waiting = await second.Get("/client/sign_ups/" + begun.Id());
        Assert.Equal("email_address", Assert.Single(waiting.Response["missing_fields"]!.AsArray())!.GetValue<string>());

        Visitor third = await world.Foyer.Visit();
        await world.SignUp(third, SocialWorld.Jane with { Subject = "8", EmailAddress = "eight@example.com", Username = "eight" }, "oauth_custom_acme");
        Assert.Equal("oauth_custom_acme", (await SocialWorld.User(third))["external_accounts"]![0]!["provider"]!.GetValue<string>());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_short_identity_token_is_completed_by_the_profile(string database)
    {
        await using SocialWorld world = await SocialWorld.Start(database, ["oauth_custom_acme"]);
        world.Provider.ProfileInIdToken = false;
        world.Provider.Keys.UseEllipticCurve = true;
        Visitor visitor = await world.Foyer.Visit();
        await world.SignUp(visitor, SocialWorld.Jane, "oauth_custom_acme");
        Assert.Equal(("jane@example.com", 1), ((await SocialWorld.User(visitor))["email_addresses"]![0]!["email_address"]!.GetValue<string>(), world.Provider.ProfileRequests));
        Assert.Equal(1, world.Provider.DiscoveryRequests);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task The_environment_shows_connections_and_no_secret(string database)
    {
        await using SocialWorld world = await SocialWorld.Start(database, ["oauth_google", "oauth_github"]);
        Answer environment = await (await world.Foyer.Visit()).Get("/environment");
        JsonNode google = environment.Json!["user_settings"]!["social"]!["oauth_google"]!;
        Assert.Equal((true, true, "oauth_google", "Google", null), (google["enabled"]!.GetValue<bool>(), google["authenticatable"]!.GetValue<bool>(), google["strategy"]!.GetValue<string>(), google["name"]!.GetValue<string>(), google["logo_url"]?.GetValue<string>()));
        Assert.Contains("oauth_github", environment.Json!["auth_config"]!["first_factors"]!.AsArray().Select(factor => factor!.GetValue<string>()));
        Assert.Equal(world.Provider.ClientId, environment.Json!["display_config"]!["google_one_tap_client_id"]!.GetValue<string>());
        Assert.DoesNotContain(world.Provider.ClientSecret, environment.Json!.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(world.Provider.ClientSecret, string.Join('\n', await world.Foyer.Database.Many<string>("SELECT settings FROM instances", null, CancellationToken.None)), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task What_is_off_or_wrongly_asked_for_does_not_begin(string database)
    {
        await using SocialWorld world = await SocialWorld.Start(database, ["oauth_google", "oauth_github"], settings => settings["user_settings"]!["social"]!["oauth_github"]!["authenticatable"] = false);
        Visitor visitor = await world.Foyer.Visit();
        foreach ((string strategy, string redirect, string code) in new[]
        {
            ("oauth_slack", SocialWorld.Callback, "oauth_provider_not_enabled"), ("oauth_nobody", SocialWorld.Callback, "oauth_provider_not_enabled"),
            ("oauth_github", SocialWorld.Callback, "oauth_non_authenticatable_provider"),
            ("oauth_google", "https://evil.example/", "redirect_url_invalid"), ("oauth_google", "javascript:alert(1)", "redirect_url_invalid"), ("oauth_google", "", "form_param_nil"),
        })
        {
            Assert.Equal(code, (await visitor.Post("/client/sign_ins", ("strategy", strategy), ("redirect_url", redirect))).Code);
            Assert.Equal(code, (await visitor.Post("/client/sign_ups", ("strategy", strategy), ("redirect_url", redirect))).Code);
        }

        Assert.Equal("form_param_value_invalid", (await SocialWorld.BeginSignIn(visitor, more: ("oidc_prompt", "consent\" onload"))).Code);
        Answer asked = await SocialWorld.BeginSignIn(visitor, more: [("oidc_prompt", "select_account"), ("oidc_login_hint", "jane@example.com")]);
        var query = HttpUtility.ParseQueryString(new Uri(SocialWorld.ProviderUrl(asked)).Query);
        Assert.Equal(("select_account", "jane@example.com"), (query["prompt"], query["login_hint"]));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_connection_that_is_demanded_is_missing_until_it_is_there(string database)
    {
        await using SocialWorld world = await SocialWorld.Start(database, adjust: settings => settings["user_settings"]!["social"]!["oauth_google"]!["required"] = true);
        Visitor visitor = await world.Foyer.Visit();
        Answer begun = await visitor.Post("/client/sign_ups", ("email_address", "jane@example.com"), ("password", Steps.Password));
        Assert.Contains("oauth_google", begun.Response["missing_fields"]!.AsArray().Select(field => field!.GetValue<string>()));
        Answer redirected = await visitor.Tunnel("PATCH", "/client/sign_ups/" + begun.Id(), ("strategy", "oauth_google"), ("redirect_url", SocialWorld.Callback), ("action_complete_redirect_url", SocialWorld.Done));
        await world.GoAndReturn(visitor, redirected, SocialWorld.Jane);
        Assert.Equal(1, await SocialWorld.Sessions(visitor));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_page_with_a_token_needs_no_redirect(string database)
    {
        await using SocialWorld world = await SocialWorld.Start(database);
        Visitor visitor = await world.Foyer.Visit();
        string token = world.Provider.IssueIdToken(SocialWorld.Jane);
        Assert.Equal((422, "external_account_not_found"), await Refusal(visitor.Post("/client/sign_ins", ("strategy", "google_one_tap"), ("token", token))));
        Assert.Equal("complete", (await visitor.Post("/client/sign_ups", ("strategy", "google_one_tap"), ("token", token))).Step());
        string userId = await SocialWorld.UserId(visitor);

        foreach (string strategy in new[] { "google_one_tap", "oauth_token_google" })
        {
            Visitor again = await world.Foyer.Visit();
            string fresh = world.Provider.IssueIdToken(SocialWorld.Jane);
            Assert.Equal("complete", (await again.Post("/client/sign_ins", ("strategy", strategy), ("token", fresh))).Step());
            Assert.Equal(userId, await SocialWorld.UserId(again));
            // A token is worth one use.
            Assert.Equal((422, "oauth_id_token_invalid"), await Refusal((await world.Foyer.Visit()).Post("/client/sign_ins", ("strategy", strategy), ("token", fresh))));
        }

        Visitor known = await world.Foyer.Visit();
        Assert.Equal((422, "external_account_exists"), await Refusal(known.Post("/client/sign_ups", ("strategy", "google_one_tap"), ("token", token))));
        Assert.Equal((422, "form_param_nil"), await Refusal(known.Post("/client/sign_ins", ("strategy", "google_one_tap"))));
        Assert.Equal((422, "oauth_id_token_invalid"), await Refusal(known.Post("/client/sign_ins", ("strategy", "google_one_tap"), ("token", "nonsense"))));
        string old = world.Provider.IssueIdToken(SocialWorld.Jane);
        world.Foyer.Clock.Forward(TimeSpan.FromMinutes(12));
        Assert.Equal((422, "oauth_id_token_invalid"), await Refusal(known.Post("/client/sign_ins", ("strategy", "google_one_tap"), ("token", old))));
    }

    private static async Task<(int, string?)> Refusal(Task<Answer> refused)
    {
        Answer answer = await refused;
        return (answer.Status, answer.Code);
    }
}
