namespace Foyer.Server.Instances;

/// <summary>
/// The part of a social connection that stays on the server. What is empty is the provider's own; a custom connection
/// has no own. Secrets are wrapped before they are stored.
/// </summary>
internal sealed record SocialConnectionSettings
{
    /// <summary>The client id the provider gave.</summary>
    public string ClientId { get; init; } = "";

    /// <summary>The client secret the provider gave.</summary>
    public string ClientSecret { get; init; } = "";

    /// <summary>Apple: the team's id.</summary>
    public string TeamId { get; init; } = "";

    /// <summary>Apple: the key's id.</summary>
    public string KeyId { get; init; } = "";

    /// <summary>Apple: the P-256 private key, PEM.</summary>
    public string PrivateKey { get; init; } = "";

    /// <summary>Microsoft: a tenant's id or domain, or <c>common</c>, <c>organizations</c>, <c>consumers</c>. Default <c>common</c>.</summary>
    public string Tenant { get; init; } = "";

    /// <summary>Scopes asked for besides the provider's usual ones.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>Client ids of the operator's native apps, whose ID tokens are taken too.</summary>
    public IReadOnlyList<string> NativeClientIds { get; init; } = [];

    /// <summary>OpenID discovery document.</summary>
    public string DiscoveryUrl { get; init; } = "";

    public string Issuer { get; init; } = "";

    public string AuthorizationUrl { get; init; } = "";

    public string TokenUrl { get; init; } = "";

    public string UserinfoUrl { get; init; } = "";

    /// <summary>Where the provider lists a person's addresses, as GitHub does: a list of <c>{email, primary, verified}</c>.</summary>
    public string EmailsUrl { get; init; } = "";

    public string JwksUrl { get; init; } = "";

    public string RevocationUrl { get; init; } = "";

    /// <summary><c>post</c> or <c>basic</c>.</summary>
    public string ClientAuthentication { get; init; } = "";

    /// <summary>Whether PKCE is used. Default true.</summary>
    public bool Pkce { get; init; } = true;

    /// <summary>Where the provider's answers keep what; empty for the provider's own, custom ones OpenID's.</summary>
    public SocialAttributeMapping AttributeMapping { get; init; } = new();
}

/// <summary>Names of members in a provider's answer; nested ones with dots.</summary>
internal sealed record SocialAttributeMapping
{
    public string UserId { get; init; } = "";

    public string EmailAddress { get; init; } = "";

    public string EmailAddressVerified { get; init; } = "";

    public string FirstName { get; init; } = "";

    public string LastName { get; init; } = "";

    public string Username { get; init; } = "";

    public string ImageUrl { get; init; } = "";
}
