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

    /// <summary>What was prepared last to prove it; null when nothing was.</summary>
    public string? VerificationId { get; init; }

    /// <summary>That verification, while the number is unproven.</summary>
    public VerificationRow? Pending { get; init; }

    public bool ReservedForSecondFactor { get; init; }

    public bool DefaultSecondFactor { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public bool IsVerified => VerificationStatus == Contracts.VerificationStatus.Verified.Value;

    /// <summary>The row with what is being proven of it.</summary>
    public PhoneNumberRow With(IReadOnlyDictionary<string, VerificationRow> pending) =>
        IsVerified || VerificationId is null ? this : this with { Pending = pending.GetValueOrDefault(VerificationId) };

    public PhoneNumberResource ToResource(DateTimeOffset now) => new()
    {
        Id = Id,
        PhoneNumber = PhoneNumber,
        Reserved = Reserved,
        ReservedForSecondFactor = ReservedForSecondFactor,
        DefaultSecondFactor = DefaultSecondFactor,
        Verification = KeptProof.Of(VerificationStatus, VerificationStrategy) ?? Pending?.ToResource(now),
        CreatedAt = CreatedAt,
        UpdatedAt = UpdatedAt,
    };
}
