using Foyer.Components.Tasks;
using Foyer.Contracts;

namespace Foyer.Components.Users;

/// <summary>The pages of one's own account.</summary>
public enum AccountPage
{
    /// <summary>Who one is.</summary>
    Profile,

    /// <summary>How one proves it.</summary>
    Security,
}

/// <summary>The account of the person signed in, decided.</summary>
public sealed record AccountModel : IScreenModel
{
    /// <summary>Which page.</summary>
    public required AccountPage Page { get; init; }

    /// <summary>The person.</summary>
    public required UserResource User { get; init; }

    /// <summary>What the instance knows of people.</summary>
    public required UserSettings Settings { get; init; }

    /// <inheritdoc />
    public string TitleKey => Page == AccountPage.Profile ? "userProfile.start.headerTitle__account" : "userProfile.start.headerTitle__security";

    /// <summary>Which form is open: <c>password</c>, <c>totp</c>, <c>backup-codes</c>, <c>passkey</c> or <c>delete</c>; null for none.</summary>
    public string? Open { get; init; }

    /// <summary>An authenticator app being set up.</summary>
    public TotpSetup? Totp { get; init; }

    /// <summary>Backup codes just made, shown once.</summary>
    public IReadOnlyList<string> Codes { get; init; } = [];

    /// <summary>A passkey being made; null when none is.</summary>
    public PasskeyResource? NewPasskey { get; init; }

    /// <summary>Who acts as this person; null when they act themselves.</summary>
    public string? Actor { get; init; }

    /// <summary>What was done just now, as a key of the texts; null for nothing.</summary>
    public string? Done { get; init; }

    /// <summary>Name to show: first and last name, else how they sign in.</summary>
    public string Name => $"{User.FirstName} {User.LastName}".Trim() is { Length: > 0 } name ? name : Identifier;

    /// <summary>How they sign in.</summary>
    public string Identifier =>
        User.EmailAddresses.FirstOrDefault(address => address.Id == User.PrimaryEmailAddressId)?.EmailAddress ?? User.Username ??
        User.PhoneNumbers.FirstOrDefault(number => number.Id == User.PrimaryPhoneNumberId)?.PhoneNumber ?? "";

    /// <summary>The steps of protection: what can be done here, and whether it is.</summary>
    public IReadOnlyList<(string Key, bool IsDone)> Protection =>
    [
        .. Settings.Attributes.Password.Enabled ? [("password", User.PasswordEnabled)] : Array.Empty<(string, bool)>(),
        .. Settings.Attributes.Passkey.Enabled ? [("passkey", User.Passkeys.Any(IsReady))] : Array.Empty<(string, bool)>(),
        .. Settings.Attributes.AuthenticatorApp.Enabled ? [("totp", User.TotpEnabled)] : Array.Empty<(string, bool)>(),
        .. Settings.Attributes.BackupCode.Enabled && User.TwoFactorEnabled ? [("backup-codes", User.BackupCodeEnabled)] : Array.Empty<(string, bool)>(),
    ];

    /// <summary>Whether a passkey was finished.</summary>
    internal static bool IsReady(PasskeyResource passkey) => passkey.Verification is null || passkey.Verification.Status == VerificationStatus.Verified;
}
