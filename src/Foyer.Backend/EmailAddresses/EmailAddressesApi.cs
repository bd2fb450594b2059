using Foyer.Contracts;

namespace Foyer.Backend;

/// <summary>E-mail addresses of users: <c>/v1/email_addresses</c> of the Backend API. An operator's word is proof.</summary>
public sealed class EmailAddressesApi
{
    private readonly BackendHttp _api;

    internal EmailAddressesApi(BackendHttp api) => _api = api;

    /// <summary>Adds an address to a user. Errors: 404, 422 <c>form_identifier_exists</c>, <c>form_param_*</c>.</summary>
    /// <param name="emailAddress">The address, and whose it becomes.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<EmailAddressResource>> CreateAsync(CreateEmailAddressRequest emailAddress, CancellationToken cancellationToken = default) =>
        _api.Send(HttpMethod.Post, "email_addresses", emailAddress, WireJson.Default.CreateEmailAddressRequest, WireJson.Default.EmailAddressResource, cancellationToken);

    /// <summary>Reads one address. Errors: 404.</summary>
    /// <param name="id">Prefix <c>idn_</c>.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<EmailAddressResource>> GetAsync(string id, CancellationToken cancellationToken = default) =>
        _api.Get(At(id), WireJson.Default.EmailAddressResource, cancellationToken);

    /// <summary>Proves an address by the operator's word, takes that back, or makes it the primary one. Errors: 400, 404.</summary>
    /// <param name="id">Prefix <c>idn_</c>.</param>
    /// <param name="changes">What to change.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<EmailAddressResource>> UpdateAsync(string id, UpdateEmailAddressRequest changes, CancellationToken cancellationToken = default) =>
        _api.Send(HttpMethod.Patch, At(id), changes, WireJson.Default.UpdateEmailAddressRequest, WireJson.Default.EmailAddressResource, cancellationToken);

    /// <summary>Removes an address. Errors: 400 <c>last_identification_deletion_failed</c>, 404.</summary>
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

    /// <summary>Replaces all addresses of a user by one. Errors: 404, 422.</summary>
    /// <param name="userId">User id.</param>
    /// <param name="emailAddress">The address.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<EmailAddressResource>> ReplaceForUserAsync(string userId, ReplaceEmailAddressRequest emailAddress, CancellationToken cancellationToken = default) =>
        _api.Send(
            HttpMethod.Put,
            $"users/{BackendHttp.Segment(userId)}/email_address",
            emailAddress,
            WireJson.Default.ReplaceEmailAddressRequest,
            WireJson.Default.EmailAddressResource,
            cancellationToken);

    private static string At(string id) => "email_addresses/" + BackendHttp.Segment(id);
}
