using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Foyer.Server.JwtTemplates;

/// <summary>Signing with keys that operators bring along: shared secrets, RSA and elliptic curves (RFC 7518 §3).</summary>
internal static class CustomKeys
{
    /// <summary>What the instance's own key signs with.</summary>
    public const string InstanceAlgorithm = "RS256";
    private const int MinRsaBits = 2048;

    public static readonly IReadOnlyList<string> Algorithms = ["HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "ES256", "ES384", "ES512"];

    /// <summary>Why the key cannot sign with the algorithm, as a sentence; null when it can.</summary>
    public static string? Problem(string algorithm, string key)
    {
        if (algorithm.StartsWith("HS", StringComparison.Ordinal))
        {
            // RFC 7518 §3.2: a shorter key makes the signature weaker than its hash.
            int bytes = Bits(algorithm) / 8;
            return Encoding.UTF8.GetByteCount(key) < bytes ? $"A secret for {algorithm} has at least {bytes} bytes." : null;
        }

        try
        {
            return algorithm.StartsWith("RS", StringComparison.Ordinal) ? RsaProblem(key) : CurveProblem(algorithm, key);
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or CryptographicException)
        {
            return $"A key for {algorithm} is a private key in PEM, without a passphrase.";
        }
    }

    /// <summary>Signs a header and payload with a key that has passed <see cref="Problem"/>.</summary>
    public static string Sign(string algorithm, string key, ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload)
    {
        string input = Base64Url.EncodeToString(header) + "." + Base64Url.EncodeToString(payload);
        return input + "." + Base64Url.EncodeToString(Signature(algorithm, key, Encoding.ASCII.GetBytes(input)));
    }

    private static byte[] Signature(string algorithm, string key, byte[] data)
    {
        HashAlgorithmName hash = new("SHA" + algorithm[2..]);
        switch (algorithm[..2])
        {
            case "HS":
                return CryptographicOperations.HmacData(hash, Encoding.UTF8.GetBytes(key), data);
            case "RS":
                using (RSA rsa = RSA.Create())
                {
                    rsa.ImportFromPem(key);
                    return rsa.SignData(data, hash, RSASignaturePadding.Pkcs1);
                }

            default:
                using (ECDsa curve = ECDsa.Create())
                {
                    curve.ImportFromPem(key);
                    return curve.SignData(data, hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
                }
        }
    }

    private static string? RsaProblem(string key)
    {
        using RSA rsa = RSA.Create();
        rsa.ImportFromPem(key);
        // Asking for the private part refuses a public key.
        byte[] exponent = rsa.ExportParameters(true).Exponent!;
        return rsa.KeySize < MinRsaBits ? $"An RSA key has at least {MinRsaBits} bits." :
            exponent is not [1, 0, 1] ? "An RSA key has the public exponent 65537." :
            null;
    }

    private static string? CurveProblem(string algorithm, string key)
    {
        using ECDsa curve = ECDsa.Create();
        curve.ImportFromPem(key);
        ECParameters parameters = curve.ExportParameters(true);
        (string oid, string name) = algorithm switch
        {
            "ES256" => ("1.2.840.10045.3.1.7", "P-256"),
            "ES384" => ("1.3.132.0.34", "P-384"),
            _ => ("1.3.132.0.35", "P-521"),
        };
        return parameters.Curve.Oid?.Value == oid ? null : $"A key for {algorithm} is on the curve {name}.";
    }

    private static int Bits(string algorithm) => int.Parse(algorithm.AsSpan(2), System.Globalization.CultureInfo.InvariantCulture);
}
