namespace Foyer.Server.Tests.SignIns;

/// <summary>Sign-ins over HTTP, on both databases.</summary>
public sealed class SignInTests
{
    private const string Password = "correct horse battery";

    public static TheoryData<string> Both => Databases.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task An_identifier_brings_its_factors_and_the_password_completes(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        await (await foyer.Backend()).CreateUser("ada@example.com");
        Visitor visitor = await foyer.Visit();

        Answer begun = await visitor.Post("/client/sign_ins", ("identifier", "ADA@example.com"));
        Assert.Equal("needs_first_factor", begun.Response["status"]!.GetValue<string>());
        Assert.Equal(["password", "email_code", "reset_password_email_code"], begun.Response["supported_first_factors"]!.AsArray().Select(factor => factor!["strategy"]!.GetValue<string>()));
        Assert.Equal("ada@example.com", begun.Response["supported_first_factors"]![1]!["safe_identifier"]!.GetValue<string>());
        Assert.Null(begun.Response["created_session_id"]);

        Answer done = await visitor.Post($"/client/sign_ins/{begun.Response["id"]}/attempt_first_factor", ("strategy", "password"), ("password", Password));
        Assert.Equal("complete", done.Response["status"]!.GetValue<string>());
        Assert.Equal("verified", done.Response["first_factor_verification"]!["status"]!.GetValue<string>());
        Assert.Equal(done.Response["created_session_id"]!.GetValue<string>(), done.Client["last_active_session_id"]!.GetValue<string>());
        Assert.Equal("password", done.Client["last_authentication_strategy"]!.GetValue<string>());
        Assert.Null(done.Client["sign_in"]);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task One_request_with_identifier_and_password_is_enough(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        await (await foyer.Backend()).CreateUser("ada@example.com");
        Assert.StartsWith("sess_", await (await foyer.Visit()).SignIn("ada@example.com"));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_code_by_mail_signs_in(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        await (await foyer.Backend()).CreateUser("ada@example.com");
        Visitor visitor = await foyer.Visit();

        Answer sent = await visitor.Post("/client/sign_ins", ("strategy", "email_code"), ("identifier", "ada@example.com"));
        Assert.Equal(("unverified", "email_code"), (sent.Response["first_factor_verification"]!["status"]!.GetValue<string>(), sent.Response["first_factor_verification"]!["strategy"]!.GetValue<string>()));
        Answer done = await visitor.Post($"/client/sign_ins/{sent.Response["id"]}/attempt_first_factor", ("strategy", "email_code"), ("code", await foyer.Server.GetCodeAsync("ada@example.com")));

        Assert.Equal("complete", done.Response["status"]!.GetValue<string>());
        Assert.Equal("email_code", done.Client["last_authentication_strategy"]!.GetValue<string>());
    }

    /// <summary>The steps as the official components walk them: identifier, then a code to the address chosen.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task A_code_is_prepared_for_the_address_chosen(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        await (await foyer.Backend()).Post("/users", new { email_address = new[] { "ada@example.com", "ada@work.example" }, password = Password });
        Visitor visitor = await foyer.Visit();
        Answer begun = await visitor.Post("/client/sign_ins", ("identifier", "ada@example.com"));
        string path = "/client/sign_ins/" + begun.Response["id"];
        string chosen = begun.Response["supported_first_factors"]!.AsArray().Single(factor => factor!["strategy"]!.GetValue<string>() == "email_code" && factor["primary"]?.GetValue<bool>() != true)!["email_address_id"]!.GetValue<string>();

        Answer prepared = await visitor.Post(path + "/prepare_first_factor", ("strategy", "email_code"), ("email_address_id", chosen));

        Assert.Equal(("needs_first_factor", "unverified"), (prepared.Response["status"]!.GetValue<string>(), prepared.Response["first_factor_verification"]!["status"]!.GetValue<string>()));
        Answer read = await visitor.Get(path);
        Assert.Equal(prepared.Response["first_factor_verification"]!.ToJsonString(), read.Response["first_factor_verification"]!.ToJsonString());
        Assert.Equal(429, (await visitor.Post(path + "/prepare_first_factor", ("strategy", "email_code"), ("email_address_id", chosen))).Status);
        Answer done = await visitor.Post(path + "/attempt_first_factor", ("strategy", "email_code"), ("code", await foyer.Server.GetCodeAsync("ada@work.example")));
        Assert.Equal("complete", done.Response["status"]!.GetValue<string>());
        Assert.Equal("sign_in_wrong_step", (await visitor.Post(path + "/prepare_first_factor", ("strategy", "email_code"))).Code);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task What_cannot_be_prepared_is_refused(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        await backend.CreateUser("ada@example.com");
        string stranger = (await backend.Get("/users/" + await backend.CreateUser("bob@example.com"))).Json!["primary_email_address_id"]!.GetValue<string>();
        Visitor visitor = await foyer.Visit();
        string path = $"/client/sign_ins/{(await visitor.Post("/client/sign_ins", ("identifier", "ada@example.com"))).Response["id"]}/prepare_first_factor";

        foreach ((string? strategy, string? address, string code) in new (string?, string?, string)[]
        {
            (null, null, "form_param_nil"), ("phone_code", null, "strategy_for_user_invalid"), ("password", null, "strategy_for_user_invalid"),
            ("email_code", stranger, "strategy_for_user_invalid"), ("email_code", "idn_none", "strategy_for_user_invalid"),
        })
        {
            Answer refused = await visitor.Post(path, ("strategy", strategy), ("email_address_id", address));
            Assert.True(refused.Code == code && refused.Status is >= 400 and < 500, $"{strategy} {address} → {refused.Status} {refused.Code}");
        }

        Assert.Empty(await foyer.Server.GetInboxAsync(TestFoyer.PublishableKey(TestFoyer.DevelopmentHost)));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Usernames_sign_in_where_they_are_on_and_other_addresses_stay_masked(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { user_settings = new { attributes = new { username = new { enabled = true, used_for_first_factor = true } } } });
        await (await foyer.Backend()).CreateUser("ada@example.com", more: new { username = "ada_l" });
        Visitor visitor = await foyer.Visit();

        Answer begun = await visitor.Post("/client/sign_ins", ("identifier", "ADA_L"));

        Assert.Equal("a***@example.com", begun.Response["supported_first_factors"]![1]!["safe_identifier"]!.GetValue<string>());
        Assert.StartsWith("sess_", await visitor.SignIn("Ada_L"));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Refusals_name_the_field_and_the_reason(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        await backend.CreateUser("ada@example.com");
        await backend.Post("/users", new { email_address = new[] { "code-only@example.com" }, skip_password_requirement = true });
        Visitor visitor = await foyer.Visit();

        foreach ((string? strategy, string? identifier, string? password, int status, string code, string? param) in new (string?, string?, string?, int, string, string?)[]
        {
            (null, "nobody@example.com", null, 422, "form_identifier_not_found", "identifier"),
            (null, "ada@example.com\u0131", null, 422, "form_identifier_not_found", "identifier"),
            ("password", "ada@example.com", "wrong", 422, "form_password_incorrect", "password"),
            ("password", "ada@example.com", "", 422, "form_param_nil", "password"),
            ("password", "ada@example.com", Password + "\u0000", 400, "request_body_invalid", null),
            ("password", "ada@example.com", Password + " ", 422, "form_password_incorrect", "password"),
            ("password", "code-only@example.com", Password, 400, "strategy_for_user_invalid", null),
            ("password", null, Password, 422, "form_param_nil", "identifier"),
            ("carrier_pigeon", "ada@example.com", null, 422, "form_param_value_invalid", "strategy"),
            ("oauth_google", null, null, 422, "oauth_provider_not_enabled", "strategy"),
        })
        {
            Answer answer = await visitor.Post("/client/sign_ins", ("strategy", strategy), ("identifier", identifier), ("password", password));
            Assert.Equal((status, code, param), (answer.Status, answer.Code, answer.Param));
        }

        Assert.Equal(0, await foyer.Database.One<long>("SELECT count(*) FROM sessions", null, default));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Ten_wrong_passwords_lock_out_the_right_one_until_the_hour_is_over(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string user = await backend.CreateUser("ada@example.com");
        Visitor live = await foyer.Visit();
        string session = await live.SignIn("ada@example.com");
        Visitor visitor = await foyer.Visit();
        for (int guess = 0; guess < 10; guess++)
        {
            Assert.Equal("form_password_incorrect", (await Guess(visitor, "wrong")).Code);
        }

        Answer locked = await Guess(visitor, Password);
        Assert.Equal((403, "user_locked", 3600L), (locked.Status, locked.Code, locked.Json!["errors"]![0]!["meta"]!["lockout_expires_in_seconds"]!.GetValue<long>()));
        Assert.True((await backend.Get("/users/" + user)).Json!["locked"]!.GetValue<bool>());
        Assert.Equal(200, (await live.Post($"/client/sessions/{session}/tokens")).Status);

        foyer.Clock.Forward(TimeSpan.FromHours(1));
        Assert.Equal(200, (await Guess(visitor, Password)).Status);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task An_operator_opens_the_lock_at_once(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { user_settings = new { attack_protection = new { user_lockout = new { max_attempts = 1 } } } });
        BackendApi backend = await foyer.Backend();
        string user = await backend.CreateUser("ada@example.com");
        Visitor visitor = await foyer.Visit();
        await Guess(visitor, "wrong");
        Assert.Equal("user_locked", (await Guess(visitor, Password)).Code);

        await backend.Post($"/users/{user}/unlock");
        Assert.Equal(200, (await Guess(visitor, Password)).Status);
    }

    /// <summary>Guesses sent at once must not share one count: the limit is a limit on checks, not on answers seen.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task Parallel_guesses_are_each_counted(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        await (await foyer.Backend()).CreateUser("ada@example.com");
        Visitor[] visitors = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => foyer.Visit()));

        Answer[] answers = await Task.WhenAll(visitors.Select(visitor => Guess(visitor, "wrong")));

        Assert.Equal(10, answers.Count(answer => answer.Code == "form_password_incorrect"));
        Assert.Equal(30, answers.Count(answer => answer.Code == "user_locked"));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Wrong_codes_and_wrong_passwords_spend_one_budget(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        await (await foyer.Backend()).CreateUser("ada@example.com");
        Visitor visitor = await foyer.Visit();
        for (int guess = 0; guess < 7; guess++)
        {
            await Guess(visitor, "wrong");
        }

        Answer sent = await visitor.Post("/client/sign_ins", ("strategy", "email_code"), ("identifier", "ada@example.com"));
        string right = await foyer.Server.GetCodeAsync("ada@example.com");
        string path = $"/client/sign_ins/{sent.Response["id"]}/attempt_first_factor";
        for (int guess = 0; guess < 3; guess++)
        {
            Assert.Equal("form_code_incorrect", (await visitor.Post(path, ("strategy", "email_code"), ("code", right == "000000" ? "000001" : "000000"))).Code);
        }

        Assert.Equal("user_locked", (await visitor.Post(path, ("strategy", "email_code"), ("code", right))).Code);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_right_code_sent_a_hundred_times_at_once_wins_once(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { user_settings = new { attack_protection = new { user_lockout = new { enabled = false } } } });
        await (await foyer.Backend()).CreateUser("ada@example.com");
        Visitor visitor = await foyer.Visit();
        Answer sent = await visitor.Post("/client/sign_ins", ("strategy", "email_code"), ("identifier", "ada@example.com"));
        string code = await foyer.Server.GetCodeAsync("ada@example.com");

        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => visitor.Post($"/client/sign_ins/{sent.Response["id"]}/attempt_first_factor", ("strategy", "email_code"), ("code", code))));

        Assert.Single(answers, answer => answer.Status == 200);
        Assert.Equal(1, await foyer.Database.One<long>("SELECT count(*) FROM sessions", null, default));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_right_password_sent_many_times_at_once_makes_one_session(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { user_settings = new { attack_protection = new { user_lockout = new { enabled = false } } } });
        await (await foyer.Backend()).CreateUser("ada@example.com");
        Visitor visitor = await foyer.Visit();
        Answer begun = await visitor.Post("/client/sign_ins", ("identifier", "ada@example.com"));

        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => visitor.Post($"/client/sign_ins/{begun.Response["id"]}/attempt_first_factor", ("strategy", "password"), ("password", Password))));

        Assert.Single(answers, answer => answer.Status == 200);
        Assert.All(answers.Where(answer => answer.Status != 200), answer => Assert.Equal("sign_in_wrong_step", answer.Code));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Another_client_cannot_see_or_move_a_sign_in(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        await (await foyer.Backend()).CreateUser("ada@example.com");
        Visitor owner = await foyer.Visit();
        Answer sent = await owner.Post("/client/sign_ins", ("strategy", "email_code"), ("identifier", "ada@example.com"));
        string path = "/client/sign_ins/" + sent.Response["id"];
        Visitor stranger = await foyer.Visit();
        await stranger.Post("/client/sign_ins");

        Assert.Equal(404, (await stranger.Get(path)).Status);
        Assert.Equal(404, (await stranger.Post(path + "/prepare_first_factor", ("strategy", "email_code"))).Status);
        Assert.Equal(404, (await stranger.Post(path + "/attempt_first_factor", ("strategy", "email_code"), ("code", await foyer.Server.GetCodeAsync("ada@example.com")))).Status);
        Assert.Equal(404, (await stranger.Post(path + "/attempt_first_factor", ("strategy", "password"), ("password", Password))).Status);
        foyer.Clock.Forward(TimeSpan.FromHours(25));
        Assert.Equal(404, (await owner.Get(path)).Status);
    }

    /// <summary>Whoever held the cookie before the sign-in holds nothing after it.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task The_client_cookie_changes_at_sign_in_and_sign_out_and_the_old_one_is_dead(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        await (await foyer.Backend(TestFoyer.ProductionHost)).CreateUser("ada@example.com");
        Visitor visitor = foyer.VisitProduction();
        await visitor.Post("/client/sign_ins");
        string before = visitor.ClientCookie!;

        string session = await visitor.SignIn("ada@example.com");
        string during = visitor.ClientCookie!;
        Assert.NotEqual(before, during);
        Visitor fixated = foyer.VisitProduction();
        fixated.ClientCookie = before;
        Assert.Null((await fixated.Get("/client")).Json!["response"]);
        Assert.Equal(401, (await fixated.Post($"/client/sessions/{session}/tokens")).Status);

        Assert.Equal(200, (await visitor.Tunnel("DELETE", "/client/sessions")).Status);
        Assert.NotEqual(during, visitor.ClientCookie);
        Visitor thief = foyer.VisitProduction();
        thief.ClientCookie = during;
        Assert.Null((await thief.Get("/client")).Json!["response"]);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Production_cookies_are_as_the_protocol_says(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        await (await foyer.Backend(TestFoyer.ProductionHost)).CreateUser("ada@example.com");
        Visitor visitor = foyer.VisitProduction();

        Answer done = await visitor.Post("/client/sign_ins", ("strategy", "password"), ("identifier", "ada@example.com"), ("password", Password));

        string client = Assert.Single(done.SetCookies, cookie => cookie.StartsWith("__client=", StringComparison.Ordinal));
        Assert.Contains("httponly", client, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("secure", client, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", client, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("domain", client, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(client, done.SetCookies[^1]);
        Assert.Equal("max-age=31536000", done.Raw.Headers.GetValues("Strict-Transport-Security").Single());
        string updated = (done.Client["updated_at"]!.GetValue<long>() / 1000).ToString(System.Globalization.CultureInfo.InvariantCulture);
        foreach (string name in new[] { "__client_uat", "__client_uat_" + TestFoyer.Suffix(TestFoyer.ProductionHost) })
        {
            string uat = Assert.Single(done.SetCookies, cookie => cookie.StartsWith(name + "=", StringComparison.Ordinal));
            Assert.StartsWith($"{name}={updated};", uat);
            Assert.Contains("domain=example.com", uat);
            Assert.DoesNotContain("httponly", uat, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Somebody_signed_in_must_sign_out_first_or_use_several_sessions(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        await (await foyer.Backend()).CreateUser("ada@example.com");
        Visitor visitor = await foyer.Visit();
        string session = await visitor.SignIn("ada@example.com");
        Answer again = await Guess(visitor, Password);
        Assert.Equal((400, "session_exists", session), (again.Status, again.Code, again.Json!["errors"]![0]!["meta"]!["session_id"]!.GetValue<string>()));

        await using TestFoyer several = await TestFoyer.Start(database, new { auth_config = new { single_session_mode = false } });
        BackendApi backend = await several.Backend();
        await backend.CreateUser("ada@example.com");
        await backend.CreateUser("bob@example.com");
        Visitor both = await several.Visit();
        string ada = await both.SignIn("ada@example.com");
        await both.SignIn("bob@example.com");
        Assert.Equal(2, (await both.Get("/client")).Response["sessions"]!.AsArray().Count);
        Answer same = await Guess(both, Password);
        Assert.Equal(("identifier_already_signed_in", ada), (same.Code, same.Json!["errors"]![0]!["meta"]!["session_id"]!.GetValue<string>()));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_banned_person_comes_in_by_no_door(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string user = await backend.CreateUser("ada@example.com");
        await backend.Post($"/users/{user}/ban");
        Visitor visitor = await foyer.Visit();

        Assert.Equal((403, "user_banned"), Shape(await Guess(visitor, Password)));
        Answer sent = await visitor.Post("/client/sign_ins", ("strategy", "email_code"), ("identifier", "ada@example.com"));
        Assert.Equal((403, "user_banned"), Shape(await visitor.Post($"/client/sign_ins/{sent.Response["id"]}/attempt_first_factor", ("strategy", "email_code"), ("code", await foyer.Server.GetCodeAsync("ada@example.com")))));
        Assert.Equal((422, "user_banned"), Shape(await backend.Post("/sessions", new { user_id = user })));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task An_empty_create_starts_afresh_and_each_step_leaves_its_trace(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        await (await foyer.Backend()).CreateUser("ada@example.com");
        Visitor visitor = await foyer.Visit();
        Answer first = await visitor.Post("/client/sign_ins", ("identifier", "ada@example.com"));
        Answer second = await visitor.Post("/client/sign_ins");
        Assert.Equal("needs_identifier", second.Response["status"]!.GetValue<string>());
        Assert.NotEqual(first.Response["id"]!.GetValue<string>(), second.Client["sign_in"]!["id"]!.GetValue<string>());

        Answer third = await Guess(visitor, "wrong");
        Answer signIn = await visitor.Post("/client/sign_ins", ("identifier", "ada@example.com"));
        string id = signIn.Response["id"]!.GetValue<string>();
        await visitor.Post($"/client/sign_ins/{id}/attempt_first_factor", ("strategy", "password"), ("password", "wrong"));
        foyer.Clock.Forward(TimeSpan.FromMilliseconds(5));
        await visitor.Post($"/client/sign_ins/{id}/attempt_first_factor", ("strategy", "password"), ("password", Password));
        Assert.Equal("form_password_incorrect", third.Code);
        Assert.Equal(["needs_first_factor", "form_password_incorrect", "complete"],
            (await foyer.Database.Many<string>("SELECT decided FROM decision_traces WHERE attempt_id = @id ORDER BY at, CASE decided WHEN 'needs_first_factor' THEN 0 ELSE 1 END", new { id }, default)));
    }

    /// <summary>A copy of the database gives nobody a way in: codes, tokens, keys and passwords are not in it.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task Nothing_secret_stands_in_the_database(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        Visitor visitor = await foyer.Visit();
        Visitor production = foyer.VisitProduction();
        await visitor.SignUp("ada@example.com", "my secret password");
        string code = await foyer.Server.GetCodeAsync("ada@example.com");
        await production.SignUp("eve@example.com", "my secret password");
        await visitor.Get("/client/handshake?format=nonce&redirect_url=" + Uri.EscapeDataString(TestFoyer.App));
        string[] secrets = ["my secret password", visitor.DevBrowser!, production.ClientCookie!, (await foyer.Backend()).SecretKey, "BEGIN PRIVATE KEY", $"\"{code}\"", $"{code} is your", "eyJhbGciOi"];

        string tables = foyer.Database.Dialect.IsSqlite
            ? "SELECT name FROM sqlite_master WHERE type = 'table'"
            : "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'";
        int rows = 0;
        foreach (string table in await foyer.Database.Many<string>(tables, null, default))
        {
            foreach (IDictionary<string, object> row in await foyer.Database.Many<dynamic>($"SELECT * FROM \"{table}\"", null, default))
            {
                rows++;
                string text = string.Join('\n', row.Values);
                Assert.All(secrets, secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
            }
        }

        Assert.True(rows > 30, "there must be something to look at");
    }

    private static Task<Answer> Guess(Visitor visitor, string password) => visitor.Post("/client/sign_ins", ("strategy", "password"), ("identifier", "ada@example.com"), ("password", password));

    private static (int Status, string? Code) Shape(Answer answer) => (answer.Status, answer.Code);
}
