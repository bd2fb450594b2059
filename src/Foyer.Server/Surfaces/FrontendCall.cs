using Foyer.Server.Instances;
using Microsoft.AspNetCore.Http;

namespace Foyer.Server.Surfaces;

/// <summary>What a Frontend API operation knows of its request. Nothing downstream looks at hosts, keys or raw cookies again.</summary>
internal sealed class FrontendCall
{
    public required Instance Instance { get; init; }

    public required PublicUrl PublicUrl { get; init; }

    public required Params Params { get; init; }

    public required IQueryCollection Query { get; init; }

    /// <summary>The app's origin, for <c>azp</c>; null when the request does not say (WIRE §17.17).</summary>
    public string? AppOrigin { get; init; }

    /// <summary>Address of the peer, or what an authenticated proxy says of its own.</summary>
    public string? ClientIp { get; init; }

    public string? UserAgent { get; init; }

    /// <summary>The dev browser token; development only.</summary>
    public string? DevBrowser { get; init; }

    /// <summary>The client token: from the cookie, or from the Authorization header of a native app.</summary>
    public string? ClientToken { get; init; }

    public bool IsNative { get; init; }

    /// <summary>Which of the client's sessions the request is about (WIRE §2.1).</summary>
    public string? SessionId { get; init; }

    public required IResponseCookies Cookies { get; init; }

    public required HttpResponse Response { get; init; }

    /// <summary>A scalar query parameter; the browser SDK splits values at commas, so repeated keys are joined again (WIRE §2.1).</summary>
    public string? QueryText(string name) => Query.TryGetValue(name, out var values) && values.Count > 0 ? string.Join(',', values.ToArray()) is { Length: > 0 } text ? text : null : null;

    public static ValueTask<FrontendCall?> BindAsync(HttpContext context) => ValueTask.FromResult(context.Features.Get<FrontendCall>());
}

/// <summary>What a Backend API operation knows of its request.</summary>
internal sealed class BackendCall
{
    private PublicUrl? _publicUrl;

    public required Instance Instance { get; init; }

    public required HttpRequest Request { get; init; }

    /// <summary>
    /// The Frontend API as browsers reach it, for links in answers and messages: the configured host, whatever the request
    /// claims. A development host resolves nowhere, so there it is this server, when it was reached on this very machine.
    /// </summary>
    public string FrontendBase => Instance.IsDevelopment && Origins.IsLoopbackHost(Request.Host.Host)
        ? $"{Request.Scheme}://{Request.Host.Value}{Request.PathBase.Value?.TrimEnd('/')}"
        : "https://" + Instance.PublishableKey.FrontendApi;

    /// <summary>The same, taken apart.</summary>
    public PublicUrl PublicUrl => _publicUrl ??= new PublicUrl(FrontendBase);

    public static ValueTask<BackendCall?> BindAsync(HttpContext context) => ValueTask.FromResult(context.Features.Get<BackendCall>());
}
