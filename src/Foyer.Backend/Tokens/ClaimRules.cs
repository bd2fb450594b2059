using System.Text.Json;
using Foyer.Contracts;

namespace Foyer.Backend;

/// <summary>The rules about claims of a token whose signature held, in the order of WIRE §5.1. No I/O.</summary>
internal static class ClaimRules
{
    public static TokenVerdict Judge(SessionClaims claims, VerifyTokenOptions options, long nowMilliseconds)
    {
        long skew = (long)options.ClockSkew.TotalMilliseconds;
        long latest = (nowMilliseconds + skew) / 1000;
        long earliest = (nowMilliseconds - skew) / 1000;
        string? reason =
            string.IsNullOrEmpty(claims.Sub) || claims.Exp == 0 ? TokenReasons.VerificationFailed
            : !IsMeantFor(claims, options.Audience) ? TokenReasons.VerificationFailed
            : !IsMadeFor(claims.Azp, options.AuthorizedParties) ? TokenReasons.InvalidAuthorizedParties
            : claims.Exp <= earliest ? TokenReasons.Expired
            : claims.Nbf > latest ? TokenReasons.NotActiveYet
            : claims.Iat > latest ? TokenReasons.IssuedInTheFuture
            : null;
        return reason is null ? TokenVerdict.Good(claims) : TokenVerdict.Refused(reason, claims);
    }

    private static bool IsMadeFor(string? azp, IReadOnlyList<string> parties)
    {
        if (parties.Count == 0)
        {
            return true;
        }

        for (int i = 0; i < parties.Count; i++)
        {
            if (parties[i] == azp)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsMeantFor(SessionClaims claims, IReadOnlyList<string> audience) =>
        audience.Count == 0 || claims.Custom is null || !claims.Custom.TryGetValue("aud", out JsonElement aud) || Names(aud, audience);

    private static bool Names(JsonElement aud, IReadOnlyList<string> audience) => aud.ValueKind switch
    {
        JsonValueKind.String => audience.Contains(aud.GetString()!),
        JsonValueKind.Array => aud.EnumerateArray().Any(one => one.ValueKind == JsonValueKind.String && audience.Contains(one.GetString()!)),
        JsonValueKind.Null => true,
        _ => false,
    };
}
