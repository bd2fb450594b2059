using System.Text.RegularExpressions;
using Foyer.Server.Tests.SignIns;
using Foyer.Testing;

namespace Foyer.Server.Tests.SignUps;

/// <summary>Enumeration protection: nobody learns from a sign-up, or from an address added to an account, that somebody has it.</summary>
public sealed class TakenIdentifierTests
{
    public static TheoryData<string, string> Doors
    {
        get
        {
            TheoryData<string, string> doors = [];
            foreach (string database in new[] { Databases.Sqlite, Databases.Postgres })
            {
                foreach (string strategy in new[] { "email_code", "email_link", "phone_code" })
                {
                    doors.Add(database, strategy);
                }
            }

            return doors;
        }
    }

    [Theory, MemberData(nameof(Doors))]
    public async Task A_taken_one_signs_up_like_a_free_one_and_its_owner_is_told(string database, string strategy)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, Protected());
        BackendApi backend = await foyer.Backend();
        string ada = await backend.CreateUser("ada@example.com", more: new { phone_number = new[] { "+442079460958" } });
        (string name, string taken, string free) = strategy == "phone_code" ? ("phone_number", "+442079460958", "+442079460959") : ("email_address", "ada@example.com", "eve@example.com");
        Visitor curious = await foyer.Visit(), honest = await foyer.Visit();

        (Answer known, Answer unknown) = (await Begin(curious, taken), await Begin(honest, free));
        Assert.Equal(Shape(unknown, free), Shape(known, taken));
        (known, unknown) = (await Prepare(curious, known), await Prepare(honest, unknown));
        Assert.Equal(Shape(unknown, free), Shape(known, taken));
        Assert.Equal((await Prepare(honest, unknown)).Json!["errors"]!.ToJsonString(), (await Prepare(curious, known)).Json!["errors"]!.ToJsonString());

        IReadOnlyList<InboxMessage> inbox = await foyer.Server.GetInboxAsync();
        InboxMessage told = Assert.Single(inbox, message => message.To == taken), sent = Assert.Single(inbox, message => message.To == free);
        Assert.Equal(("account_exists", "", ""), (told.Slug, told.Code, told.Link));
        Assert.Contains("Acme", told.Text, StringComparison.Ordinal);
        Assert.NotEqual("", sent.Code + sent.Link);
        if (strategy == "email_link")
        {
            return;
        }

        for (int attempt = 0; attempt < 6; attempt++)
        {
            string wrong = sent.Code == "424242" ? "424241" : "424242";
            (Answer ofKnown, Answer ofUnknown) = (await Attempt(curious, known, wrong), await Attempt(honest, unknown, wrong));
            Assert.Equal((ofUnknown.Status, ofUnknown.Json!["errors"]!.ToJsonString()), (ofKnown.Status, ofKnown.Json!["errors"]!.ToJsonString()));
            Assert.Equal(attempt < 5 ? "form_code_incorrect" : "verification_failed", ofKnown.Code);
        }

        Assert.Equal(Shape(await honest.Get("/client/sign_ups/" + unknown.Id()), free), Shape(await curious.Get("/client/sign_ups/" + known.Id()), taken));
        Assert.Single((await backend.Get("/users")).Json!.AsArray());
        Assert.Equal(ada, (await backend.Get("/users")).Json![0]!["id"]!.GetValue<string>());

        Task<Answer> Begin(Visitor visitor, string value) => visitor.Post("/client/sign_ups", (name, value), ("password", Steps.Password));
        Task<Answer> Prepare(Visitor visitor, Answer signUp) => visitor.Post($"/client/sign_ups/{signUp.Id()}/prepare_verification", ("strategy", strategy), ("redirect_url", TestFoyer.App + "/verified"));
        Task<Answer> Attempt(Visitor visitor, Answer signUp, string code) => visitor.Post($"/client/sign_ups/{signUp.Id()}/attempt_verification", ("strategy", strategy), ("code", code));
    }

    /// <summary>The same mailbox by another spelling, where the instance takes the spellings for one.</summary>
    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task A_mailbox_somebody_has_under_another_spelling_is_hidden_too(string database)
    {
        System.Text.Json.Nodes.JsonNode settings = System.Text.Json.JsonSerializer.SerializeToNode(Protected())!;
        settings["user_settings"]!["restrictions"] = System.Text.Json.Nodes.JsonNode.Parse("""{"ignore_dots_for_gmail_addresses":{"enabled":true}}""");
        await using TestFoyer foyer = await TestFoyer.Start(database, settings);
        await (await foyer.Backend()).CreateUser("ada@gmail.com");
        foreach (string spelling in new[] { "a.da@gmail.com", "ada@gmail.com" })
        {
            Visitor curious = await foyer.Visit(), honest = await foyer.Visit();
            (string free, string path) = ("e" + spelling, "/client/sign_ups");
            (Answer known, Answer unknown) = (await curious.Post(path, ("email_address", spelling), ("password", Steps.Password)), await honest.Post(path, ("email_address", free), ("password", Steps.Password)));
            Assert.Equal(Shape(unknown, free), Shape(known, spelling));
            known = await curious.Post($"{path}/{known.Id()}/prepare_verification", ("strategy", "email_code"));
            unknown = await honest.Post($"{path}/{unknown.Id()}/prepare_verification", ("strategy", "email_code"));
            Assert.Equal(Shape(unknown, free), Shape(known, spelling));
            Assert.Equal("account_exists", Assert.Single(await foyer.Server.GetInboxAsync(), message => message.To == spelling).Slug);
        }

        Visitor eve = await foyer.SignedIn("eve@example.com");
        Answer added = await eve.Post("/me/email_addresses", ("email_address", "ad.a@gmail.com"));
        Assert.Equal(200, added.Status);
        Assert.Equal(200, (await eve.Post($"/me/email_addresses/{added.Id()}/prepare_verification", ("strategy", "email_code"))).Status);
        Assert.Equal("account_exists", Assert.Single(await foyer.Server.GetInboxAsync(), message => message.To == "ad.a@gmail.com").Slug);

        // One that is only claimed is nobody's, and its owner proves it.
        Answer claimed = await eve.Post("/me/email_addresses", ("email_address", "grace@gmail.com"));
        Assert.Equal(200, (await eve.Post($"/me/email_addresses/{claimed.Id()}/prepare_verification", ("strategy", "email_code"))).Status);
        Assert.Equal(200, (await eve.Post($"/me/email_addresses/{claimed.Id()}/attempt_verification", ("code", await foyer.Server.GetCodeAsync("grace@gmail.com")))).Status);
    }

    /// <summary>The code everybody knows proves test addresses nobody has.</summary>
    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task No_code_of_tests_proves_a_taken_test_address(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, Protected());
        await (await foyer.Backend()).CreateUser("ada+clerk_test@example.com");
        Visitor visitor = await foyer.Visit();
        Answer begun = await visitor.Post("/client/sign_ups", ("email_address", "ada+clerk_test@example.com"), ("password", Steps.Password));
        Assert.Equal(200, (await visitor.Post($"/client/sign_ups/{begun.Id()}/prepare_verification", ("strategy", "email_code"))).Status);
        Assert.Equal("form_code_incorrect", (await visitor.Post($"/client/sign_ups/{begun.Id()}/attempt_verification", ("strategy", "email_code"), ("code", "424242"))).Code);
    }

    /// <summary>A username is chosen among those that are free, and an address nobody must prove would be an account at once.</summary>
    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task What_cannot_be_hidden_is_said(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, Protected(verifyAtSignUp: false));
        await (await foyer.Backend()).CreateUser("ada@example.com", more: new { username = "ada_l" });
        Visitor visitor = await foyer.Visit();
        Answer username = await visitor.Post("/client/sign_ups", ("username", "ada_l"));
        Assert.Equal((422, "form_identifier_exists", "username"), (username.Status, username.Code, username.Param));
        Answer address = await visitor.Post("/client/sign_ups", ("email_address", "ada@example.com"));
        Assert.Equal((422, "form_identifier_exists", "email_address"), (address.Status, address.Code, address.Param));
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task A_taken_one_is_added_to_an_account_like_a_free_one_and_never_proven(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, Protected());
        BackendApi backend = await foyer.Backend();
        await backend.CreateUser("ada@example.com");
        Visitor eve = await foyer.SignedIn("eve@example.com");
        (string taken, string free) = ("ada@example.com", "new@example.com");

        (Answer known, Answer unknown) = (await Add(taken), await Add(free));
        Assert.Equal(Shape(unknown, free), Shape(known, taken));
        (known, unknown) = (await Prepare(known), await Prepare(unknown));
        Assert.Equal(Shape(unknown, free), Shape(known, taken));
        IReadOnlyList<InboxMessage> inbox = await foyer.Server.GetInboxAsync();
        Assert.Equal(("account_exists", ""), Assert.Single(inbox, message => message.To == taken) is var told ? (told.Slug, told.Code) : default);
        for (int attempt = 0; attempt < 6; attempt++)
        {
            Answer refused = await eve.Post($"/me/email_addresses/{known.Id()}/attempt_verification", ("code", "424242"));
            Assert.Equal(attempt < 5 ? "form_code_incorrect" : "verification_failed", refused.Code);
        }

        Assert.Equal("ada@example.com", Assert.Single((await backend.Get("/users?email_address=ada@example.com")).Json!.AsArray())!["email_addresses"]![0]!["email_address"]!.GetValue<string>());

        Task<Answer> Add(string value) => eve.Post("/me/email_addresses", ("email_address", value));
        Task<Answer> Prepare(Answer added) => eve.Post($"/me/email_addresses/{added.Id()}/prepare_verification", ("strategy", "email_code"));
    }

    /// <summary>A sign-in that may become a sign-up offers the same to both, a password included.</summary>
    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task A_sign_in_that_may_become_a_sign_up_looks_alike_too(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, Protected());
        await (await foyer.Backend()).CreateUser("ada@example.com");
        Visitor visitor = await foyer.Visit();
        Answer known = await visitor.Begin("ada@example.com", ("sign_up_if_missing", "true")), unknown = await visitor.Begin("eve@example.com", ("sign_up_if_missing", "true"));
        Assert.Equal(Shape(unknown, "eve@example.com"), Shape(known, "ada@example.com"));

        unknown = await visitor.Prepare(unknown, "reset_password_email_code");
        Assert.Equal(200, unknown.Status);
        Assert.DoesNotContain(await foyer.Server.GetInboxAsync(), message => message.To == "eve@example.com");
        Assert.Equal("form_code_incorrect", (await visitor.Attempt(unknown, "reset_password_email_code", ("code", "424242"))).Code);
        Assert.Equal("form_password_or_identifier_incorrect", (await visitor.Attempt(unknown, "password", ("password", Steps.Password))).Code);
    }

    /// <summary>A new password sent with the code of a reset is judged alike for an account and for none.</summary>
    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task A_weak_new_password_is_refused_to_anybody(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, Protected());
        await (await foyer.Backend()).CreateUser("ada@example.com");
        foreach (string identifier in new[] { "ada@example.com", "eve@example.com" })
        {
            Visitor visitor = await foyer.Visit();
            Answer sent = await visitor.Begin(identifier, ("strategy", "reset_password_email_code"));
            Answer weak = await visitor.Attempt(sent, "reset_password_email_code", ("code", "424242"), ("password", "short"));
            Assert.Equal((422, "form_password_length_too_short"), (weak.Status, weak.Code));
            Assert.Equal("form_code_incorrect", (await visitor.Attempt(sent, "reset_password_email_code", ("code", "424242"), ("password", "a long new passphrase"))).Code);
        }
    }

    private static object Protected(bool verifyAtSignUp = true) => new
    {
        user_settings = new
        {
            attributes = new
            {
                email_address = new { required = false, verify_at_sign_up = verifyAtSignUp, verifications = new[] { "email_code", "email_link" } },
                phone_number = new { enabled = true, used_for_first_factor = true, first_factors = new[] { "phone_code" }, verifications = new[] { "phone_code" }, verify_at_sign_up = true },
                username = new { enabled = true },
            },
            attack_protection = new { enumeration_protection = new { enabled = true } },
        },
    };

    private static string Shape(Answer answer, string value)
    {
        Assert.Equal(200, answer.Status);
        return Regex.Replace(answer.Response.ToJsonString(), "(idn|sua|sia|ver)_[0-9A-Za-z]+|\"(abandon_at|expire_at|created_at|updated_at)\":\\d+", "").Replace(System.Text.Json.JsonSerializer.Serialize(value).Trim('"'), "it", StringComparison.Ordinal).Replace(value, "it", StringComparison.Ordinal);
    }
}
