using Foyer.Components.Parts;
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

    /// <summary>The session they use now.</summary>
    public required string SessionId { get; init; }

    /// <summary>Where they are signed in; empty on the profile.</summary>
    public IReadOnlyList<ActiveSession> Sessions { get; init; } = [];

    /// <summary>What the instance knows of people.</summary>
    public required UserSettings Settings { get; init; }

    /// <inheritdoc />
    public string TitleKey => Page == AccountPage.Profile ? "userProfile.start.headerTitle__account" : "userProfile.start.headerTitle__security";

    /// <summary>When it is shown.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>
    /// Which form is open; null for none. On the profile <c>picture</c>, <c>email_address</c>, <c>phone_number</c>, <c>verify</c>,
    /// <c>remove</c>, <c>disconnect</c>, <c>wallet</c>, <c>remove-wallet</c>; on the security page <c>password</c>, <c>remove-password</c>, <c>totp</c>, <c>backup-codes</c>, <c>passkey</c>, <c>delete</c>.
    /// </summary>
    public string? Open { get; init; }

    /// <summary>The item the open form is about; null for none.</summary>
    public string? OpenId { get; init; }

    /// <summary>What was typed into the open form and refused; null for nothing.</summary>
    public string? Typed { get; init; }

    /// <summary>An authenticator app being set up.</summary>
    public TotpSetup? Totp { get; init; }

    /// <summary>Backup codes just made, shown once.</summary>
    public IReadOnlyList<string> Codes { get; init; } = [];

    /// <summary>A passkey being made; null when none is.</summary>
    public PasskeyResource? NewPasskey { get; init; }

    /// <summary>A wallet that is asked for its signature; null when none is.</summary>
    public Web3WalletResource? NewWallet { get; init; }

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

    /// <summary>Whether people may remove their account, which nobody does in their place.</summary>
    public bool OffersDeletion => User.DeleteSelfEnabled && Actor is null;

    /// <summary>Whether the password can go: the instance does not demand one, and another way to sign in is left.</summary>
    public bool OffersPasswordRemoval => User.PasswordEnabled && !Settings.Attributes.Password.Required && HasOtherWay;

    /// <summary>Proven numbers, where codes to them are a second factor.</summary>
    public IReadOnlyList<PhoneNumberResource> SecondFactorPhones =>
        Settings.Attributes.PhoneNumber.UsedForSecondFactor ? [.. User.PhoneNumbers.Where(number => number.Verification?.Status == VerificationStatus.Verified)] : [];

    /// <summary>Accounts at providers that are connected, or could not be. One under way is not told of: whoever turned back knows.</summary>
    public IReadOnlyList<ExternalAccountResource> ExternalAccounts => [.. User.ExternalAccounts.Where(account => account.ProviderUserId.Length > 0 || account.Verification?.Error is not null)];

    /// <summary>The kinds of wallet that can be connected.</summary>
    public IReadOnlyList<string> WalletKinds => Settings.Attributes.Web3Wallet.Enabled ? Web3.Kinds(Settings.Attributes.Web3Wallet.Verifications) : [];

    /// <summary>Providers of which no account is connected.</summary>
    public IReadOnlyList<SocialButton> Connectable =>
    [
        .. from pair in Settings.Social
           where pair.Value is { Enabled: true, NotSelectable: false } && !User.ExternalAccounts.Any(account => account.Provider == pair.Key && account.ProviderUserId.Length > 0)
           select new SocialButton(pair.Key, pair.Value.Name.Length > 0 ? pair.Value.Name : pair.Key, pair.Value.LogoUrl),
    ];

    /// <summary>Fields of the open form; every other error is shown above the page.</summary>
    internal IReadOnlyList<string> Fields => Open switch
    {
        "picture" => ["file"],
        "email_address" or "phone_number" => [Open],
        "verify" or "totp" => ["code"],
        "password" => ["current_password", "new_password"],
        "remove-password" => ["current_password"],
        "delete" => ["confirmation"],
        _ => Page == AccountPage.Profile ? ["first_name", "last_name", "username"] : [],
    };

    private bool HasOtherWay =>
        (Settings.Attributes.Passkey.Enabled && User.Passkeys.Any(IsReady)) ||
        (Settings.Attributes.EmailAddress.FirstFactors.Count > 0 && Contact.Of(User, Contact.EmailAddress).Any(address => address.IsVerified)) ||
        (Settings.Attributes.PhoneNumber.FirstFactors.Count > 0 && User.PhoneNumbers.Any(number => number.Verification?.Status == VerificationStatus.Verified && !number.ReservedForSecondFactor)) ||
        User.ExternalAccounts.Any(account => account.ProviderUserId.Length > 0 && Settings.Social.GetValueOrDefault(account.Provider) is { Enabled: true, Authenticatable: true }) ||
        User.Web3Wallets.Any(wallet => wallet.Verification?.Status == VerificationStatus.Verified);

    /// <summary>The items of a kind.</summary>
    /// <param name="kind"><c>email_address</c> or <c>phone_number</c>.</param>
    internal IReadOnlyList<Contact> Contacts(string kind) => Contact.Of(User, kind);

    /// <summary>Whether a form about an item is open.</summary>
    internal bool IsOpen(string form, string id) => Open == form && OpenId == id;

    /// <summary>The steps of protection: what can be done here, and whether it is.</summary>
    public IReadOnlyList<(string Key, bool IsDone)> Protection =>
    [
        .. Settings.Attributes.Password.Enabled ? [("password", User.PasswordEnabled)] : Array.Empty<(string, bool)>(),
        .. Settings.Attributes.Passkey.Enabled ? [("passkey", User.Passkeys.Any(IsReady))] : Array.Empty<(string, bool)>(),
        .. Settings.Attributes.AuthenticatorApp.Enabled ? [("totp", User.TotpEnabled || User.TwoFactorEnabled)] : Array.Empty<(string, bool)>(),
        .. Settings.Attributes.BackupCode.Enabled && User.TwoFactorEnabled ? [("backup-codes", User.BackupCodeEnabled)] : Array.Empty<(string, bool)>(),
    ];

    /// <summary>Whether a passkey was finished.</summary>
    internal static bool IsReady(PasskeyResource passkey) => passkey.Verification is null || passkey.Verification.Status == VerificationStatus.Verified;
}
