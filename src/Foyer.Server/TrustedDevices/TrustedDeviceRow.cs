using Foyer.Contracts;

namespace Foyer.Server.TrustedDevices;

/// <summary>A row of <c>trusted_devices</c>.</summary>
internal sealed record TrustedDeviceRow
{
    public required string Id { get; init; }

    public required string UserId { get; init; }

    /// <summary><c>ios</c> or <c>android</c>.</summary>
    public required string Platform { get; init; }

    public required string AppIdentifier { get; init; }

    public string? Name { get; init; }

    /// <summary>The key as <see cref="TrustedDeviceKey.Jwk"/> writes it.</summary>
    public required string PublicKey { get; init; }

    public required string KeyThumbprint { get; init; }

    public DateTimeOffset? LastUsedAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public TrustedDeviceResource ToResource() => new()
    {
        Id = Id,
        Platform = Platform,
        AppIdentifier = AppIdentifier,
        Name = Name,
        Status = RevokedAt is null ? "active" : "revoked",
        CreatedAt = CreatedAt,
        UpdatedAt = UpdatedAt,
        LastUsedAt = LastUsedAt,
        RevokedAt = RevokedAt,
    };
}
