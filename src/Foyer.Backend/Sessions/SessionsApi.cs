using Foyer.Contracts;

namespace Foyer.Backend;

/// <summary>Sessions of the instance: <c>/v1/sessions</c> of the Backend API.</summary>
public sealed class SessionsApi
{
    private readonly BackendHttp _api;

    internal SessionsApi(BackendHttp api) => _api = api;

    /// <summary>Lists sessions with their total. Name a client or a user. Errors: 422 when neither is named.</summary>
    /// <param name="query">Which sessions.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<Page<BackendSession>>> ListAsync(SessionQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return _api.Get("sessions" + query.ToQuery(), WireJson.Default.PageBackendSession, cancellationToken);
    }

    /// <summary>Reads one session. Errors: 404.</summary>
    /// <param name="sessionId">Session id.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<BackendSession>> GetAsync(string sessionId, CancellationToken cancellationToken = default) =>
        _api.Get(At(sessionId), WireJson.Default.BackendSession, cancellationToken);

    /// <summary>Makes a session without a sign-in; development instances only. Errors: 404, 422.</summary>
    /// <param name="session">Whose.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<BackendSession>> CreateAsync(CreateSessionRequest session, CancellationToken cancellationToken = default) =>
        _api.Send(HttpMethod.Post, "sessions", session, WireJson.Default.CreateSessionRequest, WireJson.Default.BackendSession, cancellationToken);

    /// <summary>Ends a session for good; tokens already made die within a minute. Errors: 404.</summary>
    /// <param name="sessionId">Session id.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<BackendSession>> RevokeAsync(string sessionId, CancellationToken cancellationToken = default) =>
        _api.Send(HttpMethod.Post, At(sessionId) + "/revoke", WireJson.Default.BackendSession, cancellationToken);

    /// <summary>Makes a token of a session. Errors: 401 when the session has ended, 404 for an unknown session or template.</summary>
    /// <param name="sessionId">Session id.</param>
    /// <param name="template">Name of a JWT template; null for a session token.</param>
    /// <param name="expiresInSeconds">Lifetime, 30 to 315,360,000 seconds; null for the default of 60.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<TokenResource>> GetTokenAsync(string sessionId, string? template = null, long? expiresInSeconds = null, CancellationToken cancellationToken = default)
    {
        string path = At(sessionId) + "/tokens" + (template is null ? "" : "/" + BackendHttp.Segment(template));
        return expiresInSeconds is null
            ? _api.Send(HttpMethod.Post, path, WireJson.Default.TokenResource, cancellationToken)
            : _api.Send(HttpMethod.Post, path, new CreateSessionTokenRequest { ExpiresInSeconds = expiresInSeconds },
                WireJson.Default.CreateSessionTokenRequest, WireJson.Default.TokenResource, cancellationToken);
    }

    /// <summary>
    /// Exchanges an expired session token and its refresh cookie for fresh cookies (WIRE §4.5). Errors: 401 with the reason
    /// as code.
    /// </summary>
    /// <param name="sessionId">Session id, from the expired token.</param>
    /// <param name="refresh">The expired token, the refresh cookie, and the request they came with; <c>format</c> is set here.</param>
    /// <param name="suffixedCookies">Whether the app reads suffixed cookies (WIRE §3).</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<CookiesResource>> RefreshAsync(string sessionId, RefreshSessionRequest refresh, bool suffixedCookies = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(refresh);
        string path = At(sessionId) + "/refresh" + (suffixedCookies ? "?suffixed_cookies=true" : "");
        return _api.Send(HttpMethod.Post, path, refresh with { Format = "cookie" }, WireJson.Default.RefreshSessionRequest, WireJson.Default.CookiesResource, cancellationToken);
    }

    private static string At(string sessionId) => "sessions/" + BackendHttp.Segment(sessionId);
}

/// <summary>Which sessions.</summary>
public sealed record SessionQuery
{
    /// <summary>Of this client.</summary>
    public string? ClientId { get; init; }

    /// <summary>Of this user.</summary>
    public string? UserId { get; init; }

    /// <summary>In this status; null for any.</summary>
    public SessionStatus? Status { get; init; }

    /// <summary>Most items to answer, 1 to 500; null for the server's default of 10.</summary>
    public int? Limit { get; init; }

    /// <summary>Items to skip; null for none.</summary>
    public int? Offset { get; init; }

    internal QueryText ToQuery() => new QueryText()
        .Add("client_id", ClientId)
        .Add("user_id", UserId)
        .Add("status", Status?.Value)
        .Add("limit", Limit)
        .Add("offset", Offset)
        .Add("paginated", true);
}
