using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Foyer.Server.Passwords.Imports;

/// <summary>The portable hashes of phpass: MD5 repeated 2^n times; over the password, or over its MD5 in hex where a site upgraded old hashes in place.</summary>
internal sealed partial class PhpassDigest : ImportedDigest
{
    private const string Alphabet = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int MinRounds = 7;

    /// <summary>Highest exponent taken: 2^22 rounds are about two seconds.</summary>
    private const int MaxRounds = 22;

    private readonly int _rounds;
    private readonly byte[] _salt;
    private readonly byte[] _hash;
    private readonly bool _overMd5;

    private PhpassDigest(int rounds, byte[] salt, byte[] hash, bool overMd5) => (_rounds, _salt, _hash, _overMd5) = (rounds, salt, hash, overMd5);

    public static DigestReading Read(string digest) => Read(digest, overMd5: false);

    public static DigestReading ReadOverMd5(string digest) => Read(digest, overMd5: true);

    protected override bool IsMadeOf(ReadOnlySpan<byte> password)
    {
        byte[] text = _overMd5 ? WeakDigests.HexMd5(password) : password.ToArray();
        byte[] input = [.. new byte[WeakDigests.Md5Length], .. text];
        Span<byte> hash = stackalloc byte[WeakDigests.Md5Length];
        WeakDigests.Md5([.. _salt, .. text], hash);
        for (int round = 0; round < 1 << _rounds; round++)
        {
            hash.CopyTo(input);
            WeakDigests.Md5(input, hash);
        }

        CryptographicOperations.ZeroMemory(input);
        CryptographicOperations.ZeroMemory(text);
        return Same(hash, _hash);
    }

    private static DigestReading Read(string digest, bool overMd5)
    {
        Match form = Form().Match(digest);
        if (!form.Success || (form.Groups["upgraded"].Success && !overMd5) || Decode(form.Groups["hash"].Value) is not { } hash)
        {
            return DigestReading.Malformed;
        }

        int rounds = Alphabet.IndexOf(form.Groups["rounds"].Value[0], StringComparison.Ordinal);
        return rounds < MinRounds ? DigestReading.Malformed :
            rounds > MaxRounds ? DigestReading.TooCostly :
            new PhpassDigest(rounds, System.Text.Encoding.ASCII.GetBytes(form.Groups["salt"].Value), hash, overMd5);
    }

    /// <summary>Six bits a character, lowest first, three bytes in four characters.</summary>
    private static byte[]? Decode(string text)
    {
        byte[] bytes = new byte[WeakDigests.Md5Length];
        int buffer = 0, bits = 0, written = 0;
        foreach (char c in text)
        {
            buffer |= Alphabet.IndexOf(c, StringComparison.Ordinal) << bits;
            bits += 6;
            if (bits >= 8 && written < bytes.Length)
            {
                bytes[written++] = (byte)buffer;
                buffer >>= 8;
                bits -= 8;
            }
        }

        return buffer == 0 ? bytes : null;
    }

    // A leading U is how such upgraded hashes are marked at their source.
    [GeneratedRegex(@"^(?<upgraded>U)?\$[PH]\$(?<rounds>[./0-9A-Za-z])(?<salt>[./0-9A-Za-z]{8})(?<hash>[./0-9A-Za-z]{22})\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
