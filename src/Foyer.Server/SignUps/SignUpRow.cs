using Foyer.Contracts;

namespace Foyer.Server.SignUps;

/// <summary>A row of <c>sign_ups</c>. It holds no identifier against anybody: two people may be signing up with one address.</summary>
internal sealed record SignUpRow
{
    public required string Id { get; init; }

    public required string ClientId { get; init; }

    public required string Status { get; init; }

    public string? Username { get; init; }

    public string? EmailAddress { get; init; }

    public string? EmailAddressVerificationId { get; init; }

    /// <summary>What proved the address, for example <c>email_code</c> or <c>ticket</c>.</summary>
    public string? EmailAddressStrategy { get; init; }

    public bool EmailAddressVerified { get; init; }

    public string? PhoneNumber { get; init; }

    public string? PhoneNumberVerificationId { get; init; }

    public string? PhoneNumberStrategy { get; init; }

    public bool PhoneNumberVerified { get; init; }

    public string? Web3Wallet { get; init; }

    public string? Web3WalletVerificationId { get; init; }

    public string? Web3WalletStrategy { get; init; }

    public bool Web3WalletVerified { get; init; }

    public string? ExternalAccountVerificationId { get; init; }

    /// <summary>The proven identity at another provider, wrapped; null when there is none.</summary>
    public string? WrappedExternalAccount { get; init; }

    public string? PasskeyVerificationId { get; init; }

    /// <summary>The passkey made; see <see cref="SignUpPasskey.Read"/>. Null when there is none.</summary>
    public string? Passkey { get; init; }

    public string? TicketId { get; init; }

    /// <summary>What the invitation gives the user.</summary>
    public string PublicMetadata { get; init; } = "{}";

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    /// <summary>Null when no password was given; empty once the user has it.</summary>
    public string? PasswordHash { get; init; }

    public string UnsafeMetadata { get; init; } = "{}";

    public string? Locale { get; init; }

    public DateTimeOffset? LegalAcceptedAt { get; init; }

    public string? CreatedUserId { get; init; }

    public string? CreatedSessionId { get; init; }

    public DateTimeOffset AbandonAt { get; init; }

    public string? ExternalAccountStrategy { get; init; }

    /// <summary>The app's own id for the person.</summary>
    public string? ExternalId { get; init; }

    /// <summary>A mark of the app's.</summary>
    public bool CustomAction { get; init; }

    public bool IsComplete => Status == SignUpStatus.Complete.Value;

    public bool HasExternalAccount => ExternalAccountStrategy is not null;

    /// <summary>Begun without a proof against robots, because a provider was to keep them out.</summary>
    public bool NeedsProvider { get; init; }

    /// <summary>Whether neither a proof nor a provider has kept robots out of it yet.</summary>
    public bool MayBeRobots => NeedsProvider && !HasExternalAccount;
}

/// <summary>Fields given in one request, checked and normalised; null where not given.</summary>
internal sealed record SignUpChange
{
    public string? Username { get; init; }

    public string? EmailAddress { get; init; }

    public string? PhoneNumber { get; init; }

    public string? Web3Wallet { get; init; }

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    public string? PasswordHash { get; init; }

    public string? UnsafeMetadata { get; init; }

    public string? Locale { get; init; }

    public DateTimeOffset? LegalAcceptedAt { get; init; }
}
