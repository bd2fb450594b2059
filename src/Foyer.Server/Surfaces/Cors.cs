using Microsoft.AspNetCore.Http;

namespace Foyer.Server.Surfaces;

/// <summary>Cross-origin rules of the Frontend API: exact origins, with credentials (WIRE §2.3). The Backend API has none.</summary>
internal static class Cors
{
    public static void Allow(HttpResponse response, string? origin, bool allowed)
    {
        response.Headers.Vary = "Origin";
        if (!allowed)
        {
            return;
        }

        response.Headers.AccessControlAllowOrigin = origin;
        response.Headers.AccessControlAllowCredentials = "true";
        response.Headers.AccessControlExposeHeaders = "Authorization, Clerk-Db-Jwt, X-Country, Retry-After";
    }

    /// <summary>Takes back what <see cref="Allow"/> gave, where the path turned out to be the Backend API's.</summary>
    public static void Withdraw(HttpResponse response)
    {
        response.Headers.AccessControlAllowOrigin = default;
        response.Headers.AccessControlAllowCredentials = default;
        response.Headers.AccessControlExposeHeaders = default;
    }

    public static Task Preflight(HttpContext context, bool allowed)
    {
        if (allowed)
        {
            context.Response.Headers.AccessControlAllowMethods = "GET, POST, PUT, PATCH, DELETE, OPTIONS";
            context.Response.Headers.AccessControlAllowHeaders = "Authorization, Content-Type, X-Mobile, X-Expo-Sdk-Version, Clerk-API-Version";
            context.Response.Headers.AccessControlMaxAge = "600";
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
