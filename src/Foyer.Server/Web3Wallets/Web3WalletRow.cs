using Foyer.Contracts;
using Foyer.Server.Verifications;

namespace Foyer.Server.Web3Wallets;

/// <summary>A row of <c>web3_wallets</c>.</summary>
internal sealed record Web3WalletRow
{
    public required string Id { get; init; }

    public required string UserId { get; init; }

    public required string Web3Wallet { get; init; }

    public string? VerificationStatus { get; init; }

    public string? VerificationStrategy { get; init; }

    public string? VerificationId { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public bool IsVerified => VerificationStatus == Contracts.VerificationStatus.Verified.Value;

    /// <param name="pending">What is under way for a wallet that is still to be proven.</param>
    public Web3WalletResource ToResource(VerificationResource? pending = null) => new()
    {
        Id = Id,
        Web3Wallet = Web3Wallet,
        Verification = KeptProof.Of(VerificationStatus, VerificationStrategy) ?? pending,
        CreatedAt = CreatedAt,
        UpdatedAt = UpdatedAt,
    };
}
