using System.Net;
using System.Text.RegularExpressions;

namespace Foyer.Server;

/// <summary>Origins as browsers write them: scheme, host and port, lower-case, default ports left out (RFC 6454).</summary>
internal static partial class Origins
{
    /// <summary>Puts an origin into that form; null when the text is not an http(s) origin and nothing else.</summary>
    public static string? Normalize(string? text)
    {
        if (text is null || text.Length > 512 || !Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) || !IsWeb(uri))
        {
            return null;
        }

        string origin = Of(uri);
        return text.TrimEnd('/').Equals(origin, StringComparison.OrdinalIgnoreCase) ? origin : null;
    }

    /// <summary>
    /// The same for an origin that may be allowed: of the web, or of an app's own scheme, such as
    /// <c>chrome-extension://…</c> and <c>capacitor://localhost</c>.
    /// </summary>
    public static string? NormalizeAllowed(string? text) => Normalize(text) ?? (text is { Length: <= 512 } && AppOrigin().IsMatch(text) ? text.ToLowerInvariant() : null);

    /// <summary>The origin of an absolute http(s) address.</summary>
    public static string Of(Uri uri) => uri.IsDefaultPort ? $"{uri.Scheme}://{HostOf(uri)}" : $"{uri.Scheme}://{HostOf(uri)}:{uri.Port}";

    /// <summary>Whether the address is of the web, without user information, on a host that has a name in ASCII.</summary>
    public static bool IsWeb(Uri uri) => uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0 && uri.Host.Length > 0 && HasAsciiName(uri);

    /// <summary>Whether the origin is a page of this very machine.</summary>
    public static bool IsLoopback(string origin) => Normalize(origin) is { } normalized && IsLoopbackHost(new Uri(normalized).Host);

    public static bool IsLoopbackHost(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase) ||
        (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));

    private static string HostOf(Uri uri) => uri.HostNameType == UriHostNameType.IPv6 ? uri.Host : uri.IdnHost;

    private static bool HasAsciiName(Uri uri)
    {
        try
        {
            return uri.IdnHost.Length > 0;
        }
        catch (UriFormatException)
        {
            return false;
        }
    }

    /// <summary>A scheme that no document of the web has, a host, and nothing else.</summary>
    [GeneratedRegex(@"^(?!(?:https?|wss?|ftp|file|data|blob|about|javascript|vbscript):)[a-z][a-z0-9+.-]{1,63}://[a-z0-9][a-z0-9.-]*(?::[0-9]{1,5})?\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AppOrigin();
}
