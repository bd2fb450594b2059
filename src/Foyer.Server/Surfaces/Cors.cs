using Microsoft.AspNetCore.Http;

namespace Foyer.Server.Surfaces;

/// <summary>Cross-origin rules of the Frontend API: exact origins, with credentials (WIRE §2.3). The Backend API has none.</summary>
internal static class Cors
{
    private const int MaxOwn = 20;
    private static readonly string[] Headers = ["Authorization", "Content-Type", "X-Mobile", "X-Expo-Sdk-Version", "Clerk-API-Version"];

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

    /// <summary>
    /// Lets a page that may not call here read why: the official script explains it to its developer (WIRE §2.3). For
    /// answers that say nothing else.
    /// </summary>
    public static void Explain(HttpResponse response, string? origin)
    {
        if (origin is not null && Origins.Normalize(origin) == origin)
        {
            Allow(response, origin, allowed: true);
        }
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
            context.Response.Headers.AccessControlAllowHeaders = string.Join(", ", Headers.Concat(Own(context.Request)));
            context.Response.Headers.AccessControlMaxAge = "600";
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    /// <summary>The protocol's own headers that a preflight asks for, whichever they are.</summary>
    private static IEnumerable<string> Own(HttpRequest request) => request.Headers.AccessControlRequestHeaders.ToString()
        .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Where(name => name.StartsWith("clerk-", StringComparison.OrdinalIgnoreCase) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') && !Headers.Contains(name, StringComparer.OrdinalIgnoreCase))
        .Take(MaxOwn);
}
