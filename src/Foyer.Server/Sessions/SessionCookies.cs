using System.Globalization;
using Foyer.Contracts;

namespace Foyer.Server.Sessions;

/// <summary>
/// Set-Cookie lines that an app's server sets on its own host (WIRE §4.3, §4.5). Plain and suffixed names both, the
/// suffixed last; every attribute is ours, nothing in them comes from a request.
/// </summary>
internal static class SessionCookies
{
    private const int Year = 31_536_000;

    public static IReadOnlyList<string> Refreshed(PublishableKey key, string jwt, DateTimeOffset clientUpdatedAt, bool isSecure) =>
        [.. Both(CookieNames.ClientUat, key, Seconds(clientUpdatedAt), Year, isSecure), .. Both(CookieNames.Session, key, jwt, Year, isSecure)];

    public static IReadOnlyList<string> SignedIn(PublishableKey key, string jwt, string refreshToken, DateTimeOffset clientUpdatedAt, TimeSpan sessionLeft, bool isSecure) =>
    [
        .. Refreshed(key, jwt, clientUpdatedAt, isSecure),
        Line(CookieNames.Suffixed(CookieNames.Refresh, key.CookieSuffix), refreshToken, (int)Math.Clamp(sessionLeft.TotalSeconds, 1, Year), isSecure) + "; HttpOnly",
    ];

    public static IReadOnlyList<string> SignedOut(PublishableKey key, bool isSecure) =>
    [
        .. Both(CookieNames.Session, key, "", 0, isSecure),
        .. Both(CookieNames.ClientUat, key, "0", Year, isSecure),
        Line(CookieNames.Suffixed(CookieNames.Refresh, key.CookieSuffix), "", 0, isSecure) + "; HttpOnly",
    ];

    public static IReadOnlyList<string> DevBrowser(PublishableKey key, string token, bool isSecure) => Both(CookieNames.DevBrowser, key, token, Year, isSecure);

    /// <summary>Removes the cookies that carried a handshake in production.</summary>
    public static IReadOnlyList<string> HandshakeDone(string domain) =>
        [$"{CookieNames.Handshake}=; Path=/; Domain={domain}; Max-Age=0; HttpOnly; Secure; SameSite=Lax", $"{CookieNames.HandshakeNonce}=; Path=/; Domain={domain}; Max-Age=0; HttpOnly; Secure; SameSite=Lax"];

    public static string Seconds(DateTimeOffset instant) => instant.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private static string[] Both(string name, PublishableKey key, string value, int maxAge, bool isSecure) =>
        [Line(name, value, maxAge, isSecure), Line(CookieNames.Suffixed(name, key.CookieSuffix), value, maxAge, isSecure)];

    private static string Line(string name, string value, int maxAge, bool isSecure) =>
        string.Create(CultureInfo.InvariantCulture, $"{name}={value}; Path=/; Max-Age={maxAge}; SameSite=Lax{(isSecure ? "; Secure" : "")}");
}
