using System.Collections.Frozen;

namespace Foyer.Server.Passwords.Imports;

/// <summary>Every <c>password_hasher</c> the Backend API takes, and who reads its digests. The forms are in docs/guide/import-passwords.md.</summary>
internal static class ImportedHashers
{
    /// <summary>Longest digest taken, in characters; the longest real ones carry a Firebase signer key or a pepper.</summary>
    public const int MaxDigest = 1024;

    /// <summary>Most memory one check may fill, in KiB.</summary>
    public const int MaxMemoryKiB = 64 * 1024;

    private static readonly FrozenDictionary<string, Func<string, DigestReading>> Readers = new Dictionary<string, Func<string, DigestReading>>(StringComparer.Ordinal)
    {
        ["argon2i"] = digest => Argon2Digest.Read(digest, "argon2i"),
        ["argon2id"] = digest => Argon2Digest.Read(digest, "argon2id"),
        ["bcrypt"] = BcryptDigest.Read,
        ["bcrypt_peppered"] = BcryptDigest.ReadPeppered,
        ["bcrypt_sha256_django"] = BcryptDigest.ReadDjango,
        ["hmac_sha256_utf16_b64"] = SimpleDigest.ReadHmacUtf16,
        ["ldap_ssha"] = SimpleDigest.ReadSsha,
        ["md5"] = SimpleDigest.ReadMd5,
        ["md5_phpass"] = PhpassDigest.ReadOverMd5,
        ["md5_salted"] = SimpleDigest.ReadMd5Salted,
        ["pbkdf2_sha1"] = Pbkdf2Digest.ReadSha1,
        ["pbkdf2_sha256"] = Pbkdf2Digest.ReadSha256,
        ["pbkdf2_sha256_django"] = Pbkdf2Digest.ReadDjango,
        ["pbkdf2_sha512"] = Pbkdf2Digest.ReadSha512,
        ["pbkdf2_sha512_hex"] = Pbkdf2Digest.ReadSha512Hex,
        ["phpass"] = PhpassDigest.Read,
        ["scrypt_firebase"] = ScryptDigest.ReadFirebase,
        ["scrypt_werkzeug"] = ScryptDigest.ReadWerkzeug,
        ["sha256"] = SimpleDigest.ReadSha256,
        ["sha256_salted"] = SimpleDigest.ReadSha256Salted,
        ["sha512_symfony"] = SimpleDigest.ReadSymfony,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static IEnumerable<string> Names => Readers.Keys.Order(StringComparer.Ordinal);

    public static bool Knows(string hasher) => Readers.ContainsKey(hasher);

    /// <summary>Reads a digest of a hasher that is known.</summary>
    public static DigestReading Read(string hasher, string digest) => digest.Length > MaxDigest ? DigestReading.Malformed : Readers[hasher](digest);
}
