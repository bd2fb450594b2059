using System.Text.Json;
using Foyer.Contracts;
using Foyer.Server.Instances;
using Foyer.Server.Keys;

namespace Foyer.Server.Tokens;

/// <summary>Verifies a session token's signature and class, not its time: callers decide what an expired one is worth.</summary>
internal sealed class TokenReader
{
    /// <returns>The claims; null when the instance did not sign this as a session token.</returns>
    public SessionClaims? Verify(Instance instance, string? token)
    {
        if (!SignedJwt.TryVerify(instance.Keys, TokenCategories.Session, token, out Jwt? jwt))
        {
            return null;
        }

        try
        {
            SessionClaims claims = jwt.Claims;
            return claims.Sid is not null && claims.Sub is not null && claims.Iss == instance.Issuer ? claims : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
