using System.Text.Json;
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
        ["missing a wallet"] = Samples.SignUp with { UnverifiedFields = [], MissingFields = ["web3_wallet"] },
        ["phone unproven"] = Samples.SignUp with { PhoneNumber = "+14155550100", UnverifiedFields = ["phone_number"] },
        ["from a provider"] = Samples.SignUp with
        {
            EmailAddress = null,
            PasswordEnabled = false,
            UnverifiedFields = [],
            MissingFields = ["username"],
            Verifications = new SignUpVerifications { ExternalAccount = new VerificationResource { Object = "verification_oauth", Status = VerificationStatus.Verified, Strategy = "oauth_google" } },
        },
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
    [InlineData("missing a phone", null, SignUpPart.Continue)]
    [InlineData("missing a wallet", null, SignUpPart.Unavailable)]
    [InlineData("phone unproven", null, SignUpPart.PhoneCode)]
    [InlineData("none", "transfer", SignUpPart.Transfer)]
    [InlineData("from a provider", null, SignUpPart.Continue)]
    [InlineData("complete", null, SignUpPart.Start)]
    [InlineData("abandoned", null, SignUpPart.Start)]
    public void What_is_given_is_proven_before_more_is_asked(string signUp, string? step, SignUpPart expected) =>
        Assert.Equal(expected, SignUpFlow.Project(SignUps[signUp], Samples.Environment, new SignUpHint(step), Now).Part);

    [Theory]
    [InlineData("restricted")]
    [InlineData("waitlist")]
    public void Where_nobody_may_sign_up_the_page_says_so(string mode) =>
        Assert.Equal(SignUpPart.Closed, SignUpFlow.Project(null, With(new UserSettings { SignUp = new SignUpSettings { Mode = mode } }), SignUpHint.None, Now).Part);

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
            SignUpFlow.Project(null, environment, SignUpHint.None, Now).Fields.Select(field => field.Required ? field.Name : field.Name + "?"));
    }

    [Fact]
    public void The_next_screen_asks_for_what_is_missing_only() =>
        Assert.Equal(["username", "legal_accepted"], SignUpFlow.Project(SignUps["missing"], Samples.Environment, SignUpHint.None, Now).Fields.Select(field => field.Name));

    [Fact]
    public void Required_fields_left_empty_are_named_each()
    {
        IReadOnlyList<SignUpField> asked = SignUpFlow.Project(null, Samples.Environment, SignUpHint.None, Now).Fields;

        Problems none = SignUpFlow.Unfilled(asked, Typed(new SignUpFields { EmailAddress = "ada@acme.dev", Password = "12345678" }));
        Problems both = SignUpFlow.Unfilled(asked, Typed(new SignUpFields { FirstName = "Ada" }));

        Assert.False(none.Any);
        Assert.Equal(["email_address", "password"], both.All.Select(error => error.Meta?.ParamName));
    }

    [Fact]
    public void What_was_typed_is_shown_again_but_never_a_password()
    {
        SignUpEntry typed = Typed(new SignUpFields { EmailAddress = "new@acme.dev", FirstName = "Ada", Password = "correct horse" });

        IReadOnlyList<SignUpField> fields = SignUpFlow.Project(Samples.SignUp, Samples.Environment, new SignUpHint("start"), Now, typed).Fields;

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

        Assert.Equal(needed ? "email_code" : null, SignUpFlow.ToPrepare(signUp, Samples.Environment));
        Assert.Null(SignUpFlow.ToPrepare(signUp with { UnverifiedFields = [] }, Samples.Environment));
    }

    [Theory]
    [InlineData("none", false, false)]
    [InlineData("unproven", true, true)]
    [InlineData("missing", true, false)]
    [InlineData("complete", false, false)]
    public void An_intent_holds_only_where_the_sign_up_stands(string signUp, bool mayContinue, bool mayProve)
    {
        Assert.Equal(mayContinue, SignUpFlow.Allows(SignUps[signUp], new SignUpIntent.Continue(new SignUpEntry())));
        Assert.Equal(mayProve, SignUpFlow.Allows(SignUps[signUp], new SignUpIntent.AttemptCode("424242")));
        Assert.Equal(mayProve, SignUpFlow.Allows(SignUps[signUp], new SignUpIntent.Resend()));
        Assert.True(SignUpFlow.Allows(SignUps[signUp], new SignUpIntent.Create(new SignUpEntry())));
    }

    [Fact]
    public void An_invitation_opens_what_is_closed_to_others()
    {
        EnvironmentResource closed = With(new UserSettings { SignUp = new SignUpSettings { Mode = "restricted" } });

        Assert.Equal(SignUpPart.Ticket, SignUpFlow.Project(null, closed, new SignUpHint(null, "ticket"), Now).Part);
        Assert.Equal(SignUpPart.EmailCode, SignUpFlow.Project(Samples.SignUp, closed, new SignUpHint(null, "ticket"), Now).Part);
    }

    [Fact]
    public void A_link_proves_an_address_where_the_instance_knows_no_codes()
    {
        EnvironmentResource byLink = With(new UserSettings { Attributes = new UserAttributes { EmailAddress = new UserAttribute { Enabled = true, Verifications = ["email_link"] } } });

        Assert.Equal("email_link", SignUpFlow.ToPrepare(Samples.SignUp, byLink));
        Assert.Equal(SignUpPart.EmailLink, SignUpFlow.Project(Samples.SignUp, byLink, SignUpHint.None, Now).Part);
    }

    [Fact]
    public void Either_an_address_or_a_number_is_asked_for_where_one_of_them_will_do()
    {
        SignUpResource either = Samples.SignUp with { EmailAddress = null, UnverifiedFields = [], MissingFields = ["email_address_or_phone_number"] };

        Assert.Equal(["email_address?", "phone_number?"], SignUpFlow.Project(either, Samples.Environment, SignUpHint.None, Now).Fields.Select(field => field.Required ? field.Name : field.Name + "?"));
    }

    [Fact]
    public void Fields_of_the_operators_own_stand_before_the_consent_and_keep_their_type()
    {
        CustomFieldSettings[] own = [new() { Key = "company", Required = true }, new() { Key = "seats", Type = "number" }, new() { Key = "news", Type = "checkbox" }];
        EnvironmentResource environment = With(new UserSettings { SignUp = new SignUpSettings { LegalConsentEnabled = true, CustomFields = own } });
        IReadOnlyList<SignUpField> asked = SignUpFlow.Project(null, environment, SignUpHint.None, Now).Fields;
        SignUpEntry typed = new() { Custom = new Dictionary<string, string> { ["custom_company"] = "Acme", ["custom_seats"] = "2,5" } };

        Assert.Equal(["first_name", "last_name", "email_address", "password", "custom_company", "custom_seats", "custom_news", "legal_accepted"], asked.Select(field => field.Name));
        Assert.DoesNotContain("custom_company", SignUpFlow.Unfilled(asked, typed).All.Select(error => error.Meta?.ParamName));
        Assert.Contains("custom_company", SignUpFlow.Unfilled(asked, new SignUpEntry()).All.Select(error => error.Meta?.ParamName));
        using JsonDocument kept = JsonDocument.Parse("""{"from":"app","news":true}""");
        Assert.Equal("""{"from":"app","company":"Acme","seats":2.5,"news":false}""", CustomValues.Read(own, typed.Custom, kept.RootElement).Metadata?.GetRawText());
        Assert.Equal("custom_seats", CustomValues.Read(own, new Dictionary<string, string> { ["custom_seats"] = "two" }, null).Problems.All.Single().Meta?.ParamName);
    }

    private static SignUpEntry Typed(SignUpFields fields) => new() { Fields = fields };

    private static EnvironmentResource With(UserSettings settings) => Samples.Environment with { UserSettings = settings };
}
