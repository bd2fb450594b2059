using Foyer.Contracts;

namespace Foyer.Backend;

/// <summary>Public keys of the instance: <c>/v1/jwks</c> of the Backend API.</summary>
public sealed class JwksApi
{
    private readonly BackendHttp _api;

    internal JwksApi(BackendHttp api) => _api = api;

    /// <summary>Reads the keys that tokens may be signed with now.</summary>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<JwksResource>> GetAsync(CancellationToken cancellationToken = default) =>
        _api.Get("jwks", WireJson.Default.JwksResource, cancellationToken);
}
