using Foyer.Contracts;

namespace Foyer.Backend;

/// <summary>Tokens that sign one person in once: <c>/v1/sign_in_tokens</c> of the Backend API.</summary>
public sealed class SignInTokensApi
{
    private readonly BackendHttp _api;

    internal SignInTokensApi(BackendHttp api) => _api = api;

    /// <summary>Makes one. The ticket is in this answer and in no other. Errors: 404 for an unknown user, 422.</summary>
    /// <param name="token">Whom, and for how long.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<SignInToken>> CreateAsync(CreateSignInTokenRequest token, CancellationToken cancellationToken = default) =>
        _api.Send(HttpMethod.Post, "sign_in_tokens", token, WireJson.Default.CreateSignInTokenRequest, WireJson.Default.SignInToken, cancellationToken);

    /// <summary>Takes a pending one back. Errors: 400 when it is used or revoked already, 404.</summary>
    /// <param name="signInTokenId">Its id.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<SignInToken>> RevokeAsync(string signInTokenId, CancellationToken cancellationToken = default) =>
        _api.Send(HttpMethod.Post, $"sign_in_tokens/{BackendHttp.Segment(signInTokenId)}/revoke", WireJson.Default.SignInToken, cancellationToken);
}
