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
