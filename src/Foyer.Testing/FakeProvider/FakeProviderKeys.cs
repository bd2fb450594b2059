using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace Foyer.Testing;

/// <summary>The keys of a <see cref="FakeIdentityProvider"/>: one signs, and can be replaced.</summary>
public sealed class FakeProviderKeys : IDisposable
{
    /// <summary>Made once per process: a pair takes half a second.</summary>
    private static readonly Lazy<RSA> First = new(() => RSA.Create(2048));
    private static readonly Lazy<RSA> Second = new(() => RSA.Create(2048));
    private readonly ECDsa _ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private RSA _rsa = First.Value;
    private int _generation = 1;

    internal FakeProviderKeys()
    {
    }

    /// <summary>Whether tokens are signed with a P-256 key (ES256) instead of the RSA one.</summary>
    public bool UseEllipticCurve { get; set; }

    /// <summary>The id of the key that signs now.</summary>
    public string KeyId => $"key-{_generation}{(UseEllipticCurve ? "-ec" : "")}";

    /// <summary>Replaces the signing key; the one before is no longer published.</summary>
    public void Rotate()
    {
        _generation++;
        _rsa = _generation % 2 == 0 ? Second.Value : First.Value;
    }

    /// <inheritdoc />
    public void Dispose() => _ec.Dispose();

    internal JsonObject Published(bool withAnother)
    {
        JsonArray keys = [UseEllipticCurve ? Elliptic() : Rsa(_rsa, KeyId)];
        if (withAnother)
        {
            keys.Add(Rsa(Other, "another"));
        }

        return new JsonObject { ["keys"] = keys };
    }

    internal string Sign(JsonObject claims, FakeProviderTrick trick, string clientSecret)
    {
        JsonObject header = new() { ["alg"] = UseEllipticCurve ? "ES256" : "RS256", ["typ"] = "JWT", ["kid"] = KeyId };
        switch (trick)
        {
            case FakeProviderTrick.Unsigned:
                header["alg"] = "none";
                return Part(header) + "." + Part(claims) + ".";
            case FakeProviderTrick.PublicKeyAsSecret:
                return WithSecret(header, claims, Encoding.ASCII.GetBytes(_rsa.ExportSubjectPublicKeyInfoPem()));
            case FakeProviderTrick.ClientSecretAsKey:
                return WithSecret(header, claims, Encoding.UTF8.GetBytes(clientSecret));
            case FakeProviderTrick.NoKeyIdAmongTwo:
                header.Remove("kid");
                break;
        }

        string signed = Part(header) + "." + Part(claims);
        byte[] bytes = Encoding.ASCII.GetBytes(signed);
        byte[] signature;
        // The keys are shared by all providers of the process, and no key is promised thread-safe.
        lock (First)
        {
            signature = UseEllipticCurve ? _ec.SignData(bytes, HashAlgorithmName.SHA256)
                : (trick == FakeProviderTrick.OtherKeySameId ? Other : _rsa).SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }

        if (trick == FakeProviderTrick.SignatureAltered)
        {
            signature[20] ^= 1;
        }

        return signed + "." + WebEncoders.Base64UrlEncode(signature);
    }

    /// <summary>Whether a client secret is a token signed with the key, for this provider, of now: as Apple wants it.</summary>
    internal bool IsSignedSecret(string secret, string publicKeyPem, string clientId, DateTimeOffset now)
    {
        string[] parts = secret.Split('.');
        using ECDsa key = ECDsa.Create();
        key.ImportFromPem(publicKeyPem);
        if (parts.Length != 3 || !key.VerifyData(Encoding.ASCII.GetBytes(parts[0] + "." + parts[1]), WebEncoders.Base64UrlDecode(parts[2]), HashAlgorithmName.SHA256))
        {
            return false;
        }

        JsonNode claims = JsonNode.Parse(WebEncoders.Base64UrlDecode(parts[1]))!;
        return (string?)claims["sub"] == clientId && (string?)claims["iss"] is { Length: > 0 } && (long)claims["exp"]! > now.ToUnixTimeSeconds();
    }

    private RSA Other => ReferenceEquals(_rsa, First.Value) ? Second.Value : First.Value;

    private static JsonObject Rsa(RSA rsa, string kid)
    {
        RSAParameters parameters = rsa.ExportParameters(false);
        return new JsonObject
        {
            ["kty"] = "RSA", ["use"] = "sig", ["alg"] = "RS256", ["kid"] = kid,
            ["n"] = WebEncoders.Base64UrlEncode(parameters.Modulus!), ["e"] = WebEncoders.Base64UrlEncode(parameters.Exponent!),
        };
    }

    private JsonObject Elliptic()
    {
        ECParameters parameters = _ec.ExportParameters(false);
        return new JsonObject
        {
            ["kty"] = "EC", ["use"] = "sig", ["alg"] = "ES256", ["crv"] = "P-256", ["kid"] = KeyId,
            ["x"] = WebEncoders.Base64UrlEncode(parameters.Q.X!), ["y"] = WebEncoders.Base64UrlEncode(parameters.Q.Y!),
        };
    }

    private static string WithSecret(JsonObject header, JsonObject claims, byte[] secret)
    {
        header["alg"] = "HS256";
        string signed = Part(header) + "." + Part(claims);
        return signed + "." + WebEncoders.Base64UrlEncode(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(signed)));
    }

    private static string Part(JsonObject json) => WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(json.ToJsonString()));
}
