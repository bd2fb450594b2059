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
    [InlineData("identified", "code", SignInPart.Password)]
    [InlineData("identified", "nonsense", SignInPart.Password)]
    [InlineData("code sent", null, SignInPart.EmailCode)]
    [InlineData("code sent", "password", SignInPart.Password)]
    [InlineData("code sent", "methods", SignInPart.Methods)]
    [InlineData("code failed", null, SignInPart.EmailCode)]
    [InlineData("password tried", null, SignInPart.Password)]
    [InlineData("code only", null, SignInPart.Methods)]
    [InlineData("code only", "password", SignInPart.Methods)]
    [InlineData("passkey only", null, SignInPart.Unavailable)]
    [InlineData("second factor", null, SignInPart.Unavailable)]
    [InlineData("second factor", "password", SignInPart.Unavailable)]
    [InlineData("new password", null, SignInPart.Unavailable)]
    [InlineData("from the future", null, SignInPart.Unavailable)]
    public void The_sign_in_decides_the_screen_and_a_hint_only_chooses_among_what_it_allows(string signIn, string? hint, SignInPart expected) =>
        Assert.Equal(expected, SignInFlow.Project(SignIns[signIn], Samples.Environment, new SignInHint(hint), Now).Part);

    public static TheoryData<string, string, bool> Intents()
    {
        TheoryData<string, string, bool> rows = [];
        foreach (string signIn in SignIns.Keys)
        {
            bool identified = signIn is "identified" or "code sent" or "code failed" or "password tried";
            rows.Add(signIn, "identify", true);
            rows.Add(signIn, "back", true);
            rows.Add(signIn, "password", identified);
            rows.Add(signIn, "use", identified);
            rows.Add(signIn, "code", identified || signIn == "code only");
            rows.Add(signIn, "resend", identified || signIn == "code only");
            rows.Add(signIn, "methods", identified || signIn is "code only" or "passkey only");
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Intents))]
    public void An_intent_holds_only_where_the_sign_in_offers_it(string signIn, string intent, bool allowed)
    {
        SignInIntent wanted = intent switch
        {
            "identify" => new SignInIntent.Identify("ada@acme.dev", ""),
            "back" => new SignInIntent.Back(),
            "password" => new SignInIntent.AttemptPassword("secret"),
            "use" => new SignInIntent.Use("password", null),
            "code" => new SignInIntent.AttemptCode("424242", null),
            "resend" => new SignInIntent.Resend(null),
            _ => new SignInIntent.ChooseMethod(),
        };

        Assert.Equal(allowed, SignInFlow.Allows(SignIns[signIn], wanted));
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

        Assert.Equal(work, SignInFlow.CodeFactor(signIn, "idn_2"));
        Assert.Equal(typed, SignInFlow.CodeFactor(signIn, null));
        Assert.Equal(typed, SignInFlow.CodeFactor(signIn, "idn_of_somebody_else"));
        Assert.Equal(Samples.ByCode, SignInFlow.CodeFactor(signIn with { Identifier = "ada" }, null));
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
