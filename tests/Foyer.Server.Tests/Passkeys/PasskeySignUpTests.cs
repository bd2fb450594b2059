using System.Text.Json.Nodes;
using Foyer.Testing;

namespace Foyer.Server.Tests.Passkeys;

/// <summary>Signing up with a passkey in the place of a password, on both databases.</summary>
public sealed class PasskeySignUpTests
{
    private const string Ada = "ada@example.com";

    public static TheoryData<string> Both => Databases.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_passkey_stands_in_the_place_of_the_password_and_signs_its_owner_in(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, Settings(true));
        using VirtualAuthenticator authenticator = new(TestFoyer.App);
        Visitor visitor = await foyer.Visit();
        Answer begun = await visitor.Post("/client/sign_ups", ("email_address", Ada), ("first_name", "Ada"));
        Assert.Contains("password", Names(begun, "missing_fields"));
        Assert.Contains("passkey", Names(begun, "optional_fields"));

        Answer made = await MakePasskey(visitor, begun, authenticator);
        Assert.DoesNotContain("password", Names(made, "missing_fields"));
        Assert.Equal("verified", made.Response["verifications"]!["passkey"]!.Status());
        Answer done = await ProveAddress(foyer, visitor, begun);

        Assert.Equal((200, "complete"), (done.Status, done.Response.Status()));
        JsonNode user = done.Client["sessions"]![0]!["user"]!;
        Assert.Equal((1, false), (user["passkeys"]!.AsArray().Count, user["password_enabled"]!.GetValue<bool>()));
        Assert.Equal("passkey", done.Client["last_authentication_strategy"]!.GetValue<string>());

        Visitor back = await foyer.Visit();
        Answer asked = await back.Post("/client/sign_ins", ("strategy", "passkey"));
        Answer signedIn = await back.Post($"/client/sign_ins/{asked.Id()}/attempt_first_factor", ("strategy", "passkey"), ("public_key_credential", authenticator.Get(asked.FirstFactorNonce())));
        Assert.Equal((200, "complete"), (signedIn.Status, signedIn.Response.Status()));
        Assert.Equal(user["id"]!.GetValue<string>(), signedIn.Client["sessions"]![0]!["user"]!["id"]!.GetValue<string>());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task One_challenge_makes_one_passkey_of_one_sign_up_in_its_time(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, Settings(true));
        using VirtualAuthenticator authenticator = new(TestFoyer.App);
        Visitor visitor = await foyer.Visit(), stranger = await foyer.Visit();
        Answer begun = await visitor.Post("/client/sign_ups", ("email_address", Ada)), other = await stranger.Post("/client/sign_ups", ("email_address", "eve@example.com"));

        // Asked of one sign-up, answered to another.
        Answer prepared = await Prepare(visitor, begun);
        await Prepare(stranger, other);
        string credential = authenticator.Create(Nonce(prepared));
        Assert.Equal("passkey_challenge_invalid", (await Attempt(stranger, other, credential)).Code);
        Assert.Equal(404, (await Attempt(stranger, begun, credential)).Status);

        // A hundred answers to one challenge.
        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Attempt(visitor, begun, credential)));
        Assert.Single(answers, answer => answer.Status == 200);

        prepared = await Prepare(stranger, other);
        foyer.Clock.Forward(TimeSpan.FromMinutes(5));
        Assert.Equal((400, "verification_expired"), await Attempt(stranger, other, authenticator.Create(Nonce(prepared))) is var late ? (late.Status, late.Code) : default);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_passkey_needs_a_name_and_a_proven_address_and_the_setting(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, Settings(true));
        using VirtualAuthenticator authenticator = new(TestFoyer.App);
        Visitor visitor = await foyer.Visit();
        Answer blank = await visitor.Post("/client/sign_ups");
        Assert.Equal((400, "sign_up_identifier_missing"), await Prepare(visitor, blank) is var nameless ? (nameless.Status, nameless.Code) : default);

        // Proving nothing but the passkey makes nobody.
        Answer begun = await visitor.Post("/client/sign_ups", ("email_address", Ada));
        Answer made = await MakePasskey(visitor, begun, authenticator);
        Assert.Equal("missing_requirements", made.Response.Status());
        Assert.Equal(["email_address"], Names(made, "unverified_fields"));
        Assert.Equal(0, await foyer.Database.One<long>("SELECT count(*) FROM users", null, default));
        Assert.Equal(0, await foyer.Database.One<long>("SELECT count(*) FROM passkeys", null, default));

        await using TestFoyer off = await TestFoyer.Start(database, Settings(false));
        Visitor refused = await off.Visit();
        Answer password = await refused.Post("/client/sign_ups", ("email_address", Ada));
        Assert.DoesNotContain("passkey", Names(password, "optional_fields"));
        Assert.Equal((400, "verification_missing"), await Prepare(refused, password) is var answer ? (answer.Status, answer.Code) : default);
        Assert.Equal((400, "verification_missing"), await Attempt(refused, password, "{}") is var attempt ? (attempt.Status, attempt.Code) : default);
    }

    private static object Settings(bool signUp) => new { user_settings = new { attributes = new { passkey = new { enabled = true } }, passkey_settings = new { sign_up_enabled = signUp } } };

    private static IEnumerable<string> Names(Answer signUp, string list) => signUp.Response[list]!.AsArray().Select(name => name!.GetValue<string>());

    private static Task<Answer> Prepare(Visitor visitor, Answer signUp) => visitor.Post($"/client/sign_ups/{signUp.Id()}/prepare_verification", ("strategy", "passkey"));

    private static Task<Answer> Attempt(Visitor visitor, Answer signUp, string credential) =>
        visitor.Post($"/client/sign_ups/{signUp.Id()}/attempt_verification", ("strategy", "passkey"), ("public_key_credential", credential));

    private static string Nonce(Answer signUp) => signUp.Response["verifications"]!["passkey"]!["nonce"]!.GetValue<string>();

    private static async Task<Answer> MakePasskey(Visitor visitor, Answer signUp, VirtualAuthenticator authenticator)
    {
        Answer made = await Attempt(visitor, signUp, authenticator.Create(Nonce(await Prepare(visitor, signUp))));
        Assert.Equal(200, made.Status);
        return made;
    }

    private static async Task<Answer> ProveAddress(TestFoyer foyer, Visitor visitor, Answer signUp)
    {
        Assert.Equal(200, (await visitor.Post($"/client/sign_ups/{signUp.Id()}/prepare_verification", ("strategy", "email_code"))).Status);
        return await visitor.Post($"/client/sign_ups/{signUp.Id()}/attempt_verification", ("strategy", "email_code"), ("code", await foyer.Server.GetCodeAsync(Ada, TestFoyer.PublishableKey(TestFoyer.DevelopmentHost))));
    }
}
