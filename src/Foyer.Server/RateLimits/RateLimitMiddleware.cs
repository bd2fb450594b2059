using Foyer.Server.Surfaces;
using Foyer.Server.TestingTokens;
using Microsoft.AspNetCore.Http;

namespace Foyer.Server.RateLimits;

/// <summary>
/// Refuses what comes too fast, before any feature works for it. Token minting, the refresh of sessions and the published
/// keys are never limited: nobody who floods another door can sign people out.
/// </summary>
internal sealed class RateLimitMiddleware(RequestDelegate next, RateLimiter limiter, TestingTokenReader testingTokens)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<FrontendCall>() is { } call)
        {
            await Frontend(context, call);
        }
        else if (context.Features.Get<BackendCall>() is { } backend && !IsFree(context.Request.Path.Value!) && limiter.Take(backend.Instance, RateLimit.Backend, backend.Instance.Id) is { } fault)
        {
            await WireWriter.Write(context, fault);
        }
        else
        {
            await next(context);
        }
    }

    private async Task Frontend(HttpContext context, FrontendCall call)
    {
        string path = context.Request.Path.Value!;
        const string Prefix = SurfaceMiddleware.FrontendPrefix + "/v1";
        IReadOnlyList<RateLimit> limits = path.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? RateLimit.Of(context.Request.Method, path[Prefix.Length..], call.Params.Text("strategy")) : [];
        limits = limits.Count > 0 && testingTokens.Holds(call) ? [] : limits;
        foreach (RateLimit limit in limits)
        {
            if (limiter.Take(call.Instance, limit, RateLimiter.Subject(call, limit.By)) is { } fault)
            {
                await WireWriter.Write(context, fault);
                return;
            }
        }

        await next(context);
        // Counted before it was checked, and given back when it was right: an office that signs in well is not a spray.
        if (limits.Contains(RateLimit.Failures) && context.Response.StatusCode < 400)
        {
            limiter.GiveBack(call.Instance, RateLimit.Failures, RateLimiter.Subject(call, RateLimitBy.Network));
        }
    }

    private static bool IsFree(string path) =>
        path == SurfaceMiddleware.BackendPrefix + "/v1/jwks" ||
        (path.StartsWith(SurfaceMiddleware.BackendPrefix + "/v1/sessions/", StringComparison.Ordinal) && path.EndsWith("/refresh", StringComparison.Ordinal));
}
