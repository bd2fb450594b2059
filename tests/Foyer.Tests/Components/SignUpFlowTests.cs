using Foyer.Components;
using Foyer.Components.SignUps;
using Foyer.Contracts;
using Foyer.Frontend;

namespace Foyer.Tests.Components;

/// <summary>Which sign-up screen is shown and what it asks, as tables.</summary>
public sealed class SignUpFlowTests
{
    private static readonly DateTimeOffset Now = Samples.Noon;

    private static readonly Dictionary<string, SignUpResource?> SignUps = new()
    {
        ["none"] = null,
        ["blank"] = Samples.SignUp with { EmailAddress = null, PasswordEnabled = false, UnverifiedFields = [], MissingFields = ["email_address", "password"] },
        ["unproven"] = Samples.SignUp,
        ["unproven and missing"] = Samples.SignUp with { MissingFields = ["username"] },
        ["missing"] = Samples.SignUp with { UnverifiedFields = [], MissingFields = ["username", "legal_accepted"] },
        ["missing a phone"] = Samples.SignUp with { UnverifiedFields = [], MissingFields = ["phone_number"] },
        ["complete"] = Samples.SignUp with { Status = SignUpStatus.Complete },
        ["abandoned"] = Samples.SignUp with { Status = SignUpStatus.Abandoned },
    };

    [Theory]
    [InlineData("none", null, SignUpPart.Start)]
    [InlineData("blank", null, SignUpPart.Start)]
    [InlineData("unproven", null, SignUpPart.EmailCode)]
    [InlineData("unproven", "start", SignUpPart.Start)]
    [InlineData("unproven", "nonsense", SignUpPart.EmailCode)]
    [InlineData("unproven and missing", null, SignUpPart.EmailCode)]
    [InlineData("missing", null, SignUpPart.Continue)]
    [InlineData("missing a phone", null, SignUpPart.Unavailable)]
    [InlineData("complete", null, SignUpPart.Start)]
    [InlineData("abandoned", null, SignUpPart.Start)]
    public void What_is_given_is_proven_before_more_is_asked(string signUp, string? step, SignUpPart expected) =>
        Assert.Equal(expected, SignUpFlow.Project(SignUps[signUp], Samples.Environment, step, Now).Part);

    [Theory]
    [InlineData("restricted")]
    [InlineData("waitlist")]
    public void Where_nobody_may_sign_up_the_page_says_so(string mode) =>
        Assert.Equal(SignUpPart.Closed, SignUpFlow.Project(null, With(new UserSettings { SignUp = new SignUpSettings { Mode = mode } }), null, Now).Part);

    [Fact]
    public void The_first_screen_asks_for_what_the_instance_knows_in_the_order_people_expect()
    {
        EnvironmentResource environment = With(new UserSettings
        {
            Attributes = new UserAttributes { Username = new UserAttribute { Enabled = true, Required = true } },
            SignUp = new SignUpSettings { LegalConsentEnabled = true },
        });

        Assert.Equal(
            ["first_name?", "last_name?", "username", "email_address", "password", "legal_accepted"],
            SignUpFlow.Project(null, environment, null, Now).Fields.Select(field => field.Required ? field.Name : field.Name + "?"));
    }

    [Fact]
    public void The_next_screen_asks_for_what_is_missing_only() =>
        Assert.Equal(["username", "legal_accepted"], SignUpFlow.Project(SignUps["missing"], Samples.Environment, null, Now).Fields.Select(field => field.Name));

    [Fact]
    public void Required_fields_left_empty_are_named_each()
    {
        IReadOnlyList<SignUpField> asked = SignUpFlow.Project(null, Samples.Environment, null, Now).Fields;

        Problems none = SignUpFlow.Unfilled(asked, new SignUpFields { EmailAddress = "ada@acme.dev", Password = "12345678" });
        Problems both = SignUpFlow.Unfilled(asked, new SignUpFields { FirstName = "Ada" });

        Assert.False(none.Any);
        Assert.Equal(["email_address", "password"], both.All.Select(error => error.Meta?.ParamName));
    }

    [Fact]
    public void What_was_typed_is_shown_again_but_never_a_password()
    {
        SignUpFields typed = new() { EmailAddress = "new@acme.dev", FirstName = "Ada", Password = "correct horse" };

        IReadOnlyList<SignUpField> fields = SignUpFlow.Project(Samples.SignUp, Samples.Environment, "start", Now, typed).Fields;

        Assert.Equal("new@acme.dev", fields.Single(field => field.Name == "email_address").Value);
        Assert.Null(fields.Single(field => field.Name == "password").Value);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("needs_prepare", true)]
    [InlineData("needs_attempt", false)]
    public void A_code_is_sent_when_none_is_under_way(string? nextAction, bool needed)
    {
        VerificationResource? verification = nextAction is null ? null : Samples.CodeSent(Now) with { NextAction = nextAction };
        SignUpResource signUp = Samples.SignUp with { Verifications = new SignUpVerifications { EmailAddress = verification } };

        Assert.Equal(needed, SignUpFlow.NeedsCode(signUp));
        Assert.False(SignUpFlow.NeedsCode(signUp with { UnverifiedFields = [] }));
    }

    [Theory]
    [InlineData("none", false, false)]
    [InlineData("unproven", true, true)]
    [InlineData("missing", true, false)]
    [InlineData("complete", false, false)]
    public void An_intent_holds_only_where_the_sign_up_stands(string signUp, bool mayContinue, bool mayProve)
    {
        Assert.Equal(mayContinue, SignUpFlow.Allows(SignUps[signUp], new SignUpIntent.Continue(new SignUpFields())));
        Assert.Equal(mayProve, SignUpFlow.Allows(SignUps[signUp], new SignUpIntent.AttemptCode("424242")));
        Assert.Equal(mayProve, SignUpFlow.Allows(SignUps[signUp], new SignUpIntent.Resend()));
        Assert.True(SignUpFlow.Allows(SignUps[signUp], new SignUpIntent.Create(new SignUpFields())));
    }

    private static EnvironmentResource With(UserSettings settings) => Samples.Environment with { UserSettings = settings };
}
