using Foyer.Components.SignIns;
using Foyer.Contracts;
using Foyer.Frontend;

namespace Foyer.Components.SignUps;

/// <summary>The rules of the sign-up screens. Pure: a sign-up, the instance's settings and the clock in, a screen out.</summary>
public static class SignUpFlow
{
    // The order in which people are asked.
    private static readonly string[] Known = ["first_name", "last_name", "username", "email_address", "password", "legal_accepted"];

    /// <summary>The screen of a sign-up.</summary>
    /// <param name="signUp">The attempt; null before there is one.</param>
    /// <param name="environment">The instance.</param>
    /// <param name="step">The page's <c>step</c>: <c>start</c> shows the first form of an attempt under way; anything else has no effect.</param>
    /// <param name="now">The time.</param>
    /// <param name="typed">What was typed, to be shown again after an error.</param>
    public static SignUpModel Project(
        SignUpResource? signUp, EnvironmentResource environment, string? step, DateTimeOffset now, SignUpFields? typed = null)
    {
        ArgumentNullException.ThrowIfNull(environment);
        SignUpPart part = PartOf(signUp, environment, step);
        return new SignUpModel
        {
            Part = part,
            Fields = part switch
            {
                SignUpPart.Start => [.. Asked(environment).Select(name => Field(name, IsRequired(name, environment), signUp, typed))],
                SignUpPart.Continue => [.. Known.Where(signUp!.MissingFields.Contains).Select(name => Field(name, true, signUp, typed))],
                _ => [],
            },
            EmailAddress = signUp?.EmailAddress,
            WaitSeconds = SignInFlow.WaitSeconds(signUp?.Verifications.EmailAddress, now),
        };
    }

    /// <summary>Whether an intent makes sense where a sign-up stands. One that does not leaves the sign-up as it is.</summary>
    /// <param name="signUp">The attempt; null before there is one.</param>
    /// <param name="intent">What the person wants.</param>
    public static bool Allows(SignUpResource? signUp, SignUpIntent intent) => intent switch
    {
        SignUpIntent.Create or SignUpIntent.Back => true,
        SignUpIntent.Continue => UnderWay(signUp),
        SignUpIntent.AttemptCode or SignUpIntent.Resend => UnderWay(signUp) && signUp!.UnverifiedFields.Contains("email_address"),
        _ => false,
    };

    /// <summary>The required fields of a form that were left empty.</summary>
    /// <param name="asked">The fields of the form.</param>
    /// <param name="typed">What was typed.</param>
    public static Problems Unfilled(IEnumerable<SignUpField> asked, SignUpFields typed)
    {
        ArgumentNullException.ThrowIfNull(typed);
        return new Problems([.. asked
            .Where(field => field.Required && IsEmpty(field.Name, typed))
            .SelectMany(field => Problems.Found(ErrorCodes.FormParamNil, field.Name).All)]);
    }

    /// <summary>Whether a code must be sent before the sign-up can go on.</summary>
    /// <param name="signUp">The attempt.</param>
    public static bool NeedsCode(SignUpResource signUp)
    {
        ArgumentNullException.ThrowIfNull(signUp);
        return UnderWay(signUp) && signUp.UnverifiedFields.Contains("email_address") &&
            signUp.Verifications.EmailAddress is null or { NextAction: "needs_prepare" };
    }

    private static SignUpPart PartOf(SignUpResource? signUp, EnvironmentResource environment, string? step)
    {
        if (!UnderWay(signUp))
        {
            return environment.UserSettings.SignUp.Mode == "public" ? SignUpPart.Start : SignUpPart.Closed;
        }

        if (step == "start" || IsBlank(signUp!))
        {
            return SignUpPart.Start;
        }

        // What is given is proven first: a person who leaves now has at least shown that the address is theirs.
        if (signUp!.UnverifiedFields.Contains("email_address"))
        {
            return SignUpPart.EmailCode;
        }

        return signUp.MissingFields.Any(Known.Contains) ? SignUpPart.Continue : SignUpPart.Unavailable;
    }

    private static bool UnderWay(SignUpResource? signUp) => signUp?.Status == SignUpStatus.MissingRequirements;

    private static bool IsBlank(SignUpResource signUp) =>
        signUp is { EmailAddress: null, PhoneNumber: null, Username: null, FirstName: null, LastName: null, PasswordEnabled: false, LegalAcceptedAt: null };

    private static IEnumerable<string> Asked(EnvironmentResource environment) =>
        Known.Where(name => name == "legal_accepted" ? environment.UserSettings.SignUp.LegalConsentEnabled : Attribute(name, environment).Enabled);

    private static bool IsRequired(string name, EnvironmentResource environment) => name == "legal_accepted" || Attribute(name, environment).Required;

    private static UserAttribute Attribute(string name, EnvironmentResource environment)
    {
        UserAttributes attributes = environment.UserSettings.Attributes;
        return name switch
        {
            "first_name" => attributes.FirstName,
            "last_name" => attributes.LastName,
            "username" => attributes.Username,
            "email_address" => attributes.EmailAddress,
            "password" => attributes.Password,
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such attribute."),
        };
    }

    private static SignUpField Field(string name, bool required, SignUpResource? signUp, SignUpFields? typed) => new(name, required, name switch
    {
        "first_name" => typed?.FirstName ?? signUp?.FirstName,
        "last_name" => typed?.LastName ?? signUp?.LastName,
        "username" => typed?.Username ?? signUp?.Username,
        "email_address" => typed?.EmailAddress ?? signUp?.EmailAddress,
        "legal_accepted" => typed?.LegalAccepted == true || signUp?.LegalAcceptedAt is not null ? "true" : null,
        _ => null,
    });

    private static bool IsEmpty(string name, SignUpFields typed) => name switch
    {
        "first_name" => typed.FirstName is null,
        "last_name" => typed.LastName is null,
        "username" => typed.Username is null,
        "email_address" => typed.EmailAddress is null,
        "password" => typed.Password is null,
        _ => typed.LegalAccepted is null,
    };
}
