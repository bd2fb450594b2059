namespace Foyer.Server.Tests.BackupCodes;

/// <summary>Backup codes over HTTP, on both databases.</summary>
public sealed class BackupCodeTests
{
    public static TheoryData<string> Both => Databases.Both;

    /// <summary>Case 233.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task Of_a_hundred_uses_of_one_code_one_signs_in(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, FactorSteps.AllOn);
        (_, IReadOnlyList<string> codes) = await (await foyer.SignedIn()).AddTotp(foyer);
        List<(Visitor Visitor, Answer SignIn)> attempts = [];
        for (int i = 0; i < 10; i++)
        {
            Visitor visitor = await foyer.Visit();
            attempts.Add((visitor, await visitor.AtSecondFactor()));
        }

        Answer[] answers = await Task.WhenAll(attempts.SelectMany(attempt => Enumerable.Range(0, 10).Select(_ => attempt.Visitor.AttemptSecond(attempt.SignIn, "backup_code", codes[3]))));

        Assert.Single(answers, answer => answer.Status == 200);
        Assert.Equal(2, await foyer.Database.One<long>("SELECT count(*) FROM sessions", null, default));
        Assert.Equal(1, await foyer.Database.One<long>("SELECT count(*) FROM backup_codes WHERE used_at IS NOT NULL", null, default));
    }

    /// <summary>They come with the first second factor, whichever that is, and with no other.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task A_number_that_becomes_the_first_second_factor_brings_codes_too(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new
        {
            user_settings = new { attributes = new { backup_code = new { enabled = true }, phone_number = new { enabled = true, used_for_second_factor = true, second_factors = new[] { "phone_code" } } } },
        });
        string ada = await (await foyer.Backend()).CreateUser("ada@example.com", more: new { phone_number = new[] { "+14155550123", "+14155550124" } });
        await foyer.Database.Write(tx => tx.Run("UPDATE phone_numbers SET verification_status = 'verified', verification_strategy = 'admin' WHERE user_id = @ada", new { ada }), CancellationToken.None);
        Visitor owner = await foyer.SignedIn();
        string[] numbers = [.. (await owner.Get("/me/phone_numbers")).Json!.AsArray().Select(number => number!["id"]!.GetValue<string>())];

        Answer first = await owner.Tunnel("PATCH", "/me/phone_numbers/" + numbers[0], ("reserved_for_second_factor", "true"));
        string[] codes = [.. first.Response["backup_codes"]!.AsArray().Select(code => code!.GetValue<string>())];
        Assert.Equal(10, codes.Distinct().Count());
        Assert.Null((await owner.Tunnel("PATCH", "/me/phone_numbers/" + numbers[1], ("reserved_for_second_factor", "true"))).Response["backup_codes"]);
        Assert.Null((await owner.Get("/me/phone_numbers/" + numbers[0])).Response["backup_codes"]);

        Visitor visitor = await foyer.Visit();
        Answer done = await visitor.AttemptSecond(await visitor.AtSecondFactor(), "backup_code", codes[0]);
        Assert.Equal((200, "complete"), (done.Status, done.Response.Status()));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_code_works_however_it_is_written_and_all_of_them_run_out(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, FactorSteps.AllOn);
        Visitor owner = await foyer.SignedIn();
        (_, IReadOnlyList<string> codes) = await owner.AddTotp(foyer);
        Assert.Equal(10, codes.Distinct().Count());
        foreach (string code in codes)
        {
            Visitor visitor = await foyer.Visit();
            Answer done = await visitor.AttemptSecond(await visitor.AtSecondFactor(), "backup_code", $" {code[..5].ToUpperInvariant()}-{code[5..]} ");
            Assert.Equal((200, "complete"), (done.Status, done.Response.Status()));
        }

        Assert.False((await owner.Get("/me")).Response["backup_code_enabled"]!.GetValue<bool>());
        Answer second = await (await foyer.Visit()).AtSecondFactor();
        Assert.Equal(["totp"], second.Response["supported_second_factors"]!.AsArray().Select(factor => factor!["strategy"]!.GetValue<string>()));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_new_set_makes_the_one_before_worthless(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, FactorSteps.AllOn);
        Visitor owner = await foyer.SignedIn();
        Answer early = await owner.Post("/me/backup_codes");
        Assert.Equal((400, "backup_codes_need_second_factor"), (early.Status, early.Code));
        (_, IReadOnlyList<string> old) = await owner.AddTotp(foyer);

        // The SDK writes a slash at the end.
        Answer made = await owner.Post("/me/backup_codes/");
        Assert.Equal((200, "backup_code", 10), (made.Status, made.Response["object"]!.GetValue<string>(), made.Response["codes"]!.AsArray().Count));
        Visitor visitor = await foyer.Visit();
        Answer second = await visitor.AtSecondFactor();
        Assert.Equal("form_code_incorrect", (await visitor.AttemptSecond(second, "backup_code", old[0])).Code);
        Assert.Equal("complete", (await visitor.AttemptSecond(second, "backup_code", made.Response["codes"]![0]!.GetValue<string>())).Response.Status());
        Assert.DoesNotContain(made.Response["codes"]![1]!.GetValue<string>(), string.Join('\n', await foyer.Database.Many<string>("SELECT digest FROM backup_codes", null, default)), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Somebody_elses_code_is_no_code(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, FactorSteps.AllOn);
        (_, IReadOnlyList<string> hers) = await (await foyer.SignedIn("ada@example.com")).AddTotp(foyer);
        await (await foyer.SignedIn("bob@example.com")).AddTotp(foyer);
        Visitor visitor = await foyer.Visit();

        Assert.Equal("form_code_incorrect", (await visitor.AttemptSecond(await visitor.AtSecondFactor("bob@example.com"), "backup_code", hers[0])).Code);
    }

    /// <summary>The digests are published ones (crypt_blowfish, of "U*U" and "U*U*").</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task Codes_of_another_system_are_taken_over_as_its_digests(string database)
    {
        const string Secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", First = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", Second = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK";
        await using TestFoyer foyer = await TestFoyer.Start(database, FactorSteps.AllOn);
        BackendApi backend = await foyer.Backend();
        string user = await backend.CreateUser("ada@example.com", more: new { totp_secret = Secret, backup_codes = new[] { First, Second, "plain-code-03" } });
        Assert.DoesNotContain("CCCC", string.Join('\n', await foyer.Database.Many<string>("SELECT digest FROM backup_codes", null, default)), StringComparison.Ordinal);

        Visitor visitor = await foyer.Visit();
        Answer at = await visitor.AtSecondFactor();
        Assert.Equal("form_code_incorrect", (await visitor.AttemptSecond(at, "backup_code", "U*V")).Code);
        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => visitor.AttemptSecond(at, "backup_code", "U*U")));
        Assert.Single(answers, answer => answer.Status == 200);
        Visitor again = await foyer.Visit();
        at = await again.AtSecondFactor();
        Assert.Equal("form_code_incorrect", (await again.AttemptSecond(at, "backup_code", "U*U")).Code);
        Assert.Equal("complete", (await again.AttemptSecond(at, "backup_code", "plaincode03")).Response.Status());

        Assert.Equal(404, (await (await foyer.Backend(TestFoyer.OtherHost)).Post($"/users/{user}/verify_totp", new { code = "U*U*" })).Status);
        Assert.Equal("backup_code", (await backend.Post($"/users/{user}/verify_totp", new { code = "U*U*" })).Json!["code_type"]!.GetValue<string>());
        Assert.False((await backend.Get("/users/" + user)).Json!["backup_code_enabled"]!.GetValue<bool>());

        foreach (string wrong in new[] { "$2a$05$short", "$2a$13" + First[6..] })
        {
            Answer refused = await backend.Patch("/users/" + user, new { backup_codes = new[] { wrong } });
            Assert.Equal((422, "backup_codes"), (refused.Status, refused.Param));
        }

        Assert.Equal(422, (await backend.Patch("/users/" + user, new { backup_codes = Enumerable.Repeat(First, 11) })).Status);
    }

    /// <summary>Each guess costs as many hashes as there are digests, so it is paid for before.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task Guesses_at_digests_have_the_budget_of_all_second_factors(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, FactorSteps.AllOn);
        await (await foyer.Backend()).CreateUser("ada@example.com", more: new { totp_secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", backup_codes = new[] { "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW" } });
        int tried = 0, refused = 0;
        for (int sitting = 0; sitting < 4 && refused == 0; sitting++)
        {
            await (await foyer.Backend()).Post($"/users/{await foyer.Database.One<string>("SELECT id FROM users", null, default)}/unlock");
            Visitor visitor = await foyer.Visit();
            Answer at = await visitor.AtSecondFactor();
            for (int guess = 0; guess < 6 && refused == 0; guess++)
            {
                Answer answer = await visitor.AttemptSecond(at, "backup_code", "wrong" + guess);
                (tried, refused) = answer.Status == 429 ? (tried, refused + 1) : (tried + 1, refused);
            }
        }

        Assert.Equal((20, 1), (tried, refused));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Where_backup_codes_are_off_none_come_with_the_app(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { user_settings = new { attributes = new { authenticator_app = new { enabled = true } } } });
        Visitor owner = await foyer.SignedIn();
        (_, IReadOnlyList<string> codes) = await owner.AddTotp(foyer);
        Assert.Empty(codes);
        Answer refused = await owner.Post("/me/backup_codes");
        Assert.Equal((403, "backup_codes_not_available"), (refused.Status, refused.Code));
    }
}
