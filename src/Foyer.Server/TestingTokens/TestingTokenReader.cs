using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Foyer.Server.Instances;
using Foyer.Server.Surfaces;

namespace Foyer.Server.TestingTokens;

/// <summary>Makes and recognises testing tokens: <c>{expiry}-c_{salt}{mac}</c>, nothing stored (WIRE §15).</summary>
internal sealed class TestingTokenReader(KeyEncryptionKey kek, TimeProvider clock)
{
    public const string Parameter = "__clerk_testing_token";
    private const int SaltLength = 16;
    private const string Mark = "-c_";

    public static string Sign(KeyEncryptionKey kek, Instance instance, long expiresAt, string salt) => string.Create(
        CultureInfo.InvariantCulture, $"{expiresAt}{Mark}{salt}{Convert.ToHexStringLower(HMACSHA256.HashData(kek.Derive("testing_token"), Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{instance.Id}:{expiresAt}:{salt}"))))}");

    /// <summary>Whether the request carries a testing token of its instance that has not expired; only then limits and proofs are waived.</summary>
    public bool Holds(FrontendCall call)
    {
        if (call.QueryText(Parameter) is not { Length: < 200 } token || token.Split(Mark) is not [var expiry, { Length: > SaltLength } rest] ||
            !long.TryParse(expiry, NumberStyles.None, CultureInfo.InvariantCulture, out long expiresAt))
        {
            return false;
        }

        return expiresAt > clock.GetUtcNow().ToUnixTimeSeconds() && Secrets.Same(Sign(kek, call.Instance, expiresAt, rest[..SaltLength]), token);
    }
}
