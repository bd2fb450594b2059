using Foyer.Contracts;

namespace Foyer.Backend;

/// <summary>Where a browser is sent for a handshake (WIRE §4.3), and which hosts count as the instance's own.</summary>
internal static class HandshakeUrl
{
    /// <summary>The URL of the handshake for the page asked for.</summary>
    /// <remarks>The protocol would also take the current session token along; a credential does not belong into a URL, and the server does not need it.</remarks>
    public static string For(AuthContext at, string reason, string? organization, bool nonce)
    {
        string url = FrontendApi(at) + "/v1/client/handshake";
        url = UrlQuery.With(url, "redirect_url", CleanUrl(at.Url));
        url = UrlQuery.With(url, "__clerk_api_version", ApiVersions.Current);
        url = UrlQuery.With(url, "suffixed_cookies", at.UsesSuffixed ? "true" : "false");
        url = UrlQuery.With(url, "__clerk_hs_reason", reason);
        url = UrlQuery.With(url, "format", nonce ? "nonce" : "token");
        if (at.IsDevelopment && at.DevBrowser is { } devBrowser)
        {
            url = UrlQuery.With(url, CookieNames.DevBrowser, devBrowser);
        }

        return organization is null ? url : UrlQuery.With(url, "organization_id", organization);
    }

    /// <summary>The page's URL without what handshakes and dev browsers left in it.</summary>
    public static string CleanUrl(Uri url) =>
        UrlQuery.Without(url, CookieNames.DevBrowser, CookieNames.Handshake, CookieNames.HandshakeNonce, "__clerk_help");

    /// <summary>Whether a referring page is the instance's own: its Frontend API, or the pages of its Account Portal (WIRE §1.5).</summary>
    public static bool IsOwnHost(AuthContext at, Uri referrer)
    {
        PublishableKey key = at.Options.PublishableKey;
        return Is(key.FrontendApi) || Is(key.AccountPortal) || new Uri(FrontendApi(at)).Authority.Equals(referrer.Authority, StringComparison.OrdinalIgnoreCase);

        bool Is(string host) => referrer.Scheme == Uri.UriSchemeHttps && referrer.Authority.Equals(host, StringComparison.OrdinalIgnoreCase);
    }

    private static string FrontendApi(AuthContext at) => at.Options switch
    {
        { ProxyUrl: { } proxy } when proxy.StartsWith('/') => at.Origin + at.Request.PathBase + proxy.TrimEnd('/'),
        { ProxyUrl: { } proxy } => proxy.TrimEnd('/'),
        { IsSatellite: true, Domain: { } domain, PublishableKey.IsDevelopment: false } => "https://clerk." + domain,
        _ => "https://" + at.Options.PublishableKey.FrontendApi,
    };
}
