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

    /// <summary><c>PATCH /v1/me/passkeys/{id}</c>: names it.</summary>
    /// <param name="id">Prefix <c>idn_</c>.</param>
    /// <param name="name">At most 256 characters.</param>
    /// <param name="sessionId">Which of the client's sessions asks; null for the last active one.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<PasskeyResource>> RenamePasskey(string id, string name, string? sessionId = null, CancellationToken cancellationToken = default) =>
        _calls.Patch("me/passkeys/" + Uri.EscapeDataString(id), new FormFields { { "name", name } }, WireJson.Default.EnvelopePasskeyResource, cancellationToken, sessionId);

    /// <summary><c>DELETE /v1/me/passkeys/{id}</c>.</summary>
    /// <param name="id">Prefix <c>idn_</c>.</param>
    /// <param name="sessionId">Which of the client's sessions asks; null for the last active one.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<DeletedObject>> DeletePasskey(string id, string? sessionId = null, CancellationToken cancellationToken = default) =>
        _calls.Delete("me/passkeys/" + Uri.EscapeDataString(id), WireJson.Default.EnvelopeDeletedObject, cancellationToken, sessionId);

    /// <summary><c>DELETE /v1/me/totp</c>.</summary>
    /// <param name="sessionId">Which of the client's sessions asks; null for the last active one.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<DeletedObject>> DeleteTotp(string? sessionId = null, CancellationToken cancellationToken = default) =>
        _calls.Delete("me/totp", WireJson.Default.EnvelopeDeletedObject, cancellationToken, sessionId);

    /// <summary><c>POST /v1/me/web3_wallets</c>: names a wallet, which is then to be proven.</summary>
    /// <param name="web3Wallet">An Ethereum or Solana address.</param>
    /// <param name="sessionId">Which of the client's sessions asks; null for the last active one.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<Web3WalletResource>> CreateWeb3Wallet(string web3Wallet, string? sessionId = null, CancellationToken cancellationToken = default) =>
        _calls.Post("me/web3_wallets", new FormFields { { "web3_wallet", web3Wallet } }, WireJson.Default.EnvelopeWeb3WalletResource, cancellationToken, sessionId);

    /// <summary><c>POST /v1/me/web3_wallets/{id}/prepare_verification</c>: the message to sign is in the verification.</summary>
    /// <param name="id">Prefix <c>idn_</c>.</param>
    /// <param name="strategy">For example <c>web3_metamask_signature</c>.</param>
    /// <param name="sessionId">Which of the client's sessions asks; null for the last active one.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<Web3WalletResource>> PrepareWeb3Wallet(string id, string strategy, string? sessionId = null, CancellationToken cancellationToken = default) =>
        _calls.Post($"me/web3_wallets/{Uri.EscapeDataString(id)}/prepare_verification", new FormFields { { "strategy", strategy } }, WireJson.Default.EnvelopeWeb3WalletResource, cancellationToken, sessionId);

    /// <summary><c>POST /v1/me/web3_wallets/{id}/attempt_verification</c>.</summary>
    /// <param name="id">Prefix <c>idn_</c>.</param>
    /// <param name="signature">The wallet's signature of the message: hex for Ethereum, Base64 or Base58 for Solana.</param>
    /// <param name="sessionId">Which of the client's sessions asks; null for the last active one.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<Web3WalletResource>> AttemptWeb3Wallet(string id, string signature, string? sessionId = null, CancellationToken cancellationToken = default) =>
        _calls.Post($"me/web3_wallets/{Uri.EscapeDataString(id)}/attempt_verification", new FormFields { { "signature", signature } }, WireJson.Default.EnvelopeWeb3WalletResource, cancellationToken, sessionId);

    /// <summary><c>DELETE /v1/me/web3_wallets/{id}</c>.</summary>
    /// <param name="id">Prefix <c>idn_</c>.</param>
    /// <param name="sessionId">Which of the client's sessions asks; null for the last active one.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<DeletedObject>> DeleteWeb3Wallet(string id, string? sessionId = null, CancellationToken cancellationToken = default) =>
        _calls.Delete("me/web3_wallets/" + Uri.EscapeDataString(id), WireJson.Default.EnvelopeDeletedObject, cancellationToken, sessionId);
}
