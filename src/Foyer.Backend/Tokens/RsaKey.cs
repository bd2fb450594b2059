using System.Security.Cryptography;
using System.Text;
using Foyer.Contracts;

namespace Foyer.Backend;

/// <summary>
/// A public key that verifies from many threads. <see cref="RSA"/> does not promise that, so each processor keeps one of
/// its own at hand.
/// </summary>
internal sealed class RsaKey
{
    /// <summary>Bytes of a signature, and of the modulus: the protocol has RSA-2048 only (WIRE §5.5).</summary>
    public const int Size = 256;

    private static ReadOnlySpan<byte> Exponent => [1, 0, 1];

    private readonly RSAParameters _public;
    private readonly byte[] _kid;
    private readonly RSA?[] _idle = new RSA?[Environment.ProcessorCount];

    private RsaKey(RSAParameters parameters, string kid)
    {
        _public = parameters;
        _kid = Encoding.UTF8.GetBytes(kid);
    }

    /// <summary>Reads a PEM (SPKI).</summary>
    /// <exception cref="ArgumentException">It is not a public RSA-2048 key with exponent 65537.</exception>
    public static RsaKey FromPem(string pem)
    {
        const string Wanted = "The JWT key must be the instance's public key as PEM: '-----BEGIN PUBLIC KEY-----', RSA with 2048 bits and exponent 65537; 'foyer keys' prints it.";
        ArgumentNullException.ThrowIfNull(pem);
        try
        {
            // A key in an environment variable often has its line ends written out.
            string text = pem.Replace("\\n", "\n", StringComparison.Ordinal);
            if (!PemEncoding.TryFind(text, out PemFields fields) || !text.AsSpan(fields.Label.Start.Value, fields.Label.End.Value - fields.Label.Start.Value).SequenceEqual("PUBLIC KEY"))
            {
                throw new ArgumentException(Wanted, nameof(pem));
            }

            using RSA rsa = RSA.Create();
            rsa.ImportFromPem(text);
            RSAParameters parameters = rsa.ExportParameters(includePrivateParameters: false);
            return Fits(parameters) ? new RsaKey(parameters, "") : throw new ArgumentException(Wanted, nameof(pem));
        }
        catch (CryptographicException unreadable)
        {
            throw new ArgumentException(Wanted, nameof(pem), unreadable);
        }
    }

    /// <summary>Reads a key of a JWKS; null when it is of no use here.</summary>
    public static RsaKey? From(JsonWebKey key)
    {
        if (key is not { Kty: "RSA", Alg: "RS256", Use: "sig", Kid.Length: > 0 and <= TokenHeader.MaxKid } || Jwt.Decode(key.N) is not { } modulus || Jwt.Decode(key.E) is not { } exponent)
        {
            return null;
        }

        RSAParameters parameters = new() { Modulus = modulus, Exponent = exponent };
        return Fits(parameters) ? new RsaKey(parameters, key.Kid) : null;
    }

    public bool IsNamed(ReadOnlySpan<byte> kid) => kid.SequenceEqual(_kid);

    public bool IsSameAs(RsaKey other) => _kid.AsSpan().SequenceEqual(other._kid) && _public.Modulus.AsSpan().SequenceEqual(other._public.Modulus);

    public bool Verifies(ReadOnlySpan<byte> sha256, ReadOnlySpan<byte> signature)
    {
        ref RSA? slot = ref _idle[(uint)Thread.GetCurrentProcessorId() % (uint)_idle.Length];
        RSA rsa = Interlocked.Exchange(ref slot, null) ?? RSA.Create(_public);
        bool verified = rsa.VerifyHash(sha256, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        if (Interlocked.CompareExchange(ref slot, rsa, null) is not null)
        {
            rsa.Dispose();
        }

        return verified;
    }

    private static bool Fits(RSAParameters parameters) =>
        parameters.Modulus is { Length: Size } modulus && modulus[0] >= 0x80 && parameters.Exponent.AsSpan().SequenceEqual(Exponent);
}
