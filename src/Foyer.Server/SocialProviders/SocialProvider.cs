namespace Foyer.Server.SocialProviders;

/// <summary>How a client proves itself at a token endpoint.</summary>
internal enum ClientProof
{
    /// <summary>The secret in the form (RFC 6749 §2.3.1).</summary>
    Post,

    /// <summary>The secret in the Authorization header.</summary>
    Basic,

    /// <summary>A short-lived token signed with the operator's P-256 key, in the secret's place.</summary>
    Assertion,
}

/// <summary>
/// One social provider as data: where it is, what it is asked for, where its answers keep what, and what it does
/// differently from the others. No provider has code of its own.
/// </summary>
internal sealed record SocialProvider
{
    /// <summary>Wire name, for example <c>oauth_google</c>; also the name of the connection.</summary>
    public required string Strategy { get; init; }

    public required string Name { get; init; }

    public string AuthorizationUrl { get; init; } = "";

    public string TokenUrl { get; init; } = "";

    /// <summary>Empty where the ID token says all there is.</summary>
    public string UserInfoUrl { get; init; } = "";

    /// <summary>Where the provider lists a person's e-mail addresses, when the profile does not have them.</summary>
    public string EmailsUrl { get; init; } = "";

    public string RevocationUrl { get; init; } = "";

    /// <summary>Keys of its ID tokens. A provider with keys is an OpenID provider, and its ID token is demanded.</summary>
    public string JwksUrl { get; init; } = "";

    /// <summary>Issuers its ID tokens may name. <c>{tid}</c> stands for the token's own tenant.</summary>
    public IReadOnlyList<string> Issuers { get; init; } = [];

    /// <summary>Where its endpoints are published; empty when they are known.</summary>
    public string DiscoveryUrl { get; init; } = "";

    public IReadOnlyList<string> Scopes { get; init; } = [];

    public ClientProof Proof { get; init; } = ClientProof.Post;

    /// <summary>Whether it takes part in PKCE (RFC 7636, S256).</summary>
    public bool Pkce { get; init; } = true;

    /// <summary>Whether its ID tokens carry the nonce of the request.</summary>
    public bool Nonce { get; init; } = true;

    /// <summary>Parameters it wants in its authorization URL besides those all have.</summary>
    public IReadOnlyList<(string Name, string Value)> Parameters { get; init; } = [];

    public ClaimsMap Claims { get; init; } = new();

    public bool IsOpenId => JwksUrl.Length > 0 || DiscoveryUrl.Length > 0;
}

/// <summary>
/// Where a provider's answer keeps what is known of a person: names of members, nested ones with dots. Empty for
/// nowhere. A text in braces is put together: <c>https://cdn.example/{id}/{avatar}.png</c>.
/// </summary>
internal sealed record ClaimsMap
{
    public string Subject { get; init; } = "sub";

    public string EmailAddress { get; init; } = "email";

    /// <summary>Who says that the address was proven. Empty: nobody, so it is not.</summary>
    public string EmailAddressVerified { get; init; } = "email_verified";

    /// <summary>True where a provider hands out only addresses it has proven itself.</summary>
    public bool EmailAddressIsAlwaysVerified { get; init; }

    /// <summary>True where a provider writes <c>"true"</c> for true. Elsewhere text is not proof.</summary>
    public bool VerifiedMayBeText { get; init; }

    public string FirstName { get; init; } = "given_name";

    public string LastName { get; init; } = "family_name";

    /// <summary>The whole name, where the parts are not given.</summary>
    public string FullName { get; init; } = "name";

    public string Username { get; init; } = "preferred_username";

    public string ImageUrl { get; init; } = "picture";
}
