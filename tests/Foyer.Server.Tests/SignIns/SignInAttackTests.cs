using Foyer.Testing;

namespace Foyer.Server.Tests.SignIns;

/// <summary>Ways around a factor: the same thing twice, a proof that is worth nothing any more, two steps at once. Over HTTP on both databases.</summary>
public sealed class SignInAttackTests
{
    private const string Phone = "+15555550142";
    private const string Ada = "ada@example.com";
    private const string Replaced = "another horse battery";

    private static readonly object WithPhone = new
    {
        user_settings = new { attributes = new { phone_number = new { enabled = true, used_for_first_factor = true, first_factors = new[] { "phone_code" }, used_for_second_factor = true, second_factors = new[] { "phone_code" } } } },
    };

    public static TheoryData<string> Both => Databases.Both;

    /// <summary>Case 84: who finds an authenticator app, or a list of backup codes, has one factor and not two.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task What_proves_a_second_factor_begins_no_sign_in(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, FactorSteps.AllOn);
        (string secret, IReadOnlyList<string> backupCodes) = await (await foyer.SignedIn()).AddTotp(foyer);
        foyer.NextCode();
        string code = FactorSteps.CodeOf(foyer, secret);
        Visitor thief = await foyer.Visit();
        Answer begun = await thief.Begin(Ada);
        foreach ((string strategy, string proof) in new[] { ("totp", code), ("backup_code", backupCodes[0]) })
        {
            Answer refused = await thief.Attempt(begun, strategy, ("code", proof));
            Assert.Equal((strategy, 400, "strategy_for_user_invalid"), (strategy, refused.Status, refused.Code));
        }

        Assert.Equal("needs_first_factor", (await thief.Get($"/client/sign_ins/{begun.Id()}")).Step());
        // Nothing was spent: the owner's code is good still.
        Visitor owner = await foyer.Visit();
        Answer second = await owner.AtSecondFactor();
        Assert.Equal("complete", (await owner.AttemptSecond(second, "totp", code)).Step());
    }

    /// <summary>Case 12: a ticket with one letter changed is no ticket, whichever letter it is; and never an error of the server.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task A_ticket_written_otherwise_opens_nothing(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string user = await backend.CreateUser(Ada);
        string ticket = (await backend.Post("/sign_in_tokens", new { user_id = user })).Json!["token"]!.GetValue<string>();
        int[] dots = [ticket.IndexOf('.'), ticket.LastIndexOf('.')];
        Visitor thief = await foyer.Visit();
        foreach (int at in new[] { 0, dots[0] - 1, dots[0], dots[0] + 1, dots[1] - 1, dots[1], dots[1] + 1, ticket.Length - 1 })
        {
            foreach (char letter in "AQgwBRhx_=+/. \0é".Where(letter => letter != ticket[at]))
            {
                Answer refused = await thief.Begin("", ("strategy", "ticket"), ("ticket", ticket[..at] + letter + ticket[(at + 1)..]));
                Assert.True(refused.Status is 400 or 422, $"{letter} at {at} → {refused.Status}");
            }
        }

        Assert.Equal("complete", (await thief.Begin("", ("strategy", "ticket"), ("ticket", ticket))).Step());
    }

    /// <summary>Cases 84 and 239: a SIM card is one factor, whichever code it receives.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task A_number_kept_as_second_factor_is_no_first_one(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, WithPhone);
        string user = await CreateAda(foyer);
        Answer listed = await (await foyer.Visit()).Begin(Phone);
        Assert.Contains("phone_code", listed.Strategies("supported_first_factors"));
        Assert.Contains("reset_password_phone_code", listed.Strategies("supported_first_factors"));

        await Reserve(foyer);
        Visitor thief = await foyer.Visit();
        Answer begun = await thief.Begin(Phone);
        Assert.DoesNotContain(begun.Strategies("supported_first_factors"), strategy => strategy.EndsWith("phone_code", StringComparison.Ordinal));
        foreach (string strategy in new[] { "phone_code", "reset_password_phone_code" })
        {
            Answer refused = await thief.Prepare(begun, strategy);
            Assert.Equal((strategy, 400, "strategy_for_user_invalid"), (strategy, refused.Status, refused.Code));
            Assert.Equal("strategy_for_user_invalid", (await thief.Begin(Phone, ("strategy", strategy))).Code);
        }

        // One that is not kept for it is a first factor as before, and the other one the second.
        Assert.Equal(200, (await (await foyer.Backend()).Post("/phone_numbers", new { user_id = user, phone_number = "+15555550143", verified = true })).Status);
        Answer other = await thief.Begin("+15555550143");
        await thief.Prepare(other, "phone_code");
        Answer first = await thief.Attempt(other, "phone_code", ("code", "424242"));
        Assert.Equal("needs_second_factor", first.Step());
        Assert.Equal("+1******0142", Assert.Single(first.Response["supported_second_factors"]!.AsArray())!["safe_identifier"]!.GetValue<string>());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task The_only_thing_one_signs_in_with_is_not_kept_as_second_factor(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, WithPhone);
        BackendApi backend = await foyer.Backend();
        string user = (await backend.Post("/users", new { phone_number = new[] { Phone }, skip_password_requirement = true, skip_user_requirement = true })).Json!["id"]!.GetValue<string>();
        Visitor visitor = await foyer.Visit();
        Answer begun = await visitor.Begin(Phone, ("strategy", "phone_code"));
        Answer done = await visitor.Attempt(begun, "phone_code", ("code", "424242"));
        string number = done.Client["sessions"]![0]!["user"]!["phone_numbers"]![0]!["id"]!.GetValue<string>();

        Answer refused = await visitor.Tunnel("PATCH", "/me/phone_numbers/" + number, ("reserved_for_second_factor", "true"));
        Assert.Equal((400, "phone_number_needed_to_sign_in"), (refused.Status, refused.Code));
        Assert.False((await visitor.Get("/me")).Response["two_factor_enabled"]!.GetValue<bool>());
        Assert.Equal(200, (await backend.Post("/email_addresses", new { user_id = user, email_address = Ada, verified = true })).Status);
        Assert.Equal(200, (await visitor.Tunnel("PATCH", "/me/phone_numbers/" + number, ("reserved_for_second_factor", "true"))).Status);
    }

    /// <summary>Case 124: whoever throws a stranger's address out of an account throws out what was sent to it.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task What_was_sent_to_an_address_removed_meanwhile_signs_nobody_in(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { user_settings = new { attributes = new { email_address = new { verifications = new[] { "email_code", "email_link" }, first_factors = new[] { "email_code", "email_link" } } } } });
        BackendApi backend = await foyer.Backend();
        string user = await backend.CreateUser(Ada);
        foreach (string way in new[] { "email_code", "email_link", "reset_password_email_code" })
        {
            string added = (await backend.Post("/email_addresses", new { user_id = user, email_address = "eve@example.com", verified = true })).Json!["id"]!.GetValue<string>();
            Visitor eve = await foyer.Visit();
            Answer begun = await eve.Begin("eve@example.com");
            Answer sent = await eve.Prepare(begun, way, ("email_address_id", added), ("redirect_url", TestFoyer.App + "/landed"));
            Assert.Equal((way, 200), (way, sent.Status));
            InboxMessage mail = (await foyer.Server.GetInboxAsync()).First(message => message.To == "eve@example.com");
            Assert.Equal(200, (await backend.Delete("/email_addresses/" + added)).Status);

            if (way == "email_link")
            {
                Answer opened = await foyer.OpenLink(new Uri(mail.Link));
                Assert.Contains("__clerk_status=failed", opened.Raw.Headers.Location!.Query, StringComparison.Ordinal);
            }
            else
            {
                Answer refused = await eve.Attempt(begun, way, ("code", mail.Code), ("password", way.StartsWith("reset", StringComparison.Ordinal) ? Replaced : null));
                Assert.Equal((way, 400, "verification_expired"), (way, refused.Status, refused.Code));
            }

            Assert.Empty((await eve.Get("/client")).Response["sessions"]!.AsArray());
            foyer.Clock.Forward(TimeSpan.FromMinutes(1));
        }

        Assert.Equal("complete", (await (await foyer.Visit()).WithPassword(Ada)).Step());
    }

    /// <summary>Cases 11 and 71: a new password, with everybody else signed out, lets nobody in who typed the old one a moment before.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task A_password_replaced_while_it_is_checked_lets_nobody_in(string database)
    {
        // Guesses are paid for before they are checked: so many at once would lock the owner out for a moment.
        await using TestFoyer foyer = await TestFoyer.Start(database, new { user_settings = new { attack_protection = new { user_lockout = new { max_attempts = 100 } } } });
        await (await foyer.Backend()).CreateUser(Ada);
        Visitor owner = await foyer.Visit();
        string session = await owner.SignIn(Ada);
        Visitor[] thieves = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => foyer.Visit()));

        Task<Answer[]> attempts = Task.WhenAll(thieves.Select(thief => thief.WithPassword(Ada)));
        Answer changed = await owner.Post("/me/change_password", ("current_password", Steps.Password), ("new_password", Replaced), ("sign_out_of_other_sessions", "true"));
        await attempts;

        Assert.Equal(200, changed.Status);
        Assert.Equal(session, await foyer.Database.One<string>("SELECT id FROM sessions WHERE status = 'active' ORDER BY CASE WHEN id = @session THEN 1 ELSE 0 END", new { session }, default));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_sign_in_under_way_ends_with_the_password_that_began_it(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, WithPhone);
        await CreateAda(foyer);
        await Reserve(foyer);
        Visitor thief = await foyer.Visit(), owner = await foyer.Visit();
        Answer first = await thief.WithPassword(Ada);
        Assert.Equal("needs_second_factor", first.Step());
        await thief.PrepareSecond(first, "phone_code");

        foyer.Clock.Forward(TimeSpan.FromMinutes(1));
        await Reset(foyer, owner, Replaced);
        Answer refused = await thief.AttemptSecond(first, "phone_code", "424242");
        Assert.Equal((400, "sign_in_wrong_step"), (refused.Status, refused.Code));
        Assert.Empty((await thief.Get("/client")).Response["sessions"]!.AsArray());

        // The same where an operator says that others know the password.
        first = await thief.WithPassword(Ada, Replaced);
        await thief.PrepareSecond(first, "phone_code");
        string user = (await (await foyer.Backend()).Get("/users")).Json![0]!["id"]!.GetValue<string>();
        Assert.Equal(200, (await (await foyer.Backend()).Post($"/users/{user}/password/set_compromised")).Status);
        Assert.Equal("sign_in_wrong_step", (await thief.AttemptSecond(first, "phone_code", "424242")).Code);
    }

    /// <summary>A code proven earlier in the day sets no password once its owner has set one, or thrown the address out.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task A_reset_left_open_does_not_outlive_the_next_one_or_its_address(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string user = await backend.CreateUser(Ada);
        string added = (await backend.Post("/email_addresses", new { user_id = user, email_address = "eve@example.com", verified = true })).Json!["id"]!.GetValue<string>();
        Visitor eve = await foyer.Visit(), another = await foyer.Visit();
        Answer left = await Owed(foyer, eve, "eve@example.com");
        foyer.Clock.Forward(TimeSpan.FromMinutes(1));
        Answer right = await Owed(foyer, another, "eve@example.com");

        Assert.Equal(200, (await backend.Delete("/email_addresses/" + added)).Status);
        await Refused(another, right);
        Assert.Equal(200, (await backend.Post("/email_addresses", new { user_id = user, email_address = "eve@example.com", verified = true })).Status);
        Visitor owner = await foyer.Visit();
        foyer.Clock.Forward(TimeSpan.FromMinutes(1));
        Answer own = await Owed(foyer, owner, Ada);
        Assert.Equal("complete", (await owner.Post($"/client/sign_ins/{own.Id()}/reset_password", ("password", Replaced))).Step());
        await Refused(eve, left);
        Assert.Equal("complete", (await (await foyer.Visit()).WithPassword(Ada, Replaced)).Step());

        static async Task Refused(Visitor visitor, Answer owed)
        {
            Answer refused = await visitor.Post($"/client/sign_ins/{owed.Id()}/reset_password", ("password", "eves horse battery"));
            Assert.Equal((400, "sign_in_wrong_step"), (refused.Status, refused.Code));
        }
    }

    /// <summary>Case 95: a ban counts at every step, and who is refused has changed nothing.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task A_ban_between_two_steps_stops_the_second(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, WithPhone);
        BackendApi backend = await foyer.Backend();
        string user = await CreateAda(foyer);
        await Reserve(foyer);
        Visitor visitor = await foyer.Visit(), forgetful = await foyer.Visit();
        Answer first = await visitor.WithPassword(Ada);
        await visitor.PrepareSecond(first, "phone_code");
        Answer owed = await Owed(foyer, forgetful, Ada);

        Assert.Equal(200, (await backend.Post($"/users/{user}/ban")).Status);
        Answer refused = await visitor.AttemptSecond(first, "phone_code", "424242");
        Assert.Equal((403, "user_banned"), (refused.Status, refused.Code));
        refused = await forgetful.Post($"/client/sign_ins/{owed.Id()}/reset_password", ("password", Replaced));
        Assert.Equal((403, "user_banned"), (refused.Status, refused.Code));
        Assert.DoesNotContain(await foyer.Server.GetInboxAsync(), message => message.Slug == "password_changed");

        Assert.Equal(200, (await backend.Post($"/users/{user}/unban")).Status);
        Assert.Equal("needs_second_factor", (await (await foyer.Visit()).WithPassword(Ada)).Step());
    }

    private static async Task<Answer> Owed(TestFoyer foyer, Visitor visitor, string emailAddress)
    {
        Answer begun = await visitor.Begin(emailAddress, ("strategy", "reset_password_email_code"));
        Answer owed = await visitor.Attempt(begun, "reset_password_email_code", ("code", await foyer.Server.GetCodeAsync(emailAddress)));
        Assert.Equal("needs_new_password", owed.Step());
        return owed;
    }

    private static async Task Reset(TestFoyer foyer, Visitor visitor, string password)
    {
        Answer owed = await Owed(foyer, visitor, Ada);
        Assert.Equal(200, (await visitor.Post($"/client/sign_ins/{owed.Id()}/reset_password", ("password", password))).Status);
    }

    private static async Task<string> CreateAda(TestFoyer foyer)
    {
        Answer made = await (await foyer.Backend()).Post("/users", new { email_address = new[] { Ada }, phone_number = new[] { Phone }, password = Steps.Password });
        Assert.Equal(200, made.Status);
        return made.Json!["id"]!.GetValue<string>();
    }

    private static Task Reserve(TestFoyer foyer) => foyer.Database.Write(tx => tx.Run("UPDATE phone_numbers SET reserved_for_second_factor = TRUE, default_second_factor = TRUE", null), default);
}
