using System.Diagnostics.CodeAnalysis;

namespace Foyer.Server.Instances;

/// <summary>
/// The one judge of redirect targets: every place that sends a browser somewhere asks here. A target is an absolute
/// http(s) address whose exact origin the instance allows, or that is listed itself; production wants https.
/// </summary>
internal static class SafeRedirect
{
    private const int MaxLength = 8192;

    /// <param name="instance">Whose allow-list counts.</param>
    /// <param name="self">This server as the browser sees it; always allowed.</param>
    /// <param name="url">The target as it came.</param>
    /// <param name="target">The target, parsed.</param>
    /// <param name="toApp">Whether it must be an app of the instance: tokens name its origin, so a single listed address is not enough.</param>
    public static bool TryParse(Instance instance, PublicUrl self, string? url, [NotNullWhen(true)] out Uri? target, bool toApp = false)
    {
        target = null;
        if (Parse(url) is not { } parsed)
        {
            return false;
        }

        string origin = Origins.Of(parsed);
        bool secure = instance.IsDevelopment || parsed.Scheme == "https";
        if (!secure || !(instance.Allows(origin) || (!toApp && instance.RedirectUrls.Contains(NativeRedirect.WithoutQuery(url!))) || origin == self.Origin || instance.Hosts.Any(host => origin.Equals("https://" + host, StringComparison.OrdinalIgnoreCase))))
        {
            return false;
        }

        target = parsed;
        return true;
    }

    /// <summary>Whether it is the address of a page that can be listed.</summary>
    public static bool IsPage([NotNullWhen(true)] string? url) => Parse(url) is { Scheme: "https" };

    private static Uri? Parse(string? url)
    {
        if (string.IsNullOrEmpty(url) || url.Length > MaxLength || url.Any(c => c is '\\' or <= ' ' or '\u007f'))
        {
            return null;
        }

        // Browsers read "https:host" and "///host" as addresses of another site; only the plain form is taken.
        bool plain = url.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || url.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
        return plain && Uri.TryCreate(url, UriKind.Absolute, out Uri? parsed) && Origins.IsWeb(parsed) && !HasUserInfo(url) ? parsed : null;
    }

    private static bool HasUserInfo(string url)
    {
        int start = url.IndexOf("//", StringComparison.Ordinal) + 2;
        int end = url.IndexOfAny(['/', '?', '#'], start);
        string authority = end < 0 ? url[start..] : url[start..end];
        return authority.Contains('@', StringComparison.Ordinal) || authority.Contains('%', StringComparison.Ordinal);
    }
}

/// <summary>This server as the browser sees it: behind an app's proxy that is the proxy (WIRE §1.7).</summary>
/// <param name="Base">Absolute, without a trailing slash, for example <c>http://localhost:3000/__clerk</c>.</param>
internal sealed record PublicUrl(string Base)
{
    public string Origin { get; } = Origins.Of(new Uri(Base));

    /// <summary>The path part of <see cref="Base"/>; empty at the root.</summary>
    public string Path { get; } = new Uri(Base).AbsolutePath.TrimEnd('/');

    public bool IsSecure => Base.StartsWith("https:", StringComparison.OrdinalIgnoreCase);

    public static PublicUrl Of(Microsoft.AspNetCore.Http.HttpContext context) =>
        context.Features.Get<PublicUrl>() ?? throw new InvalidOperationException("The request has not passed the surface middleware.");
}
