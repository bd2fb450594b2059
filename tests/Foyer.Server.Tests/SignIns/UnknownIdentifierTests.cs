namespace Foyer.Server.Tests.SignIns;

/// <summary>Sign-ins with identifiers nobody has: hidden by enumeration protection, or on their way to a sign-up.</summary>
public sealed class UnknownIdentifierTests
{
    private static readonly object Protected = new { user_settings = new { attack_protection = new { enumeration_protection = new { enabled = true } } } };

    public static TheoryData<string> Both => Databases.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Under_protection_an_unknown_identifier_looks_like_a_known_one(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, Protected);
        await (await foyer.Backend()).CreateUser("ada@example.com");
        Visitor visitor = await foyer.Visit();

        Answer known = await visitor.Begin("ada@example.com");
        Answer unknown = await visitor.Begin("eve@example.com");
        Assert.Equal(Shape(known, "ada"), Shape(unknown, "eve"));
        Assert.Equal(
            (await visitor.WithPassword("ada@example.com", "wrong horse battery")).Json!["errors"]!.ToJsonString(),
            (await visitor.WithPassword("eve@example.com", "wrong horse battery")).Json!["errors"]!.ToJsonString());

        Answer prepared = await visitor.Prepare(unknown = await visitor.Begin("eve@example.com"), "email_code", ("email_address_id", unknown.Response["supported_first_factors"]![1]!["email_address_id"]!.GetValue<string>()));
        Assert.Equal("unverified", prepared.Response["first_factor_verification"]!["status"]!.GetValue<string>());
        Assert.DoesNotContain(await foyer.Server.GetInboxAsync(), message => message.To == "eve@example.com");
        for (int attempt = 0; attempt < 5; attempt++)
        {
            Assert.Equal("form_code_incorrect", (await visitor.Attempt(unknown, "email_code", ("code", "424242"))).Code);
        }

        Assert.Equal("verification_failed", (await visitor.Attempt(unknown, "email_code", ("code", "424242"))).Code);
    }

    /// <summary>Case 65: whatever an account has or lacks, the sign-in offers and refuses the same as for nobody.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task Under_protection_no_account_shows_by_what_it_lacks(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new
        {
            user_settings = new
            {
                attack_protection = new { enumeration_protection = new { enabled = true }, user_lockout = new { enabled = false } },
                attributes = new
                {
                    passkey = new { enabled = true }, authenticator_app = new { enabled = true }, backup_code = new { enabled = true },
                    phone_number = new { enabled = true, used_for_first_factor = true, first_factors = new[] { "phone_code" }, used_for_second_factor = true, second_factors = new[] { "phone_code" } },
                    web3_wallet = new { enabled = true, used_for_first_factor = true, first_factors = new[] { "web3_metamask_signature" } },
                },
            },
        });
        BackendApi backend = await foyer.Backend();
        const string Wallet = "0x00000000000000000000000000000000000000a1";
        string[] known = ["lacks@example.com", "+12015550161", "rich@example.com", "+12015550163", Wallet];
        Assert.Equal(200, (await backend.Post("/users", new { email_address = new[] { known[0] }, phone_number = new[] { known[1] }, skip_password_requirement = true })).Status);
        Assert.Equal(200, (await backend.Post("/users", new { email_address = new[] { known[2], "second@example.com" }, phone_number = new[] { known[3] }, web3_wallet = new[] { Wallet }, password = Steps.Password, totp_secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP" })).Status);
        await foyer.Database.Write(tx => tx.Run("UPDATE phone_numbers SET reserved_for_second_factor = TRUE WHERE phone_number = '+12015550163'", null), default);
        string[] strategies =
        [
            "password", "email_code", "email_link", "phone_code", "reset_password_email_code", "reset_password_phone_code", "passkey", "totp", "backup_code", "web3_metamask_signature", "web3_solana_signature", "trusted_device", "saml", "ticket",
        ];
        foreach ((string somebody, string nobody) in known.Select(value => (value, value.StartsWith('+') ? "+12015550199" : value.StartsWith("0x", StringComparison.Ordinal) ? "0x00000000000000000000000000000000000000b2" : "nobody@example.com")))
        {
            Assert.Equal(await Seen(nobody), await Seen(somebody));
        }

        async Task<string[]> Seen(string identifier)
        {
            List<string> seen = [];
            Visitor visitor = await foyer.Visit();
            seen.Add(Bare(await visitor.Begin(identifier), identifier));
            foreach (string strategy in strategies)
            {
                Answer begun = await visitor.Begin(identifier);
                seen.Add(strategy + " prepared " + Bare(await visitor.Prepare(begun, strategy), identifier));
                seen.Add(strategy + " nothing " + Bare(await visitor.Attempt(begun, strategy), identifier));
                seen.Add(strategy + " wrong " + Bare(await visitor.Attempt(begun, strategy, ("password", "wrong horse battery"), ("code", "000000"), ("signature", "0x00"), ("public_key_credential", "{}")), identifier));
                foyer.Clock.Forward(TimeSpan.FromMinutes(2));
            }

            return [.. seen];
        }

        static string Bare(Answer answer, string identifier) => answer.Status + " " + System.Text.RegularExpressions.Regex.Replace(
            (answer.Json!["errors"] ?? answer.Response).ToJsonString(), "(idn|sia|ver)_[0-9A-Za-z]+|\"(abandon_at|expire_at)\":\\d+|\"(nonce|message)\":\"[^\"]*\"", "").Replace(System.Text.Json.JsonSerializer.Serialize(identifier), "\"somebody\"", StringComparison.Ordinal);
    }

    /// <summary>The code everybody knows is for test addresses that belong to somebody.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task Under_protection_no_code_proves_an_address_nobody_has(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, Protected);
        Visitor visitor = await foyer.Visit();
        Answer unknown = await visitor.Begin("eve+clerk_test@example.com", ("strategy", "email_code"));
        Assert.Equal("form_code_incorrect", (await visitor.Attempt(unknown, "email_code", ("code", "424242"))).Code);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_proven_identifier_nobody_has_goes_over_to_a_sign_up_once(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { user_settings = new { attributes = new { password = new { required = false } } } });
        Visitor visitor = await foyer.Visit();
        Answer sent = await visitor.Begin("eve@example.com", ("strategy", "email_code"), ("sign_up_if_missing", "true"));
        Assert.Equal("needs_first_factor", sent.Step());
        Answer proven = await visitor.Attempt(sent, "email_code", ("code", await foyer.Server.GetCodeAsync("eve@example.com")));
        Assert.Equal((200, "needs_first_factor", "transferable"), (proven.Status, proven.Step(), proven.Response["first_factor_verification"]!["status"]!.GetValue<string>()));

        Assert.Equal("sign_up_nothing_to_transfer", (await (await foyer.Visit()).Post("/client/sign_ups", ("transfer", "true"))).Code);
        // clerk-js may name the proof it means; another one than was given is nothing to take over.
        Assert.Equal(("form_param_value_invalid", "strategy"), await visitor.Post("/client/sign_ups", ("transfer", "true"), ("strategy", "phone_code")) is var other ? (other.Code, other.Param) : default);
        Answer done = await visitor.Post("/client/sign_ups", ("transfer", "true"), ("strategy", "email_code"));
        Assert.Equal("complete", done.Step());
        Assert.Equal("eve@example.com", done.Client["sessions"]![0]!["user"]!["email_addresses"]![0]!["email_address"]!.GetValue<string>());
        Assert.Equal("verified", done.Client["sessions"]![0]!["user"]!["email_addresses"]![0]!["verification"]!["status"]!.GetValue<string>());
    }

    private static string Shape(Answer answer, string name) => System.Text.RegularExpressions.Regex.Replace(answer.Response.ToJsonString(), "(idn|sia)_[0-9A-Za-z]+|\"abandon_at\":\\d+", "").Replace(name, "somebody", StringComparison.Ordinal);
}
