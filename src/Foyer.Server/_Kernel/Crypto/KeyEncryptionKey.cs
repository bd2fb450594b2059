using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Foyer.Server;

/// <summary>
/// The one secret outside the database. Secrets that must be read again are wrapped with keys derived from it; secrets
/// that are only compared are digested with keys derived from it. The database alone opens nothing.
/// </summary>
internal sealed class KeyEncryptionKey : IDisposable
{
    private const string Version = "v1";
    private readonly byte[] _key;
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, byte[]> _derived = new(StringComparer.Ordinal);

    public KeyEncryptionKey(byte[] key) => _key = key;

    /// <summary>Names the key without revealing it: lets a server notice that it was given another one.</summary>
    public string Fingerprint => Base64Url.EncodeToString(Derive("fingerprint").AsSpan(0, 12));

    /// <summary>Reads 32 bytes of Base64 or hex; refuses what is shorter or too regular to be random.</summary>
    /// <exception cref="StartupException">The text is not a strong key.</exception>
    public static KeyEncryptionKey Parse(string text, string source)
    {
        string trimmed = text.Trim();
        byte[] key = new byte[32];
        bool read = trimmed.Length == 64 && Convert.FromHexString(trimmed, key, out _, out int hex) == System.Buffers.OperationStatus.Done && hex == 32;
        if (!read)
        {
            read = Convert.TryFromBase64String(trimmed.Replace('-', '+').Replace('_', '/').PadRight((trimmed.Length + 3) / 4 * 4, '='), key, out int length) && length == 32;
        }

        if (!read || key.Distinct().Count() < 16)
        {
            throw new StartupException($"The key-encryption key from {source} is not 32 random bytes in Base64; make one with 'openssl rand -base64 32'.");
        }

        return new KeyEncryptionKey(key);
    }

    public static byte[] New() => RandomNumberGenerator.GetBytes(32);

    /// <summary>Encrypts with AES-256-GCM. <paramref name="purpose"/> picks the key, <paramref name="owner"/> binds the result to its row.</summary>
    public string Wrap(string purpose, string owner, ReadOnlySpan<byte> secret)
    {
        byte[] box = new byte[12 + secret.Length + 16];
        RandomNumberGenerator.Fill(box.AsSpan(0, 12));
        using AesGcm aes = new(Derive("wrap:" + purpose), 16);
        aes.Encrypt(box.AsSpan(0, 12), secret, box.AsSpan(12, secret.Length), box.AsSpan(12 + secret.Length), Encoding.UTF8.GetBytes(owner));
        return Version + "." + Base64Url.EncodeToString(box);
    }

    public string Wrap(string purpose, string owner, string secret) => Wrap(purpose, owner, Encoding.UTF8.GetBytes(secret));

    /// <summary>Reverses <see cref="Wrap(string, string, ReadOnlySpan{byte})"/>.</summary>
    /// <exception cref="CryptographicException">Another key, another row, or altered text.</exception>
    public byte[] Unwrap(string purpose, string owner, string wrapped)
    {
        if (!wrapped.StartsWith(Version + ".", StringComparison.Ordinal))
        {
            throw new CryptographicException("Not a wrapped secret of a known version.");
        }

        byte[] box = Base64Url.DecodeFromChars(wrapped.AsSpan(Version.Length + 1));
        byte[] secret = new byte[box.Length - 28];
        using AesGcm aes = new(Derive("wrap:" + purpose), 16);
        aes.Decrypt(box.AsSpan(0, 12), box.AsSpan(12, secret.Length), box.AsSpan(12 + secret.Length), secret, Encoding.UTF8.GetBytes(owner));
        return secret;
    }

    public string UnwrapText(string purpose, string owner, string wrapped) => Encoding.UTF8.GetString(Unwrap(purpose, owner, wrapped));

    /// <summary>HMAC-SHA-256 of a secret, base64url: what the database keeps of a secret that is only ever compared.</summary>
    public string Digest(string purpose, string secret)
    {
        Span<byte> mac = stackalloc byte[32];
        int max = Encoding.UTF8.GetMaxByteCount(secret.Length);
        Span<byte> text = max <= 1024 ? stackalloc byte[max] : new byte[max];
        int length = Encoding.UTF8.GetBytes(secret, text);
        HMACSHA256.HashData(Derive("digest:" + purpose), text[..length], mac);
        return Base64Url.EncodeToString(mac);
    }

    /// <summary>A key of its own for one purpose (HKDF-SHA-256, RFC 5869).</summary>
    public byte[] Derive(string purpose) => _derived.GetOrAdd(purpose, static (name, key) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, 32, info: Encoding.UTF8.GetBytes("foyer:" + name)), _key);

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_key);
        foreach (byte[] derived in _derived.Values)
        {
            CryptographicOperations.ZeroMemory(derived);
        }
    }
}
