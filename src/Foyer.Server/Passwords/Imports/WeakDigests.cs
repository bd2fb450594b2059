using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Foyer.Server.Passwords.Imports;

/// <summary>Digests that are too weak for anything new, for reading what other systems made with them.</summary>
[SuppressMessage("Security", "CA5350", Justification = "Imported hashes are checked as they were made, once, then replaced by Argon2id.")]
[SuppressMessage("Security", "CA5351", Justification = "Imported hashes are checked as they were made, once, then replaced by Argon2id.")]
internal static class WeakDigests
{
    public const int Md5Length = 16;
    public const int Sha1Length = 20;

#pragma warning disable RS0030 // The one place that may: nothing new is made with them.
    public static void Md5(ReadOnlySpan<byte> text, Span<byte> hash) => MD5.HashData(text, hash);

    public static void Sha1(ReadOnlySpan<byte> text, Span<byte> hash) => SHA1.HashData(text, hash);
#pragma warning restore RS0030

    /// <summary>The MD5 in lower-case hex.</summary>
    public static byte[] HexMd5(ReadOnlySpan<byte> text)
    {
        Span<byte> hash = stackalloc byte[Md5Length];
        Md5(text, hash);
        return System.Text.Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash));
    }
}
