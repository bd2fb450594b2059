using Foyer.Components.SignIns;
using Foyer.Contracts;

namespace Foyer.Tests.Components;

/// <summary>Which sign-in screen is shown, as tables.</summary>
public sealed class SignInFlowTests
{
    private static readonly DateTimeOffset Now = Samples.Noon;

    private static readonly Dictionary<string, SignInResource?> SignIns = new()
    {
        ["none"] = null,
        ["blank"] = Samples.BlankSignIn,
        ["identified"] = Samples.SignIn,
        ["code sent"] = Samples.SignIn with { FirstFactorVerification = Samples.CodeSent(Now) },
        ["code failed"] = Samples.SignIn with { FirstFactorVerification = Samples.CodeSent(Now) with { Status = VerificationStatus.Failed } },
        ["password tried"] = Samples.SignIn with { FirstFactorVerification = Samples.CodeSent(Now) with { Strategy = "password", ExpireAt = null } },
        ["code only"] = Samples.SignIn with { SupportedFirstFactors = [Samples.ByCode] },
        ["passkey only"] = Samples.SignIn with { SupportedFirstFactors = [new SignInFactor { Strategy = "passkey" }] },
        ["passkey asked"] = Samples.SignIn with { Identifier = null, SupportedFirstFactors = [new SignInFactor { Strategy = "passkey" }], FirstFactorVerification = Samples.PasskeyAsked },
        ["phone sent"] = Samples.SignIn with { SupportedFirstFactors = [Samples.ByPassword, Samples.ByPhone], FirstFactorVerification = Samples.CodeSent(Now) with { Strategy = "phone_code", Channel = "whatsapp" } },
        ["link sent"] = Samples.SignIn with { SupportedFirstFactors = [Samples.ByPassword, Samples.ByLink], FirstFactorVerification = Samples.CodeSent(Now) with { Strategy = "email_link" } },
        ["provider only"] = Samples.SignIn with { SupportedFirstFactors = [new SignInFactor { Strategy = "oauth_google" }] },
        ["resettable"] = Samples.SignIn with { SupportedFirstFactors = [Samples.ByPassword, Samples.ByCode, Samples.ResetByMail] },
        ["reset sent"] = Samples.SignIn with { SupportedFirstFactors = [Samples.ByPassword, Samples.ResetByMail], FirstFactorVerification = Samples.CodeSent(Now) with { Strategy = "reset_password_email_code" } },
        ["unknown only"] = Samples.SignIn with { SupportedFirstFactors = [new SignInFactor { Strategy = "dance" }] },
        ["app and backup"] = Samples.SecondFactor([Samples.ByApp, Samples.ByBackupCode]),
        ["phone second"] = Samples.SecondFactor([Samples.ByPhone, Samples.ByBackupCode]),
        ["phone second sent"] = Samples.SecondFactor([Samples.ByPhone, Samples.ByApp]) with { SecondFactorVerification = Samples.CodeSent(Now) with { Strategy = "phone_code" } },
        ["new device"] = Samples.SecondFactor([Samples.ByCode]) with { Status = SignInStatus.NeedsClientTrust, SecondFactorVerification = Samples.CodeSent(Now) },
        ["second factor"] = Samples.SignIn with { Status = SignInStatus.NeedsSecondFactor },
        ["new password"] = Samples.SignIn with { Status = SignInStatus.NeedsNewPassword },
        ["from the future"] = Samples.SignIn with { Status = SignInStatus.From("needs_a_dance") },
        ["abandoned"] = Samples.SignIn with { Status = SignInStatus.Abandoned },
    };

    [Theory]
    [InlineData("none", null, SignInPart.Start)]
    [InlineData("none", "password", SignInPart.Start)]
    [InlineData("blank", "methods", SignInPart.Start)]
    [InlineData("abandoned", null, SignInPart.Start)]
    [InlineData("identified", null, SignInPart.Password)]
    [InlineData("identified", "methods", SignInPart.Methods)]
    [InlineData("identified", "email_code", SignInPart.Password)]
    [InlineData("identified", "nonsense", SignInPart.Password)]
    [InlineData("code sent", null, SignInPart.EmailCode)]
    [InlineData("code sent", "password", SignInPart.Password)]
    [InlineData("code sent", "methods", SignInPart.Methods)]
    [InlineData("code failed", null, SignInPart.EmailCode)]
    [InlineData("password tried", null, SignInPart.Password)]
    [InlineData("code only", null, SignInPart.Methods)]
    [InlineData("code only", "password", SignInPart.Methods)]
    [InlineData("code sent", "email_code", SignInPart.EmailCode)]
    [InlineData("passkey only", null, SignInPart.Passkey)]
    [InlineData("passkey asked", null, SignInPart.Start)]
    [InlineData("passkey asked", "passkey", SignInPart.Passkey)]
    [InlineData("phone sent", null, SignInPart.PhoneCode)]
    [InlineData("link sent", null, SignInPart.EmailLink)]
    [InlineData("link sent", "password", SignInPart.Password)]
    [InlineData("provider only", null, SignInPart.Methods)]
    [InlineData("provider only", "oauth_google", SignInPart.Methods)]
    [InlineData("resettable", null, SignInPart.Password)]
    [InlineData("resettable", "forgot", SignInPart.Forgot)]
    [InlineData("resettable", "reset_password_email_code", SignInPart.Password)]
    [InlineData("identified", "forgot", SignInPart.Password)]
    [InlineData("reset sent", null, SignInPart.ResetCode)]
    [InlineData("unknown only", null, SignInPart.Unavailable)]
    [InlineData("app and backup", null, SignInPart.Totp)]
    [InlineData("app and backup", "backup_code", SignInPart.BackupCode)]
    [InlineData("app and backup", "methods", SignInPart.Methods)]
    [InlineData("app and backup", "password", SignInPart.Totp)]
    [InlineData("phone second", null, SignInPart.Methods)]
    [InlineData("phone second", "backup_code", SignInPart.BackupCode)]
    [InlineData("phone second sent", null, SignInPart.PhoneCode)]
    [InlineData("phone second sent", "totp", SignInPart.Totp)]
    [InlineData("new device", null, SignInPart.EmailCode)]
    [InlineData("second factor", null, SignInPart.Unavailable)]
    [InlineData("second factor", "password", SignInPart.Unavailable)]
    [InlineData("new password", null, SignInPart.NewPassword)]
    [InlineData("from the future", null, SignInPart.Unavailable)]
    public void The_sign_in_decides_the_screen_and_a_hint_only_chooses_among_what_it_allows(string signIn, string? hint, SignInPart expected) =>
        Assert.Equal(expected, SignInFlow.Project(SignIns[signIn], Samples.Environment, new SignInHint(hint), Now).Part);

    public static TheoryData<string, string, string> Intents() => new()
    {
        { "none", "identify social passkey ticket check back", "password code resend methods use forgot new-password credential totp" },
        { "blank", "identify back", "password code resend methods use forgot new-password" },
        { "abandoned", "identify back", "password code methods use" },
        { "identified", "identify back password use methods", "code resend forgot new-password credential totp" },
        { "code sent", "password use code resend methods", "forgot new-password totp backup" },
        { "code failed", "password code resend", "new-password" },
        { "passkey only", "methods", "password use code resend credential" },
        { "passkey asked", "credential", "password code use" },
        { "phone sent", "phone password methods resend", "new-password" },
        { "link sent", "password resend methods", "code" },
        { "resettable", "forgot password reset", "new-password" },
        { "reset sent", "reset forgot resend", "new-password" },
        { "app and backup", "totp backup methods", "password code resend forgot new-password" },
        { "phone second sent", "totp phone resend methods", "backup password" },
        { "new device", "code resend methods", "totp password" },
        { "second factor", "methods back", "password use code" },
        { "new password", "new-password back", "password code methods forgot" },
    };

    [Theory]
    [MemberData(nameof(Intents))]
    public void An_intent_holds_only_where_the_sign_in_offers_it(string signIn, string allowed, string refused)
    {
        Assert.All(allowed.Split(' '), intent => Assert.True(SignInFlow.Allows(SignIns[signIn], Wanted(intent)), $"{intent} is refused"));
        Assert.All(refused.Split(' '), intent => Assert.False(SignInFlow.Allows(SignIns[signIn], Wanted(intent)), $"{intent} is allowed"));
    }

    private static SignInIntent Wanted(string intent) => intent switch
    {
        "identify" => new SignInIntent.Identify("ada@acme.dev", ""),
        "social" => new SignInIntent.Social("oauth_google"),
        "passkey" => new SignInIntent.Passkey(),
        "ticket" => new SignInIntent.Redeem("ticket"),
        "check" => new SignInIntent.Check(),
        "back" => new SignInIntent.Back(),
        "password" => new SignInIntent.AttemptPassword("secret"),
        "credential" => new SignInIntent.AttemptPasskey("{}"),
        "use" => new SignInIntent.Use("password", null),
        "code" => new SignInIntent.AttemptCode(null, "424242", null),
        "phone" => new SignInIntent.AttemptCode("phone_code", "424242", null),
        "totp" => new SignInIntent.AttemptCode("totp", "424242", null),
        "backup" => new SignInIntent.AttemptCode("backup_code", "abcd", null),
        "reset" => new SignInIntent.AttemptCode("reset_password_email_code", "424242", null),
        "resend" => new SignInIntent.Resend(null, null, null),
        "methods" => new SignInIntent.ChooseMethod(),
        "forgot" => new SignInIntent.Forgot(),
        "new-password" => new SignInIntent.SetPassword("new secret", true),
        _ => throw new ArgumentOutOfRangeException(nameof(intent), intent, "There is no such intent."),
    };

    [Fact]
    public void A_sent_strategy_chosen_without_being_sent_sends_when_used()
    {
        Assert.True(SignInFlow.Allows(Samples.SignIn, new SignInIntent.Use("email_code", null)));
        Assert.True(SignInFlow.Allows(Samples.SignIn, new SignInIntent.AttemptCode("email_code", "424242", null)));
    }

    [Theory]
    [InlineData("link sent", "expired", "email_link_expired")]
    [InlineData("link sent", "failed", "email_link_failed")]
    [InlineData("link sent", "unverified", null)]
    [InlineData("blank", "failed", null)]
    public void Trouble_elsewhere_is_told(string signIn, string status, string? code)
    {
        SignInResource attempt = SignIns[signIn]!;
        attempt = attempt with { FirstFactorVerification = attempt.FirstFactorVerification is { } verification ? verification with { Status = VerificationStatus.From(status) } : null };

        Assert.Equal(code, SignInFlow.TroubleOf(attempt).All.FirstOrDefault()?.Code);
    }

    [Fact]
    public void What_a_provider_refused_is_told_and_what_can_be_transferred_is_not()
    {
        ErrorResource error = new() { Code = "oauth_access_denied", Message = "m", LongMessage = "l" };
        VerificationResource failed = new() { Object = "verification_oauth", Status = VerificationStatus.Failed, Strategy = "oauth_google", Error = error };

        Assert.True(SignInFlow.TroubleOf(Samples.BlankSignIn with { FirstFactorVerification = failed }).Has("oauth_access_denied"));
        Assert.False(SignInFlow.TroubleOf(Samples.BlankSignIn with { FirstFactorVerification = failed with { Status = VerificationStatus.Transferable } }).Any);
    }

    [Fact]
    public void A_way_the_sign_in_does_not_offer_cannot_be_used() =>
        Assert.False(SignInFlow.Allows(Samples.SignIn, new SignInIntent.Use("passkey", null)));

    [Theory]
    [InlineData(0, 30)]
    [InlineData(1, 29)]
    [InlineData(29.5, 1)]
    [InlineData(30, 0)]
    [InlineData(700, 0)]
    [InlineData(-90, 30)]
    public void Another_code_may_be_asked_for_half_a_minute_after_the_last(double secondsSince, int wait) =>
        Assert.Equal(wait, SignInFlow.WaitSeconds(Samples.CodeSent(Now), Now.AddSeconds(secondsSince)));

    [Fact]
    public void After_too_many_wrong_codes_nobody_waits_for_the_next() =>
        Assert.Equal(0, SignInFlow.WaitSeconds(Samples.CodeSent(Now) with { Status = VerificationStatus.Failed }, Now));

    [Fact]
    public void Before_a_code_is_sent_nobody_waits_for_one() =>
        Assert.Equal(0, SignInFlow.WaitSeconds(Samples.CodeSent(Now) with { NextAction = "needs_prepare" }, Now));

    [Fact]
    public void A_code_goes_to_the_address_chosen_else_typed_else_primary()
    {
        SignInFactor work = Samples.ByCode with { EmailAddressId = "idn_2", SafeIdentifier = "w***@acme.dev", Primary = false };
        SignInFactor typed = Samples.ByCode with { EmailAddressId = "idn_3", SafeIdentifier = "ada@home.dev", Primary = false };
        SignInResource signIn = Samples.SignIn with { Identifier = "ada@home.dev", SupportedFirstFactors = [work, Samples.ByCode, typed] };

        Assert.Equal(work, SignInFlow.FactorOf(signIn, "email_code", "idn_2"));
        Assert.Equal(typed, SignInFlow.FactorOf(signIn, "email_code", null));
        Assert.Equal(typed, SignInFlow.FactorOf(signIn, "email_code", "idn_of_somebody_else"));
        Assert.Equal(Samples.ByCode, SignInFlow.FactorOf(signIn with { Identifier = "ada" }, "email_code", null));
    }

    [Theory]
    [InlineData("password", "password")]
    [InlineData("otp", "email_code")]
    public void The_instance_says_which_factor_comes_first(string preferred, string strategy)
    {
        EnvironmentResource environment = Samples.Environment with
        {
            DisplayConfig = Samples.Environment.DisplayConfig with { PreferredSignInStrategy = preferred },
        };

        Assert.Equal(strategy, SignInFlow.FirstChoice(Samples.SignIn, environment)?.Strategy);
    }
}
