using System.Security.Cryptography;

namespace Foyer.Server.Passwords.Imports;

/// <summary>A password hash made by another system, read and found affordable: what a password is checked against until the first right sign-in.</summary>
internal abstract class ImportedDigest
{
    /// <summary>Memory one check fills, in KiB; 0 when it is next to nothing.</summary>
    public virtual int MemoryKiB => 0;

    /// <summary>Whether the digest was made of this password, given as UTF-8.</summary>
    /// <remarks>Never of one with a NUL in it: bcrypt ends there, and HMAC fills its key up with them, so the same password with and without would both be right.</remarks>
    public bool Matches(ReadOnlySpan<byte> password) => IsWhole(password) && IsMadeOf(password);

    protected abstract bool IsMadeOf(ReadOnlySpan<byte> password);

    protected static bool IsWhole(ReadOnlySpan<byte> password) => !password.Contains((byte)0);

    protected static bool Same(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => CryptographicOperations.FixedTimeEquals(left, right);
}

/// <summary>What became of reading a digest: it, or why it cannot be taken.</summary>
internal readonly struct DigestReading
{
    private DigestReading(ImportedDigest? digest, bool isTooCostly) => (Digest, IsTooCostly) = (digest, isTooCostly);

    public ImportedDigest? Digest { get; }

    /// <summary>Whether the form is right and checking one password would cost more than this server spends.</summary>
    public bool IsTooCostly { get; }

    /// <summary>The text is not a digest of this hasher.</summary>
    public static DigestReading Malformed => default;

    public static DigestReading TooCostly => new(null, true);

    public static implicit operator DigestReading(ImportedDigest digest) => new(digest, false);
}
