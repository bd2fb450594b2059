using Foyer.Contracts;
using Foyer.Frontend.Wire;

namespace Foyer.Frontend;

/// <summary>Sessions of this client (WIRE §2.7, §5.6, §9.6).</summary>
public sealed class SessionsClient
{
    private readonly FrontendCalls _calls;

    internal SessionsClient(FrontendCalls calls) => _calls = calls;

    /// <summary><c>GET /v1/client/sessions/{id}</c>.</summary>
    /// <param name="id">Prefix <c>sess_</c>.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<SessionResource>> Get(string id, CancellationToken cancellationToken = default) =>
        _calls.Get(Path(id), WireJson.Default.EnvelopeSessionResource, cancellationToken);

    /// <summary><c>POST …/touch</c>: makes the session the client's last active one.</summary>
    /// <param name="id">Prefix <c>sess_</c>.</param>
    /// <param name="activeOrganizationId">Organization to act for; empty for the personal account; null leaves it as it is.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<SessionResource>> Touch(string id, string? activeOrganizationId = null, CancellationToken cancellationToken = default) =>
        Post(id, "touch", new FormFields { { "active_organization_id", activeOrganizationId } }, cancellationToken);

    /// <summary><c>POST …/end</c>: ends the session.</summary>
    /// <param name="id">Prefix <c>sess_</c>.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<SessionResource>> End(string id, CancellationToken cancellationToken = default) => Post(id, "end", [], cancellationToken);

    /// <summary><c>POST …/remove</c>: takes the session off this client.</summary>
    /// <param name="id">Prefix <c>sess_</c>.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<SessionResource>> Remove(string id, CancellationToken cancellationToken = default) => Post(id, "remove", [], cancellationToken);

    /// <summary><c>POST …/tokens</c>: a fresh session token, good for a minute.</summary>
    /// <param name="id">Prefix <c>sess_</c>.</param>
    /// <param name="template">Name of a JWT template; null for the session token itself.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<TokenResource>> GetToken(string id, string? template = null, CancellationToken cancellationToken = default) =>
        _calls.PostBare(
            Path(id) + "/tokens" + (template is null ? "" : "/" + Uri.EscapeDataString(template)), [], WireJson.Default.TokenResource, cancellationToken);

    private Task<FrontendResult<SessionResource>> Post(string id, string verb, FormFields form, CancellationToken ct) =>
        _calls.Post($"{Path(id)}/{verb}", form, WireJson.Default.EnvelopeSessionResource, ct);

    private static string Path(string id) => "client/sessions/" + Uri.EscapeDataString(id);
}
