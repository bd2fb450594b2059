using Foyer.Contracts;

namespace Foyer.Backend;

/// <summary>Testing tokens: <c>/v1/testing_tokens</c> of the Backend API.</summary>
public sealed class TestingTokensApi
{
    private readonly BackendHttp _api;

    internal TestingTokensApi(BackendHttp api) => _api = api;

    /// <summary>Makes a token that lets automated tests past bot protection for an hour (WIRE §15).</summary>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<TestingToken>> CreateAsync(CancellationToken cancellationToken = default) =>
        _api.Send(HttpMethod.Post, "testing_tokens", WireJson.Default.TestingToken, cancellationToken);
}
