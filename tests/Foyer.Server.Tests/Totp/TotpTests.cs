using System.Text.Json.Nodes;
using Foyer.Server.Totp;
using Foyer.Server.Users;

namespace Foyer.Server.Tests.Totp;

/// <summary>Authenticator apps over HTTP, on both databases: enrolment, second factor, guessing, removal.</summary>
public sealed class TotpTests
{
    public static TheoryData<string> Both => Databases.Both;

    /// <summary>Case 234: the secret is shown once, and the database has it wrapped.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task The_secret_is_shown_once_and_kept_wrapped(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, FactorSteps.AllOn);
        Visitor visitor = await foyer.SignedIn();

        Answer begun = await visitor.Post("/me/totp");
        string secret = begun.Response["secret"]!.GetValue<string>();
        Assert.Equal(20, Base32.Decode(secret)!.Length);
        Assert.Equal($"otpauth://totp/Acme:ada%40example.com?secret={secret}&issuer=Acme&algorithm=SHA1&digits=6&period=30", begun.Response["uri"]!.GetValue<string>());
        Assert.False(begun.Response["verified"]!.GetValue<bool>());
        Assert.False((await visitor.Get("/me")).Response["totp_enabled"]!.GetValue<bool>());

        Answer done = await visitor.Post("/me/totp/attempt_verification", ("code", FactorSteps.CodeOf(foyer, secret)));
        Assert.Null(done.Response["secret"]);
        Assert.Equal(10, done.Response["backup_codes"]!.AsArray().Count);
        Answer me = await visitor.Get("/me");
        Assert.True(me.Response["totp_enabled"]!.GetValue<bool>() && me.Response["two_factor_enabled"]!.GetValue<bool>() && me.Response["backup_code_enabled"]!.GetValue<bool>());
        Assert.Equal(foyer.Clock.GetUtcNow().ToUnixTimeMilliseconds(), me.Response["mfa_enabled_at"]!.GetValue<long>());
        Answer user = await (await foyer.Backend()).Get("/users/" + me.Id());
        Assert.True(user.Json!["totp_enabled"]!.GetValue<bool>());
        Assert.DoesNotContain(secret, me.Json!.ToJsonString() + user.Json.ToJsonString() + done.Json!.ToJsonString(), StringComparison.Ordinal);
        string stored = (await foyer.Database.One<string>("SELECT wrapped_secret FROM totps", null, default))!;
        Assert.StartsWith("v1.", stored, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, stored, StringComparison.Ordinal);

        Answer again = await visitor.Post("/me/totp");
        Assert.Equal((400, "totp_already_enabled"), (again.Status, again.Code));
        Assert.Equal((400, "verification_already_verified"), ((await visitor.Post("/me/totp/attempt_verification", ("code", "123456"))).Status, (await visitor.Post("/me/totp/attempt_verification", ("code", "123456"))).Code));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task The_app_is_asked_for_after_the_password(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, FactorSteps.AllOn);
        (string secret, _) = await (await foyer.SignedIn()).AddTotp(foyer);
        foyer.NextCode();
        Visitor visitor = await foyer.Visit();

        Answer second = await visitor.AtSecondFactor();
        Assert.Equal(["totp", "backup_code"], second.Response["supported_second_factors"]!.AsArray().Select(factor => factor!["strategy"]!.GetValue<string>()));
        Assert.Null(second.Response["created_session_id"]);
        Answer done = await visitor.AttemptSecond(second, "totp", FactorSteps.CodeOf(foyer, secret));
        Assert.Equal((200, "complete", "verified"), (done.Status, done.Response.Status(), done.Response["second_factor_verification"]!.Status()));
        Assert.Equal([0, 0], done.Client["sessions"]![0]!["factor_verification_age"]!.AsArray().Select(age => age!.GetValue<int>()));
    }

    /// <summary>Case 230: a code is worth once, over all sign-ins.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task Of_a_hundred_uses_of_one_code_one_signs_in(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, FactorSteps.AllOn);
        (string secret, _) = await (await foyer.SignedIn()).AddTotp(foyer);
        Visitor first = await foyer.Visit();
        Assert.Equal("form_code_used", (await first.AttemptSecond(await first.AtSecondFactor(), "totp", FactorSteps.CodeOf(foyer, secret))).Code);
        foyer.NextCode();
        string code = FactorSteps.CodeOf(foyer, secret);
        List<(Visitor Visitor, Answer SignIn)> attempts = [];
        for (int i = 0; i < 10; i++)
        {
            Visitor visitor = await foyer.Visit();
            attempts.Add((visitor, await visitor.AtSecondFactor()));
        }

        Answer[] answers = await Task.WhenAll(attempts.SelectMany(attempt => Enumerable.Range(0, 10).Select(_ => attempt.Visitor.AttemptSecond(attempt.SignIn, "totp", code))));

        Assert.Single(answers, answer => answer.Status == 200);
        Assert.All(answers.Where(answer => answer.Status != 200), answer => Assert.Contains(answer.Code, new[] { "form_code_used", "too_many_requests", "sign_in_wrong_step", "resource_not_found", "authentication_invalid" }));
        Assert.Equal(2, await foyer.Database.One<long>("SELECT count(*) FROM sessions", null, default));
    }

    /// <summary>Case 231: one step early or late, and no more.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task Codes_of_the_step_before_and_after_are_taken_and_no_others(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, FactorSteps.AllOn);
        (string secret, _) = await (await foyer.SignedIn()).AddTotp(foyer);
        foyer.Clock.Forward(TimeSpan.FromMinutes(5));
        Visitor visitor = await foyer.Visit();
        Answer second = await visitor.AtSecondFactor();
        foreach (int steps in new[] { -2, 2 })
        {
            Answer refused = await visitor.AttemptSecond(second, "totp", FactorSteps.CodeOf(foyer, secret, steps));
            Assert.Equal((422, "form_code_incorrect", "code"), (refused.Status, refused.Code, refused.Param));
        }

        Assert.Equal("complete", (await visitor.AttemptSecond(second, "totp", FactorSteps.CodeOf(foyer, secret, -1))).Response.Status());
        Visitor another = await foyer.Visit();
        Assert.Equal("complete", (await another.AttemptSecond(await another.AtSecondFactor(), "totp", FactorSteps.CodeOf(foyer, secret, 1))).Response.Status());
    }

    /// <summary>Case 236: exactly six ASCII digits.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task Other_ways_to_write_a_code_are_refused(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, FactorSteps.AllOn);
        (string secret, _) = await (await foyer.SignedIn()).AddTotp(foyer);
        foyer.NextCode();
        string code = FactorSteps.CodeOf(foyer, secret);
        Visitor visitor = await foyer.Visit();
        Answer second = await visitor.AtSecondFactor();
        foreach (string written in new[] { code[..3] + " " + code[3..], " " + code, "0" + code, "-" + code, string.Concat(code.Select(digit => (char)(digit - '0' + '０'))), string.Concat(code.Select(digit => (char)(digit - '0' + '٠'))) })
        {
            Assert.Equal("form_code_incorrect", (await visitor.AttemptSecond(second, "totp", written)).Code);
        }

        Assert.Equal("complete", (await visitor.AttemptSecond(second, "totp", code)).Response.Status());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Wrong_codes_lock_the_account(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, FactorSteps.AllOn);
        (string secret, _) = await (await foyer.SignedIn()).AddTotp(foyer);
        foyer.NextCode();
        Visitor visitor = await foyer.Visit();
        Answer second = await visitor.AtSecondFactor();
        string wrong = Wrong(foyer, secret);
        List<string?> codes = [];
        for (int i = 0; i < 12; i++)
        {
            codes.Add((await visitor.AttemptSecond(second, "totp", wrong)).Code);
        }

        Assert.Contains("user_locked", codes);
        Assert.Equal("user_locked", (await visitor.AttemptSecond(second, "totp", FactorSteps.CodeOf(foyer, secret))).Code);
    }

    /// <summary>Knowing the password does not refill what may be guessed of the second factor, and neither does a lockout that is off.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task Second_factors_have_a_budget_of_their_own(string database)
    {
        JsonNode settings = System.Text.Json.JsonSerializer.SerializeToNode(FactorSteps.AllOn)!;
        settings["user_settings"]!["attack_protection"] = new JsonObject { ["user_lockout"] = new JsonObject { ["enabled"] = false } };
        await using TestFoyer foyer = await TestFoyer.Start(database, settings);
        (string secret, _) = await (await foyer.SignedIn()).AddTotp(foyer);
        foyer.NextCode();
        string wrong = Wrong(foyer, secret);
        for (int i = 0; i < SecondFactorStore.MaxGuessesPerHour; i += 4)
        {
            Visitor guesser = await foyer.Visit();
            Answer second = await guesser.AtSecondFactor();
            for (int guess = 0; guess < 4; guess++)
            {
                Assert.Equal("form_code_incorrect", (await guesser.AttemptSecond(second, guess % 2 == 0 ? "totp" : "backup_code", wrong)).Code);
            }
        }

        Visitor visitor = await foyer.Visit();
        Answer refused = await visitor.AttemptSecond(await visitor.AtSecondFactor(), "totp", FactorSteps.CodeOf(foyer, secret));
        Assert.Equal((429, "too_many_requests"), (refused.Status, refused.Code));
        Assert.NotNull(refused.Raw.Headers.RetryAfter);

        foyer.Clock.Forward(TimeSpan.FromHours(1));
        Visitor later = await foyer.Visit();
        Assert.Equal("complete", (await later.AttemptSecond(await later.AtSecondFactor(), "totp", FactorSteps.CodeOf(foyer, secret))).Response.Status());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task An_enrolment_takes_five_wrong_codes_and_then_begins_anew(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, FactorSteps.AllOn);
        Visitor visitor = await foyer.SignedIn();
        Assert.Equal(404, (await visitor.Post("/me/totp/attempt_verification", ("code", "123456"))).Status);
        string secret = (await visitor.Post("/me/totp")).Response["secret"]!.GetValue<string>();
        for (int i = 0; i < TotpStore.MaxAttempts; i++)
        {
            Assert.Equal("form_code_incorrect", (await visitor.Post("/me/totp/attempt_verification", ("code", Wrong(foyer, secret)))).Code);
        }

        Answer failed = await visitor.Post("/me/totp/attempt_verification", ("code", FactorSteps.CodeOf(foyer, secret)));
        Assert.Equal((400, "verification_failed"), (failed.Status, failed.Code));
        await visitor.AddTotp(foyer);
    }

    /// <summary>Case 239: the last second factor stays where one is demanded; elsewhere it goes, with the backup codes.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task The_app_is_removed_and_backup_codes_go_with_the_last_factor(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, FactorSteps.AllOn);
        Visitor visitor = await foyer.SignedIn();
        Assert.Equal(404, (await visitor.Tunnel("DELETE", "/me/totp")).Status);
        await visitor.AddTotp(foyer);
        foyer.Clock.Forward(TimeSpan.FromMinutes(1));

        Answer deleted = await visitor.Tunnel("DELETE", "/me/totp");
        Assert.Equal((200, "totp"), (deleted.Status, deleted.Response["object"]!.GetValue<string>()));
        Answer me = await visitor.Get("/me");
        Assert.False(me.Response["totp_enabled"]!.GetValue<bool>() || me.Response["two_factor_enabled"]!.GetValue<bool>() || me.Response["backup_code_enabled"]!.GetValue<bool>());
        Assert.Null(me.Response["mfa_enabled_at"]);
        Assert.Equal(foyer.Clock.GetUtcNow().ToUnixTimeMilliseconds(), me.Response["mfa_disabled_at"]!.GetValue<long>());
        await (await foyer.Visit()).SignIn("ada@example.com");
    }

    /// <summary>Case 239: where a second factor is demanded, the last one stays, whichever it is.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task Where_a_second_factor_is_demanded_the_last_one_stays(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new
        {
            user_settings = new
            {
                attributes = new { authenticator_app = new { enabled = true }, phone_number = new { enabled = true, used_for_second_factor = true, second_factors = new[] { "phone_code" } } },
                sign_up = new { mfa = new { required = true } },
            },
        });
        string ada = await (await foyer.Backend()).CreateUser("ada@example.com", more: new { phone_number = new[] { "+14155550123" } });
        await foyer.Database.Write(tx => tx.Run("UPDATE phone_numbers SET verification_status = 'verified', verification_strategy = 'admin' WHERE user_id = @ada", new { ada }), CancellationToken.None);
        Visitor visitor = await foyer.SignedIn();
        Assert.True((await visitor.Get("/environment")).Json!["user_settings"]!["sign_in"]!["second_factor"]!["required"]!.GetValue<bool>());
        await visitor.AddTotp(foyer);
        await visitor.Get("/client");
        Assert.Equal((403, "second_factor_required"), await visitor.Tunnel("DELETE", "/me/totp") is var last ? (last.Status, last.Code) : default);

        string number = (await visitor.Get("/me/phone_numbers")).Json![0]!["id"]!.GetValue<string>();
        Assert.Equal(200, (await visitor.Tunnel("PATCH", "/me/phone_numbers/" + number, ("reserved_for_second_factor", "true"))).Status);
        Assert.Equal(200, (await visitor.Tunnel("DELETE", "/me/totp")).Status);
        Assert.Equal("second_factor_required", (await visitor.Tunnel("PATCH", "/me/phone_numbers/" + number, ("reserved_for_second_factor", "false"))).Code);
        Assert.Equal("second_factor_required", (await visitor.Tunnel("DELETE", "/me/phone_numbers/" + number)).Code);
        Assert.True((await visitor.Get("/me")).Response["two_factor_enabled"]!.GetValue<bool>());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task The_operator_verifies_a_code_and_removes_second_factors(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, FactorSteps.AllOn);
        BackendApi backend = await foyer.Backend();
        Visitor visitor = await foyer.SignedIn();
        string userId = (await visitor.Get("/me")).Id();
        Answer without = await backend.Post($"/users/{userId}/verify_totp", new { code = "123456" });
        Assert.Equal((400, "totp_not_found"), (without.Status, without.Code));
        (string secret, IReadOnlyList<string> codes) = await visitor.AddTotp(foyer);
        foyer.NextCode();

        Answer right = await backend.Post($"/users/{userId}/verify_totp", new { code = FactorSteps.CodeOf(foyer, secret) });
        Assert.Equal((200, true, "totp"), (right.Status, right.Json!["verified"]!.GetValue<bool>(), right.Json["code_type"]!.GetValue<string>()));
        Answer replay = await backend.Post($"/users/{userId}/verify_totp", new { code = FactorSteps.CodeOf(foyer, secret) });
        Assert.Equal((422, "form_code_used"), (replay.Status, replay.Code));
        Assert.Equal("backup_code", (await backend.Post($"/users/{userId}/verify_totp", new { code = codes[0].ToUpperInvariant() })).Json!["code_type"]!.GetValue<string>());
        Assert.Equal("form_code_used", (await backend.Post($"/users/{userId}/verify_totp", new { code = codes[0] })).Code);
        Assert.Equal("form_code_incorrect", (await backend.Post($"/users/{userId}/verify_totp", new { code = "nonsense" })).Code);
        Assert.Equal(422, (await backend.Post($"/users/{userId}/verify_totp", new { })).Status);
        Assert.Equal(404, (await (await foyer.Backend(TestFoyer.OtherHost)).Post($"/users/{userId}/verify_totp", new { code = "123456" })).Status);

        Assert.Equal(userId, (await backend.Delete($"/users/{userId}/backup_code")).Json!["user_id"]!.GetValue<string>());
        Assert.False((await backend.Get("/users/" + userId)).Json!["backup_code_enabled"]!.GetValue<bool>());
        Assert.Equal(userId, (await backend.Delete($"/users/{userId}/totp")).Json!["user_id"]!.GetValue<string>());
        Assert.False((await backend.Get("/users/" + userId)).Json!["totp_enabled"]!.GetValue<bool>());
        await visitor.AddTotp(foyer);
        Assert.Equal(200, (await backend.Delete($"/users/{userId}/mfa")).Status);
        Assert.False((await backend.Get("/users/" + userId)).Json!["two_factor_enabled"]!.GetValue<bool>());
        foreach (string what in new[] { "mfa", "totp", "backup_code" })
        {
            Assert.Equal(404, (await (await foyer.Backend(TestFoyer.OtherHost)).Delete($"/users/{userId}/{what}")).Status);
            Assert.Equal(404, (await backend.Delete($"/users/user_unknown/{what}")).Status);
        }
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Factors_of_another_system_are_taken_over(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, FactorSteps.AllOn);
        BackendApi backend = await foyer.Backend();
        const string Secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
        string userId = await backend.CreateUser("ada@example.com", more: new { totp_secret = Secret, backup_codes = new[] { "First-Code-01", "second code 02" } });
        Answer user = await backend.Get("/users/" + userId);
        Assert.True(user.Json!["totp_enabled"]!.GetValue<bool>() && user.Json["backup_code_enabled"]!.GetValue<bool>() && user.Json["two_factor_enabled"]!.GetValue<bool>());

        Visitor visitor = await foyer.Visit();
        Assert.Equal("complete", (await visitor.AttemptSecond(await visitor.AtSecondFactor(), "totp", FactorSteps.CodeOf(foyer, Secret))).Response.Status());
        Visitor another = await foyer.Visit();
        Assert.Equal("complete", (await another.AttemptSecond(await another.AtSecondFactor(), "backup_code", "firstcode01")).Response.Status());

        const string Other = "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU";
        Assert.Equal(200, (await backend.Patch("/users/" + userId, new { totp_secret = Other, backup_codes = new[] { "third-code" } })).Status);
        Visitor third = await foyer.Visit();
        Assert.Equal("complete", (await third.AttemptSecond(await third.AtSecondFactor(), "totp", FactorSteps.CodeOf(foyer, Other))).Response.Status());
        foreach (object wrong in new object[] { new { totp_secret = "JBSW" }, new { totp_secret = "not base 32!" }, new { totp_secret = 1 }, new { backup_codes = new[] { "x" } }, new { backup_codes = "x" } })
        {
            Assert.Equal(422, (await backend.Patch("/users/" + userId, wrong)).Status);
        }
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Where_apps_are_off_there_are_none(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        Answer refused = await (await foyer.SignedIn()).Post("/me/totp");
        Assert.Equal((403, "totp_not_available"), (refused.Status, refused.Code));
    }

    /// <summary>A code that is right in none of the steps near now.</summary>
    private static string Wrong(TestFoyer foyer, string secret)
    {
        string[] right = [.. Enumerable.Range(-3, 7).Select(steps => FactorSteps.CodeOf(foyer, secret, steps))];
        return new[] { "000000", "111111", "222222", "333333", "444444", "555555", "666666", "777777" }.First(code => !right.Contains(code));
    }
}
