using System.Buffers.Text;
using Foyer.Contracts;
using Foyer.Server.Verifications;

namespace Foyer.Server.Passkeys;

/// <summary>A row of <c>passkeys</c>; without its credential while it is being registered.</summary>
internal sealed record PasskeyRow
{
    public required string Id { get; init; }

    public required string UserId { get; init; }

    public required string Name { get; init; }

    /// <summary>The domain it is bound to.</summary>
    public required string RpId { get; init; }

    public bool Verified { get; init; }

    public string? VerificationId { get; init; }

    /// <summary>Base64url.</summary>
    public string? CredentialId { get; init; }

    /// <summary>COSE, base64url.</summary>
    public string? PublicKey { get; init; }

    public long SignCount { get; init; }

    /// <summary>Separated by spaces.</summary>
    public string Transports { get; init; } = "";

    public bool BackupEligible { get; init; }

    public DateTimeOffset? LastUsedAt { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public KnownCredential ToKnown() => new(UserId, RpId, Base64Url.DecodeFromChars(PublicKey), (uint)SignCount, BackupEligible);

    /// <param name="withInstants">The Backend API's passkey has no times of making and changing.</param>
    /// <param name="verification">What is under way; null for one that is registered.</param>
    public PasskeyResource ToResource(bool withInstants = true, VerificationResource? verification = null) => new()
    {
        Id = Id,
        Name = Name,
        LastUsedAt = LastUsedAt,
        Verification = verification ?? KeptProof.Of(Verified ? "verified" : null, "passkey"),
        CreatedAt = withInstants ? CreatedAt : null,
        UpdatedAt = withInstants ? UpdatedAt : null,
    };
}

/// <summary>A credential that was proven and is not stored yet: its owner may still be signing up.</summary>
internal sealed record DraftPasskey
{
    /// <summary>The user handle it is bound to.</summary>
    public required string UserId { get; init; }

    public required string RpId { get; init; }

    /// <summary>Base64url.</summary>
    public required string CredentialId { get; init; }

    /// <summary>COSE, base64url.</summary>
    public required string PublicKey { get; init; }

    public required long SignCount { get; init; }

    public required string Aaguid { get; init; }

    /// <summary>Separated by spaces.</summary>
    public required string Transports { get; init; }

    public required bool BackupEligible { get; init; }

    public required bool BackedUp { get; init; }
}
