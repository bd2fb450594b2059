using Foyer.Backend;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace Foyer.AspNetCore;

/// <summary>
/// A request of ASP.NET Core as request authentication sees it. Scheme and host are the host's own: forwarded headers count
/// only where the app's <c>UseForwardedHeaders</c> has believed them.
/// </summary>
internal sealed class HttpAuthRequest(HttpRequest request) : AuthRequest
{
    private Uri? _url;

    public override string Method => request.Method;

    public override Uri Url => _url ??= Uri.TryCreate(request.GetEncodedUrl(), UriKind.Absolute, out Uri? url)
        ? url
        : throw new BadHttpRequestException("The request's host is no host.");

    public override string PathBase => request.PathBase.ToUriComponent();

    public override IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> Headers =>
        request.Headers.Select(header => KeyValuePair.Create<string, IReadOnlyList<string>>(header.Key, [.. header.Value.OfType<string>()]));

    public override string? Header(string name) => request.Headers.TryGetValue(name, out var values) ? values.ToString() : null;

    public override string? Cookie(string name) => request.Cookies.TryGetValue(name, out string? value) ? value : null;
}
