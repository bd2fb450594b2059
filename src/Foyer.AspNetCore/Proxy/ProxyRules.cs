using System.Collections.Frozen;
using Foyer.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Foyer.AspNetCore;

/// <summary>What the proxy passes on, and where to. No I/O.</summary>
internal static class ProxyRules
{
    // RFC 9110 §7.6.1, and the headers older proxies use for the same purpose.
    private static readonly FrozenSet<string> HopByHop = FrozenSet.Create(StringComparer.OrdinalIgnoreCase,
        "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authorization", "TE", "Trailer", "Transfer-Encoding", "Upgrade");

    // Said by this proxy alone; a browser's word for them is worth nothing.
    private static readonly FrozenSet<string> OwnWords = FrozenSet.Create(StringComparer.OrdinalIgnoreCase,
        "Host", "Expect", HeaderNames.ProxyUrl, HeaderNames.SecretKey, "Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Prefix", "X-Real-IP");

    /// <summary>The URL on the server: the path below the proxy's, on the configured host; null when it cannot be put there.</summary>
    public static Uri? Target(Uri apiUrl, string proxyPath, HttpRequest request)
    {
        if (!request.Path.StartsWithSegments(proxyPath, out PathString rest))
        {
            return null;
        }

        string root = apiUrl.GetLeftPart(UriPartial.Path).TrimEnd('/');
        string path = string.Join('/', rest.ToUriComponent().Split('/', StringSplitOptions.RemoveEmptyEntries));
        string slash = rest.Value is { Length: > 1 } value && value.EndsWith('/') ? "/" : "";
        return Uri.TryCreate($"{root}/{path}{(path.Length > 0 ? slash : "")}{request.QueryString.ToUriComponent()}", UriKind.Absolute, out Uri? target) &&
            target.Scheme == apiUrl.Scheme && target.Authority == apiUrl.Authority && target.UserInfo.Length == 0 &&
            target.AbsolutePath.StartsWith(apiUrl.AbsolutePath, StringComparison.Ordinal)
            ? target
            : null;
    }

    /// <summary>Whether a header of the browser's goes on to the server.</summary>
    public static bool GoesUp(string name, StringValues connection) => !HopByHop.Contains(name) && !OwnWords.Contains(name) && !name.StartsWith(':') && !IsNamedIn(connection, name);

    /// <summary>Whether a header of the server's goes back to the browser.</summary>
    public static bool ComesDown(string name, StringValues connection) =>
        !HopByHop.Contains(name) && !name.Equals(HeaderNames.SecretKey, StringComparison.OrdinalIgnoreCase) && !IsNamedIn(connection, name);

    /// <summary>Where the browser is sent: what leads to the server's own host leads to the proxy instead, all else stays.</summary>
    public static string Location(string location, Uri apiUrl, string proxyUrl)
    {
        string proxyPath = new Uri(proxyUrl).AbsolutePath;
        if (ReturnUrl.IsLocalPath(location))
        {
            bool isProxied = location == proxyPath || (location.StartsWith(proxyPath, StringComparison.Ordinal) && location[proxyPath.Length] is '/' or '?');
            return isProxied ? location : proxyUrl + location;
        }

        return Uri.TryCreate(location, UriKind.Absolute, out Uri? absolute) && absolute.Scheme == apiUrl.Scheme && absolute.Authority == apiUrl.Authority
            ? proxyUrl + absolute.PathAndQuery + absolute.Fragment
            : location;
    }

    private static bool IsNamedIn(StringValues connection, string name) =>
        connection.Any(value => value is not null && value.Split(',', StringSplitOptions.TrimEntries).Contains(name, StringComparer.OrdinalIgnoreCase));
}
