using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Foyer.Server.Passwords.Imports;

/// <summary>scrypt as Werkzeug writes it, and as Firebase uses it: to derive a key under which the project's signer key is encrypted.</summary>
internal sealed partial class ScryptDigest : ImportedDigest
{
    private const int MaxParallelism = 16;
    private const int MaxBlockSize = 256;
    private const int KeyLength = 64;

    private readonly int _n;
    private readonly int _r;
    private readonly int _p;
    private readonly byte[] _salt;
    private readonly byte[] _hash;
    private readonly byte[]? _signerKey;

    private ScryptDigest(int n, int r, int p, byte[] salt, byte[] hash, byte[]? signerKey) => (_n, _r, _p, _salt, _hash, _signerKey) = (n, r, p, salt, hash, signerKey);

    public override int MemoryKiB => (int)(Scrypt.Memory(_n, _r) / 1024) + 1;

    /// <summary><c>hash$salt$signer key$salt separator$rounds$memory cost</c>, the first four in Base64.</summary>
    public static DigestReading ReadFirebase(string digest)
    {
        string[] parts = digest.Split('$');
        if (parts.Length != 6 || DigestText.Base64(parts[0]) is not { } hash || DigestText.Base64(parts[1]) is not { Length: > 0 } salt ||
            DigestText.Base64(parts[2]) is not { } signerKey || DigestText.Base64(parts[3]) is not { } separator ||
            DigestText.Number(parts[4]) is not { } rounds || DigestText.Number(parts[5]) is not { } memoryCost ||
            DigestText.Hash(hash) is null || hash.Length != signerKey.Length)
        {
            return DigestReading.Malformed;
        }

        return memoryCost > 20 || IsTooCostly(1L << memoryCost, rounds, 1) ? DigestReading.TooCostly : new ScryptDigest(1 << memoryCost, rounds, 1, [.. salt, .. separator], hash, signerKey);
    }

    /// <summary><c>scrypt:n:r:p$salt$hash</c>, with or without a <c>$</c> before it; the hash in hex or Base64.</summary>
    public static DigestReading ReadWerkzeug(string digest)
    {
        Match form = Werkzeug().Match(digest);
        byte[]? hash = form.Success ? DigestText.Hex(form.Groups["hash"].Value) ?? DigestText.Base64(form.Groups["hash"].Value) : null;
        if (hash is not { Length: KeyLength } || DigestText.Number(form.Groups["n"].Value) is not { } n || DigestText.Number(form.Groups["r"].Value) is not { } r || DigestText.Number(form.Groups["p"].Value) is not { } p ||
            n < 2 || !int.IsPow2(n))
        {
            return DigestReading.Malformed;
        }

        return IsTooCostly(n, r, p) ? DigestReading.TooCostly : new ScryptDigest(n, r, p, Encoding.UTF8.GetBytes(form.Groups["salt"].Value), hash, null);
    }

    protected override bool IsMadeOf(ReadOnlySpan<byte> password)
    {
        Span<byte> key = stackalloc byte[KeyLength];
        Scrypt.Derive(password, _salt, _n, _r, _p, key);
        bool right = _signerKey is null ? Same(key, _hash) : Same(Encrypt(key[..32], _signerKey), _hash);
        CryptographicOperations.ZeroMemory(key);
        return right;
    }

    private static bool IsTooCostly(long n, long r, long p) => n * r > ImportedHashers.MaxMemoryKiB * 1024L / 128 || r > MaxBlockSize || p > MaxParallelism;

    /// <summary>AES-256 in counter mode from zero.</summary>
    private static byte[] Encrypt(ReadOnlySpan<byte> key, byte[] text)
    {
        using Aes aes = Aes.Create();
        aes.SetKey(key);
        byte[] counters = new byte[(text.Length + 15) / 16 * 16];
        for (int block = 0; block < counters.Length / 16; block++)
        {
            counters[(block * 16) + 15] = (byte)block;
        }

        byte[] stream = aes.EncryptEcb(counters, PaddingMode.None);
        return [.. text.Select((octet, at) => (byte)(octet ^ stream[at]))];
    }

    [GeneratedRegex(@"^\$?scrypt:(?<n>\d+):(?<r>\d+):(?<p>\d+)\$(?<salt>[^$]+)\$(?<hash>[^$]+)\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Werkzeug();
}
