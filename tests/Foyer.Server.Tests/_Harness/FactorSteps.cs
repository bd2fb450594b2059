using System.Text.Json.Nodes;
using Foyer.Server.Totp;
using Foyer.Testing;

namespace Foyer.Server.Tests;

/// <summary>Steps that tests of passkeys, authenticator apps and wallets share.</summary>
internal static class FactorSteps
{
    /// <summary>Everything of theirs switched on.</summary>
    public static object AllOn => new
    {
        auth_config = new { single_session_mode = false },
        user_settings = new
        {
            attributes = new
            {
                passkey = new { enabled = true },
                authenticator_app = new { enabled = true },
                backup_code = new { enabled = true },
                web3_wallet = new { enabled = true, used_for_first_factor = true, first_factors = new[] { "web3_metamask_signature", "web3_solana_signature" } },
            },
        },
    };

    public static async Task<Visitor> SignedIn(this TestFoyer foyer, string emailAddress = "ada@example.com", string host = TestFoyer.DevelopmentHost)
    {
        Visitor visitor = host == TestFoyer.ProductionHost ? foyer.VisitProduction() : await foyer.Visit(host);
        BackendApi backend = await foyer.Backend(host);
        if ((await backend.Get("/users?email_address=" + Uri.EscapeDataString(emailAddress))).Json!.AsArray().Count == 0)
        {
            await backend.CreateUser(emailAddress);
        }

        await visitor.SignIn(emailAddress);
        return visitor;
    }

    /// <summary>Registers a passkey; returns its id.</summary>
    public static async Task<string> AddPasskey(this Visitor visitor, VirtualAuthenticator authenticator)
    {
        Answer begun = await visitor.Post("/me/passkeys");
        Assert.Equal(200, begun.Status);
        Answer done = await visitor.Post($"/me/passkeys/{begun.Response["id"]}/attempt_verification", ("strategy", "passkey"), ("public_key_credential", authenticator.Create(begun.Nonce())));
        Assert.Equal((200, "verified"), (done.Status, done.Response["verification"]!["status"]!.GetValue<string>()));
        return done.Response["id"]!.GetValue<string>();
    }

    public static string Nonce(this Answer answer) => answer.Response["verification"]!["nonce"]!.GetValue<string>();

    public static string FirstFactorNonce(this Answer answer) => answer.Response["first_factor_verification"]!["nonce"]!.GetValue<string>();

    public static string Id(this Answer answer) => answer.Response["id"]!.GetValue<string>();

    public static string Status(this JsonNode resource) => resource["status"]!.GetValue<string>();

    /// <summary>Sets an authenticator app up; returns its secret and the backup codes that came with it.</summary>
    public static async Task<(string Secret, IReadOnlyList<string> BackupCodes)> AddTotp(this Visitor visitor, TestFoyer foyer)
    {
        Answer begun = await visitor.Post("/me/totp");
        Assert.Equal(200, begun.Status);
        string secret = begun.Response["secret"]!.GetValue<string>();
        Answer done = await visitor.Post("/me/totp/attempt_verification", ("code", CodeOf(foyer, secret)));
        Assert.Equal((200, true), (done.Status, done.Response["verified"]!.GetValue<bool>()));
        return (secret, [.. done.Response["backup_codes"]?.AsArray().Select(code => code!.GetValue<string>()) ?? []]);
    }

    /// <summary>The code an app shows now, or some steps from now.</summary>
    public static string CodeOf(TestFoyer foyer, string secret, int steps = 0) => TotpRules.CodeAt(Base32.Decode(secret)!, TotpRules.StepAt(foyer.Clock.GetUtcNow()) + steps);

    /// <summary>Waits until the app shows another code.</summary>
    public static void NextCode(this TestFoyer foyer) => foyer.Clock.Forward(TimeSpan.FromSeconds(30));

    /// <summary>A sign-in at its second factor.</summary>
    public static async Task<Answer> AtSecondFactor(this Visitor visitor, string emailAddress = "ada@example.com")
    {
        Answer answer = await visitor.Post("/client/sign_ins", ("strategy", "password"), ("identifier", emailAddress), ("password", "correct horse battery"));
        Assert.Equal((200, "needs_second_factor"), (answer.Status, answer.Response.Status()));
        return answer;
    }

    public static Task<Answer> AttemptSecond(this Visitor visitor, Answer signIn, string strategy, string code) =>
        visitor.Post($"/client/sign_ins/{signIn.Id()}/attempt_second_factor", ("strategy", strategy), ("code", code));
}
