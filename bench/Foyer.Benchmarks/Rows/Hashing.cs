using System.Security.Cryptography;
using Foyer.Benchmarks.Measuring;
using Foyer.Server.Passwords;
using Foyer.Server.Passwords.Imports;

namespace Foyer.Benchmarks.Rows;

/// <summary>Password hashes alone, on every core at once, without a server around them.</summary>
internal static class Hashing
{
    /// <summary>What OWASP recommends for PBKDF2 with SHA-512.</summary>
    public const int Pbkdf2Iterations = 210_000;

    /// <summary>Argon2id as the server makes it.</summary>
    public static Func<Task<double>> Argon2()
    {
        byte[][] salts = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => RandomNumberGenerator.GetBytes(16))];
        return Meter.OnEveryCore(
            (thread, times) =>
            {
                Span<byte> tag = stackalloc byte[32];
                for (int i = 0; i < times; i++)
                {
                    Argon2id.Hash("a long enough passphrase 42"u8, salts[thread], 19_456, 2, 1, tag);
                }
            },
            times: 1);
    }

    /// <summary>PBKDF2-SHA512 by the framework, one after another: what bounds every server that does no more.</summary>
    public static Func<Task<double>> Pbkdf2() => Meter.OnEveryCore(
        (_, _) =>
        {
            Span<byte> hash = stackalloc byte[SHA512.HashSizeInBytes];
            Rfc2898DeriveBytes.Pbkdf2("a long enough passphrase 42"u8, "salt of sixteen."u8, hash, Pbkdf2Iterations, HashAlgorithmName.SHA512);
        },
        times: 1);

    /// <summary>The same with all lanes of a core in use.</summary>
    public static Func<Task<double>> Pbkdf2InLanes()
    {
        byte[] password = [.. "a long enough passphrase 42"u8], salt = [.. "salt of sixteen."u8];
        Pbkdf2Input[] inputs = [.. Enumerable.Repeat(new Pbkdf2Input(password, salt, Pbkdf2Iterations), Lanes)];
        return Lanes == 1 ? Pbkdf2() : Meter.OnEveryCore((_, _) => Pbkdf2Lanes.Derive(Pbkdf2Lanes.Widest, HashAlgorithmName.SHA512, inputs, (_, _) => { }), inputs.Length);
    }

    /// <summary>How many go together on this machine.</summary>
    public static int Lanes => Pbkdf2Lanes.Count(HashAlgorithmName.SHA512, Pbkdf2Lanes.Widest);
}
