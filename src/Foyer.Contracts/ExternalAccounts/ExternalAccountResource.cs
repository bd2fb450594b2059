using System.Text.Json;

namespace Foyer.Contracts;

/// <summary>Somebody's account at a social provider, connected to their user (WIRE §9.5).</summary>
public sealed record ExternalAccountResource
{
    /// <summary>Always <c>external_account</c>.</summary>
    public string Object { get; } = "external_account";

    /// <summary>Prefix <c>eac_</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The connection, for example <c>oauth_google</c>.</summary>
    public required string Provider { get; init; }

    /// <summary>Prefix <c>idn_</c>; e-mail addresses name it when the account brought them.</summary>
    public required string IdentificationId { get; init; }

    /// <summary>The provider's id of the person; empty until the connection is made.</summary>
    public string ProviderUserId { get; init; } = "";

    /// <summary>Scopes the person granted, with spaces between.</summary>
    public string ApprovedScopes { get; init; } = "";

    /// <summary>The address the provider told when the account was connected; empty when it told none. It identifies nobody.</summary>
    public string EmailAddress { get; init; } = "";

    /// <summary>Whether the provider said that it had proven the address; null when it said neither.</summary>
    public bool? EmailAddressVerified { get; init; }

    /// <summary>First name at the provider; empty when it told none.</summary>
    public string FirstName { get; init; } = "";

    /// <summary>Last name at the provider; empty when it told none.</summary>
    public string LastName { get; init; } = "";

    /// <summary>Picture at the provider.</summary>
    public string? ImageUrl { get; init; }

    /// <summary>Username at the provider.</summary>
    public string? Username { get; init; }

    /// <summary>Phone number at the provider; none is asked for.</summary>
    public string? PhoneNumber { get; init; }

    /// <summary>Data of the app's server.</summary>
    public required JsonElement PublicMetadata { get; init; }

    /// <summary>Name to tell several accounts of one provider apart; none is set.</summary>
    public string? Label { get; init; }

    /// <summary>How the connection stands; why it failed is in its error.</summary>
    public VerificationResource? Verification { get; init; }

    /// <summary>When it was connected.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it changed last.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>A token of the provider, by which the app acts there for the person.</summary>
public sealed record OauthAccessToken
{
    /// <summary>Always <c>oauth_access_token</c>.</summary>
    public string Object { get; } = "oauth_access_token";

    /// <summary>The account it belongs to; prefix <c>eac_</c>.</summary>
    public required string ExternalAccountId { get; init; }

    /// <summary>The provider's id of the person.</summary>
    public required string ProviderUserId { get; init; }

    /// <summary>The access token.</summary>
    public required string Token { get; init; }

    /// <summary>When it ends; null when the provider does not say.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The connection, for example <c>oauth_google</c>.</summary>
    public required string Provider { get; init; }

    /// <summary>Data of the app's server.</summary>
    public required JsonElement PublicMetadata { get; init; }

    /// <summary>Name of the account; none is set.</summary>
    public string? Label { get; init; }

    /// <summary>Scopes it is good for.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>The ID token that came with it; absent when there was none.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public string? IdToken { get; init; }
}
