namespace Foyer.Server.Tests.SignIns;

/// <summary>Second factors, new passwords and trust in new clients, over HTTP on both databases.</summary>
public sealed class SecondFactorTests
{
    private const string Phone = "+15555550142";

    private static readonly object WithPhone = new
    {
        user_settings = new { attributes = new { phone_number = new { enabled = true, used_for_first_factor = true, first_factors = new[] { "phone_code" }, used_for_second_factor = true, second_factors = new[] { "phone_code" } } } },
    };

    public static TheoryData<string> Both => Databases.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_password_alone_does_not_let_in_who_has_a_second_factor(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, WithPhone);
        await Ada(foyer);
        Visitor visitor = await foyer.Visit();

        Answer first = await visitor.WithPassword("ada@example.com");
        Assert.Equal(("needs_second_factor", null), (first.Step(), first.Response["created_session_id"]?.GetValue<string>()));
        Assert.Equal(["phone_code"], first.Strategies("supported_second_factors"));
        Assert.Equal("+1******0142", first.Response["supported_second_factors"]![0]!["safe_identifier"]!.GetValue<string>());
        Assert.Empty(first.Client["sessions"]!.AsArray());

        Assert.Equal(200, (await visitor.PrepareSecond(first, "phone_code")).Status);
        Assert.Equal("form_code_incorrect", (await visitor.AttemptSecond(first, "phone_code", "000000")).Code);
        Answer done = await visitor.AttemptSecond(first, "phone_code", "424242");
        Assert.Equal("complete", done.Step());
        Assert.Equal([0, 0], done.Client["sessions"]![0]!["factor_verification_age"]!.AsArray().Select(age => age!.GetValue<int>()));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Of_a_hundred_second_factors_at_once_one_signs_in(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, WithPhone);
        await Ada(foyer);
        Visitor visitor = await foyer.Visit();
        Answer first = await visitor.WithPassword("ada@example.com");
        await visitor.PrepareSecond(first, "phone_code");

        Answer[] all = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => visitor.AttemptSecond(first, "phone_code", "424242")));
        Assert.Single(all, answer => answer.Status == 200);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_second_factor_cannot_be_proven_before_the_first(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, WithPhone);
        await Ada(foyer);
        Visitor visitor = await foyer.Visit();
        Answer begun = await visitor.Begin("ada@example.com");
        Assert.Equal("sign_in_wrong_step", (await visitor.PrepareSecond(begun, "phone_code")).Code);
        Assert.Equal("sign_in_wrong_step", (await visitor.AttemptSecond(begun, "phone_code", "424242")).Code);

        // The code of the first factor is not the code of the second.
        await visitor.Prepare(begun, "email_code");
        string code = await foyer.Server.GetCodeAsync("ada@example.com");
        Answer first = await visitor.Attempt(begun, "email_code", ("code", code));
        Assert.Equal("needs_second_factor", first.Step());
        Assert.Equal("verification_missing", (await visitor.AttemptSecond(first, "phone_code", code)).Code);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_forgotten_password_is_replaced_with_a_code_and_other_sessions_end(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        await (await foyer.Backend()).CreateUser("ada@example.com");
        Visitor other = await foyer.Visit();
        await other.SignIn("ada@example.com");
        Visitor visitor = await foyer.Visit();

        Answer begun = await visitor.Begin("ada@example.com");
        Answer sent = await visitor.Prepare(begun, "reset_password_email_code");
        Assert.Equal(("unverified", "reset_password_email_code"), (sent.Response["first_factor_verification"]!["status"]!.GetValue<string>(), sent.Response["first_factor_verification"]!["strategy"]!.GetValue<string>()));
        string code = await foyer.Server.GetCodeAsync("ada@example.com");
        Assert.Equal("verification_missing", (await visitor.Attempt(begun, "email_code", ("code", code))).Code);

        Answer sent2 = await AfterCooldown(foyer, visitor, begun);
        Assert.Equal(200, sent2.Status);
        Answer owed = await visitor.Attempt(begun, "reset_password_email_code", ("code", await foyer.Server.GetCodeAsync("ada@example.com")));
        Assert.Equal("needs_new_password", owed.Step());
        Assert.Equal("form_password_length_too_short", (await visitor.Post($"/client/sign_ins/{begun.Id()}/reset_password", ("password", "short"))).Code);
        Answer done = await visitor.Post($"/client/sign_ins/{begun.Id()}/reset_password", ("password", "another horse battery"), ("sign_out_of_other_sessions", "true"));
        Assert.Equal("complete", done.Step());

        Assert.Empty((await other.Get("/client")).Json!["response"]!["sessions"]!.AsArray());
        Visitor again = await foyer.Visit();
        Assert.Equal("form_password_incorrect", (await again.WithPassword("ada@example.com")).Code);
        Assert.Equal("complete", (await again.WithPassword("ada@example.com", "another horse battery")).Step());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_reset_with_the_new_password_at_once_judges_it_before_the_code_is_spent(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        await (await foyer.Backend()).CreateUser("ada@example.com");
        Visitor visitor = await foyer.Visit();
        Answer begun = await visitor.Begin("ada@example.com");
        await visitor.Prepare(begun, "reset_password_email_code");
        string code = await foyer.Server.GetCodeAsync("ada@example.com");

        Assert.Equal("form_password_length_too_short", (await visitor.Attempt(begun, "reset_password_email_code", ("code", code), ("password", "short"))).Code);
        Assert.Equal("complete", (await visitor.Attempt(begun, "reset_password_email_code", ("code", code), ("password", "another horse battery"))).Step());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_reset_password_does_not_get_around_the_second_factor(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, WithPhone);
        await Ada(foyer);
        Visitor visitor = await foyer.Visit();
        Answer begun = await visitor.Begin("ada@example.com");
        await visitor.Prepare(begun, "reset_password_email_code");
        Answer done = await visitor.Attempt(begun, "reset_password_email_code", ("code", await foyer.Server.GetCodeAsync("ada@example.com")), ("password", "another horse battery"));
        Assert.Equal("needs_second_factor", done.Step());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_new_client_is_trusted_after_a_code_and_known_from_then_on(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { client_trust = new { enabled = true } });
        await (await foyer.Backend()).CreateUser("ada@example.com");
        Visitor visitor = await foyer.Visit();

        Answer first = await visitor.WithPassword("ada@example.com");
        Assert.Equal(("needs_client_trust", "pending"), (first.Step(), first.Response["client_trust_state"]!.GetValue<string>()));
        Assert.Equal(["email_code"], first.Strategies("supported_second_factors"));
        await visitor.PrepareSecond(first, "email_code");
        Answer done = await visitor.AttemptSecond(first, "email_code", await foyer.Server.GetCodeAsync("ada@example.com"));
        Assert.Equal("complete", done.Step());
        // Trust in a client is not a second factor.
        Assert.Equal([0, -1], done.Client["sessions"]![0]!["factor_verification_age"]!.AsArray().Select(age => age!.GetValue<int>()));

        Assert.Equal(200, (await visitor.Post($"/client/sessions/{done.Response["created_session_id"]}/end")).Status);
        Answer again = await visitor.WithPassword("ada@example.com");
        Assert.Equal(("complete", "known"), (again.Step(), again.Response["client_trust_state"]!.GetValue<string>()));
    }

    private static async Task<Answer> AfterCooldown(TestFoyer foyer, Visitor visitor, Answer begun)
    {
        foyer.Clock.Forward(TimeSpan.FromSeconds(31));
        return await visitor.Prepare(begun, "reset_password_email_code");
    }

    private static async Task Ada(TestFoyer foyer)
    {
        Answer made = await (await foyer.Backend()).Post("/users", new { email_address = new[] { "ada@example.com" }, phone_number = new[] { Phone }, password = Steps.Password });
        Assert.Equal(200, made.Status);
        await foyer.Database.Write(tx => tx.Run("UPDATE phone_numbers SET reserved_for_second_factor = TRUE, default_second_factor = TRUE", null), default);
    }
}
