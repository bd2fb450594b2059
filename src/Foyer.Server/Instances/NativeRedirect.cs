using System.Diagnostics.CodeAnalysis;

namespace Foyer.Server.Instances;

/// <summary>
/// The judge of redirect targets inside native apps: addresses of an app's own scheme (RFC 8252 §7.1). Production takes
/// those the operator lists, development any; what a browser itself would run or open is never taken.
/// </summary>
internal static class NativeRedirect
{
    private const int MaxLength = 2048;

    private static readonly string[] NotApps =
    [
        "http", "https", "ws", "wss", "ftp", "file", "data", "javascript", "vbscript", "blob", "about", "filesystem", "view-source", "chrome", "intent", "content", "mailto", "tel", "sms",
    ];

    /// <param name="instance">Whose list counts.</param>
    /// <param name="url">The target as it came.</param>
    /// <param name="target">The target, parsed.</param>
    public static bool TryParse(Instance instance, string? url, [NotNullWhen(true)] out Uri? target)
    {
        target = null;
        if (!IsOfAnApp(url) || !(instance.IsDevelopment || instance.Settings.NativeApps.RedirectUrls.Contains(WithoutQuery(url), StringComparer.Ordinal) || instance.RedirectUrls.Contains(WithoutQuery(url))))
        {
            return false;
        }

        target = new Uri(url, UriKind.Absolute);
        return true;
    }

    /// <summary>Whether it is an address only an app can open.</summary>
    public static bool IsOfAnApp([NotNullWhen(true)] string? url) =>
        url is { Length: > 0 and <= MaxLength } && url.All(c => c is > ' ' and < '\u007f' and not '\\') && url.Contains("://", StringComparison.Ordinal) &&
        Uri.TryCreate(url, UriKind.Absolute, out Uri? parsed) && !NotApps.Contains(parsed.Scheme, StringComparer.OrdinalIgnoreCase) && parsed.UserInfo.Length == 0;

    /// <summary>An address as it is listed.</summary>
    public static string WithoutQuery(string url) => url.IndexOfAny(['?', '#']) is >= 0 and var end ? url[..end] : url;
}
