using System.Text.Json.Serialization;

namespace Foyer.Contracts;

/// <summary>Progress of proving one thing: a factor, an address (WIRE §6.5).</summary>
public sealed record VerificationResource
{
    /// <summary>Kind of verification, for example <c>verification_otp</c>.</summary>
    public required string Object { get; init; }

    /// <summary>How far it is.</summary>
    public required VerificationStatus Status { get; init; }

    /// <summary>How it is proven, for example <c>email_code</c>.</summary>
    public required string Strategy { get; init; }

    /// <summary>Attempts so far; null where attempts are not counted.</summary>
    public int? Attempts { get; init; }

    /// <summary>When it ends; null when it does not.</summary>
    public DateTimeOffset? ExpireAt { get; init; }

    /// <summary>What the browser signs or hands to the authenticator: for passkeys the options as JSON text (WIRE §6.6).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Nonce { get; init; }

    /// <summary>The text a wallet signs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Message { get; init; }

    /// <summary>What a trusted device signs; present while its strategy is <c>trusted_device</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TrustedDeviceChallenge? TrustedDeviceChallenge { get; init; }

    /// <summary>Where the browser goes to prove it at another provider; absolute.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ExternalVerificationRedirectUrl { get; init; }

    /// <summary>The client on which a link was opened.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? VerifiedAtClient { get; init; }

    /// <summary>How a code travelled to a phone: <c>sms</c> or <c>whatsapp</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Channel { get; init; }

    /// <summary>Why it failed; null when it did not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ErrorResource? Error { get; init; }

    /// <summary>On sign-ups only: what to do next, <c>needs_prepare</c>, <c>needs_attempt</c> or empty.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? NextAction { get; init; }

    /// <summary>On sign-ups only: strategies that can prove it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? SupportedStrategies { get; init; }
}

/// <summary>Status of a verification. An open set.</summary>
/// <param name="Value">The wire name.</param>
[JsonConverter(typeof(OpenNameConverter<VerificationStatus>))]
public readonly record struct VerificationStatus(string Value) : IOpenName<VerificationStatus>
{
    /// <summary>Waiting for proof.</summary>
    public static readonly VerificationStatus Unverified = new("unverified");

    /// <summary>Proven.</summary>
    public static readonly VerificationStatus Verified = new("verified");

    /// <summary>Too many wrong attempts.</summary>
    public static readonly VerificationStatus Failed = new("failed");

    /// <summary>Its time is over.</summary>
    public static readonly VerificationStatus Expired = new("expired");

    /// <summary>Proven, but for another flow: sign-in or sign-up can take it over.</summary>
    public static readonly VerificationStatus Transferable = new("transferable");

    /// <inheritdoc />
    public static VerificationStatus From(string value) => new(value);

    /// <inheritdoc />
    public override string ToString() => Value;
}
