using Foyer.Contracts;

namespace Foyer.Backend;

/// <summary>Clients (browsers and devices) of the instance: <c>/v1/clients</c> of the Backend API.</summary>
public sealed class ClientsApi
{
    private readonly BackendHttp _api;

    internal ClientsApi(BackendHttp api) => _api = api;

    /// <summary>Lists clients with their total.</summary>
    /// <param name="limit">Most items to answer, 1 to 500; null for the server's default of 10.</param>
    /// <param name="offset">Items to skip; null for none.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<Page<BackendClient>>> ListAsync(int? limit = null, int? offset = null, CancellationToken cancellationToken = default) =>
        _api.Get("clients" + new QueryText().Add("limit", limit).Add("offset", offset).Add("paginated", true), WireJson.Default.PageBackendClient, cancellationToken);

    /// <summary>Reads one client. Errors: 404.</summary>
    /// <param name="clientId">Client id.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<BackendClient>> GetAsync(string clientId, CancellationToken cancellationToken = default) =>
        _api.Get("clients/" + BackendHttp.Segment(clientId), WireJson.Default.BackendClient, cancellationToken);

    /// <summary>Finds the client a credential belongs to. Errors: 400, 401, 404.</summary>
    /// <param name="token">A session token or the value of a client cookie.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<BackendClient>> VerifyAsync(string token, CancellationToken cancellationToken = default) =>
        _api.Send(HttpMethod.Post, "clients/verify", new VerifyClientRequest { Token = token }, WireJson.Default.VerifyClientRequest, WireJson.Default.BackendClient, cancellationToken);

    /// <summary>Takes what a handshake left under a nonce: good once (WIRE §4.3). Errors: 404.</summary>
    /// <param name="nonce">The nonce.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<HandshakePayload>> GetHandshakePayloadAsync(string nonce, CancellationToken cancellationToken = default) =>
        _api.Get("clients/handshake_payload" + new QueryText().Add("nonce", nonce), WireJson.Default.HandshakePayload, cancellationToken);
}
