namespace Foyer.Testing;

/// <summary>Somebody with an account at the fake provider.</summary>
public sealed record FakePerson
{
    /// <summary>The provider's id of the person.</summary>
    public required string Subject { get; init; }

    /// <summary>E-mail address; null when the provider tells none.</summary>
    public string? EmailAddress { get; init; }

    /// <summary>Whether the provider says that the address is proven; null when it says nothing. Default true.</summary>
    public bool? EmailAddressVerified { get; init; } = true;

    /// <summary>First name.</summary>
    public string? FirstName { get; init; }

    /// <summary>Last name.</summary>
    public string? LastName { get; init; }

    /// <summary>Username.</summary>
    public string? Username { get; init; }

    /// <summary>Picture: an https address, or one of this machine such as <see cref="FakeIdentityProvider.PictureUrl"/>.</summary>
    public string? ImageUrl { get; init; }
}

/// <summary>What the fake provider does wrong, one thing at a time: each of them must be refused.</summary>
public enum FakeProviderTrick
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The ID token carries another nonce.</summary>
    WrongNonce,

    /// <summary>The ID token carries no nonce.</summary>
    NoNonce,

    /// <summary>The ID token is meant for another client.</summary>
    WrongAudience,

    /// <summary>The ID token is meant for this client and another, and does not say who asked.</summary>
    SeveralAudiences,

    /// <summary>The ID token was asked for by another client.</summary>
    WrongAuthorizedParty,

    /// <summary>The ID token names another issuer.</summary>
    WrongIssuer,

    /// <summary>The ID token has no signature (<c>alg: none</c>).</summary>
    Unsigned,

    /// <summary>The ID token is signed with the public key as a shared secret.</summary>
    PublicKeyAsSecret,

    /// <summary>The ID token is signed with the client secret.</summary>
    ClientSecretAsKey,

    /// <summary>The ID token is signed with another key under the published key's id.</summary>
    OtherKeySameId,

    /// <summary>The ID token names no key, and two are published.</summary>
    NoKeyIdAmongTwo,

    /// <summary>A byte of the signature is another one.</summary>
    SignatureAltered,

    /// <summary>The ID token has expired.</summary>
    Expired,

    /// <summary>The ID token was made in the future.</summary>
    IssuedInTheFuture,

    /// <summary>The ID token is not valid yet.</summary>
    NotYetValid,

    /// <summary>The ID token names nobody.</summary>
    NoSubject,

    /// <summary>The ID token belongs to another access token (<c>at_hash</c>).</summary>
    WrongHashOfAccessToken,

    /// <summary>Tokens cannot be given back at the moment: 503.</summary>
    NoRevocations,

    /// <summary>There is no ID token.</summary>
    NoIdToken,

    /// <summary>The profile is about somebody else than the ID token.</summary>
    OtherSubjectInProfile,

    /// <summary>The token endpoint never answers.</summary>
    SilentTokenEndpoint,

    /// <summary>The token endpoint sends two megabytes.</summary>
    HugeAnswer,

    /// <summary>The token endpoint redirects.</summary>
    RedirectingTokenEndpoint,

    /// <summary>The token endpoint fails.</summary>
    BrokenTokenEndpoint,

    /// <summary>The token endpoint answers a page instead of JSON.</summary>
    PageInsteadOfTokens,

    /// <summary>The answer of the authorization names another issuer (RFC 9207).</summary>
    OtherIssuerInCallback,
}
