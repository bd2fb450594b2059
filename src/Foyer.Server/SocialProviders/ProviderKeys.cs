using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using Foyer.Contracts;
using Foyer.Server.Outbound;

namespace Foyer.Server.SocialProviders;

/// <summary>
/// Providers' published keys. A set is kept for an hour; a token that names a key not in it has the set fetched again,
/// at most once a minute, so that strangers' tokens cannot make this server hammer a provider.
/// </summary>
internal sealed class ProviderKeys(OutboundHttp http, TimeProvider clock)
{
    private static readonly TimeSpan FreshFor = TimeSpan.FromHours(1);
    private static readonly TimeSpan Cooldown = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>The keys that may have signed a token: the one it names, or all when it names none.</summary>
    public async Task<Outcome<ProviderKey[]>> Find(string jwksUrl, string? kid, CancellationToken ct)
    {
        Entry entry = _entries.GetOrAdd(jwksUrl, _ => new Entry());
        KeySet? known = entry.Keys;
        if (known is not null && clock.GetUtcNow() - known.FetchedAt < FreshFor && Choose(known, kid) is { Length: > 0 } found)
        {
            return found;
        }

        await entry.Gate.WaitAsync(ct);
        try
        {
            known = entry.Keys;
            TimeSpan age = known is null ? TimeSpan.MaxValue : clock.GetUtcNow() - known.FetchedAt;
            bool isKnown = known is not null && age < FreshFor && Choose(known, kid).Length > 0;
            if (!isKnown && (age >= Cooldown || age < TimeSpan.Zero))
            {
                if ((await Fetch(jwksUrl, ct)).IsFault(out Fault? fault, out KeySet fetched))
                {
                    return fault;
                }

                entry.Keys = known = fetched;
            }

            return Choose(known!, kid);
        }
        finally
        {
            entry.Gate.Release();
        }
    }

    private static ProviderKey[] Choose(KeySet keys, string? kid) => kid is null ? [.. keys.Keys] : [.. keys.Keys.Where(key => key.Kid == kid)];

    private async Task<Outcome<KeySet>> Fetch(string jwksUrl, CancellationToken ct)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, jwksUrl);
        request.Headers.Accept.ParseAdd("application/json");
        if ((await http.Send(request, ct)).IsFault(out Fault? fault, out OutboundAnswer answer))
        {
            return fault;
        }

        using JsonDocument? json = answer.IsSuccess ? StrictJson.Parse(answer.Body, out _) : null;
        if (json is null || !json.RootElement.TryGetProperty("keys", out JsonElement list) || list.ValueKind != JsonValueKind.Array)
        {
            return SocialProviderFaults.IdTokenInvalid;
        }

        return new KeySet([.. list.EnumerateArray().Select(ProviderKey.Read).OfType<ProviderKey>()], clock.GetUtcNow());
    }

    private sealed class Entry
    {
        public SemaphoreSlim Gate { get; } = new(1);

        public volatile KeySet? Keys;
    }

    private sealed record KeySet(IReadOnlyList<ProviderKey> Keys, DateTimeOffset FetchedAt);
}

/// <summary>One public key of a provider, and the one algorithm it is for: the key decides, never the token.</summary>
internal sealed class ProviderKey
{
    private readonly RSAParameters? _rsa;
    private readonly ECParameters? _ec;

    private ProviderKey(string? kid, RSAParameters? rsa, ECParameters? ec)
    {
        Kid = kid;
        _rsa = rsa;
        _ec = ec;
    }

    public string? Kid { get; }

    public string Algorithm => _rsa is not null ? "RS256" : "ES256";

    /// <summary>Reads a JWK (RFC 7517): RSA of 2048 bits and more, or P-256; null for every other kind, symmetric ones above all.</summary>
    public static ProviderKey? Read(JsonElement jwk)
    {
        if (jwk.ValueKind != JsonValueKind.Object || Text(jwk, "use") is not (null or "sig"))
        {
            return null;
        }

        string? algorithm = Text(jwk, "alg");
        switch (Text(jwk, "kty"))
        {
            case "RSA" when algorithm is null or "RS256":
                byte[]? n = Bytes(jwk, "n"), e = Bytes(jwk, "e");
                return n is { Length: >= 256 and <= 1024 } && (n[0] & 0x80) != 0 && e is { Length: > 0 and <= 4 } && (e[^1] & 1) == 1 && e is not [1]
                    ? new ProviderKey(Text(jwk, "kid"), new RSAParameters { Modulus = n, Exponent = e }, null)
                    : null;
            case "EC" when algorithm is null or "ES256" && Text(jwk, "crv") == "P-256":
                byte[]? x = Bytes(jwk, "x"), y = Bytes(jwk, "y");
                return x is { Length: 32 } && y is { Length: 32 }
                    ? new ProviderKey(Text(jwk, "kid"), null, new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = x, Y = y } })
                    : null;
            default:
                return null;
        }
    }

    /// <summary>Whether this key made the signature. False too for a key that is no point of its curve.</summary>
    public bool Verifies(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        try
        {
            if (_rsa is { } parameters)
            {
                using RSA rsa = RSA.Create(parameters);
                return rsa.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            }

            using ECDsa ec = ECDsa.Create(_ec!.Value);
            return signature.Length == 64 && ec.VerifyData(data, signature, HashAlgorithmName.SHA256);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static string? Text(JsonElement jwk, string name) => jwk.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static byte[]? Bytes(JsonElement jwk, string name) => Text(jwk, name) is { } text ? Jwt.Decode(text) : null;
}
