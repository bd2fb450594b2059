namespace Foyer.Backend;

/// <summary>Why a request is signed out or needs a handshake: stable names, part of the protocol (WIRE §4.2). See also <see cref="TokenReasons"/>.</summary>
public static class AuthReasons
{
    /// <summary>No session token and no sign of a signed-in client.</summary>
    public const string SessionTokenAndUatMissing = "session-token-and-uat-missing";

    /// <summary>The handshake found nobody signed in.</summary>
    public const string SessionTokenMissing = "session-token-missing";

    /// <summary>A session token, and a client that says it is signed out.</summary>
    public const string SessionTokenButNoClientUat = "session-token-but-no-client-uat";

    /// <summary>A client that says it is signed in, and no session token.</summary>
    public const string ClientUatButNoSessionToken = "client-uat-but-no-session-token";

    /// <summary>The session token is older than the client's last sign-in or sign-out.</summary>
    public const string SessionTokenOlderThanClientUat = "session-token-iat-before-client-uat";

    /// <summary>The session token has expired; followed by <c>-refresh-</c> and why it was not refreshed.</summary>
    public const string SessionTokenExpired = "session-token-expired";

    /// <summary>The session token is not valid yet.</summary>
    public const string SessionTokenNotActiveYet = "session-token-nbf";

    /// <summary>The session token comes from the future.</summary>
    public const string SessionTokenFromTheFuture = "session-token-iat-in-the-future";

    /// <summary>A development instance does not know this browser yet.</summary>
    public const string DevBrowserMissing = "dev-browser-missing";

    /// <summary>The URL brings a dev browser along.</summary>
    public const string DevBrowserSync = "dev-browser-sync";

    /// <summary>A satellite domain asks its primary.</summary>
    public const string SatelliteNeedsSyncing = "satellite-needs-syncing";

    /// <summary>A primary domain answers its satellite.</summary>
    public const string PrimaryRespondsToSyncing = "primary-responds-to-syncing";

    /// <summary>The browser comes from another site: another domain of the instance may know more.</summary>
    public const string PrimaryDomainCrossOriginSync = "primary-domain-cross-origin-sync";

    /// <summary>The URL names another organization than the session token.</summary>
    public const string ActiveOrganizationMismatch = "active-organization-mismatch";
}
