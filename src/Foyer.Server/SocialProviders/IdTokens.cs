using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Foyer.Contracts;

namespace Foyer.Server.SocialProviders;

/// <summary>What an ID token must agree with.</summary>
/// <param name="Issuers">Issuers it may name; <c>{tid}</c> stands for its own tenant.</param>
/// <param name="Audiences">Client ids it may be meant for.</param>
/// <param name="Nonce">The nonce of the request; null where none was sent.</param>
/// <param name="AccessToken">The access token that came along; null for none.</param>
/// <param name="MaxAge">How long ago it may have been made; null for any time.</param>
internal sealed record IdTokenDemand(IReadOnlyList<string> Issuers, IReadOnlyList<string> Audiences, string? Nonce, string? AccessToken = null, TimeSpan? MaxAge = null);

/// <summary>Verifies ID tokens (OpenID Connect Core §3.1.3.7): the signature by the provider's published keys, always, and every claim that binds it to this request.</summary>
internal sealed class IdTokens(ProviderKeys keys, TimeProvider clock)
{
    /// <summary>The claims of a token that can be believed.</summary>
    public async Task<Outcome<JsonElement>> Verify(string idToken, string jwksUrl, IdTokenDemand demand, CancellationToken ct)
    {
        if (!Jwt.TryRead(idToken, out Jwt? jwt) || jwt.Header.IsCritical || jwt.Header.Alg is not ("RS256" or "ES256"))
        {
            return SocialProviderFaults.IdTokenInvalid;
        }

        // The claims first: they cost nothing, and a token of another provider should not have keys fetched.
        using JsonDocument? claims = StrictJson.Parse(jwt.Payload, out _);
        if (claims is null || !IdTokenRules.Agrees(claims.RootElement, demand, clock.GetUtcNow()))
        {
            return SocialProviderFaults.IdTokenInvalid;
        }

        if ((await keys.Find(jwksUrl, jwt.Header.Kid, ct)).IsFault(out Fault? fault, out ProviderKey[] candidates))
        {
            return fault;
        }

        List<ProviderKey> fitting = [.. candidates.Where(key => key.Algorithm == jwt.Header.Alg)];
        int dot = idToken.LastIndexOf('.');
        // A token that names no key is taken only where there is nothing to choose.
        return fitting is [{ } key] && key.Verifies(Encoding.ASCII.GetBytes(idToken[..dot]), Jwt.Decode(idToken.AsSpan(dot + 1))!)
            ? claims.RootElement.Clone()
            : SocialProviderFaults.IdTokenInvalid;
    }
}

/// <summary>Which claims an ID token must have, and what they must say. Pure: every refusal is a line in a test table.</summary>
internal static class IdTokenRules
{
    /// <summary>How far the provider's clock may be from ours.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    public static bool Agrees(JsonElement claims, IdTokenDemand demand, DateTimeOffset now) =>
        Issuer(claims, demand.Issuers) && Audience(claims, demand.Audiences) && Times(claims, demand.MaxAge, now) && Nonce(claims, demand.Nonce) && AccessToken(claims, demand.AccessToken) &&
        Text(claims, "sub") is { Length: > 0 and <= 255 };

    private static bool Issuer(JsonElement claims, IReadOnlyList<string> allowed)
    {
        string? issuer = Text(claims, "iss");
        string? tenant = Guid.TryParseExact(Text(claims, "tid"), "D", out Guid tid) ? tid.ToString("D") : null;
        return issuer is not null && allowed.Any(one => one.Contains("{tid}", StringComparison.Ordinal) ? tenant is not null && issuer == one.Replace("{tid}", tenant, StringComparison.Ordinal) : issuer == one);
    }

    private static bool Audience(JsonElement claims, IReadOnlyList<string> allowed)
    {
        if (!claims.TryGetProperty("aud", out JsonElement aud))
        {
            return false;
        }

        string?[] audiences = aud.ValueKind switch
        {
            JsonValueKind.String => [aud.GetString()],
            JsonValueKind.Array => [.. aud.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? item.GetString() : null)],
            _ => [],
        };
        bool hasParty = claims.TryGetProperty("azp", out JsonElement party);
        return audiences.Any(one => one is { Length: > 0 } && allowed.Contains(one)) &&
            (audiences.Length == 1 || hasParty) &&
            (!hasParty || (party.ValueKind == JsonValueKind.String && allowed.Contains(party.GetString()!)));
    }

    private static bool Times(JsonElement claims, TimeSpan? maxAge, DateTimeOffset now) =>
        Seconds(claims, "exp") is { } expires && expires > now - Skew &&
        Seconds(claims, "iat") is { } issued && issued <= now + Skew && (maxAge is null || issued > now - maxAge.Value - Skew) &&
        (!claims.TryGetProperty("nbf", out _) || (Seconds(claims, "nbf") is { } from && from <= now + Skew));

    private static bool Nonce(JsonElement claims, string? expected) => expected is null || Secrets.Same(Text(claims, "nonce"), expected);

    /// <summary>Where the token speaks of an access token, it must be the one that came along.</summary>
    private static bool AccessToken(JsonElement claims, string? accessToken)
    {
        if (accessToken is null || !claims.TryGetProperty("at_hash", out JsonElement given))
        {
            return true;
        }

        string half = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(accessToken)).AsSpan(0, 16));
        return given.ValueKind == JsonValueKind.String && Secrets.Same(given.GetString()!.TrimEnd('='), half);
    }

    private static string? Text(JsonElement claims, string name) => claims.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static DateTimeOffset? Seconds(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double seconds) && seconds is > 0 and < 253_402_300_000
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000))
            : null;
}
