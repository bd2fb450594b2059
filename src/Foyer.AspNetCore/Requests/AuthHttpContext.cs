using Foyer.Contracts;
using Microsoft.AspNetCore.Http;

namespace Foyer.AspNetCore;

/// <summary><see cref="Auth"/> on the request itself, where no parameter can be bound.</summary>
public static class AuthHttpContext
{
    /// <summary>Who is behind the request.</summary>
    /// <param name="context">The request.</param>
    /// <exception cref="InvalidOperationException"><c>UseFoyer</c> has not run, or this is a path of the proxy.</exception>
    public static Auth GetAuth(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Features.Get<Auth>() ?? throw new InvalidOperationException(
            FoyerExtensions.App(context.RequestServices).IsUsed
                ? "Auth is asked for before Foyer has authenticated the request: move the line 'app.UseFoyer();' further up, before whatever asks."
                : "Auth is asked for, but requests are not authenticated: add the line 'app.UseFoyer();' after 'var app = builder.Build();'.");
    }
}

/// <summary>Whether a person waits for a page.</summary>
internal static class PageRequest
{
    public static bool IsDocument(HttpRequest request)
    {
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
        {
            return false;
        }

        string destination = request.Headers["Sec-Fetch-Dest"].ToString();
        return destination.Length > 0
            ? destination is "document" or "iframe"
            : request.Headers.Accept.ToString().StartsWith("text/html", StringComparison.OrdinalIgnoreCase);
    }
}

/// <summary>The app's session cookies (WIRE §3).</summary>
internal static class SessionCookies
{
    public static void Clear(HttpContext context, string suffix)
    {
        IResponseCookies cookies = context.Response.Cookies;
        CookieOptions attributes = new() { Path = "/", SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps };
        foreach (string name in (string[])[CookieNames.Session, CookieNames.Suffixed(CookieNames.Session, suffix), CookieNames.Suffixed(CookieNames.Refresh, suffix)])
        {
            cookies.Delete(name, attributes);
        }

        foreach (string name in (string[])[CookieNames.ClientUat, CookieNames.Suffixed(CookieNames.ClientUat, suffix)])
        {
            cookies.Append(name, "0", new CookieOptions(attributes) { MaxAge = TimeSpan.FromDays(365) });
        }
    }
}
