using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Foyer.Server.Passwords.Imports;

/// <summary>
/// Digests that are one formula: fast to compute, so weak. They are wrapped at rest, checked together with a full
/// Argon2id computation, and gone after the first right sign-in.
/// </summary>
internal sealed class SimpleDigest : ImportedDigest
{
    /// <summary>Most iterations of the Symfony hasher; its default is 5,000.</summary>
    private const int MaxIterations = 1_000_000;

    private readonly Formula _formula;
    private readonly byte[] _hash;

    private SimpleDigest(byte[] hash, Formula formula) => (_hash, _formula) = (hash, formula);

    private delegate bool Formula(ReadOnlySpan<byte> password, ReadOnlySpan<byte> hash);

    public static DigestReading ReadMd5(string digest) => DigestText.Hex(digest) is { Length: WeakDigests.Md5Length } hash
        ? new SimpleDigest(hash, static (password, expected) =>
        {
            Span<byte> hash = stackalloc byte[WeakDigests.Md5Length];
            WeakDigests.Md5(password, hash);
            return Same(hash, expected);
        })
        : DigestReading.Malformed;

    public static DigestReading ReadSha256(string digest) => DigestText.Hex(digest) is { Length: SHA256.HashSizeInBytes } hash
        ? new SimpleDigest(hash, static (password, expected) => Same(SHA256.HashData(password), expected))
        : DigestReading.Malformed;

    public static DigestReading ReadMd5Salted(string digest) => ReadSalted(digest, WeakDigests.Md5Length, WeakDigests.Md5);

    public static DigestReading ReadSha256Salted(string digest) => ReadSalted(digest, SHA256.HashSizeInBytes, static (text, hash) => SHA256.HashData(text, hash));

    /// <summary><c>sha512_symfony$iterations$salt$hash</c>: SHA-512 of <c>password{salt}</c>, then of the last result and that text again.</summary>
    public static DigestReading ReadSymfony(string digest)
    {
        string[] parts = digest.Split('$');
        if (parts.Length != 4 || parts[0] != "sha512_symfony" || DigestText.Number(parts[1]) is not { } iterations || DigestText.Base64(parts[3]) is not { Length: SHA512.HashSizeInBytes } hash)
        {
            return DigestReading.Malformed;
        }

        byte[] suffix = parts[2].Length == 0 ? [] : Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{{parts[2]}}}"));
        return iterations > MaxIterations ? DigestReading.TooCostly : new SimpleDigest(hash, (password, expected) =>
        {
            byte[] salted = [.. password, .. suffix];
            byte[] input = [.. SHA512.HashData(salted), .. salted];
            for (int time = 1; time < iterations; time++)
            {
                SHA512.HashData(input, input.AsSpan(0, SHA512.HashSizeInBytes));
            }

            bool right = Same(input.AsSpan(0, SHA512.HashSizeInBytes), expected);
            CryptographicOperations.ZeroMemory(input);
            CryptographicOperations.ZeroMemory(salted);
            return right;
        });
    }

    /// <summary><c>{SSHA}</c> and the Base64 of a SHA-1 over password and salt, with the salt behind it.</summary>
    public static DigestReading ReadSsha(string digest)
    {
        const string Mark = "{SSHA}";
        if (!digest.StartsWith(Mark, StringComparison.OrdinalIgnoreCase) || DigestText.Base64(digest[Mark.Length..]) is not { Length: > WeakDigests.Sha1Length } bytes)
        {
            return DigestReading.Malformed;
        }

        byte[] salt = bytes[WeakDigests.Sha1Length..];
        return new SimpleDigest(bytes[..WeakDigests.Sha1Length], (password, expected) =>
        {
            Span<byte> hash = stackalloc byte[WeakDigests.Sha1Length];
            WeakDigests.Sha1([.. password, .. salt], hash);
            return Same(hash, expected);
        });
    }

    /// <summary>
    /// <c>salt$hash</c> in Base64: HMAC-SHA-256 over the password in UTF-16, keyed with the salt; as it stands, or repeated
    /// to the length of a block as ASP.NET Membership does.
    /// </summary>
    public static DigestReading ReadHmacUtf16(string digest)
    {
        const int Block = 64;
        const string Mark = "hmac_sha256_utf16_b64$";
        string[] parts = (digest.StartsWith(Mark, StringComparison.Ordinal) ? digest[Mark.Length..] : digest).Split('$');
        if (parts.Length != 2 || DigestText.Base64(parts[0]) is not { Length: > 0 } salt || DigestText.Base64(parts[1]) is not { Length: HMACSHA256.HashSizeInBytes } hash)
        {
            return DigestReading.Malformed;
        }

        byte[] repeated = [.. Enumerable.Range(0, Block).Select(at => salt[at % salt.Length])];
        return new SimpleDigest(hash, (password, expected) =>
        {
            byte[] text = Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(password));
            bool right = Same(HMACSHA256.HashData(salt, text), expected) | Same(HMACSHA256.HashData(repeated, text), expected);
            CryptographicOperations.ZeroMemory(text);
            return right;
        });
    }

    protected override bool IsMadeOf(ReadOnlySpan<byte> password) => _formula(password, _hash);

    /// <summary><c>salt$hash</c>. Systems put the salt before the password or after it; both are tried.</summary>
    private static DigestReading ReadSalted(string digest, int length, HashText hashText)
    {
        int mark = digest.LastIndexOf('$');
        if (mark < 1 || DigestText.Hex(digest[(mark + 1)..]) is not { } hash || hash.Length != length)
        {
            return DigestReading.Malformed;
        }

        byte[] salt = Encoding.UTF8.GetBytes(digest[..mark]);
        return new SimpleDigest(hash, (password, expected) =>
        {
            Span<byte> before = stackalloc byte[expected.Length];
            Span<byte> after = stackalloc byte[expected.Length];
            hashText([.. salt, .. password], before);
            hashText([.. password, .. salt], after);
            return Same(before, expected) | Same(after, expected);
        });
    }

    private delegate void HashText(ReadOnlySpan<byte> text, Span<byte> hash);
}
