using System.Buffers.Text;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Foyer.Contracts;

namespace Foyer.Tests.Backend;

/// <summary>Signs tokens as the server does (WIRE §5.2, §5.3), and as an attacker would like to.</summary>
internal sealed class TokenMint
{
    public const string Kid = "ins_2abcdefghijklmnopqrstuvwxyz0";

    /// <summary>Holds the instance's key.</summary>
    public static readonly TokenMint Server = new();

    /// <summary>Holds a key of its own.</summary>
    public static readonly TokenMint Stranger = new();

    private readonly RSA _rsa = RSA.Create(2048);

    private TokenMint()
    {
    }

    public string Pem => _rsa.ExportSubjectPublicKeyInfoPem();

    public JsonWebKey Jwk(string kid = Kid)
    {
        RSAParameters key = _rsa.ExportParameters(false);
        return new JsonWebKey { Kid = kid, N = Base64Url.EncodeToString(key.Modulus), E = Base64Url.EncodeToString(key.Exponent) };
    }

    public static JsonObject Header(long issuedAt) => new()
    {
        ["alg"] = "RS256", ["typ"] = "JWT", ["kid"] = Kid, ["cat"] = TokenCategories.Session, ["oiat"] = issuedAt,
    };

    public static JsonObject Claims(long issuedAt, string issuer = "https://acme.foyeraccounts.dev") => new()
    {
        ["iss"] = issuer, ["sub"] = "user_ada", ["sid"] = "sess_1", ["iat"] = issuedAt, ["exp"] = issuedAt + 60, ["nbf"] = issuedAt - 10,
        ["azp"] = "http://localhost:5090", ["jti"] = "5b0f6a1c9e", ["v"] = 2, ["fva"] = new JsonArray(0, -1), ["sts"] = "active",
    };

    public string Session(long issuedAt, Action<JsonObject>? claims = null, Action<JsonObject>? header = null)
    {
        JsonObject head = Header(issuedAt), body = Claims(issuedAt);
        header?.Invoke(head);
        claims?.Invoke(body);
        return Sign(head.ToJsonString(), body.ToJsonString());
    }

    public string Handshake(long issuedAt, IEnumerable<string> cookies, Action<JsonObject>? header = null)
    {
        JsonObject head = Header(issuedAt);
        header?.Invoke(head);
        return Sign(head.ToJsonString(), JsonSerializer.Serialize(new { handshake = cookies, iat = issuedAt, exp = issuedAt + 60 }));
    }

    public string Sign(string header, string payload)
    {
        string signed = Encode(header) + "." + Encode(payload);
        lock (_rsa)
        {
            return signed + "." + Base64Url.EncodeToString(_rsa.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        }
    }

    /// <summary>A token whose signature is the key's own, over a padded block of the caller's making (256 bytes) instead of the standard's.</summary>
    public string SignPadded(string header, string payload, Func<byte[], byte[]> pad, Func<BigInteger, BigInteger, byte[]>? write = null)
    {
        string signed = Encode(header) + "." + Encode(payload);
        RSAParameters key = _rsa.ExportParameters(true);
        BigInteger modulus = Unsigned(key.Modulus!);
        BigInteger signature = BigInteger.ModPow(Unsigned(pad(SHA256.HashData(Encoding.ASCII.GetBytes(signed)))), Unsigned(key.D!), modulus);
        return signed + "." + Base64Url.EncodeToString(write?.Invoke(signature, modulus) ?? Fixed(signature));
    }

    /// <summary>A number as RSA writes it: big-endian, of fixed length.</summary>
    public static byte[] Fixed(BigInteger number, int length = 256)
    {
        byte[] bytes = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        return bytes.Length >= length ? bytes : [.. new byte[length - bytes.Length], .. bytes];
    }

    private static BigInteger Unsigned(byte[] bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    public static string Hmac(string header, string payload, byte[] secret)
    {
        string signed = Encode(header) + "." + Encode(payload);
        return signed + "." + Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(signed)));
    }

    public static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    public byte[] PublicDer() => _rsa.ExportSubjectPublicKeyInfo();
}
