using Foyer.Contracts;

namespace Foyer.Server.SignUps;

/// <summary>An identifier of a sign-up that can be proven.</summary>
/// <param name="Name">The attribute, <c>email_address</c>, <c>phone_number</c> or <c>web3_wallet</c>; its columns begin with it.</param>
/// <param name="Attribute">The instance's rules for it.</param>
/// <param name="Value">What was given; null when nothing was.</param>
/// <param name="IsVerified">Whether it is proven.</param>
/// <param name="Strategy">What proved it.</param>
/// <param name="VerificationId">What was prepared last for it.</param>
internal sealed record SignUpIdentifier(string Name, UserAttribute Attribute, string? Value, bool IsVerified, string? Strategy, string? VerificationId);

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
    private static readonly string[] IdentifierNames = ["email_address", "phone_number", "username", "web3_wallet"];

    public static SignUpFields Fields(UserSettings settings, SignUpRow row)
    {
        UserAttributes attributes = settings.Attributes;
        (string Name, UserAttribute Attribute, bool IsGiven)[] fields =
        [
            ("email_address", attributes.EmailAddress, row.EmailAddress is not null),
            ("phone_number", attributes.PhoneNumber, row.PhoneNumber is not null),
            ("web3_wallet", attributes.Web3Wallet, row.Web3Wallet is not null),
            ("username", attributes.Username, row.Username is not null),
            ("first_name", attributes.FirstName, row.FirstName is not null),
            ("last_name", attributes.LastName, row.LastName is not null),
            // Whoever comes from another provider proves themselves there, and a passkey stands in the place of a password.
            ("password", row.HasExternalAccount || row.Passkey is not null ? attributes.Password with { Required = false } : attributes.Password, row.PasswordHash is not null),
        ];
        bool consent = settings.SignUp.LegalConsentEnabled;
        string[] mandated = [.. settings.Social.Values.Where(social => social is { Enabled: true, Required: true }).Select(social => social.Strategy)];
        string[] required = [.. mandated, .. fields.Where(field => field.Attribute is { Enabled: true, Required: true }).Select(field => field.Name), .. Custom(settings, required: true), .. consent ? ["legal_accepted"] : Array.Empty<string>()];
        string[] missing =
        [
            .. mandated.Where(strategy => strategy != row.ExternalAccountStrategy),
            .. fields.Where(field => field.Attribute is { Enabled: true, Required: true } && !field.IsGiven).Select(field => field.Name),
            .. CustomFields.Missing(settings.SignUp.CustomFields, row.UnsafeMetadata),
            .. consent && row.LegalAcceptedAt is null ? ["legal_accepted"] : Array.Empty<string>(),
            // With nothing demanded, somebody without any identifier could never come back.
            .. !row.HasExternalAccount && !fields.Any(field => field.IsGiven && IdentifierNames.Contains(field.Name)) && !required.Any(IdentifierNames.Contains)
                ? [fields.First(field => field.Attribute.Enabled && IdentifierNames.Contains(field.Name)).Name] : Array.Empty<string>(),
        ];
        return new SignUpFields(
            required,
            [.. fields.Where(field => field.Attribute is { Enabled: true, Required: false }).Select(field => field.Name), .. settings is { Attributes.Passkey.Enabled: true, PasskeySettings.SignUpEnabled: true } ? ["passkey"] : Array.Empty<string>(), .. Custom(settings, required: false)],
            missing,
            [.. Identifiers(attributes, row).Where(item => item.Value is not null && item.Attribute.VerifyAtSignUp && !item.IsVerified).Select(item => item.Name)]);
    }

    private static IEnumerable<string> Custom(UserSettings settings, bool required) => settings.SignUp.CustomFields.Where(field => field.Required == required).Select(field => field.Name);

    /// <summary>The identifiers that are proven by a code, link or signature.</summary>
    public static IReadOnlyList<SignUpIdentifier> Identifiers(UserAttributes attributes, SignUpRow row) =>
    [
        new("email_address", attributes.EmailAddress, row.EmailAddress, row.EmailAddressVerified, row.EmailAddressStrategy, row.EmailAddressVerificationId),
        new("phone_number", attributes.PhoneNumber, row.PhoneNumber, row.PhoneNumberVerified, row.PhoneNumberStrategy, row.PhoneNumberVerificationId),
        new("web3_wallet", attributes.Web3Wallet, row.Web3Wallet, row.Web3WalletVerified, row.Web3WalletStrategy, row.Web3WalletVerificationId),
    ];

    /// <summary>
    /// Whether a sign-up goes on alike for an identifier somebody has: where accounts must not be found out, and a proof
    /// decides in the end. Without a proof the sign-up itself would tell; a username is chosen, so that one is taken shows.
    /// </summary>
    public static bool HidesAccounts(UserSettings settings, UserAttribute attribute) => settings.AttackProtection.EnumerationProtection.Enabled && attribute.VerifyAtSignUp;

    /// <summary>The identifier a strategy proves, if it was given; null when it proves none.</summary>
    public static SignUpIdentifier? Proves(UserAttributes attributes, SignUpRow row, string strategy) =>
        AttributeOf(strategy) is { } name ? Identifiers(attributes, row).FirstOrDefault(item => item.Name == name && item.Value is not null) : null;

    /// <summary>The attribute a strategy proves.</summary>
    public static string? AttributeOf(string strategy) => strategy switch
    {
        "email_code" or "email_link" => "email_address",
        "phone_code" => "phone_number",
        _ when strategy.StartsWith("web3_", StringComparison.Ordinal) => "web3_wallet",
        _ => null,
    };
}

internal static class SignUpFaults
{
    public static readonly Fault Restricted = new(403, "sign_up_mode_restricted", "Sign-up is restricted", "Nobody can sign up here by themselves. Ask for an invitation.");

    public static readonly Fault Waitlist = new(403, "sign_up_restricted_waitlist", "There is a waitlist", "Nobody can sign up here by themselves. Join the waitlist; an invitation follows.");

    public static readonly Fault WrongStep = new(400, "sign_up_wrong_step", "Not at this step", "The sign-up is not at the step this request belongs to. Start again.");

    public static readonly Fault NothingToVerify = new(400, "verification_missing", "Nothing to verify", "There is nothing to verify that way on this sign-up.");

    public static readonly Fault IdentifierFirst = new(400, "sign_up_identifier_missing", "Say first who you are", "A passkey is made for a name: give an e-mail address, a phone number or a username first.");

    public static readonly Fault NothingToTransfer = new(400, "sign_up_nothing_to_transfer", "Nothing to take over", "There is no sign-in on this client that could become a sign-up. Start again.");

    public static readonly Fault SessionExists = new(400, "session_exists", "Already signed in", "Somebody is signed in on this client already. Sign out first.");
}
