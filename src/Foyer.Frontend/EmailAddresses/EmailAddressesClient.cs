using Foyer.Contracts;
using Foyer.Frontend.Wire;

namespace Foyer.Frontend;

/// <summary>The e-mail addresses of the person signed in (WIRE §9.2).</summary>
public sealed class EmailAddressesClient
{
    private readonly FrontendCalls _calls;

    internal EmailAddressesClient(FrontendCalls calls) => _calls = calls;

    /// <summary>
    /// <c>POST /v1/me/email_addresses</c>: adds an address, unproven. Errors: <c>form_identifier_exists</c>,
    /// <c>form_param_format_invalid</c>, <c>identification_quota_exceeded</c>, <c>session_reverification_required</c>.
    /// </summary>
    /// <param name="emailAddress">As typed.</param>
    /// <param name="sessionId">Which of the client's sessions asks; null for the last active one.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<EmailAddressResource>> Create(string emailAddress, string? sessionId = null, CancellationToken cancellationToken = default) =>
        _calls.Post("me/email_addresses", new FormFields { { "email_address", emailAddress } }, WireJson.Default.EnvelopeEmailAddressResource, cancellationToken, sessionId);

    /// <summary><c>GET /v1/me/email_addresses/{id}</c>.</summary>
    /// <param name="id">Prefix <c>idn_</c>.</param>
    /// <param name="sessionId">Which of the client's sessions asks; null for the last active one.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<EmailAddressResource>> Get(string id, string? sessionId = null, CancellationToken cancellationToken = default) =>
        _calls.Get(Path(id), WireJson.Default.EnvelopeEmailAddressResource, cancellationToken, sessionId);

    /// <summary><c>DELETE /v1/me/email_addresses/{id}</c>. Errors: <c>last_identification_deletion_failed</c>, <c>identification_deletion_failed</c>.</summary>
    /// <param name="id">Prefix <c>idn_</c>.</param>
    /// <param name="sessionId">Which of the client's sessions asks; null for the last active one.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<DeletedObject>> Delete(string id, string? sessionId = null, CancellationToken cancellationToken = default) =>
        _calls.Delete(Path(id), WireJson.Default.EnvelopeDeletedObject, cancellationToken, sessionId);

    /// <summary><c>POST …/prepare_verification</c>: sends a code or a link.</summary>
    /// <param name="id">Prefix <c>idn_</c>.</param>
    /// <param name="strategy"><c>email_code</c> or <c>email_link</c>.</param>
    /// <param name="sessionId">Which of the client's sessions asks; null for the last active one.</param>
    /// <param name="redirectUrl">Where a link leads in the end; absolute. Not used for codes.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<EmailAddressResource>> PrepareVerification(
        string id, string strategy, string? sessionId = null, string? redirectUrl = null, CancellationToken cancellationToken = default) =>
        _calls.Post(
            Path(id) + "/prepare_verification",
            new FormFields { { "strategy", strategy }, { "redirect_url", redirectUrl } },
            WireJson.Default.EnvelopeEmailAddressResource,
            cancellationToken,
            sessionId);

    /// <summary><c>POST …/attempt_verification</c>: proves the address with the code that was sent.</summary>
    /// <param name="id">Prefix <c>idn_</c>.</param>
    /// <param name="code">As typed.</param>
    /// <param name="sessionId">Which of the client's sessions asks; null for the last active one.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<EmailAddressResource>> AttemptVerification(string id, string code, string? sessionId = null, CancellationToken cancellationToken = default) =>
        _calls.Post(Path(id) + "/attempt_verification", new FormFields { { "code", code } }, WireJson.Default.EnvelopeEmailAddressResource, cancellationToken, sessionId);

    private static string Path(string id) => "me/email_addresses/" + Uri.EscapeDataString(id);
}
