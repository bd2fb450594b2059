using System.Collections.Frozen;
using System.Net;

namespace Foyer.Backend;

/// <summary>What request authentication needs to see of a request, whatever the host it runs on.</summary>
public abstract class AuthRequest
{
    /// <summary>HTTP method, upper case.</summary>
    public abstract string Method { get; }

    /// <summary>
    /// The URL as the browser sees it. Behind a proxy, the host must have put the public scheme and host in place, and must
    /// believe <c>X-Forwarded-*</c> from proxies it knows only.
    /// </summary>
    public abstract Uri Url { get; }

    /// <summary>The path the app is mounted at, without trailing slash; empty for the root. A relative proxy URL begins there.</summary>
    public virtual string PathBase => "";

    /// <summary>All headers, for what the server wants to know about a refresh; one entry a header.</summary>
    public abstract IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> Headers { get; }

    /// <summary>A header's value; null when absent. Names are case-insensitive.</summary>
    /// <param name="name">Its name.</param>
    public abstract string? Header(string name);

    /// <summary>A cookie's value; null when absent. Names are case-sensitive.</summary>
    /// <param name="name">Its name.</param>
    public abstract string? Cookie(string name);
}

/// <summary>A request given as plain values, for hosts without an adapter of their own, and for tests.</summary>
/// <param name="method">HTTP method.</param>
/// <param name="url">The URL as the browser sees it.</param>
/// <param name="headers">Headers, <c>Cookie</c> among them.</param>
public sealed class PlainAuthRequest(string method, Uri url, IEnumerable<KeyValuePair<string, string>> headers) : AuthRequest
{
    private readonly FrozenDictionary<string, string> _headers = headers
        .GroupBy(header => header.Key, StringComparer.OrdinalIgnoreCase)
        .ToFrozenDictionary(same => same.Key, same => string.Join(", ", same.Select(header => header.Value)), StringComparer.OrdinalIgnoreCase);

    private readonly FrozenDictionary<string, string> _cookies = ReadCookies(headers);

    /// <inheritdoc />
    public override string Method { get; } = method.ToUpperInvariant();

    /// <inheritdoc />
    public override Uri Url { get; } = url;

    /// <inheritdoc />
    public override IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> Headers =>
        _headers.Select(header => KeyValuePair.Create<string, IReadOnlyList<string>>(header.Key, [header.Value]));

    /// <inheritdoc />
    public override string? Header(string name) => _headers.GetValueOrDefault(name);

    /// <inheritdoc />
    public override string? Cookie(string name) => _cookies.GetValueOrDefault(name);

    private static FrozenDictionary<string, string> ReadCookies(IEnumerable<KeyValuePair<string, string>> headers)
    {
        Dictionary<string, string> cookies = new(StringComparer.Ordinal);
        foreach (string pair in headers.Where(header => header.Key.Equals("Cookie", StringComparison.OrdinalIgnoreCase)).SelectMany(header => header.Value.Split(';', StringSplitOptions.TrimEntries)))
        {
            if (pair.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals)
            {
                cookies.TryAdd(pair[..equals], WebUtility.UrlDecode(pair[(equals + 1)..]));
            }
        }

        return cookies.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
