using System.Text.Json.Serialization;

namespace Foyer.Contracts;

/// <summary>A device that signs its owner in with a key only it holds; native apps (frontend contract, Client.TrustedDevice).</summary>
public sealed record TrustedDeviceResource
{
    /// <summary>Always <c>trusted_device</c>.</summary>
    public string Object { get; } = "trusted_device";

    /// <summary>Prefix <c>td_</c>.</summary>
    public required string Id { get; init; }

    /// <summary><c>ios</c> or <c>android</c>.</summary>
    public required string Platform { get; init; }

    /// <summary>Bundle identifier or package name of the app that holds the key.</summary>
    public required string AppIdentifier { get; init; }

    /// <summary>What the app called it, at most 256 characters; null when it gave no name.</summary>
    public string? Name { get; init; }

    /// <summary>Always <c>ES256</c>.</summary>
    public string Algorithm { get; init; } = "ES256";

    /// <summary><c>active</c> or <c>revoked</c>.</summary>
    public required string Status { get; init; }

    /// <summary>When it was enrolled.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was enrolled, used or revoked last.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When somebody was last proven with it; null before.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>When it was revoked; null while it is active.</summary>
    public DateTimeOffset? RevokedAt { get; init; }
}

/// <summary>What a device signs to be enrolled, or to sign in: <see cref="ClientData"/>, as it stands, by ECDSA over P-256 with SHA-256 (RFC 7518 §3.4).</summary>
public sealed record TrustedDeviceChallenge
{
    /// <summary>Always <c>trusted_device_challenge</c>.</summary>
    public string Object { get; } = "trusted_device_challenge";

    /// <summary>32 random bytes, base64url.</summary>
    public required string Challenge { get; init; }

    /// <summary>Prefix <c>tdc_</c>.</summary>
    public required string ChallengeId { get; init; }

    /// <summary>The device that shall sign; absent while one is being enrolled.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TrustedDeviceId { get; init; }

    /// <summary>The text to sign, JSON. It comes back as it was sent.</summary>
    public required string ClientData { get; init; }

    /// <summary>When the challenge ends, five minutes after it was set.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Always <c>ES256</c>.</summary>
    public string Algorithm { get; init; } = "ES256";
}

/// <summary>Whether a device an app remembers may still sign in.</summary>
/// <param name="Valid">False for one that is revoked, or that nobody knows.</param>
public sealed record TrustedDeviceValidation(bool Valid)
{
    /// <summary>Always <c>trusted_device_validation</c>.</summary>
    public string Object { get; } = "trusted_device_validation";
}
