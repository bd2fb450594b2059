using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Foyer.Server.JwtTemplates;

namespace Foyer.Tests.Claims;

/// <summary>Keys operators bring for JWT templates.</summary>
public sealed class CustomKeysTests
{
    [Fact]
    public void Signs_with_shared_secrets()
    {
        string key = new('k', 64);
        foreach ((string algorithm, Func<byte[], byte[], byte[]> mac) in new (string, Func<byte[], byte[], byte[]>)[]
        {
            ("HS256", HMACSHA256.HashData), ("HS384", HMACSHA384.HashData), ("HS512", HMACSHA512.HashData),
        })
        {
            string token = CustomKeys.Sign(algorithm, key, """{"typ":"JWT"}"""u8, """{"iss":"joe"}"""u8);
            string[] parts = token.Split('.');
            Assert.Equal(mac(Encoding.ASCII.GetBytes(key), Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}")), Base64Url.DecodeFromChars(parts[2]));
            Assert.Equal("""{"iss":"joe"}""", Encoding.ASCII.GetString(Base64Url.DecodeFromChars(parts[1])));
        }
    }

    [Theory]
    [InlineData("RS256")]
    [InlineData("RS384")]
    [InlineData("RS512")]
    public void Signs_with_RSA(string algorithm)
    {
        using RSA rsa = RSA.Create(2048);
        foreach (string pem in new[] { rsa.ExportPkcs8PrivateKeyPem(), rsa.ExportRSAPrivateKeyPem() })
        {
            Assert.Null(CustomKeys.Problem(algorithm, pem));
            string token = CustomKeys.Sign(algorithm, pem, "{}"u8, "{}"u8);
            int end = token.LastIndexOf('.');
            Assert.True(rsa.VerifyData(Encoding.ASCII.GetBytes(token[..end]), Base64Url.DecodeFromChars(token.AsSpan(end + 1)), new HashAlgorithmName("SHA" + algorithm[2..]), RSASignaturePadding.Pkcs1));
        }
    }

    [Theory]
    [InlineData("ES256", 64)]
    [InlineData("ES384", 96)]
    [InlineData("ES512", 132)]
    public void Signs_with_curves_in_the_form_of_JWS(string algorithm, int length)
    {
        using ECDsa curve = ECDsa.Create(Curve(algorithm));
        foreach (string pem in new[] { curve.ExportPkcs8PrivateKeyPem(), curve.ExportECPrivateKeyPem() })
        {
            Assert.Null(CustomKeys.Problem(algorithm, pem));
            string token = CustomKeys.Sign(algorithm, pem, "{}"u8, "{}"u8);
            int end = token.LastIndexOf('.');
            byte[] signature = Base64Url.DecodeFromChars(token.AsSpan(end + 1));
            Assert.Equal(length, signature.Length);
            Assert.True(curve.VerifyData(Encoding.ASCII.GetBytes(token[..end]), signature, new HashAlgorithmName("SHA" + algorithm[2..])));
        }
    }

    [Fact]
    public void A_weak_or_foreign_key_is_refused_in_a_sentence()
    {
        using RSA rsa = RSA.Create(2048);
        using RSA small = RSA.Create(1024);
        using ECDsa p256 = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        foreach ((string algorithm, string key, string problem) in new[]
        {
            ("HS256", new string('x', 31), "at least 32 bytes"), ("HS384", new string('x', 47), "at least 48 bytes"), ("HS512", new string('x', 63), "at least 64 bytes"),
            ("RS256", small.ExportPkcs8PrivateKeyPem(), "at least 2048 bits"),
            ("RS256", rsa.ExportSubjectPublicKeyInfoPem(), "private key"), ("RS256", "secret", "private key"), ("RS256", p256.ExportPkcs8PrivateKeyPem(), "private key"),
            ("RS256", rsa.ExportEncryptedPkcs8PrivateKeyPem("x", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1)), "without a passphrase"),
            ("ES384", p256.ExportPkcs8PrivateKeyPem(), "P-384"), ("ES512", p256.ExportPkcs8PrivateKeyPem(), "P-521"), ("ES256", rsa.ExportPkcs8PrivateKeyPem(), "private key"),
            ("ES256", p256.ExportSubjectPublicKeyInfoPem(), "private key"), ("ES256", "", "private key"),
        })
        {
            Assert.Contains(problem, CustomKeys.Problem(algorithm, key), StringComparison.Ordinal);
        }

        Assert.Null(CustomKeys.Problem("HS256", new string('x', 32)));
        Assert.Null(CustomKeys.Problem("HS256", new string('ü', 16)));
    }

    private static ECCurve Curve(string algorithm) =>
        algorithm switch { "ES256" => ECCurve.NamedCurves.nistP256, "ES384" => ECCurve.NamedCurves.nistP384, _ => ECCurve.NamedCurves.nistP521 };
}
