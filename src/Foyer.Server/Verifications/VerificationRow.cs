using System.Text.Json;
using Foyer.Contracts;

namespace Foyer.Server.Verifications;

/// <summary>A row of <c>verifications</c>: one proof under way, of one thing, for one attempt.</summary>
internal sealed record VerificationRow
{
    public required string Id { get; init; }

    public required string InstanceId { get; init; }

    /// <summary>The sign-in, sign-up, session or identification it belongs to: a proof is worth nothing anywhere else.</summary>
    public required string OwnerId { get; init; }

    /// <summary>The client that asked.</summary>
    public string? ClientId { get; init; }

    public required string Strategy { get; init; }

    /// <summary>The id of the address, number, wallet or passkey to prove; null at sign-up.</summary>
    public string? Identification { get; init; }

    /// <summary>The address, number or wallet itself; empty where there is none.</summary>
    public string Target { get; init; } = "";

    /// <summary><c>sms</c> or <c>whatsapp</c>, for codes sent to phones.</summary>
    public string? Channel { get; init; }

    /// <summary>Digest of the code, link token or state.</summary>
    public string? SecretDigest { get; init; }

    /// <summary>What the browser must sign or hand to the authenticator.</summary>
    public string? Nonce { get; init; }

    /// <summary>The text a wallet signs.</summary>
    public string? Message { get; init; }

    /// <summary>What only the server reads again; see <see cref="VerificationStore.Payload"/>.</summary>
    public string? WrappedPayload { get; init; }

    public string? ExternalVerificationRedirectUrl { get; init; }

    public string? RedirectUrl { get; init; }

    public string? ActionCompleteRedirectUrl { get; init; }

    public required string Status { get; init; }

    public int Attempts { get; init; }

    /// <summary>Why it failed, as the wire shows it.</summary>
    public string? Error { get; init; }

    public string? VerifiedAtClient { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ExpireAt { get; init; }

    /// <summary>The status as it is now: what was not proven in time is expired before any job has said so.</summary>
    public VerificationStatus StatusAt(DateTimeOffset now) =>
        Status == VerificationStatus.Unverified.Value && ExpireAt <= now ? VerificationStatus.Expired : VerificationStatus.From(Status);

    public VerificationResource ToResource(DateTimeOffset now)
    {
        string kind = VerificationObjects.Of(Strategy);
        return new VerificationResource
        {
            Object = kind,
            Strategy = Strategy,
            Status = StatusAt(now),
            Attempts = kind is "verification_oauth" ? null : Attempts,
            ExpireAt = ExpireAt,
            Nonce = kind is "verification_trusted_device" ? null : Nonce,
            TrustedDeviceChallenge = kind is "verification_trusted_device" && Nonce is not null ? JsonSerializer.Deserialize(Nonce, WireJson.Default.TrustedDeviceChallenge) : null,
            Message = Message,
            ExternalVerificationRedirectUrl = ExternalVerificationRedirectUrl,
            VerifiedAtClient = VerifiedAtClient,
            Channel = Channel,
            Error = Error is null ? null : JsonSerializer.Deserialize(Error, WireJson.Default.ErrorResource),
        };
    }
}

/// <summary>Which kind of verification a strategy shows as (WIRE §6.5).</summary>
internal static class VerificationObjects
{
    public static string Of(string strategy) => strategy switch
    {
        "password" => "verification_password",
        "email_link" => "verification_email_link",
        "passkey" => "verification_passkey",
        "totp" => "verification_totp",
        "backup_code" => "verification_backup_code",
        "ticket" => "verification_ticket",
        "admin" => "verification_admin",
        "invitation" => "verification_invitation",
        "google_one_tap" => "verification_google_one_tap",
        "trusted_device" => "verification_trusted_device",
        _ when strategy.StartsWith("from_oauth_", StringComparison.Ordinal) => "verification_from_oauth",
        _ when strategy.StartsWith("oauth_", StringComparison.Ordinal) => "verification_oauth",
        _ when strategy.StartsWith("web3_", StringComparison.Ordinal) => "verification_web3",
        _ => "verification_otp",
    };
}

/// <summary>How a proof is shown once the verification that gave it is gone.</summary>
internal static class KeptProof
{
    public static VerificationResource? Of(string? status, string? strategy) => status is null || strategy is null ? null : new VerificationResource
    {
        Object = VerificationObjects.Of(strategy),
        Status = VerificationStatus.From(status),
        Strategy = strategy,
        // The contract wants a number on codes and links; the moment has passed.
        ExpireAt = VerificationObjects.Of(strategy) is "verification_otp" or "verification_email_link" or "verification_oauth" or "verification_passkey" ? DateTimeOffset.UnixEpoch : null,
    };
}

/// <summary>A verification about to begin.</summary>
internal sealed record NewVerification
{
    public required string InstanceId { get; init; }

    public required string OwnerId { get; init; }

    public string? ClientId { get; init; }

    public required string Strategy { get; init; }

    public string? Identification { get; init; }

    public string Target { get; init; } = "";

    public string? Channel { get; init; }

    public string? Nonce { get; init; }

    public string? Message { get; init; }

    /// <summary>Digest of the code, token or state, made with the verification's id; null where nothing secret is handed out.</summary>
    public Func<string, string>? SecretDigest { get; init; }

    /// <summary>What the server must read again; wrapped before it is stored.</summary>
    public string? Payload { get; init; }

    public string? ExternalVerificationRedirectUrl { get; init; }

    public string? RedirectUrl { get; init; }

    public string? ActionCompleteRedirectUrl { get; init; }

    public required TimeSpan Lifetime { get; init; }
}
