using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace Foyer.AspNetCore;

/// <summary>Keeps URLs people are sent back to inside the app.</summary>
internal static class ReturnUrl
{
    /// <summary>A path of this app: one leading slash, nothing a browser could take for a host.</summary>
    public static bool IsLocalPath(string url) =>
        url.StartsWith('/') && (url.Length == 1 || url[1] is not ('/' or '\\')) && !url.Any(letter => char.IsControl(letter) || letter == '\\');

    /// <summary>Whether a URL leads to this app: a local path, or an absolute URL with the request's own origin.</summary>
    public static bool IsOwn(HttpRequest request, string url) =>
        IsLocalPath(url) ||
        (Uri.TryCreate(url, UriKind.Absolute, out Uri? absolute) && absolute.UserInfo.Length == 0 && !url.Any(letter => char.IsControl(letter) || letter == '\\') &&
            absolute.GetLeftPart(UriPartial.Authority).Equals(new Uri(Origin(request)).GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase));

    /// <summary>The URL wished for, absolute, if it leads to this app; else the current one.</summary>
    public static string Safe(HttpRequest request, string? wished) =>
        wished is null || !IsOwn(request, wished) ? request.GetEncodedUrl()
        : wished.StartsWith('/') ? Origin(request) + wished
        : wished;

    private static string Origin(HttpRequest request) => $"{request.Scheme}://{request.Host.ToUriComponent()}";
}
