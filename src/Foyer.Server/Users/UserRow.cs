using System.Text.Json;
using Foyer.Contracts;
using Foyer.Server.EmailAddresses;
using Foyer.Server.ExternalAccounts;
using Foyer.Server.Images;
using Foyer.Server.Instances;
using Foyer.Server.Passkeys;
using Foyer.Server.PhoneNumbers;
using Foyer.Server.Web3Wallets;

namespace Foyer.Server.Users;

/// <summary>A row of <c>users</c>, with the columns of <c>passwords</c> that flows ask for.</summary>
internal sealed record UserRow
{
    public required string Id { get; init; }

    public required string InstanceId { get; init; }

    public long SearchId { get; init; }

    public string? ExternalId { get; init; }

    public string? Username { get; init; }

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    public string? Locale { get; init; }

    public string? PrimaryEmailAddressId { get; init; }

    public string? PrimaryPhoneNumberId { get; init; }

    public string? PrimaryWeb3WalletId { get; init; }

    /// <summary>The primary e-mail address itself, kept here to sort by.</summary>
    public string? EmailAddress { get; init; }

    public string? PhoneNumber { get; init; }

    public string? Web3Wallet { get; init; }

    /// <summary>The uploaded picture; null for initials.</summary>
    public string? ImageId { get; init; }

    public string PublicMetadata { get; init; } = "{}";

    public string PrivateMetadata { get; init; } = "{}";

    public string UnsafeMetadata { get; init; } = "{}";

    public bool Banned { get; init; }

    /// <summary>Wrong guesses since the last right one; 0 beside <see cref="LockedUntil"/> when an operator set the lock.</summary>
    public int FailedAttempts { get; init; }

    public DateTimeOffset? LockedUntil { get; init; }

    public bool DeleteSelfEnabled { get; init; }

    public bool CreateOrganizationEnabled { get; init; }

    public int? CreateOrganizationsLimit { get; init; }

    public bool BypassClientTrust { get; init; }

    public bool TotpEnabled { get; init; }

    public bool BackupCodeEnabled { get; init; }

    public int PasskeyCount { get; init; }

    public DateTimeOffset? MfaEnabledAt { get; init; }

    public DateTimeOffset? MfaDisabledAt { get; init; }

    public DateTimeOffset? LegalAcceptedAt { get; init; }

    public DateTimeOffset? LastSignInAt { get; init; }

    public DateTimeOffset? LastActiveAt { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public DateTimeOffset? PasswordChangedAt { get; init; }

    /// <summary>When an operator declared the password known to others; until it is replaced it proves nothing.</summary>
    public DateTimeOffset? PasswordCompromisedAt { get; init; }

    /// <summary>The identifier people are shown by.</summary>
    public string Identifier => EmailAddress ?? PhoneNumber ?? Username ?? Web3Wallet ?? Id;

    /// <summary>Why nobody may open a session for this person now; null when they may.</summary>
    public Fault? Refusal(DateTimeOffset now) => Banned ? UserFaults.Banned : Lock(now);

    /// <summary>The lock that keeps out whoever guesses; null when the account is open.</summary>
    public Fault? Lock(DateTimeOffset now) => LockedUntil > now ? UserFaults.LockedFor(LockedUntil.Value - now) : null;

    /// <summary>
    /// The lock an operator set, which closes every door. One that wrong guesses set closes only the doors where somebody
    /// guesses, or a stranger could keep the owner out of all of them.
    /// </summary>
    public Fault? OperatorsLock(DateTimeOffset now) => FailedAttempts == 0 ? Lock(now) : null;
}

/// <summary>A user with all that belongs to the resource.</summary>
internal sealed record UserAggregate(UserRow User, IReadOnlyList<EmailAddressRow> EmailAddresses, IReadOnlyList<PhoneNumberRow> PhoneNumbers, IReadOnlyList<Web3WalletRow> Web3Wallets)
{
    /// <summary>Whether something is being proven: what is shown of that depends on the time.</summary>
    public bool IsProving => EmailAddresses.Any(row => row.Pending is not null) || PhoneNumbers.Any(row => row.Pending is not null);

    /// <summary>Accounts at social providers, connected or under way, oldest first.</summary>
    public IReadOnlyList<ExternalAccountRow> ExternalAccounts { get; init; } = [];

    /// <summary>Where the person's picture is below this server's address: the uploaded one, or their initials.</summary>
    public string ImagePath { get; init; } = "";

    /// <summary>Those that are registered.</summary>
    public IReadOnlyList<PasskeyRow> Passkeys { get; init; } = [];

    /// <param name="self">This server as the caller sees it, for addresses of pictures.</param>
    /// <param name="lockout">The instance's lockout rules.</param>
    /// <param name="now">The time, for locks.</param>
    /// <param name="withPrivateMetadata">True for the Backend API only.</param>
    public UserResource ToResource(PublicUrl self, UserLockoutSettings lockout, DateTimeOffset now, bool withPrivateMetadata)
    {
        bool locked = User.LockedUntil > now;
        return new UserResource
        {
            Id = User.Id,
            ExternalId = User.ExternalId,
            PrimaryEmailAddressId = User.PrimaryEmailAddressId,
            PrimaryPhoneNumberId = User.PrimaryPhoneNumberId,
            PrimaryWeb3WalletId = User.PrimaryWeb3WalletId,
            Username = User.Username,
            FirstName = User.FirstName,
            LastName = User.LastName,
            Locale = User.Locale,
            ImageUrl = self.At(ImagePath),
            HasImage = User.ImageId is not null,
            PublicMetadata = Parse(User.PublicMetadata),
            PrivateMetadata = withPrivateMetadata ? Parse(User.PrivateMetadata) : null,
            UnsafeMetadata = Parse(User.UnsafeMetadata),
            EmailAddresses = [.. EmailAddresses.Select(row => row.ToResource(now) with { LinkedTo = LinksOf(row) })],
            PhoneNumbers = [.. PhoneNumbers.Select(row => row.ToResource(now))],
            Web3Wallets = [.. Web3Wallets.Select(row => row.ToResource())],
            Passkeys = [.. Passkeys.Select(row => row.ToResource(withInstants: !withPrivateMetadata))],
            TotpEnabled = User.TotpEnabled,
            BackupCodeEnabled = User.BackupCodeEnabled,
            TwoFactorEnabled = User.TotpEnabled || PhoneNumbers.Any(number => number is { IsVerified: true, ReservedForSecondFactor: true }),
            MfaEnabledAt = User.MfaEnabledAt,
            MfaDisabledAt = User.MfaDisabledAt,
            ExternalAccounts = [.. ExternalAccounts.Where(row => row.IsShown).Select(row => row.ToResource(now))],
            PasswordEnabled = User.PasswordChangedAt is not null,
            PasswordLastUpdatedAt = User.PasswordChangedAt,
            LastSignInAt = User.LastSignInAt,
            LastActiveAt = User.LastActiveAt,
            Banned = User.Banned,
            Locked = locked,
            LockoutExpiresInSeconds = locked ? (long)Math.Ceiling((User.LockedUntil!.Value - now).TotalSeconds) : null,
            VerificationAttemptsRemaining = lockout.Enabled ? Math.Max(0, lockout.MaxAttempts - (User.LockedUntil is null || locked ? User.FailedAttempts : 0)) : null,
            DeleteSelfEnabled = User.DeleteSelfEnabled,
            CreateOrganizationEnabled = User.CreateOrganizationEnabled,
            CreateOrganizationsLimit = User.CreateOrganizationsLimit,
            LegalAcceptedAt = User.LegalAcceptedAt,
            BypassClientTrust = User.BypassClientTrust,
            CreatedAt = User.CreatedAt,
            UpdatedAt = User.UpdatedAt,
        };
    }

    public PublicUserData ToPublicUserData(PublicUrl self) => new()
    {
        FirstName = User.FirstName,
        LastName = User.LastName,
        ImageUrl = self.At(ImagePath),
        HasImage = User.ImageId is not null,
        Identifier = User.Identifier,
        Username = User.Username,
        UserId = User.Id,
    };

    public SignInUserData ToSignInUserData(PublicUrl self) => new() { FirstName = User.FirstName, LastName = User.LastName, ImageUrl = self.At(ImagePath), HasImage = User.ImageId is not null };

    /// <summary>Everything the person is known by and signs in with.</summary>
    public IEnumerable<string> Identifiers =>
    [
        .. EmailAddresses.Select(row => row.EmailAddress), .. PhoneNumbers.Select(row => row.PhoneNumber), .. Web3Wallets.Select(row => row.Web3Wallet),
        .. User.Username is { } username ? [username] : Array.Empty<string>(),
    ];

    /// <summary>The id of one of the addresses, numbers and wallets; null when it is none of them.</summary>
    public string? IdentificationOf(string identifier) =>
        EmailAddresses.FirstOrDefault(row => row.EmailAddress == identifier)?.Id ?? PhoneNumbers.FirstOrDefault(row => row.PhoneNumber == identifier)?.Id ?? Web3Wallets.FirstOrDefault(row => row.Web3Wallet == identifier)?.Id;

    /// <summary>The accounts that vouch for an address.</summary>
    private IReadOnlyList<IdentificationLink> LinksOf(EmailAddressRow address) =>
        [.. ExternalAccounts.Where(account => account is { IsConnected: true, EmailAddressVerified: true } && account.EmailAddress == address.EmailAddress).Select(account => account.Link)];

    private static JsonElement Parse(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
