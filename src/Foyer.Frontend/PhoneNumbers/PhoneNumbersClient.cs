using Foyer.Contracts;
using Foyer.Frontend.Wire;

namespace Foyer.Frontend;

/// <summary>The phone numbers of the person signed in (WIRE §9.2).</summary>
public sealed class PhoneNumbersClient
{
    private readonly FrontendCalls _calls;

    internal PhoneNumbersClient(FrontendCalls calls) => _calls = calls;

    /// <summary>
    /// <c>POST /v1/me/phone_numbers</c>: adds a number, unproven. Errors: <c>form_identifier_exists</c>,
    /// <c>form_param_format_invalid</c>, <c>identification_quota_exceeded</c>, <c>session_reverification_required</c>.
    /// </summary>
    /// <param name="phoneNumber">With its country's code, for example <c>+1 201 555 0100</c>.</param>
    /// <param name="sessionId">Which of the client's sessions asks; null for the last active one.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<PhoneNumberResource>> Create(string phoneNumber, string? sessionId = null, CancellationToken cancellationToken = default) =>
        _calls.Post("me/phone_numbers", new FormFields { { "phone_number", phoneNumber } }, WireJson.Default.EnvelopePhoneNumberResource, cancellationToken, sessionId);

    /// <summary><c>GET /v1/me/phone_numbers/{id}</c>.</summary>
    /// <param name="id">Prefix <c>idn_</c>.</param>
    /// <param name="sessionId">Which of the client's sessions asks; null for the last active one.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<PhoneNumberResource>> Get(string id, string? sessionId = null, CancellationToken cancellationToken = default) =>
        _calls.Get(Path(id), WireJson.Default.EnvelopePhoneNumberResource, cancellationToken, sessionId);

    /// <summary><c>PATCH /v1/me/phone_numbers/{id}</c>: whether a proven number is a second factor, and the one used first.</summary>
    /// <param name="id">Prefix <c>idn_</c>.</param>
    /// <param name="reservedForSecondFactor">Whether it is a second factor; null leaves it as it is.</param>
    /// <param name="defaultSecondFactor">Whether it is the one used first; null leaves it as it is.</param>
    /// <param name="sessionId">Which of the client's sessions asks; null for the last active one.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<PhoneNumberResource>> Update(
        string id, bool? reservedForSecondFactor = null, bool? defaultSecondFactor = null, string? sessionId = null, CancellationToken cancellationToken = default) =>
        _calls.Patch(
            Path(id),
            new FormFields { { "reserved_for_second_factor", reservedForSecondFactor }, { "default_second_factor", defaultSecondFactor } },
            WireJson.Default.EnvelopePhoneNumberResource,
            cancellationToken,
            sessionId);

    /// <summary><c>DELETE /v1/me/phone_numbers/{id}</c>. Errors: <c>last_identification_deletion_failed</c>, <c>identification_deletion_failed</c>.</summary>
    /// <param name="id">Prefix <c>idn_</c>.</param>
    /// <param name="sessionId">Which of the client's sessions asks; null for the last active one.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<DeletedObject>> Delete(string id, string? sessionId = null, CancellationToken cancellationToken = default) =>
        _calls.Delete(Path(id), WireJson.Default.EnvelopeDeletedObject, cancellationToken, sessionId);

    /// <summary><c>POST …/prepare_verification</c>: sends a code.</summary>
    /// <param name="id">Prefix <c>idn_</c>.</param>
    /// <param name="strategy">For example <c>phone_code</c>.</param>
    /// <param name="sessionId">Which of the client's sessions asks; null for the last active one.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<PhoneNumberResource>> PrepareVerification(string id, string strategy, string? sessionId = null, CancellationToken cancellationToken = default) =>
        _calls.Post(Path(id) + "/prepare_verification", new FormFields { { "strategy", strategy } }, WireJson.Default.EnvelopePhoneNumberResource, cancellationToken, sessionId);

    /// <summary><c>POST …/attempt_verification</c>: proves the number with the code that was sent.</summary>
    /// <param name="id">Prefix <c>idn_</c>.</param>
    /// <param name="code">As typed.</param>
    /// <param name="sessionId">Which of the client's sessions asks; null for the last active one.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<PhoneNumberResource>> AttemptVerification(string id, string code, string? sessionId = null, CancellationToken cancellationToken = default) =>
        _calls.Post(Path(id) + "/attempt_verification", new FormFields { { "code", code } }, WireJson.Default.EnvelopePhoneNumberResource, cancellationToken, sessionId);

    private static string Path(string id) => "me/phone_numbers/" + Uri.EscapeDataString(id);
}
