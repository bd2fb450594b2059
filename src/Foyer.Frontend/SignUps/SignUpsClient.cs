using Foyer.Contracts;
using Foyer.Frontend.Wire;

namespace Foyer.Frontend;

/// <summary>Attempts to sign up (WIRE §7).</summary>
public sealed class SignUpsClient
{
    private readonly FrontendCalls _calls;

    internal SignUpsClient(FrontendCalls calls) => _calls = calls;

    /// <summary><c>POST /v1/client/sign_ups</c>: begins a sign-up and replaces the one under way.</summary>
    /// <param name="fields">What is known so far.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<SignUpResource>> Create(SignUpFields? fields = null, CancellationToken cancellationToken = default) =>
        _calls.Post("client/sign_ups", (fields ?? new SignUpFields()).ToForm(), WireJson.Default.EnvelopeSignUpResource, cancellationToken);

    /// <summary><c>GET /v1/client/sign_ups/{id}</c>.</summary>
    /// <param name="id">Prefix <c>sua_</c>.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<SignUpResource>> Get(string id, CancellationToken cancellationToken = default) =>
        _calls.Get(Path(id), WireJson.Default.EnvelopeSignUpResource, cancellationToken);

    /// <summary><c>PATCH /v1/client/sign_ups/{id}</c>: adds or changes fields.</summary>
    /// <param name="id">Prefix <c>sua_</c>.</param>
    /// <param name="fields">The fields to change.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<SignUpResource>> Update(string id, SignUpFields fields, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(fields);
        return _calls.Patch(Path(id), fields.ToForm(), WireJson.Default.EnvelopeSignUpResource, cancellationToken);
    }

    /// <summary><c>POST …/prepare_verification</c>: sends a code (WIRE §7.4).</summary>
    /// <param name="id">Prefix <c>sua_</c>.</param>
    /// <param name="strategy">For example <c>email_code</c>.</param>
    /// <param name="preparation">What the strategy needs besides.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<SignUpResource>> PrepareVerification(
        string id, string strategy, Preparation? preparation = null, CancellationToken cancellationToken = default) =>
        _calls.Post(
            Path(id) + "/prepare_verification",
            new FormFields
            {
                { "strategy", strategy },
                { "redirect_url", preparation?.RedirectUrl },
                { "action_complete_redirect_url", preparation?.ActionCompleteRedirectUrl },
                { "channel", preparation?.Channel },
            },
            WireJson.Default.EnvelopeSignUpResource,
            cancellationToken);

    /// <summary><c>POST …/attempt_verification</c>: proves a field with the code that was sent.</summary>
    /// <param name="id">Prefix <c>sua_</c>.</param>
    /// <param name="strategy">For example <c>email_code</c>.</param>
    /// <param name="code">As typed.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<SignUpResource>> AttemptVerification(
        string id, string strategy, string code, CancellationToken cancellationToken = default) =>
        _calls.Post(
            Path(id) + "/attempt_verification",
            new FormFields { { "strategy", strategy }, { "code", code } },
            WireJson.Default.EnvelopeSignUpResource,
            cancellationToken);

    /// <summary><c>POST …/attempt_verification</c>: keeps a passkey made while signing up, in the place of a password.</summary>
    /// <param name="id">Prefix <c>sua_</c>.</param>
    /// <param name="credential">The authenticator's answer as JSON.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<SignUpResource>> AttemptPasskey(string id, string credential, CancellationToken cancellationToken = default) =>
        _calls.Post(
            Path(id) + "/attempt_verification",
            new FormFields { { "strategy", "passkey" }, { "public_key_credential", credential } },
            WireJson.Default.EnvelopeSignUpResource,
            cancellationToken);

    /// <summary><c>POST …/attempt_verification</c>: proves a wallet with its signature. Errors: 422 <c>web3_signature_invalid</c>.</summary>
    /// <param name="id">Prefix <c>sua_</c>.</param>
    /// <param name="strategy">For example <c>web3_metamask_signature</c>.</param>
    /// <param name="signature">As the wallet gave it.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<SignUpResource>> AttemptWeb3Verification(
        string id, string strategy, string signature, CancellationToken cancellationToken = default) =>
        _calls.Post(
            Path(id) + "/attempt_verification",
            new FormFields { { "strategy", strategy }, { "signature", signature } },
            WireJson.Default.EnvelopeSignUpResource,
            cancellationToken);

    private static string Path(string id) => "client/sign_ups/" + Uri.EscapeDataString(id);
}
