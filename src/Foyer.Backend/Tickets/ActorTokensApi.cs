using Foyer.Contracts;

namespace Foyer.Backend;

/// <summary>Tokens that let somebody act in a person's place: <c>/v1/actor_tokens</c> of the Backend API.</summary>
public sealed class ActorTokensApi
{
    private readonly BackendHttp _api;

    internal ActorTokensApi(BackendHttp api) => _api = api;

    /// <summary>Makes one. The ticket is in this answer and in no other. Errors: 422.</summary>
    /// <param name="token">In whose place, who, and for how long.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<ActorToken>> CreateAsync(CreateActorTokenRequest token, CancellationToken cancellationToken = default) =>
        _api.Send(HttpMethod.Post, "actor_tokens", token, WireJson.Default.CreateActorTokenRequest, WireJson.Default.ActorToken, cancellationToken);

    /// <summary>Takes a pending one back. Errors: 400 when it is used or revoked already, 404.</summary>
    /// <param name="actorTokenId">Its id.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<ActorToken>> RevokeAsync(string actorTokenId, CancellationToken cancellationToken = default) =>
        _api.Send(HttpMethod.Post, $"actor_tokens/{BackendHttp.Segment(actorTokenId)}/revoke", WireJson.Default.ActorToken, cancellationToken);
}
