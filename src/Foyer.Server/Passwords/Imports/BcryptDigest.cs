using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Foyer.Server.Passwords.Imports;

/// <summary>bcrypt: alone, with a pepper after the password (Devise), or over the password's SHA-256 in hex (Django).</summary>
internal sealed partial class BcryptDigest : ImportedDigest
{
    /// <summary>Highest cost taken: 2^16 rounds are some five seconds.</summary>
    public const int MaxCost = 16;

    private const int MinCost = 4;

    private readonly int _cost;
    private readonly byte[] _salt;
    private readonly byte[] _hash;
    private readonly byte[] _pepper;
    private readonly bool _overSha256;

    private BcryptDigest(int cost, byte[] salt, byte[] hash, byte[] pepper, bool overSha256) => (_cost, _salt, _hash, _pepper, _overSha256) = (cost, salt, hash, pepper, overSha256);

    public static DigestReading Read(string digest) => Read(Plain().Match(digest), overSha256: false);

    public static DigestReading ReadPeppered(string digest) => Read(Peppered().Match(digest), overSha256: false);

    public static DigestReading ReadDjango(string digest) => Read(Django().Match(digest), overSha256: true);

    protected override bool IsMadeOf(ReadOnlySpan<byte> password)
    {
        if (_overSha256)
        {
            Span<byte> hex = stackalloc byte[64];
            Convert.TryToHexStringLower(SHA256.HashData(password), hex, out _);
            return Check(hex);
        }

        // bcrypt reads 72 bytes: what it would not read must not count as proven. A pepper may reach beyond, it is not the
        // person's; so the limit is the password's alone.
        if (password.Length > Bcrypt.MaxPassword)
        {
            return false;
        }

        byte[] peppered = [.. password, .. _pepper];
        bool right = Check(peppered.AsSpan(0, Math.Min(peppered.Length, Bcrypt.MaxPassword)));
        CryptographicOperations.ZeroMemory(peppered);
        return right;
    }

    private bool Check(ReadOnlySpan<byte> text)
    {
        Span<byte> hash = stackalloc byte[Bcrypt.HashLength];
        Bcrypt.Hash(text, _salt, _cost, hash);
        return Same(hash, _hash);
    }

    private static DigestReading Read(Match form, bool overSha256)
    {
        if (!form.Success || DigestText.Number(form.Groups["cost"].Value) is not { } cost || cost < MinCost)
        {
            return DigestReading.Malformed;
        }

        return cost > MaxCost
            ? DigestReading.TooCostly
            : new BcryptDigest(cost, Bcrypt.Decode(form.Groups["salt"].Value, Bcrypt.SaltLength), Bcrypt.Decode(form.Groups["hash"].Value, Bcrypt.HashLength), Encoding.UTF8.GetBytes(form.Groups["pepper"].Value), overSha256);
    }

    // 2x marks hashes of an implementation that got bytes above 127 wrong; it is not taken.
    private const string Core = @"\$2[aby]\$(?<cost>\d\d)\$(?<salt>[./A-Za-z0-9]{22})(?<hash>[./A-Za-z0-9]{31})";

    [GeneratedRegex("^" + Core + @"\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Plain();

    [GeneratedRegex("^" + Core + @"\$(?<pepper>.+)\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Peppered();

    [GeneratedRegex(@"^bcrypt_sha256\$" + Core + @"\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Django();
}
