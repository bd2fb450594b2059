using Foyer.Contracts;

namespace Foyer.Server.SignUps;

/// <summary>Which fields a sign-up demands, lacks and must prove (WIRE §7.3).</summary>
/// <param name="Required">What the instance demands.</param>
/// <param name="Optional">What may be given.</param>
/// <param name="Missing">Demanded and not given.</param>
/// <param name="Unverified">Given and to be proven first.</param>
internal sealed record SignUpFields(IReadOnlyList<string> Required, IReadOnlyList<string> Optional, IReadOnlyList<string> Missing, IReadOnlyList<string> Unverified)
{
    public bool IsComplete => Missing.Count == 0 && Unverified.Count == 0;
}

/// <summary>No I/O: every case is a line in a test table.</summary>
internal static class SignUpRules
{
    public static SignUpFields Fields(UserSettings settings, SignUpRow row)
    {
        UserAttributes attributes = settings.Attributes;
        (string Name, UserAttribute Attribute, bool IsGiven)[] fields =
        [
            ("email_address", attributes.EmailAddress, row.EmailAddress is not null),
            ("username", attributes.Username, row.Username is not null),
            ("first_name", attributes.FirstName, row.FirstName is not null),
            ("last_name", attributes.LastName, row.LastName is not null),
            ("password", attributes.Password, row.PasswordHash is not null),
        ];
        bool consent = settings.SignUp.LegalConsentEnabled;
        string[] required = [.. fields.Where(field => field.Attribute is { Enabled: true, Required: true }).Select(field => field.Name), .. consent ? ["legal_accepted"] : Array.Empty<string>()];
        string[] missing =
        [
            .. fields.Where(field => field.Attribute is { Enabled: true, Required: true } && !field.IsGiven).Select(field => field.Name),
            .. consent && row.LegalAcceptedAt is null ? ["legal_accepted"] : Array.Empty<string>(),
            // With nothing demanded, somebody without any identifier could never come back.
            .. row.EmailAddress is null && row.Username is null && !required.Contains("email_address") && !required.Contains("username")
                ? [attributes.EmailAddress.Enabled ? "email_address" : "username"] : Array.Empty<string>(),
        ];
        return new SignUpFields(
            required,
            [.. fields.Where(field => field.Attribute is { Enabled: true, Required: false }).Select(field => field.Name)],
            missing,
            row.EmailAddress is not null && attributes.EmailAddress.VerifyAtSignUp && !row.EmailAddressVerified ? ["email_address"] : []);
    }
}

internal static class SignUpFaults
{
    public static readonly Fault Restricted = new(403, "sign_up_mode_restricted", "Sign-up is restricted", "Nobody can sign up here by themselves. Ask for an invitation.");

    public static readonly Fault WrongStep = new(400, "sign_up_wrong_step", "Not at this step", "The sign-up is not at the step this request belongs to. Start again.");

    public static readonly Fault NothingToVerify = new(400, "verification_missing", "Nothing to verify", "There is nothing to verify that way on this sign-up.");

    public static readonly Fault EmailAddressBlocked = new(422, "form_email_address_blocked", "E-mail address not accepted", "This application does not accept e-mail addresses with a tag. Use the plain address.");

    public static readonly Fault SessionExists = new(400, "session_exists", "Already signed in", "Somebody is signed in on this client already. Sign out first.");
}
