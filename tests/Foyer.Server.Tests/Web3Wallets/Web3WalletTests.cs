using Foyer.Server.Web3Wallets;

namespace Foyer.Server.Tests.Web3Wallets;

/// <summary>Wallets over HTTP, on both databases: added, proven, used to sign in and up, removed.</summary>
public sealed class Web3WalletTests
{
    private const string Strategy = "web3_metamask_signature";

    public static TheoryData<string> Both => Databases.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_wallet_is_added_proven_and_removed(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, FactorSteps.AllOn);
        EthereumWallet wallet = EthereumWallet.Make();
        Visitor visitor = await foyer.SignedIn();

        Answer added = await visitor.Post("/me/web3_wallets/", ("web3_wallet", Web3WalletRules.Display(wallet.Address)));
        Assert.Equal((200, wallet.Address), (added.Status, added.Response["web3_wallet"]!.GetValue<string>()));
        string path = "/me/web3_wallets/" + added.Id();
        Answer prepared = await visitor.Post(path + "/prepare_verification", ("strategy", Strategy));
        string message = prepared.Response["verification"]!["message"]!.GetValue<string>();
        Assert.StartsWith($"localhost:3000 wants you to sign in with your Ethereum account:\n{Web3WalletRules.Display(wallet.Address)}\n", message, StringComparison.Ordinal);
        Assert.Contains("Nonce: " + prepared.Response["verification"]!["nonce"]!.GetValue<string>(), message, StringComparison.Ordinal);
        Assert.Equal("web3_signature_invalid", (await visitor.Post(path + "/attempt_verification", ("signature", EthereumWallet.Make().Sign(message)))).Code);
        Assert.Equal("web3_signature_invalid", (await visitor.Post(path + "/attempt_verification", ("signature", wallet.Sign(message + " ")))).Code);
        Answer proven = await visitor.Post(path + "/attempt_verification", ("signature", wallet.Sign(message)));
        Assert.Equal((200, "verified", Strategy), (proven.Status, proven.Response["verification"]!.Status(), proven.Response["verification"]!["strategy"]!.GetValue<string>()));

        Answer me = await visitor.Get("/me");
        Assert.Equal((added.Id(), wallet.Address), (me.Response["primary_web3_wallet_id"]!.GetValue<string>(), me.Response["web3_wallets"]![0]!["web3_wallet"]!.GetValue<string>()));
        Assert.Equal(wallet.Address, (await visitor.Get("/me/web3_wallets")).Json![0]!["web3_wallet"]!.GetValue<string>());
        Assert.Equal("verified", (await visitor.Get(path)).Response["verification"]!.Status());
        Assert.Equal(422, (await visitor.Post("/me/web3_wallets", ("web3_wallet", wallet.Address))).Status);

        Assert.Equal(200, (await visitor.Tunnel("DELETE", path)).Status);
        Assert.Null((await visitor.Get("/me")).Response["primary_web3_wallet_id"]);
        Assert.Equal(404, (await visitor.Tunnel("DELETE", path)).Status);
    }

    /// <summary>Case 124: what somebody threw out of their account opens it no more, not even what was begun before.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task A_wallet_removed_meanwhile_signs_nobody_in(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, FactorSteps.AllOn);
        EthereumWallet wallet = EthereumWallet.Make();
        Visitor owner = await foyer.SignedIn();
        Answer added = await owner.Post("/me/web3_wallets", ("web3_wallet", wallet.Address));
        string path = "/me/web3_wallets/" + added.Id();
        Answer prepared = await owner.Post(path + "/prepare_verification", ("strategy", Strategy));
        await owner.Post(path + "/attempt_verification", ("signature", wallet.Sign(prepared.Response["verification"]!["message"]!.GetValue<string>())));
        Visitor thief = await foyer.Visit();
        Answer begun = await thief.Post("/client/sign_ins", ("identifier", wallet.Address), ("strategy", Strategy));
        string message = begun.Response["first_factor_verification"]!["message"]!.GetValue<string>();

        Assert.Equal(200, (await owner.Tunnel("DELETE", path)).Status);
        Answer refused = await thief.Post($"/client/sign_ins/{begun.Id()}/attempt_first_factor", ("strategy", Strategy), ("signature", wallet.Sign(message)));
        Assert.Equal((400, "verification_expired"), (refused.Status, refused.Code));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_wallet_signs_up_and_in(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, OnlyWallets);
        EthereumWallet wallet = EthereumWallet.Make();
        Visitor visitor = await foyer.Visit();
        Answer begun = await visitor.Post("/client/sign_ups", ("web3_wallet", wallet.Address));
        Assert.Equal((200, "missing_requirements"), (begun.Status, begun.Response.Status()));
        Assert.Contains("web3_wallet", begun.Response["unverified_fields"]!.AsArray().Select(field => field!.GetValue<string>()));
        Answer prepared = await visitor.Post($"/client/sign_ups/{begun.Id()}/prepare_verification", ("strategy", Strategy));
        string message = prepared.Response["verifications"]!["web3_wallet"]!["message"]!.GetValue<string>();
        Answer up = await visitor.Post($"/client/sign_ups/{begun.Id()}/attempt_verification", ("strategy", Strategy), ("signature", wallet.Sign(message)));
        Assert.Equal((200, "complete"), (up.Status, up.Response.Status()));

        Visitor back = await foyer.Visit();
        Answer asked = await back.Post("/client/sign_ins", ("identifier", wallet.Address.ToUpperInvariant().Replace("0X", "0x", StringComparison.Ordinal)), ("strategy", Strategy));
        Assert.Equal((200, "needs_first_factor"), (asked.Status, asked.Response.Status()));
        string text = asked.Response["first_factor_verification"]!["message"]!.GetValue<string>();
        Assert.NotEqual(message, text);
        Answer replayed = await back.Post($"/client/sign_ins/{asked.Id()}/attempt_first_factor", ("strategy", Strategy), ("signature", wallet.Sign(message)));
        Assert.Equal((422, "web3_signature_invalid"), (replayed.Status, replayed.Code));
        Answer signedIn = await back.Post($"/client/sign_ins/{asked.Id()}/attempt_first_factor", ("strategy", Strategy), ("signature", wallet.Sign(text)));
        Assert.Equal((200, "complete"), (signedIn.Status, signedIn.Response.Status()));
        Assert.Equal("form_identifier_not_found", (await (await foyer.Visit()).Post("/client/sign_ins", ("identifier", EthereumWallet.Make().Address))).Code);
    }

    /// <summary>The same with a key of another curve, where the machine can check it.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task A_solana_wallet_signs_up_and_in(string database)
    {
        Assert.SkipUnless(Ed25519.IsAvailable, "This machine has no OpenSSL of 1.1.1 or later.");
        const string solana = "web3_solana_signature";
        await using TestFoyer foyer = await TestFoyer.Start(database, new
        {
            user_settings = new
            {
                attributes = new
                {
                    email_address = new { required = false }, password = new { required = false },
                    web3_wallet = new { enabled = true, used_for_first_factor = true, first_factors = new[] { solana } },
                },
            },
        });
        SolanaWallet wallet = SolanaWallet.Make(), other = SolanaWallet.Make();
        Visitor visitor = await foyer.Visit();
        Answer begun = await visitor.Post("/client/sign_ups", ("web3_wallet", wallet.Address));
        string path = $"/client/sign_ups/{begun.Id()}";
        Assert.Equal("verification_missing", (await visitor.Post(path + "/prepare_verification", ("strategy", "web3_metamask_signature"))).Code);
        Answer prepared = await visitor.Post(path + "/prepare_verification", ("strategy", solana));
        string message = prepared.Response["verifications"]!["web3_wallet"]!["message"]!.GetValue<string>();
        Assert.Contains("Solana account:\n" + wallet.Address, message, StringComparison.Ordinal);
        foreach (string wrong in new[] { other.Sign(message), wallet.Sign(message + " "), "", "AAAA", new string('A', 88) })
        {
            Assert.Equal(422, (await visitor.Post(path + "/attempt_verification", ("strategy", solana), ("signature", wrong))).Status);
            prepared = await visitor.Post(path + "/prepare_verification", ("strategy", solana));
            message = prepared.Response["verifications"]!["web3_wallet"]!["message"]!.GetValue<string>();
        }

        Answer up = await visitor.Post(path + "/attempt_verification", ("strategy", solana), ("signature", wallet.Sign(message)));
        Assert.Equal((200, "complete"), (up.Status, up.Response.Status()));
        Visitor back = await foyer.Visit();
        Answer asked = await back.Post("/client/sign_ins", ("identifier", wallet.Address), ("strategy", solana));
        Answer signedIn = await back.Post($"/client/sign_ins/{asked.Id()}/attempt_first_factor", ("strategy", solana), ("signature", wallet.Sign(asked.Response["first_factor_verification"]!["message"]!.GetValue<string>())));
        Assert.Equal((200, "complete", wallet.Address), (signedIn.Status, signedIn.Response.Status(), signedIn.Client["sessions"]![0]!["user"]!["web3_wallets"]![0]!["web3_wallet"]!.GetValue<string>()));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Of_a_hundred_uses_of_one_signature_one_signs_in_and_late_ones_do_not(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, FactorSteps.AllOn);
        EthereumWallet wallet = EthereumWallet.Make();
        await (await foyer.Backend()).Post("/users", new { web3_wallet = new[] { wallet.Address }, email_address = new[] { "ada@example.com" }, password = "correct horse battery" });
        Visitor visitor = await foyer.Visit();
        Answer asked = await visitor.Post("/client/sign_ins", ("identifier", wallet.Address), ("strategy", Strategy));
        string signature = wallet.Sign(asked.Response["first_factor_verification"]!["message"]!.GetValue<string>());

        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => visitor.Post($"/client/sign_ins/{asked.Id()}/attempt_first_factor", ("strategy", Strategy), ("signature", signature))));
        Assert.Single(answers, answer => answer.Status == 200);
        Assert.Equal(1, await foyer.Database.One<long>("SELECT count(*) FROM sessions", null, default));

        Visitor slow = await foyer.Visit();
        Answer again = await slow.Post("/client/sign_ins", ("identifier", wallet.Address), ("strategy", Strategy));
        foyer.Clock.Forward(TimeSpan.FromMinutes(10));
        Answer late = await slow.Post($"/client/sign_ins/{again.Id()}/attempt_first_factor", ("strategy", Strategy), ("signature", wallet.Sign(again.Response["first_factor_verification"]!["message"]!.GetValue<string>())));
        Assert.Equal((400, "verification_expired"), (late.Status, late.Code));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_wallet_that_is_only_claimed_keeps_nobody_else_from_it(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, FactorSteps.AllOn);
        EthereumWallet wallet = EthereumWallet.Make();
        Visitor squatter = await foyer.SignedIn("eve@example.com");
        Answer claimed = await squatter.Post("/me/web3_wallets", ("web3_wallet", wallet.Address));
        Visitor owner = await foyer.SignedIn("ada@example.com");
        Answer added = await owner.Post("/me/web3_wallets", ("web3_wallet", wallet.Address));
        Assert.Equal(200, added.Status);

        foreach (Answer refused in new[]
        {
            await squatter.Get("/me/web3_wallets/" + added.Id()), await squatter.Tunnel("DELETE", "/me/web3_wallets/" + added.Id()),
            await squatter.Post($"/me/web3_wallets/{added.Id()}/prepare_verification", ("strategy", Strategy)), await squatter.Post($"/me/web3_wallets/{added.Id()}/attempt_verification", ("signature", "0x")),
        })
        {
            Assert.Equal(404, refused.Status);
        }

        // It is the wallet of who proves it, to sign up or in with, and nobody else's any more.
        Visitor newcomer = await foyer.Visit();
        Answer begun = await newcomer.Post("/client/sign_ups", ("web3_wallet", wallet.Address));
        Assert.Equal(200, begun.Status);
        Answer prepared = await owner.Post($"/me/web3_wallets/{added.Id()}/prepare_verification", ("strategy", Strategy));
        Answer proven = await owner.Post($"/me/web3_wallets/{added.Id()}/attempt_verification", ("signature", wallet.Sign(Message(prepared))));
        Assert.Equal((200, "verified"), (proven.Status, proven.Response["verification"]!.Status()));
        Answer late = await squatter.Post($"/me/web3_wallets/{claimed.Id()}/prepare_verification", ("strategy", Strategy));
        Assert.Equal((422, "form_identifier_exists"), await squatter.Post($"/me/web3_wallets/{claimed.Id()}/attempt_verification", ("signature", wallet.Sign(Message(late)))) is var lost ? (lost.Status, lost.Code) : default);
        Assert.Equal((422, "form_identifier_exists"), await (await foyer.SignedIn("bob@example.com")).Post("/me/web3_wallets", ("web3_wallet", wallet.Address)) is var third ? (third.Status, third.Code) : default);
        Assert.Equal("ada@example.com", Assert.Single((await (await foyer.Backend()).Get("/users?web3_wallet=" + wallet.Address)).Json!.AsArray())!["email_addresses"]![0]!["email_address"]!.GetValue<string>());
    }

    private static string Message(Answer prepared) => prepared.Response["verification"]!["message"]!.GetValue<string>();

    [Theory, MemberData(nameof(Both))]
    public async Task The_last_identifier_stays_and_the_operator_removes_others(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, OnlyWallets);
        BackendApi backend = await foyer.Backend();
        Answer made = await backend.Post("/users", new { web3_wallet = new[] { EthereumWallet.Make().Address, EthereumWallet.Make().Address } });
        string userId = made.Json!["id"]!.GetValue<string>();
        string[] ids = [.. made.Json["web3_wallets"]!.AsArray().Select(wallet => wallet!["id"]!.GetValue<string>())];

        Assert.Equal(404, (await (await foyer.Backend(TestFoyer.OtherHost)).Delete($"/users/{userId}/web3_wallets/{ids[0]}")).Status);
        Answer deleted = await backend.Delete($"/users/{userId}/web3_wallets/{ids[0]}");
        Assert.Equal((200, "web3_wallet"), (deleted.Status, deleted.Json!["object"]!.GetValue<string>()));
        Assert.Equal(ids[1], (await backend.Get("/users/" + userId)).Json!["primary_web3_wallet_id"]!.GetValue<string>());
        Answer last = await backend.Delete($"/users/{userId}/web3_wallets/{ids[1]}");
        Assert.Equal((400, "last_identification_deletion_failed"), (last.Status, last.Code));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task What_is_no_wallet_or_no_strategy_of_it_is_refused(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, FactorSteps.AllOn);
        Visitor visitor = await foyer.SignedIn();
        Assert.Equal("form_param_format_invalid", (await visitor.Post("/me/web3_wallets", ("web3_wallet", "0x12"))).Code);
        Answer added = await visitor.Post("/me/web3_wallets", ("web3_wallet", EthereumWallet.Make().Address));
        foreach (string strategy in new[] { "web3_solana_signature", "web3_okx_wallet_signature", "password" })
        {
            Assert.Equal("form_param_value_invalid", (await visitor.Post($"/me/web3_wallets/{added.Id()}/prepare_verification", ("strategy", strategy))).Code);
        }

        Assert.Equal("verification_missing", (await visitor.Post($"/me/web3_wallets/{added.Id()}/attempt_verification", ("signature", "0x"))).Code);
        await using TestFoyer without = await TestFoyer.Start(database);
        Assert.Equal("web3_wallets_not_available", (await (await without.SignedIn()).Post("/me/web3_wallets", ("web3_wallet", EthereumWallet.Make().Address))).Code);
    }

    private static object OnlyWallets => new
    {
        user_settings = new
        {
            attributes = new
            {
                email_address = new { enabled = true, required = false },
                password = new { enabled = true, required = false },
                web3_wallet = new { enabled = true, used_for_first_factor = true, first_factors = new[] { Strategy } },
            },
        },
    };
}
