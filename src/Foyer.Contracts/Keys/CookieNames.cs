namespace Foyer.Contracts;

/// <summary>Names of the cookies, parameters and headers of the protocol (WIRE §3, §4). Suffixed cookies add <c>_&lt;suffix&gt;</c>.</summary>
public static class CookieNames
{
    /// <summary>The client credential on the Frontend API's host; HttpOnly, never suffixed.</summary>
    public const string Client = "__client";

    /// <summary>The session token on the app's host.</summary>
    public const string Session = "__session";

    /// <summary>When the client last signed in or out, in Unix seconds; <c>0</c> when signed out.</summary>
    public const string ClientUat = "__client_uat";

    /// <summary>The refresh token; exists suffixed only.</summary>
    public const string Refresh = "__refresh";

    /// <summary>The dev browser of a development instance; also a query parameter.</summary>
    public const string DevBrowser = "__clerk_db_jwt";

    /// <summary>The handshake payload as a token; also a query parameter.</summary>
    public const string Handshake = "__clerk_handshake";

    /// <summary>The handshake payload by reference; also a query parameter.</summary>
    public const string HandshakeNonce = "__clerk_handshake_nonce";

    /// <summary>Counts handshake redirects in a row.</summary>
    public const string RedirectCount = "__clerk_redirect_count";

    /// <summary>A cookie's suffixed name.</summary>
    /// <param name="name">The plain name.</param>
    /// <param name="suffix">See <see cref="PublishableKey.CookieSuffix"/>.</param>
    public static string Suffixed(string name, string suffix) => name + "_" + suffix;
}

/// <summary>Headers the protocol adds to HTTP.</summary>
public static class HeaderNames
{
    /// <summary>A proxy's own public base URL, for example <c>https://app.example/__foyer</c> (WIRE §1.7).</summary>
    public const string ProxyUrl = "Clerk-Proxy-Url";

    /// <summary>The secret key with which a proxy proves which instance it stands for.</summary>
    public const string SecretKey = "Clerk-Secret-Key";

    /// <summary>Dated API version of a Backend API call.</summary>
    public const string ApiVersion = "Clerk-API-Version";

    /// <summary>Outcome of request authentication: <c>signed-in</c>, <c>signed-out</c> or <c>handshake</c>.</summary>
    public const string AuthStatus = "x-clerk-auth-status";

    /// <summary>Why, as a stable name (WIRE §4.2).</summary>
    public const string AuthReason = "x-clerk-auth-reason";

    /// <summary>Why, in words.</summary>
    public const string AuthMessage = "x-clerk-auth-message";
}

/// <summary>Dated versions of the API.</summary>
public static class ApiVersions
{
    /// <summary>The version this release speaks.</summary>
    public const string Current = "2026-05-12";
}
