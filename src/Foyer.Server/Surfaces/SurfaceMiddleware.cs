using System.Net;
using Foyer.Contracts;
using Foyer.Server.GeoIp;
using Foyer.Server.Instances;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Foyer.Server.Surfaces;

/// <summary>
/// First in line. Decides by which door a request comes in and for which instance (DESIGN §2), and sends it on to
/// <c>/frontend/…</c>, <c>/backend/…</c> or <c>/pages/…</c>.
/// </summary>
internal sealed class SurfaceMiddleware(RequestDelegate next, InstanceRegistry instances, TrustedProxies proxies, GeoIpFile geoIp)
{
    public const string FrontendPrefix = "/frontend";
    public const string BackendPrefix = "/backend";
    public const string PagesPrefix = "/pages";

    private static readonly string[] FrontendRoots = ["/v1", "/npm", "/oauth", "/.well-known", "/api_keys", "/m2m_tokens", "/oauth_applications"];

    private static readonly PathString[] Uploads = ["/v1/me/profile_image"];

    /// <summary>Parsing addresses is a tenth of a small answer, and nearly all requests come to the same one.</summary>
    private PublicUrl? _lastPublicUrl;

    public async Task InvokeAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        request.Path = Normalize(request.Path);
        if (request.Path.StartsWithSegments("/health") || request.Path.StartsWithSegments("/ready"))
        {
            await next(context);
            return;
        }

        // No text of this protocol holds a NUL, and no database stores one.
        if (request.QueryString.Value?.Contains("%00", StringComparison.Ordinal) == true)
        {
            await WireWriter.Write(context, RequestFaults.Malformed);
            return;
        }

        if (BearerSecretKey(request) is { } secretKey)
        {
            await Backend(context, secretKey);
            return;
        }

        if (Resolve(request).IsFault(out Fault? fault, out Resolved resolved))
        {
            await WireWriter.Write(context, fault);
            return;
        }

        context.Features.Set(resolved.Instance);
        context.Features.Set(resolved.PublicUrl);
        if (!resolved.Instance.IsDevelopment)
        {
            context.Response.Headers.StrictTransportSecurity = "max-age=31536000";
        }

        bool isApi = Array.Exists(FrontendRoots, root => request.Path.StartsWithSegments(root));
        if (isApi)
        {
            await Frontend(context, resolved);
        }
        else
        {
            request.Path = PagesPrefix + request.Path;
            await next(context);
        }
    }

    private async Task Backend(HttpContext context, string secretKey)
    {
        if (instances.BySecretKey(secretKey) is not { } instance)
        {
            await WireWriter.Write(context, RequestFaults.SecretKeyInvalid);
            return;
        }

        context.Features.Set(instance);
        context.Features.Set(new BackendCall { Instance = instance, Request = context.Request });
        context.Request.Path = BackendPrefix + context.Request.Path;
        await next(context);
    }

    private async Task Frontend(HttpContext context, Resolved resolved)
    {
        HttpRequest request = context.Request;
        string? origin = OneValue(request.Headers.Origin);
        bool allowed = origin is not null && (resolved.Instance.Allows(origin) || origin == resolved.PublicUrl.Origin);
        Cors.Allow(context.Response, origin, allowed);
        if (HttpMethods.IsOptions(request.Method))
        {
            await Cors.Preflight(context, allowed);
            return;
        }

        TunnelMethod(request);
        // A provider's form comes from the provider's page; it only asks for the same address again (WIRE §8.1).
        bool isProvidersForm = HttpMethods.IsPost(request.Method) && request.Path == "/v1/oauth_callback";
        bool isRefused = ChangesSomething(request) ? !isProvidersForm && !MayChange(request, origin, allowed) : IsForeignRead(request, resolved.Instance, origin, allowed);
        if (isRefused)
        {
            Cors.Explain(context.Response, origin);
            await WireWriter.Write(context, RequestFaults.OriginInvalid);
            return;
        }

        if (ClientTokenOf(request).IsFault(out Fault? fault, out string? clientToken) ||
            (await ReadParams(request, context.RequestAborted)).IsFault(out fault, out Params body))
        {
            await WireWriter.Write(context, fault);
            return;
        }

        string? clientIp = ClientIp(context, resolved.IsProxied);
        if (geoIp.Find(clientIp)?.CountryCode is { Length: 2 } country)
        {
            context.Response.Headers["X-Country"] = country;
        }

        bool isNative = request.Query["_is_native"] is ["1"] or ["true"];
        if (isNative && !resolved.Instance.Settings.AuthConfig.NativeSettings.ApiEnabled && request.Path.StartsWithSegments("/v1/client"))
        {
            await WireWriter.Write(context, RequestFaults.NativeApiDisabled);
            return;
        }

        context.Features.Set(new FrontendCall
        {
            Instance = resolved.Instance,
            PublicUrl = resolved.PublicUrl,
            Params = body,
            Query = request.Query,
            AppOrigin = AppOrigin(request, resolved, allowed ? origin : null),
            ClientIp = clientIp,
            UserAgent = OneValue(request.Headers.UserAgent),
            DevBrowser = resolved.Instance.IsDevelopment && !isNative ? request.Query[CookieNames.DevBrowser].FirstOrDefault() ?? request.Query["__dev_session"].FirstOrDefault() : null,
            ClientToken = isNative ? NativeToken(request) : clientToken,
            IsNative = isNative,
            SessionId = request.Query["_clerk_session_id"].FirstOrDefault(),
            Cookies = context.Response.Cookies,
            Response = context.Response,
        });
        request.Path = FrontendPrefix + request.Path;
        await next(context);
    }

    /// <summary>The parameters. An upload's body is left to its operation, which has a limit of its own.</summary>
    private static async Task<Outcome<Params>> ReadParams(HttpRequest request, CancellationToken ct) =>
        HttpMethods.IsPost(request.Method) && Array.Exists(Uploads, path => request.Path.Equals(path)) ? Params.Empty : await Params.Read(request, ct);

    /// <summary>The instance: by a proxy's secret key, else by host, else the only development instance on a loopback host.</summary>
    private Outcome<Resolved> Resolve(HttpRequest request)
    {
        Uri? proxyUrl = Uri.TryCreate(OneValue(request.Headers[HeaderNames.ProxyUrl]), UriKind.Absolute, out Uri? uri) && Origins.IsWeb(uri) ? uri : null;
        if (OneValue(request.Headers[HeaderNames.SecretKey]) is { } secretKey)
        {
            return instances.BySecretKey(secretKey) is { } proxied
                ? new Resolved(proxied, PublicUrlOf(request, proxied, proxyUrl), IsProxied: true)
                : RequestFaults.SecretKeyInvalid;
        }

        string host = request.Host.Value ?? "";
        Instance? byName = instances.ByHost(request.Host.Host);
        // Development may sit on any port of its host; production answers to exactly the hosts it was given.
        Instance? instance = instances.ByHost(host) ?? (byName is { IsDevelopment: true } ? byName : null) ?? (Origins.IsLoopbackHost(request.Host.Host) ? instances.OnlyDevelopment : null);
        if (instance is null || !Uri.TryCreate($"{request.Scheme}://{host}", UriKind.Absolute, out _))
        {
            return RequestFaults.InvalidHost;
        }

        // Without the secret key anybody can claim to be a proxy: believed in development, from this machine, only.
        bool believed = proxyUrl is not null && instance.IsDevelopment && Origins.IsLoopbackHost(proxyUrl.Host);
        return new Resolved(instance, PublicUrlOf(request, instance, believed ? proxyUrl : null), IsProxied: false);
    }

    private PublicUrl PublicUrlOf(HttpRequest request, Instance instance, Uri? proxyUrl)
    {
        string scheme = instance.IsDevelopment ? request.Scheme : "https";
        string address = proxyUrl?.GetLeftPart(UriPartial.Path).TrimEnd('/') ?? $"{scheme}://{request.Host.Value}{request.PathBase.Value?.TrimEnd('/')}";
        PublicUrl? last = _lastPublicUrl;
        return last?.Base == address ? last : _lastPublicUrl = new PublicUrl(address);
    }

    /// <summary>Real methods on this wire are GET and POST; the others travel in the query of a POST, and only there (WIRE §2.1).</summary>
    private static void TunnelMethod(HttpRequest request)
    {
        if (HttpMethods.IsPost(request.Method) && request.Query["_method"].FirstOrDefault()?.ToUpperInvariant() is "PATCH" or "PUT" or "DELETE")
        {
            request.Method = request.Query["_method"].First()!.ToUpperInvariant();
        }
    }

    private static bool ChangesSomething(HttpRequest request) => !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method);

    /// <summary>A page must be one of the instance's own. Without an Origin it is no page, unless the browser says otherwise.</summary>
    private static bool MayChange(HttpRequest request, string? origin, bool allowed) =>
        origin is not null ? allowed : OneValue(request.Headers["Sec-Fetch-Site"]) is null or "same-origin" or "none";

    /// <summary>A script of a foreign page, in production. Navigations carry no Origin, or say what they are.</summary>
    private static bool IsForeignRead(HttpRequest request, Instance instance, string? origin, bool allowed) =>
        !instance.IsDevelopment && origin is not null && !allowed && request.Path.StartsWithSegments("/v1") && OneValue(request.Headers["Sec-Fetch-Mode"]) != "navigate";

    private static string? AppOrigin(HttpRequest request, Resolved resolved, string? allowedOrigin)
    {
        if (allowedOrigin is not null)
        {
            return allowedOrigin;
        }

        string? referer = Uri.TryCreate(OneValue(request.Headers.Referer), UriKind.Absolute, out Uri? page) && Origins.IsWeb(page) ? Origins.Of(page) : null;
        return referer is not null && resolved.Instance.Allows(referer) ? referer : resolved.IsProxied ? resolved.PublicUrl.Origin : null;
    }

    private string? ClientIp(HttpContext context, bool isProxied)
    {
        string? forwarded = isProxied ? OneValue(context.Request.Headers["X-Forwarded-For"])?.Split(',')[0].Trim() : null;
        IPAddress? address = IPAddress.TryParse(forwarded, out IPAddress? said) ? said : proxies.Caller(context);
        return (address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address)?.ToString();
    }

    /// <summary>The client cookie. Two different ones are somebody's trick: a sibling domain can set a second (SECURITY case 40).</summary>
    private static Outcome<string?> ClientTokenOf(HttpRequest request)
    {
        string? found = null;
        foreach (string? header in request.Headers.Cookie)
        {
            foreach (string pair in (header ?? "").Split(';', StringSplitOptions.TrimEntries))
            {
                if (pair.StartsWith(CookieNames.Client + "=", StringComparison.Ordinal) && pair[(CookieNames.Client.Length + 1)..] is var value)
                {
                    if (found is not null && found != value)
                    {
                        return RequestFaults.CredentialAmbiguous;
                    }

                    found = value;
                }
            }
        }

        return found;
    }

    private static string? NativeToken(HttpRequest request)
    {
        string? header = OneValue(request.Headers.Authorization);
        return header?.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) == true ? header[7..].Trim() : header;
    }

    private static string? BearerSecretKey(HttpRequest request) =>
        OneValue(request.Headers.Authorization) is { } header && header.StartsWith("Bearer sk_", StringComparison.OrdinalIgnoreCase) ? header[7..].Trim() : null;

    private static string? OneValue(StringValues values) => values.Count == 1 && !string.IsNullOrEmpty(values[0]) ? values[0] : null;

    /// <summary>Collapses double slashes and drops a trailing one: the SDK sends both (WIRE §1.7, §9.2).</summary>
    private static PathString Normalize(PathString path)
    {
        string text = path.Value ?? "/";
        while (text.Contains("//", StringComparison.Ordinal))
        {
            text = text.Replace("//", "/", StringComparison.Ordinal);
        }

        return text.Length > 1 ? text.TrimEnd('/') : "/";
    }

    private readonly record struct Resolved(Instance Instance, PublicUrl PublicUrl, bool IsProxied);
}
