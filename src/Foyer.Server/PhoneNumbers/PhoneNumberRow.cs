using Foyer.Contracts;
using Foyer.Server.Verifications;

namespace Foyer.Server.PhoneNumbers;

/// <summary>A row of <c>phone_numbers</c>.</summary>
internal sealed record PhoneNumberRow
{
    public required string Id { get; init; }

    public required string UserId { get; init; }

    public required string PhoneNumber { get; init; }

    public bool Reserved { get; init; }

    public string? VerificationStatus { get; init; }

    public string? VerificationStrategy { get; init; }

    public bool ReservedForSecondFactor { get; init; }

    public bool DefaultSecondFactor { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public bool IsVerified => VerificationStatus == Contracts.VerificationStatus.Verified.Value;

    public PhoneNumberResource ToResource() => new()
    {
        Id = Id,
        PhoneNumber = PhoneNumber,
        Reserved = Reserved,
        Verification = KeptProof.Of(VerificationStatus, VerificationStrategy),
        CreatedAt = CreatedAt,
        UpdatedAt = UpdatedAt,
    };
}

/// <summary>A row of <c>web3_wallets</c>.</summary>
internal sealed record Web3WalletRow
{
    public required string Id { get; init; }

    public required string UserId { get; init; }

    public required string Web3Wallet { get; init; }

    public string? VerificationStatus { get; init; }

    public string? VerificationStrategy { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public Web3WalletResource ToResource() => new()
    {
        Id = Id,
        Web3Wallet = Web3Wallet,
        Verification = KeptProof.Of(VerificationStatus, VerificationStrategy),
        CreatedAt = CreatedAt,
        UpdatedAt = UpdatedAt,
    };
}

internal static class Web3WalletRules
{
    /// <summary>An Ethereum address in lower case; null when it is none.</summary>
    public static string? Normalize(string? text) =>
        text is { Length: 42 } && text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && text[2..].All(char.IsAsciiHexDigit) ? text.ToLowerInvariant() : null;
}
