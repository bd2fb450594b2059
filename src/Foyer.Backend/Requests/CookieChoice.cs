using Foyer.Contracts;

namespace Foyer.Backend;

/// <summary>The cookies a choice is made between (WIRE §3). Null and empty both mean absent.</summary>
internal readonly record struct CookiePairs(string? PlainSession, string? SuffixedSession, string? PlainUat, string? SuffixedUat);

/// <summary>
/// Whether to believe the suffixed cookies or the plain ones, which another instance or an older app on the same host may
/// have written. The numbers are those of WIRE §3; the first rule that applies wins. No I/O.
/// </summary>
internal static class CookieChoice
{
    public static bool UsesSuffixed(in CookiePairs cookies, PublishableKey key, long nowSeconds)
    {
        if (!string.IsNullOrEmpty(cookies.PlainSession) && cookies.PlainSession == cookies.SuffixedSession &&
            !string.IsNullOrEmpty(cookies.PlainUat) && cookies.PlainUat == cookies.SuffixedUat)
        {
            // The usual case. Both say the same, so there is nothing to decode and choose.
            return true;
        }

        SessionClaims? plain = Read(cookies.PlainSession);
        if (!string.IsNullOrEmpty(cookies.PlainSession))
        {
            if (string.IsNullOrEmpty(plain?.Iss)) { return false; }                                                            // 1
            if (WithoutScheme(plain.Iss) != key.FrontendApi) { return true; }                                                  // 2
        }

        bool hasSuffixedUat = !string.IsNullOrEmpty(cookies.SuffixedUat);
        bool hasSuffixedSession = !string.IsNullOrEmpty(cookies.SuffixedSession);
        if (!hasSuffixedUat && !hasSuffixedSession) { return false; }                                                          // 3

        SessionClaims? suffixed = Read(cookies.SuffixedSession);
        bool plainSignedOut = cookies.PlainUat == "0", suffixedSignedOut = cookies.SuffixedUat == "0";
        if (!suffixedSignedOut && !plainSignedOut && plain is not null && plain.Iat > (suffixed?.Iat ?? 0)) { return false; }  // 4
        if (suffixedSignedOut && !plainSignedOut) { return false; }                                                            // 5
        if (key.IsDevelopment && !suffixedSignedOut && plainSignedOut && suffixed is not null && suffixed.Exp <= nowSeconds) { return false; } // 6
        return !(hasSuffixedSession && !hasSuffixedUat);                                                                       // 7, 8
    }

    private static SessionClaims? Read(string? token) => UnverifiedClaims.Of(token);

    private static string WithoutScheme(string issuer) =>
        issuer.StartsWith("https://", StringComparison.Ordinal) ? issuer["https://".Length..]
        : issuer.StartsWith("http://", StringComparison.Ordinal) ? issuer["http://".Length..]
        : issuer;
}
