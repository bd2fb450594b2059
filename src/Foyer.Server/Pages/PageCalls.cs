using Foyer.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Foyer.Server.Pages;

/// <summary>
/// Calls of the Frontend API in the name of a page's visitor: with their cookies and the headers that tell instance and
/// origin. On production the cookies that come back go to the browser, and already hold for the next call of this page.
/// </summary>
internal sealed class PageCalls(PageVisit visit, InProcessTransport transport) : DelegatingHandler(transport)
{
    private static readonly string[] Passed =
    [
        "Host", "User-Agent", "Accept-Language", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", HeaderNames.ProxyUrl, HeaderNames.SecretKey,
    ];

    private readonly Dictionary<string, string> _renewed = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        IHeaderDictionary headers = visit.Http.Request.Headers;
        foreach (string name in Passed)
        {
            if (headers.TryGetValue(name, out StringValues values) && values.Count > 0)
            {
                request.Headers.TryAddWithoutValidation(name, values.ToArray());
            }
        }

        request.Headers.TryAddWithoutValidation("Origin", visit.Self.Origin);
        if (visit.Http.Connection.RemoteIpAddress is { } address)
        {
            request.Options.Set(InProcessTransport.RemoteAddress, address);
        }

        if (!visit.Instance.IsDevelopment)
        {
            request.Headers.TryAddWithoutValidation("Cookie", Cookies(headers.Cookie.ToString()));
        }

        HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
        if (!visit.Instance.IsDevelopment && response.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? cookies))
        {
            foreach (string cookie in cookies)
            {
                Relay(cookie);
            }
        }

        return response;
    }

    private string Cookies(string sent)
    {
        IEnumerable<string> kept = sent.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(pair => !_renewed.ContainsKey(NameOf(pair)));
        return string.Join("; ", kept.Concat(_renewed.Where(pair => pair.Value.Length > 0).Select(pair => $"{pair.Key}={pair.Value}")));
    }

    private void Relay(string cookie)
    {
        string name = NameOf(cookie);
        _renewed[name] = cookie.Split(';', 2)[0][(name.Length + 1)..].Trim();

        // A cookie set twice while one page is made must not be set twice on the browser.
        IHeaderDictionary headers = visit.Http.Response.Headers;
        headers.SetCookie = new StringValues([.. headers.SetCookie.Where(earlier => earlier is not null && NameOf(earlier) != name), cookie]);
    }

    private static string NameOf(string pair) => pair.Split('=', 2)[0].Trim();
}
