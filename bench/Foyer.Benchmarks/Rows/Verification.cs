using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Foyer.Backend;
using Foyer.Benchmarks.Measuring;

namespace Foyer.Benchmarks.Rows;

/// <summary>What an application pays to believe a session token, in its own process.</summary>
internal static class Verification
{
    public static async Task<IReadOnlyList<Row>> Run()
    {
        using RSA key = RSA.Create(2048);
        TokenKeys keys = TokenKeys.FromPem(key.ExportSubjectPublicKeyInfoPem());
        string token = Sign(key);
        Func<Task<double>> uncached = Verify(new TokenVerifier(keys, cacheSize: 0), token, times: 64);
        Func<Task<double>> cached = Verify(new TokenVerifier(keys), token, times: 4096);
        Func<Task<double>> raw = Rsa.Verify();
        await uncached();
        await cached();
        await raw();

        double[] rates = await Meter.InTurns(uncached, cached, raw);
        return
        [
            new Row { Name = "verify", Unit = "tokens/cpu-s", Value = rates[0], Floor = rates[2], FloorIs = "RSA-2048 verify alone", Target = 0.92 },
            new Row { Name = "verify-cached", Unit = "tokens/cpu-s", Value = rates[1], Floor = rates[2], FloorIs = "RSA-2048 verify alone", Target = 285 },
        ];
    }

    private static Func<Task<double>> Verify(TokenVerifier verifier, string token, int times)
    {
        // What has been verified is one string, what the next request brings is another: they must be compared, not recognised.
        Verify(verifier, token);
        string next = new(token);
        return Meter.OnEveryCore(
            (_, _) =>
            {
                for (int i = 0; i < times; i++)
                {
                    Verify(verifier, next);
                }
            },
            times);
    }

    private static void Verify(TokenVerifier verifier, string token)
    {
        ValueTask<TokenVerdict> verdict = verifier.VerifyTokenAsync(token);
        if (!verdict.IsCompletedSuccessfully || !verdict.GetAwaiter().GetResult().IsValid)
        {
            throw new BenchmarkException("The token was refused.");
        }
    }

    private static string Sign(RSA key)
    {
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        string header = Base64Url.EncodeToString("""{"alg":"RS256","cat":"cl_B7d4PD111AAA","kid":"ins_2abcdefghijklmnopqrstuvwxyz","typ":"JWT"}"""u8);
        string claims = Base64Url.EncodeToString(Encoding.UTF8.GetBytes($$"""
            {"azp":"http://localhost:3000","exp":{{now + 3600}},"fva":[0,-1],"iat":{{now}},"iss":"https://bench.foyeraccounts.dev","jti":"abcdef0123456789abcd","nbf":{{now - 10}},"o":{"id":"org_2abcdefghijklmnopqrstuvwxyz0","rol":"admin","slg":"acme"},"sid":"sess_2abcdefghijklmnopqrstuvwxyz0","sts":"active","sub":"user_2abcdefghijklmnopqrstuvwxyz0","v":2}
            """));
        byte[] signature = key.SignData(Encoding.ASCII.GetBytes($"{header}.{claims}"), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{header}.{claims}.{Base64Url.EncodeToString(signature)}";
    }
}
