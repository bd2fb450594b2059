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
    /// <param name="signsAt">When its turn to sign begins.</param>
    /// <param name="unwrap">Yields the PKCS #8 private key when a signature is needed.</param>
    public SigningKey(string kid, string publicKey, DateTimeOffset signsAt, Func<byte[]> unwrap)
    {
        Kid = kid;
        SignsAt = signsAt;
        PublicKeyPem = publicKey;
        _unwrap = unwrap;
        using RSA rsa = RSA.Create();
        rsa.ImportFromPem(publicKey);
        RSAParameters parameters = rsa.ExportParameters(false);
        Jwk = new JsonWebKey { Kid = kid, N = Base64Url.EncodeToString(parameters.Modulus), E = Base64Url.EncodeToString(parameters.Exponent) };
    }

    public string Kid { get; }

    public string PublicKeyPem { get; }

    /// <summary>When its turn to sign begins; until then it is only published.</summary>
    public DateTimeOffset SignsAt { get; }

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

    /// <summary>Makes a key pair.</summary>
    public static KeyPair Generate()
    {
        using RSA rsa = RSA.Create(2048);
        return Export(rsa);
    }

    /// <summary>Reads a PEM private key; null when it is not RSA-2048 with e = 65537.</summary>
    public static KeyPair? Import(string pem)
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

    private static KeyPair Export(RSA rsa)
    {
        RSAParameters parameters = rsa.ExportParameters(false);
        string members = $$"""{"e":"{{Base64Url.EncodeToString(parameters.Exponent)}}","kty":"RSA","n":"{{Base64Url.EncodeToString(parameters.Modulus)}}"}""";
        string thumbprint = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(members)));
        return new KeyPair("ins_" + thumbprint[..27].Replace('-', 'x').Replace('_', 'x'), rsa.ExportPkcs8PrivateKey(), rsa.ExportSubjectPublicKeyInfoPem());
    }
}

/// <summary>A key pair. Its id is its thumbprint (RFC 7638), so the same key is always the same.</summary>
/// <param name="Kid">The id.</param>
/// <param name="PrivateKey">PKCS #8; its holder clears it.</param>
/// <param name="PublicKeyPem">SPKI.</param>
internal sealed record KeyPair(string Kid, byte[] PrivateKey, string PublicKeyPem)
{
    public override string ToString() => $"{nameof(KeyPair)} {Kid}";
}

/// <summary>The published keys of one instance: those that wait for their turn, the one that signs, and those still accepted.</summary>
/// <param name="keys">Newest first; at least one.</param>
/// <param name="clock">Decides whose turn it is.</param>
internal sealed class KeyRing(IReadOnlyList<SigningKey> keys, TimeProvider clock)
{
    /// <summary>The one that signs now: the newest whose turn has come.</summary>
    public SigningKey Current
    {
        get
        {
            DateTimeOffset now = clock.GetUtcNow();
            int at = 0;
            while (at < keys.Count - 1 && keys[at].SignsAt > now)
            {
                at++;
            }

            return keys[at];
        }
    }

    public IReadOnlyList<SigningKey> All => keys;

    public JwksResource Jwks { get; } = new([.. keys.Select(key => key.Jwk)]);
}
