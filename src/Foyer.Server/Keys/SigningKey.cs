using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Foyer.Contracts;

namespace Foyer.Server.Keys;

/// <summary>A signing key of an instance: RSA-2048 with e = 65537, the only kind the SDKs accept (WIRE §5.5).</summary>
internal sealed class SigningKey : IDisposable
{
    private readonly Func<byte[]> _unwrap;
    private readonly ConcurrentBag<RSA> _pool = [];

    /// <param name="kid">Key id.</param>
    /// <param name="publicKey">SPKI, PEM.</param>
    /// <param name="unwrap">Yields the PKCS #8 private key when a signature is needed.</param>
    public SigningKey(string kid, string publicKey, Func<byte[]> unwrap)
    {
        Kid = kid;
        PublicKeyPem = publicKey;
        _unwrap = unwrap;
        using RSA rsa = RSA.Create();
        rsa.ImportFromPem(publicKey);
        RSAParameters parameters = rsa.ExportParameters(false);
        Jwk = new JsonWebKey { Kid = kid, N = Base64Url.EncodeToString(parameters.Modulus), E = Base64Url.EncodeToString(parameters.Exponent) };
    }

    public string Kid { get; }

    public string PublicKeyPem { get; }

    public JsonWebKey Jwk { get; }

    /// <summary>RS256 over what has been written so far. RSA objects are not promised thread-safe, so each signature borrows one.</summary>
    public void Sign(ReadOnlySpan<byte> data, Span<byte> signature)
    {
        if (!_pool.TryTake(out RSA? rsa))
        {
            rsa = RSA.Create();
            byte[] pkcs8 = _unwrap();
            rsa.ImportPkcs8PrivateKey(pkcs8, out _);
            CryptographicOperations.ZeroMemory(pkcs8);
        }

        try
        {
            rsa.SignData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
        finally
        {
            _pool.Add(rsa);
        }
    }

    /// <summary>Makes a key pair: PKCS #8 and SPKI PEM. The key id is its thumbprint (RFC 7638), so the same key is always the same.</summary>
    public static (string Kid, byte[] PrivateKey, string PublicKeyPem) Generate()
    {
        using RSA rsa = RSA.Create(2048);
        return Export(rsa);
    }

    /// <summary>Reads a PEM private key; null when it is not RSA-2048 with e = 65537.</summary>
    public static (string Kid, byte[] PrivateKey, string PublicKeyPem)? Import(string pem)
    {
        using RSA rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(pem);
            byte[] exponent = rsa.ExportParameters(true).Exponent!;
            return rsa.KeySize == 2048 && exponent.AsSpan().SequenceEqual<byte>([1, 0, 1]) ? Export(rsa) : null;
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or CryptographicException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        while (_pool.TryTake(out RSA? rsa))
        {
            rsa.Dispose();
        }
    }

    private static (string Kid, byte[] PrivateKey, string PublicKeyPem) Export(RSA rsa)
    {
        RSAParameters parameters = rsa.ExportParameters(false);
        string members = $$"""{"e":"{{Base64Url.EncodeToString(parameters.Exponent)}}","kty":"RSA","n":"{{Base64Url.EncodeToString(parameters.Modulus)}}"}""";
        string thumbprint = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(members)));
        return ("ins_" + thumbprint[..27].Replace('-', 'x').Replace('_', 'x'), rsa.ExportPkcs8PrivateKey(), rsa.ExportSubjectPublicKeyInfoPem());
    }
}

/// <summary>The keys of one instance: the one that signs, and those still accepted.</summary>
internal sealed class KeyRing(IReadOnlyList<SigningKey> keys)
{
    public SigningKey Current => keys[0];

    public IReadOnlyList<SigningKey> All => keys;

    public JwksResource Jwks { get; } = new([.. keys.Select(key => key.Jwk)]);
}
