using Foyer.Contracts;
using Foyer.Frontend.Wire;

namespace Foyer.Frontend;

/// <summary>Authenticator app, backup codes and passkeys of the person signed in (WIRE §9.3, §9.4).</summary>
public sealed class FactorsClient
{
    private readonly FrontendCalls _calls;

    internal FactorsClient(FrontendCalls calls) => _calls = calls;

    /// <summary><c>POST /v1/me/totp</c>: a new secret for an authenticator app; it holds once a code of it was given.</summary>
    /// <param name="sessionId">Which of the client's sessions asks; null for the last active one.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<TotpResource>> CreateTotp(string? sessionId = null, CancellationToken cancellationToken = default) =>
        _calls.Post("me/totp", [], WireJson.Default.EnvelopeTotpResource, cancellationToken, sessionId);

    /// <summary><c>POST /v1/me/totp/attempt_verification</c>: proves that the app has the secret. The first time with backup codes, where they are on.</summary>
    /// <param name="code">Six digits.</param>
    /// <param name="sessionId">Which of the client's sessions asks; null for the last active one.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<TotpResource>> VerifyTotp(string code, string? sessionId = null, CancellationToken cancellationToken = default) =>
        _calls.Post("me/totp/attempt_verification", new FormFields { { "code", code } }, WireJson.Default.EnvelopeTotpResource, cancellationToken, sessionId);

    /// <summary><c>POST /v1/me/backup_codes/</c>: new backup codes; those before work no more.</summary>
    /// <param name="sessionId">Which of the client's sessions asks; null for the last active one.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<BackupCodesResource>> CreateBackupCodes(string? sessionId = null, CancellationToken cancellationToken = default) =>
        _calls.Post("me/backup_codes/", [], WireJson.Default.EnvelopeBackupCodesResource, cancellationToken, sessionId);

    /// <summary><c>POST /v1/me/passkeys</c>: begins a passkey; what the authenticator is asked stands in its verification's nonce.</summary>
    /// <param name="sessionId">Which of the client's sessions asks; null for the last active one.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<PasskeyResource>> CreatePasskey(string? sessionId = null, CancellationToken cancellationToken = default) =>
        _calls.Post("me/passkeys", [], WireJson.Default.EnvelopePasskeyResource, cancellationToken, sessionId);

    /// <summary><c>POST /v1/me/passkeys/{id}/attempt_verification</c>: keeps the passkey the authenticator made.</summary>
    /// <param name="id">Prefix <c>idn_</c>.</param>
    /// <param name="credential">The authenticator's answer as JSON.</param>
    /// <param name="sessionId">Which of the client's sessions asks; null for the last active one.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<PasskeyResource>> VerifyPasskey(string id, string credential, string? sessionId = null, CancellationToken cancellationToken = default) =>
        _calls.Post(
            $"me/passkeys/{Uri.EscapeDataString(id)}/attempt_verification",
            new FormFields { { "strategy", "passkey" }, { "public_key_credential", credential } },
            WireJson.Default.EnvelopePasskeyResource,
            cancellationToken,
            sessionId);
}
