using System.Collections.Concurrent;
using System.Text.Json;
using Foyer.Server.Outbound;

namespace Foyer.Server.SocialProviders;

/// <summary>
/// Finds the endpoints of providers that publish them (OpenID Connect Discovery 1.0). A document is fetched at its
/// first use; after that the last good one is used and renewed behind the back of whoever asks.
/// </summary>
internal sealed class ProviderDirectory(OutboundHttp http, TimeProvider clock)
{
    private static readonly TimeSpan FreshFor = TimeSpan.FromHours(1);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, Document> _documents = new(StringComparer.Ordinal);

    /// <summary>The connection with every endpoint known.</summary>
    public async Task<Outcome<SocialConnection>> Complete(SocialConnection connection, CancellationToken ct)
    {
        SocialProvider provider = connection.Provider;
        if (provider.DiscoveryUrl.Length == 0)
        {
            return connection;
        }

        if ((await Find(provider.DiscoveryUrl, connection.Settings.Issuer, ct)).IsFault(out Fault? fault, out Document found))
        {
            return fault;
        }

        static string Place(string given, string published) => given.Length > 0 ? given : published;
        return connection with
        {
            Provider = provider with
            {
                Issuers = [found.Issuer],
                AuthorizationUrl = Place(provider.AuthorizationUrl, found.AuthorizationUrl),
                TokenUrl = Place(provider.TokenUrl, found.TokenUrl),
                UserInfoUrl = Place(provider.UserInfoUrl, found.UserInfoUrl),
                RevocationUrl = Place(provider.RevocationUrl, found.RevocationUrl),
                JwksUrl = Place(provider.JwksUrl, found.JwksUrl),
                Proof = connection.Settings.ClientAuthentication.Length == 0 && found.OnlyBasic ? ClientProof.Basic : provider.Proof,
            },
        };
    }

    private async Task<Outcome<Document>> Find(string url, string issuer, CancellationToken ct)
    {
        string key = url + "\n" + issuer;
        DateTimeOffset now = clock.GetUtcNow();
        if (!_documents.TryGetValue(key, out Document? known))
        {
            return await Fetch(key, url, issuer, ct);
        }

        if (now >= known.RenewAt && _documents.TryUpdate(key, known with { RenewAt = now + RetryAfter }, known))
        {
            _ = Task.Run(() => Fetch(key, url, issuer, CancellationToken.None), CancellationToken.None);
        }

        return known;
    }

    private async Task<Outcome<Document>> Fetch(string key, string url, string issuer, CancellationToken ct)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, url);
        request.Headers.Accept.ParseAdd("application/json");
        if ((await http.Send(request, ct)).IsFault(out Fault? fault, out OutboundAnswer answer))
        {
            return fault;
        }

        using JsonDocument? json = answer.IsSuccess ? StrictJson.Parse(answer.Body, out _) : null;
        if (json is null || Read(json.RootElement, url, issuer) is not { } read)
        {
            return SocialProviderFaults.Misconfigured;
        }

        return _documents[key] = read with { RenewAt = clock.GetUtcNow() + FreshFor };
    }

    /// <summary>Reads the document. Its issuer must be the one whose place it was found at, unless the operator names the issuer (discovery §4.3).</summary>
    private static Document? Read(JsonElement json, string url, string issuer)
    {
        string published = Text(json, "issuer");
        const string WellKnown = "/.well-known/openid-configuration";
        string expected = issuer.Length > 0 ? issuer : url.EndsWith(WellKnown, StringComparison.Ordinal) ? url[..^WellKnown.Length] : published;
        if (published.Length == 0 || (published != expected && published != expected + "/") || Text(json, "authorization_endpoint").Length == 0 || Text(json, "token_endpoint").Length == 0 || Text(json, "jwks_uri").Length == 0)
        {
            return null;
        }

        string[] proofs = json.TryGetProperty("token_endpoint_auth_methods_supported", out JsonElement list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()! : "")]
            : ["client_secret_basic"];
        return new Document(
            published, Text(json, "authorization_endpoint"), Text(json, "token_endpoint"), Text(json, "userinfo_endpoint"), Text(json, "revocation_endpoint"), Text(json, "jwks_uri"),
            OnlyBasic: !proofs.Contains("client_secret_post"), default);
    }

    private static string Text(JsonElement json, string name) => json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private sealed record Document(
        string Issuer, string AuthorizationUrl, string TokenUrl, string UserInfoUrl, string RevocationUrl, string JwksUrl, bool OnlyBasic, DateTimeOffset RenewAt);
}

internal static class SocialProviderFaults
{
    public static readonly Fault Misconfigured = new(422, "oauth_misconfigured_provider", "The connection is not set up", "The provider's published addresses cannot be used. The operator must check the connection.");

    public static readonly Fault AccessDenied = new(422, "oauth_access_denied", "Access denied", "The provider did not let this application in, because that was declined there.");

    public static readonly Fault Exchange = new(422, "oauth_token_exchange_error", "The provider refused", "The provider did not hand out the tokens it was asked for. Try again.");

    public static readonly Fault IdTokenInvalid = new(422, "oauth_id_token_invalid", "The provider's word cannot be believed", "The identity token is not one of this provider's for this application, for this attempt, of now.");

    public static readonly Fault Profile = new(422, "oauth_fetch_user_error", "The provider told nobody", "The provider did not say who the person is. Try again.");

    public static readonly Fault NoRefreshToken = new(422, "oauth_missing_refresh_token", "The tokens are over", "The access token has expired, and the provider gave nothing to renew it with. The person must connect the account again.");

    public static readonly Fault NoAccessToken = new(422, "oauth_token_retrieval_error", "No access token", "The provider would not renew the access token. The person must connect the account again.");
}
