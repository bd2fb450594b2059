using System.Globalization;
using Foyer.Contracts;

namespace Foyer.Backend;

/// <summary>Everything WIRE §4.1 reads from a request, read once.</summary>
internal sealed class AuthContext
{
    /// <summary>Carries the URL of a satellite's page through its primary (WIRE §4.6).</summary>
    public const string RedirectUrlParameter = "__clerk_redirect_url";

    /// <summary>Says that a satellite's page has been synchronised (WIRE §4.6).</summary>
    public const string SyncedParameter = "__clerk_synced";

    /// <summary>How many handshakes in a row are enough.</summary>
    public const int MaxRedirects = 3;

    public AuthContext(AuthRequest request, RequestAuthenticatorOptions options, long nowSeconds)
    {
        Request = request;
        Options = options;
        string suffix = options.PublishableKey.CookieSuffix;
        CookiePairs pairs = new(
            request.Cookie(CookieNames.Session), request.Cookie(CookieNames.Suffixed(CookieNames.Session, suffix)),
            request.Cookie(CookieNames.ClientUat), request.Cookie(CookieNames.Suffixed(CookieNames.ClientUat, suffix)));
        UsesSuffixed = CookieChoice.UsesSuffixed(pairs, options.PublishableKey, nowSeconds);
        SessionToken = NullIfEmpty(UsesSuffixed ? pairs.SuffixedSession : pairs.PlainSession);
        ClientUat = long.TryParse(UsesSuffixed ? pairs.SuffixedUat : pairs.PlainUat, NumberStyles.None, CultureInfo.InvariantCulture, out long uat) ? uat : 0;
        RefreshToken = NullIfEmpty(request.Cookie(CookieNames.Suffixed(CookieNames.Refresh, suffix)));
        DevBrowserInUrl = NullIfEmpty(UrlQuery.Get(Url, CookieNames.DevBrowser));
        DevBrowser = DevBrowserInUrl ?? NullIfEmpty(request.Cookie(UsesSuffixed ? CookieNames.Suffixed(CookieNames.DevBrowser, suffix) : CookieNames.DevBrowser));
        Nonce = Delivered(CookieNames.HandshakeNonce);
        HandshakeToken = Delivered(CookieNames.Handshake);
    }

    public AuthRequest Request { get; }

    public RequestAuthenticatorOptions Options { get; }

    public Uri Url => Request.Url;

    public string Origin => Url.GetLeftPart(UriPartial.Authority);

    public bool IsDevelopment => Options.PublishableKey.IsDevelopment;

    public bool UsesSuffixed { get; }

    public string? SessionToken { get; }

    /// <summary>When the client signed in or out last, Unix seconds; 0 for signed out or unknown.</summary>
    public long ClientUat { get; }

    public string? RefreshToken { get; }

    public string? DevBrowser { get; }

    public string? DevBrowserInUrl { get; }

    public string? Nonce { get; }

    public string? HandshakeToken { get; }

    public string? Synced => UrlQuery.Get(Url, SyncedParameter);

    /// <summary>Whether a person waits for a page: only then may the answer be a journey to the server and back.</summary>
    public bool IsDocument => Request.Method == "GET" && Request.Header("Sec-Fetch-Dest") switch
    {
        "document" or "iframe" => true,
        null => Request.Header("Accept")?.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) ?? false,
        _ => false,
    };

    /// <summary>Handshakes in a row so far. What is not a number was not written by us, and ends the row.</summary>
    public int RedirectCount => Request.Cookie(CookieNames.RedirectCount) switch
    {
        null or "" => 0,
        var text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : MaxRedirects,
    };

    /// <summary>Production delivers by cookie only: what stands in an address may have been put there by somebody else.</summary>
    private string? Delivered(string name) => (IsDevelopment ? NullIfEmpty(UrlQuery.Get(Url, name)) : null) ?? NullIfEmpty(Request.Cookie(name));

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
