using System.Security.Cryptography;
using System.Text;

namespace Foyer.Server.Passwords.Imports;

/// <summary>PBKDF2 (RFC 8018) with HMAC of SHA-1, SHA-256 or SHA-512; the hashers differ in how salt and hash are written.</summary>
internal sealed class Pbkdf2Digest : ImportedDigest
{
    /// <summary>Most iterations taken; some ten seconds.</summary>
    public const int MaxIterations = 10_000_000;

    private readonly HashAlgorithmName _algorithm;
    private readonly int _iterations;
    private readonly byte[] _salt;
    private readonly byte[] _hash;

    private Pbkdf2Digest(HashAlgorithmName algorithm, int iterations, byte[] salt, byte[] hash) => (_algorithm, _iterations, _salt, _hash) = (algorithm, iterations, salt, hash);

    /// <summary>Salt in hex, or as it stands when it is not hex; hash in hex; then, if it is written, the hash's length.</summary>
    public static DigestReading ReadSha1(string digest)
    {
        string[] parts = digest.Split('$');
        byte[]? hash = parts.Length is 4 or 5 ? DigestText.Hex(parts[3]) : null;
        int length = hash?.Length ?? 0;
        return parts.Length == 5 && DigestText.Number(parts[4]) != length
            ? DigestReading.Malformed
            : Read(parts, "pbkdf2_sha1", HashAlgorithmName.SHA1, parts.Length > 2 ? DigestText.Hex(parts[2]) ?? Encoding.UTF8.GetBytes(parts[2]) : null, hash);
    }

    public static DigestReading ReadSha256(string digest) => Read(digest, "pbkdf2_sha256", HashAlgorithmName.SHA256, DigestText.Base64, DigestText.Base64);

    public static DigestReading ReadDjango(string digest) => Read(digest, "pbkdf2_sha256", HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes, DigestText.Base64);

    public static DigestReading ReadSha512(string digest) => Read(digest, "pbkdf2_sha512", HashAlgorithmName.SHA512, Encoding.UTF8.GetBytes, DigestText.Hex);

    public static DigestReading ReadSha512Hex(string digest) => Read(digest, "pbkdf2_sha512_hex", HashAlgorithmName.SHA512, DigestText.Hex, DigestText.Hex);

    public HashAlgorithmName Algorithm => _algorithm;

    public int Iterations => _iterations;

    public byte[] Salt => _salt;

    /// <summary>Whether it can be checked beside others in the lanes of a core: hashes longer than one block of PBKDF2 are rare and are not.</summary>
    public bool CanShareLanes => Pbkdf2Lanes.Count(_algorithm, Pbkdf2Lanes.Widest) > 1 && _hash.Length <= (_algorithm == HashAlgorithmName.SHA512 ? SHA512.HashSizeInBytes : SHA256.HashSizeInBytes);

    /// <summary>The same as <see cref="ImportedDigest.Matches"/>, when the first block of PBKDF2 was derived of the password elsewhere.</summary>
    public bool Matches(ReadOnlySpan<byte> password, ReadOnlySpan<byte> derived) => IsWhole(password) && Same(derived[.._hash.Length], _hash);

    protected override bool IsMadeOf(ReadOnlySpan<byte> password)
    {
        Span<byte> hash = stackalloc byte[_hash.Length];
        Rfc2898DeriveBytes.Pbkdf2(password, _salt, hash, _iterations, _algorithm);
        return Same(hash, _hash);
    }

    private static DigestReading Read(string digest, string name, HashAlgorithmName algorithm, Func<string, byte[]?> salt, Func<string, byte[]?> hash)
    {
        string[] parts = digest.Split('$');
        return parts.Length == 4 ? Read(parts, name, algorithm, salt(parts[2]), hash(parts[3])) : DigestReading.Malformed;
    }

    private static DigestReading Read(string[] parts, string name, HashAlgorithmName algorithm, byte[]? salt, byte[]? hash)
    {
        if (parts.Length < 4 || parts[0] != name || parts[1].Length == 0 || !parts[1].All(char.IsAsciiDigit) || parts[1].All(c => c == '0') || salt is null || DigestText.Hash(hash) is not { } expected)
        {
            return DigestReading.Malformed;
        }

        return DigestText.Number(parts[1]) is { } iterations and <= MaxIterations ? new Pbkdf2Digest(algorithm, iterations, salt, expected) : DigestReading.TooCostly;
    }
}
