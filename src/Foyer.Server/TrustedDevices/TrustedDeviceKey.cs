using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Foyer.Server.TrustedDevices;

/// <summary>The public key of a device: a point of P-256 (RFC 7518 §6.2.1), and what it signed (§3.4).</summary>
internal sealed class TrustedDeviceKey
{
    public const string Algorithm = "ES256";
    private const int MaxJwk = 2048;
    private readonly ECParameters _parameters;

    private TrustedDeviceKey(byte[] x, byte[] y)
    {
        _parameters = new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = x, Y = y } };
        Jwk = $$"""{"crv":"P-256","kty":"EC","x":"{{Base64Url.EncodeToString(x)}}","y":"{{Base64Url.EncodeToString(y)}}"}""";
        Thumbprint = Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(Jwk)));
    }

    /// <summary>The key with its members in the order of RFC 7638 §3.3, and no others.</summary>
    public string Jwk { get; }

    /// <summary>RFC 7638, SHA-256, base64url.</summary>
    public string Thumbprint { get; }

    /// <summary>Reads a JWK; null for anything but a public point of the curve. A private key is refused: it has left the device.</summary>
    public static TrustedDeviceKey? Read(string json)
    {
        if (json.Length > MaxJwk)
        {
            return null;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement jwk = document.RootElement;
            if (jwk.ValueKind != JsonValueKind.Object || jwk.TryGetProperty("d", out _) || Text(jwk, "kty") != "EC" || Text(jwk, "crv") != "P-256" ||
                Coordinate(jwk, "x") is not { } x || Coordinate(jwk, "y") is not { } y)
            {
                return null;
            }

            TrustedDeviceKey key = new(x, y);
            // The platform refuses a point that is not on the curve.
            using ECDsa ecdsa = ECDsa.Create(key._parameters);
            return key;
        }
        catch (Exception e) when (e is JsonException or CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Whether the device signed the text.</summary>
    /// <param name="text">As it was given to the device.</param>
    /// <param name="signature">Base64url of r, then s, 32 bytes each.</param>
    public bool Signed(string text, string signature)
    {
        byte[] bytes = new byte[64];
        if (signature.Length > 88 || Base64Url.DecodeFromChars(signature, bytes, out _, out int written) != OperationStatus.Done || written != bytes.Length)
        {
            return false;
        }

        using ECDsa ecdsa = ECDsa.Create(_parameters);
        return ecdsa.VerifyData(Encoding.UTF8.GetBytes(text), bytes, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    private static string? Text(JsonElement jwk, string name) => jwk.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static byte[]? Coordinate(JsonElement jwk, string name)
    {
        byte[] bytes = new byte[32];
        return Text(jwk, name) is { Length: 43 } text && Base64Url.DecodeFromChars(text, bytes, out _, out int written) == OperationStatus.Done && written == bytes.Length ? bytes : null;
    }
}
