using System.Text.Json;
using System.Text.Json.Serialization;

namespace Foyer.Contracts;

/// <summary>A person of one instance (WIRE §9.1, §12.5).</summary>
public sealed record UserResource
{
    /// <summary>Always <c>user</c>.</summary>
    public string Object { get; } = "user";

    /// <summary>Prefix <c>user_</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The app's own id for the person; unique in the instance.</summary>
    public string? ExternalId { get; init; }

    /// <summary>The e-mail address used first.</summary>
    public string? PrimaryEmailAddressId { get; init; }

    /// <summary>The phone number used first.</summary>
    public string? PrimaryPhoneNumberId { get; init; }

    /// <summary>The wallet used first.</summary>
    public string? PrimaryWeb3WalletId { get; init; }

    /// <summary>Username; unique in the instance.</summary>
    public string? Username { get; init; }

    /// <summary>First name.</summary>
    public string? FirstName { get; init; }

    /// <summary>Last name.</summary>
    public string? LastName { get; init; }

    /// <summary>Language, BCP 47.</summary>
    public string? Locale { get; init; }

    /// <summary>Profile image; empty when there is none.</summary>
    public string ImageUrl { get; init; } = "";

    /// <summary>Whether <see cref="ImageUrl"/> is an uploaded image.</summary>
    public bool HasImage { get; init; }

    /// <summary>Written by the app's server, read by everybody.</summary>
    public required JsonElement PublicMetadata { get; init; }

    /// <summary>Written and read by the app's server only; absent from every Frontend API answer.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? PrivateMetadata { get; init; }

    /// <summary>Written by the person's own browser: never trust it.</summary>
    public required JsonElement UnsafeMetadata { get; init; }

    /// <summary>E-mail addresses.</summary>
    public IReadOnlyList<EmailAddressResource> EmailAddresses { get; init; } = [];

    /// <summary>Phone numbers.</summary>
    public IReadOnlyList<PhoneNumberResource> PhoneNumbers { get; init; } = [];

    /// <summary>Web3 wallets.</summary>
    public IReadOnlyList<Web3WalletResource> Web3Wallets { get; init; } = [];

    /// <summary>Passkeys that are registered.</summary>
    public IReadOnlyList<PasskeyResource> Passkeys { get; init; } = [];

    /// <summary>Accounts at social providers: those connected, and those whose connection is under way or failed.</summary>
    public IReadOnlyList<ExternalAccountResource> ExternalAccounts { get; init; } = [];

    /// <summary>SAML accounts; empty until enterprise connections are built.</summary>
    public IReadOnlyList<JsonElement> SamlAccounts { get; init; } = [];

    /// <summary>Enterprise accounts; empty until enterprise connections are built.</summary>
    public IReadOnlyList<JsonElement> EnterpriseAccounts { get; init; } = [];

    /// <summary>Organization memberships; empty until organizations are built.</summary>
    public IReadOnlyList<JsonElement> OrganizationMemberships { get; init; } = [];

    /// <summary>Whether a password is set.</summary>
    public bool PasswordEnabled { get; init; }

    /// <summary>Whether any second factor is set up.</summary>
    public bool TwoFactorEnabled { get; init; }

    /// <summary>Whether an authenticator app is set up.</summary>
    public bool TotpEnabled { get; init; }

    /// <summary>Whether backup codes exist.</summary>
    public bool BackupCodeEnabled { get; init; }

    /// <summary>When a second factor was first set up.</summary>
    public DateTimeOffset? MfaEnabledAt { get; init; }

    /// <summary>When the last second factor was removed.</summary>
    public DateTimeOffset? MfaDisabledAt { get; init; }

    /// <summary>When the password was set last.</summary>
    public DateTimeOffset? PasswordLastUpdatedAt { get; init; }

    /// <summary>Last sign-in.</summary>
    public DateTimeOffset? LastSignInAt { get; init; }

    /// <summary>Last activity, to the day.</summary>
    public DateTimeOffset? LastActiveAt { get; init; }

    /// <summary>Whether an operator banned the person.</summary>
    public bool Banned { get; init; }

    /// <summary>Whether the account is locked after failed attempts or by an operator.</summary>
    public bool Locked { get; init; }

    /// <summary>Seconds until the lock ends; null when not locked.</summary>
    public long? LockoutExpiresInSeconds { get; init; }

    /// <summary>Failed attempts left before a lock; null when lockout is off.</summary>
    public long? VerificationAttemptsRemaining { get; init; }

    /// <summary>Whether a directory has taken the account away.</summary>
    public bool Deprovisioned { get; init; }

    /// <summary>Whether the person may delete the account.</summary>
    public bool DeleteSelfEnabled { get; init; }

    /// <summary>Whether the person may create organizations.</summary>
    public bool CreateOrganizationEnabled { get; init; }

    /// <summary>How many organizations the person may create; null for no limit.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? CreateOrganizationsLimit { get; init; }

    /// <summary>When the terms were accepted.</summary>
    public DateTimeOffset? LegalAcceptedAt { get; init; }

    /// <summary>Whether the person is exempt from the check of unknown clients.</summary>
    public bool BypassClientTrust { get; init; }

    /// <summary>When the user was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the user or anything of theirs changed last; strictly increases.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>An e-mail address of a user.</summary>
public sealed record EmailAddressResource
{
    /// <summary>Always <c>email_address</c>.</summary>
    public string Object { get; } = "email_address";

    /// <summary>Prefix <c>idn_</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The address, normalised; messages go here.</summary>
    public required string EmailAddress { get; init; }

    /// <summary>Whether the address is held for the user without proof.</summary>
    public bool Reserved { get; init; }

    /// <summary>How it was proven; null when it never was.</summary>
    public VerificationResource? Verification { get; init; }

    /// <summary>Social accounts that brought it.</summary>
    public IReadOnlyList<IdentificationLink> LinkedTo { get; init; } = [];

    /// <summary>Whether an enterprise connection owns its domain.</summary>
    public bool MatchesSsoConnection { get; init; }

    /// <summary>When it was added.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it changed last.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>A phone number of a user.</summary>
public sealed record PhoneNumberResource
{
    /// <summary>Always <c>phone_number</c>.</summary>
    public string Object { get; } = "phone_number";

    /// <summary>Prefix <c>idn_</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The number, E.164.</summary>
    public required string PhoneNumber { get; init; }

    /// <summary>Whether the number serves as second factor only.</summary>
    public bool ReservedForSecondFactor { get; init; }

    /// <summary>Whether it is the second factor used first.</summary>
    public bool DefaultSecondFactor { get; init; }

    /// <summary>Whether the number is held for the user without proof.</summary>
    public bool Reserved { get; init; }

    /// <summary>How it was proven; null when it never was.</summary>
    public VerificationResource? Verification { get; init; }

    /// <summary>Accounts that brought it.</summary>
    public IReadOnlyList<IdentificationLink> LinkedTo { get; init; } = [];

    /// <summary>Backup codes, shown once when the first second factor is set up.</summary>
    public IReadOnlyList<string>? BackupCodes { get; init; }

    /// <summary>When it was added.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it changed last.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>A web3 wallet of a user.</summary>
public sealed record Web3WalletResource
{
    /// <summary>Always <c>web3_wallet</c>.</summary>
    public string Object { get; } = "web3_wallet";

    /// <summary>Prefix <c>idn_</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The wallet's address.</summary>
    public required string Web3Wallet { get; init; }

    /// <summary>How it was proven.</summary>
    public VerificationResource? Verification { get; init; }

    /// <summary>When it was added.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it changed last.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>What brought an identification.</summary>
/// <param name="Type">Kind of account, for example <c>oauth_google</c>.</param>
/// <param name="Id">Its id.</param>
public sealed record IdentificationLink(string Type, string Id);
