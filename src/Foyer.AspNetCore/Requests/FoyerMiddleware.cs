using Foyer.Backend;
using Foyer.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Foyer.AspNetCore;

/// <summary>Authenticates a request once, tells the browser what the outcome asks for, and guards the protected routes.</summary>
internal sealed partial class FoyerMiddleware(RequestDelegate next, FoyerApp app, ILogger<FoyerMiddleware> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (await AuthenticateAsync(context, app, log) is not { } auth)
        {
            await next(context);
            return;
        }

        if (auth.Outcome.Location is not null)
        {
            context.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
            return;
        }

        if (app.Protected.Any(pattern => pattern.Matches(context.Request.Path.Value ?? "/")) && auth.RefusalUnlessSignedIn() is { } refusal)
        {
            await refusal.ExecuteAsync(context);
            return;
        }

        await next(context);
    }

    /// <summary>
    /// Who is behind the request: found out once, however often it is asked, because <c>[Authorize]</c> may ask before the
    /// middleware has its turn. Null on the proxy's own paths, where the server judges for itself.
    /// </summary>
    internal static async ValueTask<Auth?> AuthenticateAsync(HttpContext context, FoyerApp app, ILogger log)
    {
        if (context.Features.Get<Auth>() is { } known)
        {
            return known;
        }

        if (app.ProxyPath is { } proxy && context.Request.Path.StartsWithSegments(proxy))
        {
            return null;
        }

        AuthOutcome outcome = await app.Authenticator.AuthenticateAsync(new HttpAuthRequest(context.Request), context.RequestAborted);
        Auth auth = new(context, app, outcome);
        context.Features.Set(auth);
        foreach (var (name, value) in outcome.ResponseHeaders)
        {
            // Advice to the developer is nothing a visitor of a production app should read.
            if (name != HeaderNames.AuthMessage || app.PublishableKey.IsDevelopment)
            {
                context.Response.Headers.Append(name, value);
            }
        }

        Judged(log, outcome.Status, outcome.Reason);
        if (outcome.Message is { } message)
        {
            Advised(log, outcome.Reason, message);
        }

        return auth;
    }

    // 31xx: an app's requests. No tokens, no addresses.
    [LoggerMessage(3101, LogLevel.Debug, "Request is {Status} ({Reason})")]
    private static partial void Judged(ILogger log, string status, string? reason);

    [LoggerMessage(3102, LogLevel.Warning, "Foyer: {Message} ({Reason})")]
    private static partial void Advised(ILogger log, string? reason, string message);
}
