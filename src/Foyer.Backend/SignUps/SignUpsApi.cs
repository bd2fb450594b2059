using Foyer.Contracts;

namespace Foyer.Backend;

/// <summary>People who are signing up: <c>/v1/sign_ups</c> of the Backend API.</summary>
public sealed class SignUpsApi
{
    private readonly BackendHttp _api;

    internal SignUpsApi(BackendHttp api) => _api = api;

    /// <summary>One by its id. Errors: 404.</summary>
    /// <param name="signUpId">Its id.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<SignUpResource>> GetAsync(string signUpId, CancellationToken cancellationToken = default) => _api.Get(At(signUpId), WireJson.Default.SignUpResource, cancellationToken);

    /// <summary>Says what the app knows of the person. Errors: 403 <c>sign_up_wrong_step</c> when it is over, 404, 422 <c>form_identifier_exists</c>.</summary>
    /// <param name="signUpId">Its id.</param>
    /// <param name="change">What is said.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<SignUpResource>> UpdateAsync(string signUpId, UpdateSignUpRequest change, CancellationToken cancellationToken = default) => _api.Send(
        HttpMethod.Patch, At(signUpId), change, WireJson.Default.UpdateSignUpRequest, WireJson.Default.SignUpResource, cancellationToken);

    private static string At(string signUpId) => "sign_ups/" + BackendHttp.Segment(signUpId);
}
