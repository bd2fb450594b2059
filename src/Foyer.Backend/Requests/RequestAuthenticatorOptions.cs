using Foyer.Contracts;

namespace Foyer.Backend;

/// <summary>How requests of one app are authenticated.</summary>
public sealed record RequestAuthenticatorOptions
{
    /// <summary>The instance's publishable key.</summary>
    public required PublishableKey PublishableKey { get; init; }

    /// <summary>
    /// Where the app's proxy to the Frontend API is: a path of the app's own origin (<c>/__foyer</c>), or an absolute URL.
    /// Null to send browsers to the host inside the publishable key (WIRE §1.7).
    /// </summary>
    public string? ProxyUrl { get; init; }

    /// <summary>Where people sign in, absolute; only a satellite of a development instance needs it.</summary>
    public string? SignInUrl { get; init; }

    /// <summary>Whether the app is a satellite of another domain of the instance (WIRE §1.8). Default false.</summary>
    public bool IsSatellite { get; init; }

    /// <summary>The satellite's domain, without scheme.</summary>
    public string? Domain { get; init; }

    /// <summary>Whether a satellite asks its primary on a first visit already. Default false.</summary>
    public bool SatelliteAutoSync { get; init; }

    /// <summary>Which paths name an organization; null when none do.</summary>
    public OrganizationSync? OrganizationSync { get; init; }

    /// <summary>Authorized parties, audience and clock skew of session tokens.</summary>
    public VerifyTokenOptions Tokens { get; init; } = VerifyTokenOptions.Default;
}
