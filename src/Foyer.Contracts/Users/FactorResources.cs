using System.Text.Json.Serialization;

namespace Foyer.Contracts;

/// <summary>A passkey of a user (WIRE §9.4).</summary>
public sealed record PasskeyResource
{
    /// <summary>Always <c>passkey</c>.</summary>
    public string Object { get; } = "passkey";

    /// <summary>Prefix <c>idn_</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The name its owner gave it, at most 256 characters; <c>Passkey</c> until then.</summary>
    public required string Name { get; init; }

    /// <summary>When somebody was last proven with it; null until it is registered.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>While it is being registered, the options for the browser in <see cref="VerificationResource.Nonce"/>.</summary>
    public VerificationResource? Verification { get; init; }

    /// <summary>When it was made; the Frontend API only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When it changed or was used last; the Frontend API only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? UpdatedAt { get; init; }
}

/// <summary>An authenticator app of a user (WIRE §9.3).</summary>
public sealed record TotpResource
{
    /// <summary>Always <c>totp</c>.</summary>
    public string Object { get; } = "totp";

    /// <summary>Prefix <c>totp_</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The secret in Base32; only in the answer that makes it.</summary>
    public string? Secret { get; init; }

    /// <summary>The <c>otpauth:</c> address for a QR code; only in the answer that makes it.</summary>
    public string? Uri { get; init; }

    /// <summary>Whether a first code has been proven.</summary>
    public bool Verified { get; init; }

    /// <summary>Backup codes, shown once when the first second factor is set up.</summary>
    public IReadOnlyList<string>? BackupCodes { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it changed last.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>A new set of backup codes (WIRE §9.3). The only time the codes are shown.</summary>
public sealed record BackupCodesResource
{
    /// <summary>Always <c>backup_code</c>.</summary>
    public string Object { get; } = "backup_code";

    /// <summary>Prefix <c>bac_</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Ten codes, each worth once.</summary>
    public required IReadOnlyList<string> Codes { get; init; }

    /// <summary>When they were made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The same.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>Body of <c>POST /v1/users/{id}/verify_totp</c>.</summary>
public sealed record VerifyTotpRequest
{
    /// <summary>A code of the authenticator app, or a backup code, which is spent by it.</summary>
    public string? Code { get; init; }
}

/// <summary>What <c>POST /v1/users/{id}/verify_totp</c> answers to a right code.</summary>
/// <param name="Verified">Always true: a wrong code is an error.</param>
/// <param name="CodeType"><c>totp</c> or <c>backup_code</c>.</param>
public sealed record VerifiedTotp(bool Verified, string CodeType);

/// <summary>Whose second factors were removed.</summary>
/// <param name="UserId">User id.</param>
public sealed record UserReference(string UserId);

/// <summary>The document a browser reads before it uses passkeys across domains.</summary>
/// <param name="Origins">Pages that may use this domain's passkeys.</param>
public sealed record RelatedOrigins(IReadOnlyList<string> Origins);
