using System.Text.RegularExpressions;

namespace Foyer.Server.Passwords.Imports;

/// <summary>Argon2i and Argon2id in their usual text form.</summary>
internal sealed partial class Argon2Digest : ImportedDigest
{
    /// <summary>Most KiB filled in all passes together; about two seconds.</summary>
    private const long MaxFilledKiB = 48L * ImportedHashers.MaxMemoryKiB;

    private const int MaxLanes = 255;

    private readonly Argon2Variant _variant;
    private readonly int _passes;
    private readonly int _lanes;
    private readonly byte[] _salt;
    private readonly byte[] _tag;

    private Argon2Digest(Argon2Variant variant, int memoryKiB, int passes, int lanes, byte[] salt, byte[] tag) =>
        (_variant, MemoryKiB, _passes, _lanes, _salt, _tag) = (variant, memoryKiB, passes, lanes, salt, tag);

    public override int MemoryKiB { get; }

    public static DigestReading Read(string digest, string variant)
    {
        Match form = Form().Match(digest);
        if (!form.Success || form.Groups["variant"].Value != variant ||
            DigestText.Number(form.Groups["m"].Value) is not { } memory || DigestText.Number(form.Groups["t"].Value) is not { } passes || DigestText.Number(form.Groups["p"].Value) is not { } lanes ||
            DigestText.Base64(form.Groups["salt"].Value) is not { Length: >= 8 } salt || DigestText.Hash(DigestText.Base64(form.Groups["tag"].Value)) is not { } tag)
        {
            return DigestReading.Malformed;
        }

        if (memory > ImportedHashers.MaxMemoryKiB || (long)memory * passes > MaxFilledKiB || lanes > MaxLanes)
        {
            return DigestReading.TooCostly;
        }

        return memory < 8 * lanes ? DigestReading.Malformed : new Argon2Digest(variant == "argon2i" ? Argon2Variant.I : Argon2Variant.Id, memory, passes, lanes, salt, tag);
    }

    protected override bool IsMadeOf(ReadOnlySpan<byte> password)
    {
        Span<byte> tag = stackalloc byte[_tag.Length];
        Argon2id.Hash(password, _salt, MemoryKiB, _passes, _lanes, tag, variant: _variant);
        return Same(tag, _tag);
    }

    // Without a version it is taken for 0x13, as the Backend API's documentation says.
    [GeneratedRegex(@"^\$(?<variant>argon2id?)(\$v=19)?\$m=(?<m>\d+),t=(?<t>\d+),p=(?<p>\d+)\$(?<salt>[^$]+)\$(?<tag>[^$]+)\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
