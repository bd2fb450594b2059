using Foyer.Contracts;

namespace Foyer.Backend;

/// <content>How users prove who they are: second factors, passkeys, wallets.</content>
public sealed partial class UsersApi
{
    /// <summary>Checks a code of the authenticator app, or a backup code; either is spent by it. Errors: 404, 422 <c>form_code_incorrect</c> and <c>form_code_used</c>, 429.</summary>
    /// <param name="userId">User id.</param>
    /// <param name="code">As the person typed it.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<VerifiedTotp>> VerifyTotpAsync(string userId, string code, CancellationToken cancellationToken = default) =>
        _api.Send(HttpMethod.Post, At(userId) + "/verify_totp", new VerifyTotpRequest { Code = code }, WireJson.Default.VerifyTotpRequest, WireJson.Default.VerifiedTotp, cancellationToken);

    /// <summary>Removes all second factors: authenticator app, phone numbers as factors, backup codes. Errors: 404.</summary>
    /// <param name="userId">User id.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<UserReference>> DisableMfaAsync(string userId, CancellationToken cancellationToken = default) =>
        _api.Send(HttpMethod.Delete, At(userId) + "/mfa", WireJson.Default.UserReference, cancellationToken);

    /// <summary>Removes the authenticator app. Errors: 404.</summary>
    /// <param name="userId">User id.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<UserReference>> DeleteTotpAsync(string userId, CancellationToken cancellationToken = default) =>
        _api.Send(HttpMethod.Delete, At(userId) + "/totp", WireJson.Default.UserReference, cancellationToken);

    /// <summary>Removes the backup codes. Errors: 404.</summary>
    /// <param name="userId">User id.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<UserReference>> DeleteBackupCodesAsync(string userId, CancellationToken cancellationToken = default) =>
        _api.Send(HttpMethod.Delete, At(userId) + "/backup_code", WireJson.Default.UserReference, cancellationToken);

    /// <summary>Removes a passkey. Errors: 404.</summary>
    /// <param name="userId">User id.</param>
    /// <param name="passkeyId">Prefix <c>idn_</c>.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<DeletedObject>> DeletePasskeyAsync(string userId, string passkeyId, CancellationToken cancellationToken = default) =>
        _api.Send(HttpMethod.Delete, $"{At(userId)}/passkeys/{BackendHttp.Segment(passkeyId)}", WireJson.Default.DeletedObject, cancellationToken);

    /// <summary>Removes a wallet. Errors: 400 <c>last_identification_deletion_failed</c>, 404.</summary>
    /// <param name="userId">User id.</param>
    /// <param name="web3WalletId">Prefix <c>idn_</c>.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<DeletedObject>> DeleteWeb3WalletAsync(string userId, string web3WalletId, CancellationToken cancellationToken = default) =>
        _api.Send(HttpMethod.Delete, $"{At(userId)}/web3_wallets/{BackendHttp.Segment(web3WalletId)}", WireJson.Default.DeletedObject, cancellationToken);

    /// <summary>The devices that sign in as the user with a key they hold, newest first; native apps. Errors: 404.</summary>
    /// <param name="userId">User id.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<Page<TrustedDeviceResource>>> ListTrustedDevicesAsync(string userId, CancellationToken cancellationToken = default) =>
        _api.Send(HttpMethod.Get, At(userId) + "/trusted_devices", WireJson.Default.PageTrustedDeviceResource, cancellationToken);

    /// <summary>Ends the trust in a device. Errors: 404 also for one that is revoked already.</summary>
    /// <param name="userId">User id.</param>
    /// <param name="trustedDeviceId">Prefix <c>td_</c>.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<TrustedDeviceResource>> RevokeTrustedDeviceAsync(string userId, string trustedDeviceId, CancellationToken cancellationToken = default) =>
        _api.Send(HttpMethod.Delete, $"{At(userId)}/trusted_devices/{BackendHttp.Segment(trustedDeviceId)}", WireJson.Default.TrustedDeviceResource, cancellationToken);
}
