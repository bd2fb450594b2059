using Foyer.Contracts;

namespace Foyer.Backend;

/// <summary>Phone numbers of users: <c>/v1/phone_numbers</c> of the Backend API. An operator's word is proof.</summary>
public sealed class PhoneNumbersApi
{
    private readonly BackendHttp _api;

    internal PhoneNumbersApi(BackendHttp api) => _api = api;

    /// <summary>Adds a number to a user. Errors: 404, 422 <c>form_identifier_exists</c>, <c>form_param_*</c>.</summary>
    /// <param name="phoneNumber">The number, and whose it becomes.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<PhoneNumberResource>> CreateAsync(CreatePhoneNumberRequest phoneNumber, CancellationToken cancellationToken = default) =>
        _api.Send(HttpMethod.Post, "phone_numbers", phoneNumber, WireJson.Default.CreatePhoneNumberRequest, WireJson.Default.PhoneNumberResource, cancellationToken);

    /// <summary>Reads one number. Errors: 404.</summary>
    /// <param name="id">Prefix <c>idn_</c>.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<PhoneNumberResource>> GetAsync(string id, CancellationToken cancellationToken = default) =>
        _api.Get(At(id), WireJson.Default.PhoneNumberResource, cancellationToken);

    /// <summary>Proves a number by the operator's word, takes that back, or makes it the primary one. Errors: 400, 404.</summary>
    /// <param name="id">Prefix <c>idn_</c>.</param>
    /// <param name="changes">What to change.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<PhoneNumberResource>> UpdateAsync(string id, UpdatePhoneNumberRequest changes, CancellationToken cancellationToken = default) =>
        _api.Send(HttpMethod.Patch, At(id), changes, WireJson.Default.UpdatePhoneNumberRequest, WireJson.Default.PhoneNumberResource, cancellationToken);

    /// <summary>Removes a number. Errors: 400 <c>last_identification_deletion_failed</c>, 404.</summary>
    /// <param name="id">Prefix <c>idn_</c>.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<DeletedObject>> DeleteAsync(string id, CancellationToken cancellationToken = default) =>
        _api.Send(HttpMethod.Delete, At(id), WireJson.Default.DeletedObject, cancellationToken);

    /// <summary>Sends a code that <see cref="AttemptVerificationAsync"/> checks. Errors: 404, 429.</summary>
    /// <param name="id">Prefix <c>idn_</c>.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<BackendVerification>> PrepareVerificationAsync(string id, CancellationToken cancellationToken = default) =>
        _api.Send(HttpMethod.Post, At(id) + "/prepare_verification", WireJson.Default.BackendVerification, cancellationToken);

    /// <summary>Checks a code. A wrong or late one is no error: the status tells. Errors: 400 <c>verification_already_verified</c>, 404.</summary>
    /// <param name="id">Prefix <c>idn_</c>.</param>
    /// <param name="verificationId">The verification, as the preparation answered it.</param>
    /// <param name="code">As typed.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<BackendVerification>> AttemptVerificationAsync(string id, string verificationId, string code, CancellationToken cancellationToken = default) =>
        _api.Send(
            HttpMethod.Post,
            At(id) + "/attempt_verification",
            new AttemptVerificationRequest { VerificationId = verificationId, Code = code },
            WireJson.Default.AttemptVerificationRequest,
            WireJson.Default.BackendVerification,
            cancellationToken);

    /// <summary>Replaces all numbers of a user by one. Errors: 404, 422.</summary>
    /// <param name="userId">User id.</param>
    /// <param name="phoneNumber">The number.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<PhoneNumberResource>> ReplaceForUserAsync(string userId, ReplacePhoneNumberRequest phoneNumber, CancellationToken cancellationToken = default) =>
        _api.Send(
            HttpMethod.Put,
            $"users/{BackendHttp.Segment(userId)}/phone_number",
            phoneNumber,
            WireJson.Default.ReplacePhoneNumberRequest,
            WireJson.Default.PhoneNumberResource,
            cancellationToken);

    private static string At(string id) => "phone_numbers/" + BackendHttp.Segment(id);
}
