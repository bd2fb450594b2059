using System.Security.Cryptography;
using Foyer.Benchmarks.Measuring;

namespace Foyer.Benchmarks.Rows;

/// <summary>RSA-2048 by itself: the floor that no server of this protocol can leave.</summary>
internal static class Rsa
{
    private static readonly byte[] Hash = SHA256.HashData("what is signed"u8);

    public static Func<Task<double>> Sign()
    {
        RSA[] keys = Keys();
        return Meter.OnEveryCore(
            (thread, times) =>
            {
                Span<byte> signature = stackalloc byte[256];
                for (int i = 0; i < times; i++)
                {
                    keys[thread].TrySignHash(Hash, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1, out _);
                }
            },
            times: 16);
    }

    public static Func<Task<double>> Verify()
    {
        RSA[] keys = Keys();
        byte[][] signatures = [.. keys.Select(key => key.SignHash(Hash, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))];
        return Meter.OnEveryCore(
            (thread, times) =>
            {
                for (int i = 0; i < times; i++)
                {
                    keys[thread].VerifyHash(Hash, signatures[thread], HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
                }
            },
            times: 64);
    }

    private static RSA[] Keys() => [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => RSA.Create(2048))];
}
