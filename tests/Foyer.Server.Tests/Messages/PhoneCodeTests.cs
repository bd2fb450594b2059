using static Foyer.Server.Tests.Databases;

namespace Foyer.Server.Tests.Messages;

/// <summary>Codes to phones: by which channel, how many, and to which numbers none.</summary>
public sealed class PhoneCodeTests
{
    [Theory, MemberData(nameof(Both), MemberType = typeof(Databases))]
    public async Task A_phone_signs_up_with_a_code_by_the_channel_of_its_country(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, Settings(new { }, preferred: new { BR = "whatsapp" }));
        Visitor visitor = await foyer.Visit();
        Answer done = await SignUp(foyer, visitor, "+5511961234567");
        Assert.Equal("complete", done.Response["status"]!.GetValue<string>());
        await SignUp(foyer, await foyer.Visit(), "+4915112345678");
        await SignUp(foyer, await foyer.Visit(), "+5511961234568", channel: "sms");
        foyer.Clock.Forward(TimeSpan.FromMinutes(1));
        Visitor again = await foyer.Visit();
        Answer sent = await again.Post("/client/sign_ins", ("strategy", "phone_code"), ("identifier", "+55 11 96123 4567"));
        Assert.Equal("whatsapp", sent.Response["first_factor_verification"]!["channel"]!.GetValue<string>());
        Answer proven = await again.Post($"/client/sign_ins/{sent.Response["id"]}/attempt_first_factor", ("strategy", "phone_code"), ("code", await foyer.Server.GetCodeAsync("+5511961234567")));
        Assert.Equal("complete", proven.Response["status"]!.GetValue<string>());

        Assert.Equal(
            [("+4915112345678", "sms"), ("+5511961234567", "whatsapp"), ("+5511961234567", "whatsapp"), ("+5511961234568", "sms")],
            (await foyer.Server.GetInboxAsync()).Select(message => (message.To, message.Channel)).Order());
    }

    [Theory, MemberData(nameof(Both), MemberType = typeof(Databases))]
    public async Task Fields_that_come_with_a_strategy_are_proven_in_the_same_request(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, Settings(new { }));
        Visitor visitor = await foyer.Visit();
        Answer begun = await visitor.Post("/client/sign_ups", ("phone_number", "+4915112345678"), ("strategy", "phone_code"), ("channel", "whatsapp"));
        Assert.Equal(("unverified", "whatsapp"), State(begun));
        Answer changed = await visitor.Tunnel("PATCH", "/client/sign_ups/" + begun.Response["id"], ("phone_number", "+4915112345679"), ("strategy", "phone_code"));
        Assert.Equal(("unverified", "sms"), State(changed));
        Assert.Equal(
            [("+4915112345678", "whatsapp"), ("+4915112345679", "sms")],
            (await foyer.Server.GetInboxAsync()).Select(message => (message.To, message.Channel)).Order());
        Answer done = await visitor.Post($"/client/sign_ups/{begun.Response["id"]}/attempt_verification", ("strategy", "phone_code"), ("code", await foyer.Server.GetCodeAsync("+4915112345679")));
        Assert.Equal("complete", done.Response["status"]!.GetValue<string>());

        // A strategy without its identifier, or that proves none, changes nothing.
        Visitor other = await foyer.Visit();
        Assert.Equal((400, "verification_missing"), Refusal(await other.Post("/client/sign_ups", ("first_name", "Ada"), ("strategy", "phone_code"))));
        Assert.Equal((422, "form_param_value_invalid"), Refusal(await other.Post("/client/sign_ups", ("phone_number", "+4915112345670"), ("strategy", "totp"))));
        Assert.Null((await other.Get("/client")).Json!["response"]?["sign_up"]);
        Assert.Equal(2, (await foyer.Server.GetInboxAsync()).Count);

        static (string, string) State(Answer answer) =>
            (answer.Response["verifications"]!["phone_number"]!["status"]!.GetValue<string>(), answer.Response["verifications"]!["phone_number"]!["channel"]!.GetValue<string>());
        static (int, string?) Refusal(Answer answer) => (answer.Status, answer.Code);
    }

    /// <summary>The channel shown is the one asked for, whoever's the number is.</summary>
    [Theory, MemberData(nameof(Both), MemberType = typeof(Databases))]
    public async Task A_channel_tells_nothing_of_whose_the_number_is_and_an_unknown_one_is_refused(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new
        {
            user_settings = new
            {
                attributes = new { phone_number = new { enabled = true, used_for_first_factor = true, first_factors = new[] { "phone_code" }, verifications = new[] { "phone_code" }, channels = new[] { "sms", "whatsapp" } } },
                attack_protection = new { enumeration_protection = new { enabled = true } },
            },
        });
        await (await foyer.Backend()).CreateUser("ada@example.com", more: new { phone_number = new[] { "+4915112345678" } });
        foreach (string number in new[] { "+4915112345678", "+4915112345679" })
        {
            Visitor visitor = await foyer.Visit();
            Answer sent = await visitor.Post("/client/sign_ins", ("strategy", "phone_code"), ("identifier", number), ("channel", "whatsapp"));
            Assert.Equal("whatsapp", sent.Response["first_factor_verification"]!["channel"]!.GetValue<string>());
            Answer refused = await (await foyer.Visit()).Post("/client/sign_ins", ("strategy", "phone_code"), ("identifier", number), ("channel", "pigeon"));
            Assert.Equal((422, "form_param_value_invalid", "channel"), (refused.Status, refused.Code, refused.Param));
        }

        Assert.Single(await foyer.Server.GetInboxAsync());
    }

    [Theory, MemberData(nameof(Both), MemberType = typeof(Databases))]
    public async Task One_number_gets_five_codes_an_hour_however_many_attempts_ask(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, Settings(new { }));
        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ => await Ask(await foyer.Visit(), "+4915112345678")));
        Assert.Equal(5, answers.Count(answer => answer.Status == 200));
        Assert.All(answers.Where(answer => answer.Status != 200), answer => Assert.Equal((429, "too_many_requests", "3600"), (answer.Status, answer.Code, answer.Raw.Headers.RetryAfter?.ToString())));
        Assert.Equal(5, (await foyer.Server.GetInboxAsync()).Count);

        foyer.Clock.Forward(TimeSpan.FromHours(1));
        Assert.Equal(200, (await Ask(await foyer.Visit(), "+4915112345678")).Status);
    }

    [Theory, MemberData(nameof(Both), MemberType = typeof(Databases))]
    public async Task A_range_of_numbers_and_the_whole_instance_have_their_bounds(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, Settings(new { max_per_range_per_hour = 4, max_per_hour = 6 }));
        Visitor visitor = await foyer.Visit();
        List<int> statuses = [];
        for (int number = 100; number < 106; number++)
        {
            statuses.Add((await Ask(visitor, "+4915112345" + number)).Status);
        }

        Assert.Equal([200, 200, 200, 200, 429, 429], statuses);
        Assert.Equal(200, (await Ask(visitor, "+4915187654321")).Status);
        Assert.Equal(200, (await Ask(visitor, "+4915197654321")).Status);
        Assert.Equal(429, (await Ask(visitor, "+4917197654321")).Status);
    }

    [Theory, MemberData(nameof(Both), MemberType = typeof(Databases))]
    public async Task Countries_an_operator_shut_out_get_no_code(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, Settings(new { blocked_country_codes = new[] { "CA", "DE" } }));
        Visitor visitor = await foyer.Visit();
        foreach (string number in new[] { "+4915112345678", "+14165551234" })
        {
            Answer answer = await Ask(visitor, number);
            Assert.Equal((422, "unsupported_country_code", "phone_number"), (answer.Status, answer.Code, answer.Param));
        }

        // The same code of the world, another country.
        Assert.Equal(200, (await Ask(visitor, "+12015551234")).Status);
        Assert.Equal("+12015551234", Assert.Single(await foyer.Server.GetInboxAsync()).To);
    }

    [Theory, MemberData(nameof(Both), MemberType = typeof(Databases))]
    public async Task Test_numbers_take_the_test_code_without_a_message_or_a_bound_in_test_mode_only(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, Settings(new { max_per_hour = 1 }));
        for (int number = 0; number < 7; number++)
        {
            Visitor visitor = await foyer.Visit();
            Answer begun = await visitor.Post("/client/sign_ups", ("phone_number", $"+1415555010{number}"));
            await visitor.Post($"/client/sign_ups/{begun.Response["id"]}/prepare_verification", ("strategy", "phone_code"));
            Answer done = await visitor.Post($"/client/sign_ups/{begun.Response["id"]}/attempt_verification", ("strategy", "phone_code"), ("code", "424242"));
            Assert.Equal((200, "complete"), (done.Status, done.Response["status"]!.GetValue<string>()));
        }

        Assert.Empty(await foyer.Server.GetInboxAsync());

        Visitor production = foyer.VisitProduction();
        Answer real = await production.Post("/client/sign_ups", ("phone_number", "+14155550100"));
        await production.Post($"/client/sign_ups/{real.Response["id"]}/prepare_verification", ("strategy", "phone_code"));
        Answer refused = await production.Post($"/client/sign_ups/{real.Response["id"]}/attempt_verification", ("strategy", "phone_code"), ("code", "424242"));
        Assert.Equal((422, "form_code_incorrect"), (refused.Status, refused.Code));
        Assert.Single(await foyer.Server.GetInboxAsync(TestFoyer.PublishableKey(TestFoyer.ProductionHost)));
    }

    private static async Task<Answer> SignUp(TestFoyer foyer, Visitor visitor, string number, string? channel = null)
    {
        Answer begun = await visitor.Post("/client/sign_ups", ("phone_number", number));
        Assert.Equal(200, (await visitor.Post($"/client/sign_ups/{begun.Response["id"]}/prepare_verification", ("strategy", "phone_code"), ("channel", channel))).Status);
        return await visitor.Post($"/client/sign_ups/{begun.Response["id"]}/attempt_verification", ("strategy", "phone_code"), ("code", await foyer.Server.GetCodeAsync(number)));
    }

    private static async Task<Answer> Ask(Visitor visitor, string number)
    {
        Answer begun = await visitor.Post("/client/sign_ups", ("phone_number", number));
        Assert.Equal(200, begun.Status);
        return await visitor.Post($"/client/sign_ups/{begun.Response["id"]}/prepare_verification", ("strategy", "phone_code"));
    }

    private static object Settings(object sms, object? preferred = null) => new
    {
        auth_config = new { preferred_channels = preferred ?? new { } },
        user_settings = new
        {
            attributes = new
            {
                email_address = new { enabled = false },
                password = new { enabled = false, required = false },
                phone_number = new
                {
                    enabled = true, required = true, used_for_first_factor = true, first_factors = new[] { "phone_code" }, verifications = new[] { "phone_code" },
                    verify_at_sign_up = true, channels = new[] { "sms", "whatsapp" },
                },
            },
        },
        messages = new { sms },
    };
}
