using Foyer.Contracts;
using Foyer.Frontend.Wire;

namespace Foyer.Frontend;

/// <summary>The accounts at social providers that the person signed in has connected (WIRE §9.5).</summary>
public sealed class ExternalAccountsClient
{
    private readonly FrontendCalls _calls;

    internal ExternalAccountsClient(FrontendCalls calls) => _calls = calls;

    /// <summary>
    /// <c>POST /v1/me/external_accounts</c>: begins to connect an account. The browser goes to the verification's
    /// <c>external_verification_redirect_url</c>. Errors: <c>session_reverification_required</c>, <c>form_param_value_invalid</c>.
    /// </summary>
    /// <param name="strategy">For example <c>oauth_google</c>.</param>
    /// <param name="redirectUrl">Where the provider leads back to in the end; absolute, of an allowed origin.</param>
    /// <param name="sessionId">Which of the client's sessions asks; null for the last active one.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<ExternalAccountResource>> Create(string strategy, string redirectUrl, string? sessionId = null, CancellationToken cancellationToken = default) =>
        _calls.Post(
            "me/external_accounts", new FormFields { { "strategy", strategy }, { "redirect_url", redirectUrl } }, WireJson.Default.EnvelopeExternalAccountResource, cancellationToken, sessionId);

    /// <summary><c>PATCH /v1/me/external_accounts/{id}/reauthorize</c>: connects the same account again, for new tokens. Errors: 404 for one that was never connected.</summary>
    /// <param name="id">Prefix <c>eac_</c>.</param>
    /// <param name="redirectUrl">Where the provider leads back to in the end; absolute, of an allowed origin.</param>
    /// <param name="sessionId">Which of the client's sessions asks; null for the last active one.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<ExternalAccountResource>> Reauthorize(string id, string redirectUrl, string? sessionId = null, CancellationToken cancellationToken = default) =>
        _calls.Patch(Path(id) + "/reauthorize", new FormFields { { "redirect_url", redirectUrl } }, WireJson.Default.EnvelopeExternalAccountResource, cancellationToken, sessionId);

    /// <summary><c>DELETE /v1/me/external_accounts/{id}</c>: disconnects it. Errors: <c>session_reverification_required</c>; 400 for the last way to sign in.</summary>
    /// <param name="id">Prefix <c>eac_</c>.</param>
    /// <param name="sessionId">Which of the client's sessions asks; null for the last active one.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<DeletedObject>> Delete(string id, string? sessionId = null, CancellationToken cancellationToken = default) =>
        _calls.Delete(Path(id), WireJson.Default.EnvelopeDeletedObject, cancellationToken, sessionId);

    private static string Path(string id) => "me/external_accounts/" + Uri.EscapeDataString(id);
}
