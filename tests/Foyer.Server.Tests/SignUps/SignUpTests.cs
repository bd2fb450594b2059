using System.Text.Json.Nodes;

namespace Foyer.Server.Tests.SignUps;

/// <summary>Sign-ups over HTTP, on both databases.</summary>
public sealed class SignUpTests
{
    public static TheoryData<string> Both => Databases.Both;

    /// <summary>The rule holds over all requests of a sign-up, whichever comes first.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task A_password_is_no_identifier_given_before_or_after_it(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { user_settings = new { attributes = new { username = new { enabled = true } } } });
        Visitor visitor = await foyer.Visit();
        Answer begun = await visitor.Post("/client/sign_ups", ("email_address", "grace@example.com"));
        string path = "/client/sign_ups/" + begun.Response["id"];
        Answer refused = await visitor.Tunnel("PATCH", path, ("password", "Grace@Example.com"));
        Assert.Equal((422, "form_password_matches_identifier", "password"), (refused.Status, refused.Code, refused.Param));
        Assert.Equal(200, (await visitor.Tunnel("PATCH", path, ("password", "grace_hopper_1906"))).Status);
        Answer named = await visitor.Tunnel("PATCH", path, ("username", "grace_hopper_1906"));
        Assert.Equal((422, "password"), (named.Status, named.Param));
        Assert.Equal(200, (await visitor.Tunnel("PATCH", path, ("username", "grace_hopper"))).Status);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Where_nothing_is_proven_at_sign_up_it_is_over_at_once_and_the_first_code_proves_the_address(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { user_settings = new { attributes = new { email_address = new { verify_at_sign_up = false } } } });
        Visitor visitor = await foyer.Visit();
        Answer done = await visitor.Post("/client/sign_ups", ("email_address", "ada@example.com"), ("password", "correct horse battery"));
        Assert.Equal((200, "complete"), (done.Status, done.Response["status"]!.GetValue<string>()));
        JsonNode address = done.Client["sessions"]![0]!["user"]!["email_addresses"]![0]!;
        Assert.Equal((true, null), (address["reserved"]!.GetValue<bool>(), address["verification"]?["status"]?.GetValue<string>()));
        Assert.Empty(await foyer.Server.GetInboxAsync());
        Assert.Equal("form_identifier_exists", (await (await foyer.Visit()).Post("/client/sign_ups", ("email_address", "ada@example.com"))).Code);

        Visitor again = await foyer.Visit();
        Answer sent = await again.Post("/client/sign_ins", ("identifier", "ada@example.com"), ("strategy", "email_code"));
        Answer signedIn = await again.Post($"/client/sign_ins/{sent.Response["id"]}/attempt_first_factor", ("strategy", "email_code"), ("code", await foyer.Server.GetCodeAsync("ada@example.com")));
        JsonNode proven = signedIn.Client["sessions"]![0]!["user"]!["email_addresses"]![0]!;
        Assert.Equal((false, "verified"), (proven["reserved"]!.GetValue<bool>(), proven["verification"]!["status"]!.GetValue<string>()));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_name_nobody_asks_for_is_refused_by_its_name(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { user_settings = new { attributes = new { last_name = new { enabled = false } } } });
        Visitor visitor = await foyer.Visit();
        Answer refused = await visitor.Post("/client/sign_ups", ("first_name", "Ada"), ("last_name", "Lovelace"));
        Assert.Equal((422, "feature_not_available", "last_name"), (refused.Status, refused.Code, refused.Param));
        Assert.Equal(200, (await visitor.Post("/client/sign_ups", ("first_name", "Ada"), ("last_name", ""))).Status);
    }

    /// <summary>WIRE §15: a test asks again at once, as often as it likes.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task A_test_address_has_no_limits_of_sending(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        foreach ((string address, int status) in new[] { ("ada+clerk_test@example.com", 200), ("ada@example.com", 429) })
        {
            Visitor visitor = await foyer.Visit();
            Answer begun = await visitor.Post("/client/sign_ups", ("email_address", address), ("password", "correct horse battery"));
            string prepare = $"/client/sign_ups/{begun.Response["id"]}/prepare_verification";
            Assert.Equal(200, (await visitor.Post(prepare, ("strategy", "email_code"))).Status);
            for (int again = 0; again < 35; again++)
            {
                Assert.Equal((address, status), (address, (await visitor.Post(prepare, ("strategy", "email_code"))).Status));
            }
        }

        Assert.Single(await foyer.Server.GetInboxAsync());
    }

    /// <summary>Case 119: nobody gives themselves a name that people take for the application's own.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task Reserved_and_misleading_usernames_are_refused(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { user_settings = new { attributes = new { username = new { enabled = true } } } });
        Visitor visitor = await foyer.Visit();
        foreach ((string name, string code) in new[]
        {
            ("admin", "form_username_reserved"), ("Support", "form_username_reserved"), ("SECURITY", "form_username_reserved"),
            ("аdmin", "form_username_invalid_character"), ("ａdmin", "form_username_invalid_character"), ("ad\u200Bmin", "form_username_invalid_character"),
            ("\u202Enimda", "form_username_invalid_character"), (" ada ", "form_username_invalid_character"), ("ada lovelace", "form_username_invalid_character"),
            (new string('a', 4096), "form_username_invalid_length"), ("abc", "form_username_invalid_length"),
        })
        {
            Answer refused = await visitor.Post("/client/sign_ups", ("username", name));
            Assert.Equal((name, 422, code, "username"), (name, refused.Status, refused.Code, refused.Param));
        }

        string ada = await (await foyer.Backend()).CreateUser("ada@example.com");
        await visitor.SignIn("ada@example.com");
        Assert.Equal("form_username_reserved", (await visitor.Tunnel("PATCH", "/me", ("username", "admin"))).Code);
        // The operator's word is another thing.
        Assert.Equal("admin", (await (await foyer.Backend()).Patch("/users/" + ada, new { username = "admin" })).Json!["username"]!.GetValue<string>());
    }

    /// <summary>What was given stays given: the page that shows the end must not ask for a password again (WIRE §7.7).</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task A_completed_sign_up_lacks_nothing_and_says_whether_it_had_a_password(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { user_settings = new { attributes = new { email_address = new { verify_at_sign_up = false } } } });
        Visitor visitor = await foyer.Visit();
        Answer done = await visitor.Post("/client/sign_ups", ("email_address", "ada@example.com"), ("password", "correct horse battery"));
        foreach (Answer answer in new[] { done, await visitor.Get("/client/sign_ups/" + done.Response["id"]) })
        {
            Assert.Equal(("complete", "[]", true, true), (answer.Response["status"]!.GetValue<string>(), answer.Response["missing_fields"]!.ToJsonString(),
                answer.Response["has_password"]!.GetValue<bool>(), answer.Response["password_enabled"]!.GetValue<bool>()));
        }

        // The hash itself has gone to the user.
        Assert.Equal("", await foyer.Database.One<string>("SELECT password_hash FROM sign_ups", null, CancellationToken.None));

        await using TestFoyer without = await TestFoyer.Start(database, new { user_settings = new { attributes = new { email_address = new { verify_at_sign_up = false }, password = new { required = false } } } });
        Answer other = await (await without.Visit()).Post("/client/sign_ups", ("email_address", "ada@example.com"));
        Assert.Equal(("complete", false), (other.Response["status"]!.GetValue<string>(), other.Response["has_password"]!.GetValue<bool>()));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_code_proves_the_address_and_makes_user_and_session(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        Visitor visitor = await foyer.Visit();

        Answer begun = await visitor.Post("/client/sign_ups", ("email_address", "Ada@Example.com"), ("password", "correct horse battery"), ("first_name", "Ada"), ("unsafe_metadata", """{"plan":"pro"}"""));
        string id = begun.Response["id"]!.GetValue<string>();
        Assert.Equal("ada@example.com", begun.Response["email_address"]!.GetValue<string>());
        Assert.Equal("""["email_address"]""", begun.Response["unverified_fields"]!.ToJsonString());
        Assert.Equal("[]", begun.Response["missing_fields"]!.ToJsonString());
        Assert.Null(begun.Response["verifications"]!["email_address"]);
        Assert.Equal(id, begun.Client["sign_up"]!["id"]!.GetValue<string>());

        Answer prepared = await visitor.Post($"/client/sign_ups/{id}/prepare_verification", ("strategy", "email_code"));
        Assert.Equal("needs_attempt", prepared.Response["verifications"]!["email_address"]!["next_action"]!.GetValue<string>());

        Answer done = await visitor.Post($"/client/sign_ups/{id}/attempt_verification", ("strategy", "email_code"), ("code", await foyer.Server.GetCodeAsync("ada@example.com")));
        Assert.Equal("complete", done.Response["status"]!.GetValue<string>());
        string session = done.Response["created_session_id"]!.GetValue<string>();
        Assert.Equal(session, done.Client["last_active_session_id"]!.GetValue<string>());
        Assert.Null(done.Client["sign_up"]);
        JsonNode user = done.Client["sessions"]![0]!["user"]!;
        Assert.Equal("Ada", user["first_name"]!.GetValue<string>());
        Assert.Equal("pro", user["unsafe_metadata"]!["plan"]!.GetValue<string>());
        Assert.Equal("verified", user["email_addresses"]![0]!["verification"]!["status"]!.GetValue<string>());
        Assert.Null(user["private_metadata"]);
        Assert.StartsWith("eyJ", done.Client["sessions"]![0]!["last_active_token"]!["jwt"]!.GetValue<string>());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Fields_may_come_step_by_step(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { user_settings = new { attributes = new { username = new { enabled = true, required = true } } } });
        Visitor visitor = await foyer.Visit();

        Answer begun = await visitor.Post("/client/sign_ups");
        string id = begun.Response["id"]!.GetValue<string>();
        Assert.Equal("""["email_address","username","password"]""", begun.Response["missing_fields"]!.ToJsonString());
        await visitor.Tunnel("PATCH", $"/client/sign_ups/{id}", ("email_address", "ada@example.com"));
        await visitor.Post($"/client/sign_ups/{id}/prepare_verification", ("strategy", "email_code"));
        Answer proven = await visitor.Post($"/client/sign_ups/{id}/attempt_verification", ("strategy", "email_code"), ("code", await foyer.Server.GetCodeAsync("ada@example.com")));
        Assert.Equal("missing_requirements", proven.Response["status"]!.GetValue<string>());
        Assert.Equal("""["username","password"]""", proven.Response["missing_fields"]!.ToJsonString());
        Answer done = await visitor.Tunnel("PATCH", $"/client/sign_ups/{id}", ("username", "ada_l"), ("password", "correct horse battery"));

        Assert.Equal("complete", done.Response["status"]!.GetValue<string>());
        Assert.Equal("ada_l", done.Client["sessions"]![0]!["user"]!["username"]!.GetValue<string>());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Fields_of_the_operators_own_are_checked_waited_for_and_kept(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new
        {
            user_settings = new { sign_up = new { custom_fields = new object[] { new { key = "company", required = true, max_length = 10, labels = new { en = "Company" } }, new { key = "seats", type = "number" } } } },
        });
        Visitor visitor = await foyer.Visit();
        Assert.Equal("company", (await visitor.Get("/environment")).Json!["user_settings"]!["sign_up"]!["custom_fields"]![0]!["key"]!.GetValue<string>());

        Answer unfit = await visitor.Post("/client/sign_ups", ("unsafe_metadata", """{"company":"much too long"}"""));
        Assert.Equal((422, "form_param_max_length_exceeded", "custom_company"), (unfit.Status, unfit.Code, unfit.Param));
        Answer begun = await visitor.Post("/client/sign_ups", ("email_address", "ada@example.com"), ("password", "correct horse battery"), ("unsafe_metadata", """{"seats":3}"""));
        string id = begun.Response["id"]!.GetValue<string>();
        Assert.Equal("""["custom_company"]""", begun.Response["missing_fields"]!.ToJsonString());
        Assert.Contains("custom_company", begun.Response["required_fields"]!.AsArray().Select(name => name!.GetValue<string>()));
        Assert.Contains("custom_seats", begun.Response["optional_fields"]!.AsArray().Select(name => name!.GetValue<string>()));
        await visitor.Post($"/client/sign_ups/{id}/prepare_verification", ("strategy", "email_code"));
        Answer proven = await visitor.Post($"/client/sign_ups/{id}/attempt_verification", ("strategy", "email_code"), ("code", await foyer.Server.GetCodeAsync("ada@example.com")));
        Assert.Equal("missing_requirements", proven.Response["status"]!.GetValue<string>());
        Answer done = await visitor.Tunnel("PATCH", $"/client/sign_ups/{id}", ("unsafe_metadata", """{"company":"Acme","seats":3}"""));

        Assert.Equal("complete", done.Response["status"]!.GetValue<string>());
        Assert.Equal("""{"company":"Acme","seats":3}""", done.Client["sessions"]![0]!["user"]!["unsafe_metadata"]!.ToJsonString());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Refusals_name_the_field_and_the_reason(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { user_settings = new { attributes = new { username = new { enabled = true } }, restrictions = new { block_email_subaddresses = new { enabled = true } } } });
        BackendApi backend = await foyer.Backend();
        await backend.CreateUser("taken@example.com", more: new { username = "taken_name" });
        Visitor visitor = await foyer.Visit();

        foreach ((string name, string value, int status, string code) in new[]
        {
            ("email_address", "no address", 422, "form_param_format_invalid"),
            ("email_address", "\"a@b\"@example.com", 422, "form_param_format_invalid"),
            ("email_address", "аda@example.com", 422, "form_param_format_invalid"),
            ("email_address", "TAKEN@example.com", 422, "form_identifier_exists"),
            ("email_address", "taken@EXAMPLE.com.", 422, "form_identifier_exists"),
            ("email_address", "ada+tag@example.com", 422, "form_email_address_blocked"),
            ("username", "Taken_Name", 422, "form_identifier_exists"),
            ("username", "abc", 422, "form_username_invalid_length"),
            ("username", "а_cyrillic", 422, "form_username_invalid_character"),
            ("username", "12345", 422, "form_username_needs_non_number_char"),
            ("password", "short", 422, "form_password_length_too_short"),
            ("password", new string('x', 73), 422, "form_password_length_too_long"),
            ("unsafe_metadata", "[1]", 422, "form_param_type_invalid"),
            ("unsafe_metadata", "{", 422, "form_param_format_invalid"),
            ("phone_number", "+15555550100", 422, "feature_not_available"),
            ("strategy", "oauth_google", 422, "oauth_provider_not_enabled"),
        })
        {
            Answer answer = await visitor.Post("/client/sign_ups", (name, value));
            Assert.Equal((status, code, name), (answer.Status, answer.Code, answer.Param));
        }

        Assert.Equal(1, (await backend.Get("/users/count")).Json!["total_count"]!.GetValue<int>());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task What_only_the_server_decides_cannot_be_posted(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        Visitor visitor = await foyer.Visit();

        Answer begun = await visitor.Post("/client/sign_ups", ("email_address", "ada@example.com"), ("password", "correct horse battery"), ("email_address_verified", "true"), ("status", "complete"),
            ("public_metadata", """{"role":"admin"}"""), ("private_metadata", """{"role":"admin"}"""), ("external_id", "x"), ("created_user_id", "user_x"), ("role", "admin"));

        Assert.Equal("missing_requirements", begun.Response["status"]!.GetValue<string>());
        string id = begun.Response["id"]!.GetValue<string>();
        Answer patched = await visitor.Tunnel("PATCH", $"/client/sign_ups/{id}", ("email_address_verified", "true"), ("status", "complete"), ("public_metadata", """{"role":"admin"}"""));
        Assert.Equal("missing_requirements", patched.Response["status"]!.GetValue<string>());
        await visitor.Post($"/client/sign_ups/{id}/prepare_verification", ("strategy", "email_code"));
        Answer done = await visitor.Post($"/client/sign_ups/{id}/attempt_verification", ("code", await foyer.Server.GetCodeAsync("ada@example.com")));
        JsonNode user = (await (await foyer.Backend()).Get("/users/" + done.Response["created_user_id"]!.GetValue<string>())).Json!;
        Assert.Equal(("{}", "{}", null), (user["public_metadata"]!.ToJsonString(), user["private_metadata"]!.ToJsonString(), user["external_id"]?.GetValue<string>()));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Five_wrong_codes_end_the_verification_even_for_the_right_one(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        Visitor visitor = await foyer.Visit();
        string id = await Prepared(visitor, "ada@example.com");
        string right = await foyer.Server.GetCodeAsync("ada@example.com");
        string wrong = right == "000000" ? "000001" : "000000";

        for (int attempt = 0; attempt < 5; attempt++)
        {
            Assert.Equal((422, "form_code_incorrect"), await Attempt(visitor, id, wrong));
        }

        Assert.Equal((400, "verification_failed"), await Attempt(visitor, id, right));
        foyer.Clock.Forward(TimeSpan.FromSeconds(31));
        await visitor.Post($"/client/sign_ups/{id}/prepare_verification", ("strategy", "email_code"));
        Assert.Equal((200, null), await Attempt(visitor, id, await foyer.Server.GetCodeAsync("ada@example.com")));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_code_is_exactly_six_ascii_digits(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        Visitor visitor = await foyer.Visit();
        string id = await Prepared(visitor, "ada@example.com");
        string right = await foyer.Server.GetCodeAsync("ada@example.com");
        string fullWidth = string.Concat(right.Select(digit => (char)(digit - '0' + '０')));

        Assert.Equal((422, "form_code_incorrect"), await Attempt(visitor, id, right + "0"));
        Assert.Equal((422, "form_code_incorrect"), await Attempt(visitor, id, " " + right));
        Assert.Equal((422, "form_code_incorrect"), await Attempt(visitor, id, fullWidth));
        Assert.Equal((200, null), await Attempt(visitor, id, right));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_code_works_ten_minutes_and_not_after_a_newer_one(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        Visitor visitor = await foyer.Visit();
        string id = await Prepared(visitor, "ada@example.com");
        string first = await foyer.Server.GetCodeAsync("ada@example.com");

        Answer tooSoon = await visitor.Post($"/client/sign_ups/{id}/prepare_verification", ("strategy", "email_code"));
        Assert.Equal((429, "too_many_requests", "30"), (tooSoon.Status, tooSoon.Code, tooSoon.Raw.Headers.RetryAfter?.ToString()));

        foyer.Clock.Forward(TimeSpan.FromMinutes(10) + TimeSpan.FromSeconds(1));
        Assert.Equal((400, "verification_expired"), await Attempt(visitor, id, first));
        await visitor.Post($"/client/sign_ups/{id}/prepare_verification", ("strategy", "email_code"));
        string second = await foyer.Server.GetCodeAsync("ada@example.com");
        if (first != second)
        {
            Assert.Equal((422, "form_code_incorrect"), await Attempt(visitor, id, first));
        }

        Assert.Equal((200, null), await Attempt(visitor, id, second));
        (int Status, string? Code) again = await Attempt(visitor, id, second);
        Assert.Equal((400, "verification_already_verified"), again);
    }

    /// <summary>Sent at once, a right code makes one user and one session, however many ask.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task A_right_code_sent_a_hundred_times_at_once_wins_once(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        Visitor visitor = await foyer.Visit();
        string id = await Prepared(visitor, "ada@example.com");
        string code = await foyer.Server.GetCodeAsync("ada@example.com");

        (int Status, string? Code)[] answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Attempt(visitor, id, code)));

        Assert.Single(answers, answer => answer.Status == 200);
        Assert.DoesNotContain(answers, answer => answer.Status >= 500);
        Assert.Equal(1, await foyer.Database.One<long>("SELECT count(*) FROM sessions", null, default));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Two_people_proving_one_address_at_once_make_one_user(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        Visitor[] visitors = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => foyer.Visit()));
        List<(Visitor Visitor, string Id, string Code)> ready = [];
        foreach (Visitor visitor in visitors)
        {
            string id = await Prepared(visitor, "ada@example.com");
            ready.Add((visitor, id, await foyer.Server.GetCodeAsync("ada@example.com")));
            foyer.Clock.Forward(TimeSpan.FromSeconds(1));
        }

        (int Status, string? Code)[] answers = await Task.WhenAll(ready.Select(item => Attempt(item.Visitor, item.Id, item.Code)));

        Assert.Single(answers, answer => answer.Status == 200);
        Assert.Equal(3, answers.Count(answer => answer == (422, "form_identifier_exists")));
        Assert.Equal(1, await foyer.Database.One<long>("SELECT count(*) FROM users", null, default));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Abandoned_sign_ups_hold_nothing_against_the_owner_of_an_address(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        for (int squatter = 0; squatter < 20; squatter++)
        {
            await Prepared(await foyer.Visit(), "victim@example.com");
        }

        foyer.Clock.Forward(TimeSpan.FromMinutes(1));
        Visitor victim = await foyer.Visit();
        await victim.SignUp("victim@example.com");

        foyer.Clock.Forward(TimeSpan.FromDays(2));
        await Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<Purge>(foyer.Server.Services).Run(default);
        Assert.Equal(0, await foyer.Database.One<long>("SELECT count(*) FROM sign_ups", null, default));
    }

    /// <summary>Starting over does not buy more guesses at an address, nor more mail to it.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task An_address_takes_thirty_wrong_codes_an_hour_over_all_attempts(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        int wrong = 0;
        string? last = null;
        for (int attempt = 0; attempt < 8 && last != "too_many_requests"; attempt++)
        {
            Visitor visitor = await foyer.Visit();
            string id = await Prepared(visitor, "victim@example.com");
            string right = await foyer.Server.GetCodeAsync("victim@example.com");
            for (int guess = 0; guess < 5 && last != "too_many_requests"; guess++)
            {
                (_, last) = await Attempt(visitor, id, right == "000000" ? "000001" : "000000");
                wrong += last == "form_code_incorrect" ? 1 : 0;
            }

            foyer.Clock.Forward(TimeSpan.FromSeconds(1));
        }

        Assert.Equal((30, "too_many_requests"), (wrong, last));
        foyer.Clock.Forward(TimeSpan.FromHours(1));
        await (await foyer.Visit()).SignUp("victim@example.com");

        for (int sent = 0; sent < 29; sent++)
        {
            await Prepared(await foyer.Visit(), "bombed@example.com");
        }

        await Prepared(await foyer.Visit(), "bombed@example.com");
        Visitor bomber = await foyer.Visit();
        Answer begun = await bomber.Post("/client/sign_ups", ("email_address", "bombed@example.com"));
        Answer refused = await bomber.Post($"/client/sign_ups/{begun.Response["id"]}/prepare_verification", ("strategy", "email_code"));
        Assert.Equal((429, "too_many_requests"), (refused.Status, refused.Code));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Another_client_cannot_see_or_move_a_sign_up(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        Visitor owner = await foyer.Visit();
        string id = await Prepared(owner, "ada@example.com");
        Visitor stranger = await foyer.Visit();
        await stranger.Post("/client/sign_ups");

        foreach (Visitor visitor in new[] { stranger, await foyer.Visit() })
        {
            Assert.Equal((404, "resource_not_found"), Shape(await visitor.Get("/client/sign_ups/" + id)));
            Assert.Equal((404, "resource_not_found"), Shape(await visitor.Tunnel("PATCH", "/client/sign_ups/" + id, ("first_name", "Eve"))));
            Assert.Equal((404, "resource_not_found"), Shape(await visitor.Post($"/client/sign_ups/{id}/prepare_verification", ("strategy", "email_code"))));
            Assert.Equal((404, "resource_not_found"), Shape(await visitor.Post($"/client/sign_ups/{id}/attempt_verification", ("code", await foyer.Server.GetCodeAsync("ada@example.com")))));
        }

        Assert.Equal(200, (await owner.Get("/client/sign_ups/" + id)).Status);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Changing_the_address_after_its_proof_needs_a_new_proof(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { user_settings = new { attributes = new { username = new { enabled = true, required = true } } } });
        Visitor visitor = await foyer.Visit();
        Answer begun = await visitor.Post("/client/sign_ups", ("email_address", "mine@example.com"), ("password", "correct horse battery"));
        string id = begun.Response["id"]!.GetValue<string>();
        await visitor.Post($"/client/sign_ups/{id}/prepare_verification", ("strategy", "email_code"));
        string code = await foyer.Server.GetCodeAsync("mine@example.com");
        await visitor.Tunnel("PATCH", $"/client/sign_ups/{id}", ("email_address", "victim@example.com"));

        // The code that went to one address proves no other.
        Assert.Equal((400, "verification_missing"), await Attempt(visitor, id, code));
        Answer stolen = await visitor.Tunnel("PATCH", $"/client/sign_ups/{id}", ("username", "mallory"));
        Assert.Equal("missing_requirements", stolen.Response["status"]!.GetValue<string>());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Modes_and_consent_hold_at_this_door(string database)
    {
        await using TestFoyer restricted = await TestFoyer.Start(database, new { user_settings = new { sign_up = new { mode = "restricted" } } });
        Answer refused = await (await restricted.Visit()).Post("/client/sign_ups", ("email_address", "ada@example.com"));
        Assert.Equal((403, "sign_up_mode_restricted"), (refused.Status, refused.Code));

        await using TestFoyer legal = await TestFoyer.Start(database, new { user_settings = new { sign_up = new { legal_consent_enabled = true } } });
        Visitor visitor = await legal.Visit();
        string id = await Prepared(visitor, "ada@example.com");
        Answer waiting = await visitor.Post($"/client/sign_ups/{id}/attempt_verification", ("code", await legal.Server.GetCodeAsync("ada@example.com")));
        Assert.Equal("""["legal_accepted"]""", waiting.Response["missing_fields"]!.ToJsonString());
        Answer done = await visitor.Tunnel("PATCH", $"/client/sign_ups/{id}", ("legal_accepted", "true"));
        Assert.Equal("complete", done.Response["status"]!.GetValue<string>());
        Assert.NotNull(done.Response["legal_accepted_at"]);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task The_test_code_works_for_test_addresses_of_instances_in_test_mode_only(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        Visitor visitor = await foyer.Visit();
        Assert.Equal((200, null), await Attempt(visitor, await Prepared(visitor, "ada+clerk_test@example.com"), "424242"));
        Assert.Empty(await foyer.Server.GetInboxAsync());

        Visitor plain = await foyer.Visit();
        Assert.Equal(422, (await Attempt(plain, await Prepared(plain, "plain@example.com"), "424242")).Status);
        Visitor production = foyer.VisitProduction();
        Assert.Equal(422, (await Attempt(production, await Prepared(production, "eve+clerk_test@example.com"), "424242")).Status);

        await using TestFoyer off = await TestFoyer.Start(database, new { auth_config = new { test_mode = false } });
        Visitor tester = await off.Visit();
        Assert.Equal(422, (await Attempt(tester, await Prepared(tester, "ada+clerk_test@example.com"), "424242")).Status);
    }

    private static async Task<string> Prepared(Visitor visitor, string emailAddress)
    {
        Answer begun = await visitor.Post("/client/sign_ups", ("email_address", emailAddress), ("password", "correct horse battery"));
        string id = begun.Response["id"]!.GetValue<string>();
        Answer prepared = await visitor.Post($"/client/sign_ups/{id}/prepare_verification", ("strategy", "email_code"));
        Assert.Equal(200, prepared.Status);
        return id;
    }

    private static async Task<(int Status, string? Code)> Attempt(Visitor visitor, string id, string code) =>
        Shape(await visitor.Post($"/client/sign_ups/{id}/attempt_verification", ("strategy", "email_code"), ("code", code)));

    private static (int Status, string? Code) Shape(Answer answer) => (answer.Status, answer.Code);
}
