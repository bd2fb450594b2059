using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace Foyer.Server.SocialProviders;

/// <summary>What an authorization request is made of.</summary>
internal sealed record AuthorizationRequest
{
    public required string RedirectUri { get; init; }

    /// <summary>256 random bits; comes back with the answer.</summary>
    public required string State { get; init; }

    /// <summary>Comes back inside the ID token.</summary>
    public required string Nonce { get; init; }

    /// <summary>Proves to the token endpoint that whoever asked is whoever redeems (RFC 7636).</summary>
    public required string CodeVerifier { get; init; }

    public IReadOnlyList<string> AdditionalScopes { get; init; } = [];

    /// <summary><c>prompt</c> of OpenID, as the page wishes it.</summary>
    public string? Prompt { get; init; }

    /// <summary><c>login_hint</c> of OpenID.</summary>
    public string? LoginHint { get; init; }
}

/// <summary>Builds the address a browser is sent to. Pure.</summary>
internal static class AuthorizationRules
{
    /// <summary>43 characters of base64url: as much as SHA-256 keeps.</summary>
    public static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static string Challenge(string codeVerifier) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(codeVerifier)));

    public static IReadOnlyList<string> Scopes(SocialConnection connection, IReadOnlyList<string> additional) => [.. connection.Provider.Scopes.Concat(additional).Distinct(StringComparer.Ordinal)];

    /// <summary>The provider's authorization address with everything it needs; null when the provider's own address is none.</summary>
    public static string? Url(SocialConnection connection, AuthorizationRequest request)
    {
        SocialProvider provider = connection.Provider;
        if (!Uri.TryCreate(provider.AuthorizationUrl, UriKind.Absolute, out Uri? address) || !Origins.IsWeb(address))
        {
            return null;
        }

        List<KeyValuePair<string, string?>> query =
        [
            new("client_id", connection.Settings.ClientId),
            new("redirect_uri", request.RedirectUri),
            new("response_type", "code"),
            new("scope", string.Join(' ', Scopes(connection, request.AdditionalScopes))),
            new("state", request.State),
        ];
        if (provider.IsOpenId && provider.Nonce)
        {
            query.Add(new("nonce", request.Nonce));
        }

        if (provider.Pkce)
        {
            query.Add(new("code_challenge", Challenge(request.CodeVerifier)));
            query.Add(new("code_challenge_method", "S256"));
        }

        query.AddRange(provider.Parameters.Select(parameter => new KeyValuePair<string, string?>(parameter.Name, parameter.Value)));
        if (request.Prompt is not null)
        {
            query.Add(new("prompt", request.Prompt));
        }

        if (request.LoginHint is not null)
        {
            query.Add(new("login_hint", request.LoginHint));
        }

        return QueryHelpers.AddQueryString(provider.AuthorizationUrl, query);
    }
}
