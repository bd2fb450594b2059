using System.Text.Json;
using Foyer.Contracts;

namespace Foyer.Server.ExternalAccounts;

/// <summary>A row of <c>external_accounts</c>, with what is shown of the verification under way.</summary>
internal sealed record ExternalAccountRow
{
    public required string Id { get; init; }

    public required string InstanceId { get; init; }

    public required string UserId { get; init; }

    /// <summary>For example <c>oauth_google</c>.</summary>
    public required string Connection { get; init; }

    /// <summary>Null while the connection is under way.</summary>
    public string? ProviderUserId { get; init; }

    public required string IdentificationId { get; init; }

    public string? EmailAddress { get; init; }

    public bool? EmailAddressVerified { get; init; }

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    public string? Username { get; init; }

    public string? ImageUrl { get; init; }

    public string? Label { get; init; }

    public string ApprovedScopes { get; init; } = "";

    public string PublicMetadata { get; init; } = "{}";

    public string? VerificationId { get; init; }

    public string? WrappedAccessToken { get; init; }

    public string? WrappedRefreshToken { get; init; }

    public string? WrappedIdToken { get; init; }

    public DateTimeOffset? AccessTokenExpiresAt { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Status of the verification under way; null when there is none. These four come from its row.</summary>
    public string? VerificationStatus { get; init; }

    public string? VerificationError { get; init; }

    public string? VerificationUrl { get; init; }

    public DateTimeOffset? VerificationExpireAt { get; init; }

    public bool IsConnected => ProviderUserId is not null;

    /// <summary>Connected ones are, and those whose connection is under way or has just failed.</summary>
    public bool IsShown => IsConnected || VerificationStatus is not null;

    public IdentificationLink Link => new(Connection, IdentificationId);

    /// <summary>The SELECT for accounts of users, with the verification that is under way or has failed.</summary>
    public static string OfUsers(string condition) => $"""
        SELECT a.*, v.status AS verification_status, v.error AS verification_error, v.external_verification_redirect_url AS verification_url, v.expire_at AS verification_expire_at
        FROM external_accounts a LEFT JOIN verifications v ON v.id = a.verification_id WHERE {condition} ORDER BY a.created_at, a.id
        """;

    public ExternalAccountResource ToResource(DateTimeOffset now)
    {
        using JsonDocument metadata = JsonDocument.Parse(PublicMetadata);
        return new ExternalAccountResource
        {
            Id = Id,
            Provider = Connection,
            IdentificationId = IdentificationId,
            ProviderUserId = ProviderUserId ?? "",
            ApprovedScopes = ApprovedScopes,
            EmailAddress = EmailAddress ?? "",
            EmailAddressVerified = EmailAddressVerified,
            FirstName = FirstName ?? "",
            LastName = LastName ?? "",
            ImageUrl = ImageUrl,
            Username = Username,
            PublicMetadata = metadata.RootElement.Clone(),
            Label = Label,
            Verification = Verification(now),
            CreatedAt = CreatedAt,
            UpdatedAt = UpdatedAt,
        };
    }

    private VerificationResource Verification(DateTimeOffset now)
    {
        VerificationStatus status = VerificationStatus is null ? Contracts.VerificationStatus.Verified :
            VerificationStatus == Contracts.VerificationStatus.Unverified.Value && VerificationExpireAt <= now ? Contracts.VerificationStatus.Expired :
            Contracts.VerificationStatus.From(VerificationStatus);
        return new VerificationResource
        {
            Object = "verification_oauth",
            Status = status,
            Strategy = Connection,
            // The protocol wants an instant even where nothing runs out any more.
            ExpireAt = VerificationExpireAt ?? CreatedAt,
            ExternalVerificationRedirectUrl = VerificationUrl,
            Error = VerificationError is null ? null : JsonSerializer.Deserialize(VerificationError, WireJson.Default.ErrorResource),
        };
    }
}

/// <summary>A proven identity at a provider that has no user yet, as an attempt keeps it (wrapped).</summary>
internal sealed record ExternalAccountDraft
{
    public required string Connection { get; init; }

    public required string ProviderUserId { get; init; }

    /// <summary>Normalised; null when the provider told none that can be one here.</summary>
    public string? EmailAddress { get; init; }

    public bool? EmailAddressVerified { get; init; }

    /// <summary>Digest of the token a page or app brought, which is worth one use; null when the person was redirected.</summary>
    public string? TokenDigest { get; init; }

    /// <summary>Why nobody new may come with this address; null when they may. Who is here already is not asked.</summary>
    public Fault? Unwelcome { get; init; }

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    public string? Username { get; init; }

    public string? ImageUrl { get; init; }

    public string Scopes { get; init; } = "";

    public string? AccessToken { get; init; }

    public string? RefreshToken { get; init; }

    public string? IdToken { get; init; }

    public DateTimeOffset? AccessTokenExpiresAt { get; init; }

    public override string ToString() => $"ExternalAccountDraft {{ {Connection} }}";

    public string ToJson() => JsonSerializer.Serialize(this, ExternalAccountJson.Default.ExternalAccountDraft);

    public static ExternalAccountDraft Parse(string json) => JsonSerializer.Deserialize(json, ExternalAccountJson.Default.ExternalAccountDraft)!;
}

[System.Text.Json.Serialization.JsonSerializable(typeof(ExternalAccountDraft))]
internal sealed partial class ExternalAccountJson : System.Text.Json.Serialization.JsonSerializerContext;
