using Foyer.Backend;

namespace Foyer.AspNetCore;

/// <summary>
/// How the app uses Foyer. Section <c>Foyer</c> of the configuration; what is missing there is taken from the <c>CLERK_*</c>
/// variables of the environment. Checked when the app starts. With an embedded server no key is needed.
/// </summary>
public sealed class FoyerOptions
{
    /// <summary>Configuration section these options are bound to.</summary>
    public const string Section = "Foyer";

    /// <summary>The instance's publishable key, <c>pk_…</c>. Required. Else <c>CLERK_PUBLISHABLE_KEY</c>.</summary>
    public string? PublishableKey { get; set; }

    /// <summary>
    /// The instance's secret key, <c>sk_…</c>. Required, unless <see cref="JwtKey"/> is set and the app neither calls the
    /// Backend API nor maps the proxy. Else <c>CLERK_SECRET_KEY</c>.
    /// </summary>
    public string? SecretKey { get; set; }

    /// <summary>
    /// The instance's public key as PEM, for verification without a network call; null to read the keys from the server
    /// every 5 minutes. Else <c>CLERK_JWT_KEY</c>.
    /// </summary>
    public string? JwtKey { get; set; }

    /// <summary>Base URL of the Foyer server. Default <c>http://localhost:5080</c>. Else <c>CLERK_API_URL</c>.</summary>
    public string? ApiUrl { get; set; }

    /// <summary>
    /// Where browsers reach the Frontend API: a path of this app, or an absolute URL. Default: the path given to
    /// <c>MapFoyerProxy</c>; without that, the host inside the publishable key. Else <c>CLERK_PROXY_URL</c>.
    /// </summary>
    public string? ProxyUrl { get; set; }

    /// <summary>Where people sign in: a path or an absolute URL. Default: the server's page, through the proxy. Else <c>CLERK_SIGN_IN_URL</c>.</summary>
    public string? SignInUrl { get; set; }

    /// <summary>Where people sign up: a path or an absolute URL. Default: the server's page, through the proxy. Else <c>CLERK_SIGN_UP_URL</c>.</summary>
    public string? SignUpUrl { get; set; }

    /// <summary>Where sign-in links lead afterwards; null for the page they stand on. Else <c>CLERK_SIGN_IN_FALLBACK_REDIRECT_URL</c>.</summary>
    public string? AfterSignInUrl { get; set; }

    /// <summary>Where sign-up links lead afterwards; null for the page they stand on. Else <c>CLERK_SIGN_UP_FALLBACK_REDIRECT_URL</c>.</summary>
    public string? AfterSignUpUrl { get; set; }

    /// <summary>Origins this app answers to, for example <c>https://app.example</c>; a session token made for another is refused. Empty for no check; set it in production.</summary>
    public IList<string> AuthorizedParties { get; init; } = [];

    /// <summary>Audiences this app answers to; empty for no check.</summary>
    public IList<string> Audience { get; init; } = [];

    /// <summary>How far the clocks of app and server may differ. Default 5 seconds; at most 5 minutes.</summary>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Paths that need somebody signed in, as <see cref="PathPattern"/>s, for example <c>/dashboard(.*)</c>. All other paths are public until they ask.</summary>
    public IList<string> ProtectedRoutes { get; init; } = [];

    /// <summary>Paths that name an organization, for example <c>/orgs/:slug(.*)</c>: the session follows them (WIRE §4.7).</summary>
    public IList<string> OrganizationPatterns { get; init; } = [];

    /// <summary>Paths about the personal account, for example <c>/me(.*)</c>.</summary>
    public IList<string> PersonalAccountPatterns { get; init; } = [];

    /// <summary>Whether the app is a satellite of another domain. Default false. Else <c>CLERK_IS_SATELLITE</c>.</summary>
    public bool IsSatellite { get; set; }

    /// <summary>The satellite's own domain, without scheme. Else <c>CLERK_DOMAIN</c>.</summary>
    public string? Domain { get; set; }

    /// <summary>Whether a satellite asks its primary on a first visit already. Default false.</summary>
    public bool SatelliteAutoSync { get; set; }
}
