using System.Text.Json;
using Foyer.Contracts;

namespace Foyer.Backend;

/// <summary>Claims as they stand in a token nobody has verified: good for choosing what to look at, never for believing.</summary>
internal static class UnverifiedClaims
{
    public static SessionClaims? Of(string? token)
    {
        try
        {
            return Jwt.TryRead(token, out Jwt? jwt) ? jwt.Claims : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
