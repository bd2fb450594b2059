using Foyer.Contracts;
using Foyer.Frontend.Wire;

namespace Foyer.Frontend;

/// <summary>Attempts to sign in (WIRE §6).</summary>
public sealed class SignInsClient
{
    private readonly FrontendCalls _calls;

    internal SignInsClient(FrontendCalls calls) => _calls = calls;

    /// <summary><c>POST /v1/client/sign_ins</c>: begins a sign-in and replaces the one under way. Without fields, a blank one.</summary>
    /// <param name="fields">What is known so far.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<SignInResource>> Create(CreateSignIn? fields = null, CancellationToken cancellationToken = default) =>
        Post(
            "",
            new FormFields
            {
                { "strategy", fields?.Strategy },
                { "identifier", fields?.Identifier },
                { "password", fields?.Password },
                { "ticket", fields?.Ticket },
                { "token", fields?.Token },
                { "redirect_url", fields?.RedirectUrl },
                { "action_complete_redirect_url", fields?.ActionCompleteRedirectUrl },
                { "transfer", fields?.Transfer },
                { "sign_up_if_missing", fields?.SignUpIfMissing },
                { "captcha_token", fields?.CaptchaToken },
                { "channel", fields?.Channel },
                { "locale", fields?.Locale },
            },
            cancellationToken);

    /// <summary><c>GET /v1/client/sign_ins/{id}</c>.</summary>
    /// <param name="id">Prefix <c>sia_</c>.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<SignInResource>> Get(string id, CancellationToken cancellationToken = default) =>
        _calls.Get(Path(id), WireJson.Default.EnvelopeSignInResource, cancellationToken);

    /// <summary><c>POST …/prepare_first_factor</c>: sends a code, or readies whatever the strategy needs (WIRE §6.6).</summary>
    /// <param name="id">Prefix <c>sia_</c>.</param>
    /// <param name="factor">One of the sign-in's supported first factors.</param>
    /// <param name="preparation">What the strategy needs besides.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<SignInResource>> PrepareFirstFactor(
        string id, SignInFactor factor, Preparation? preparation = null, CancellationToken cancellationToken = default) =>
        Prepare(id, "prepare_first_factor", factor, preparation, cancellationToken);

    /// <summary><c>POST …/attempt_first_factor</c>: proves the first factor.</summary>
    /// <param name="id">Prefix <c>sia_</c>.</param>
    /// <param name="proof">The password, code or credential.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<SignInResource>> AttemptFirstFactor(string id, FactorProof proof, CancellationToken cancellationToken = default) =>
        Attempt(id, "attempt_first_factor", proof, cancellationToken);

    /// <summary><c>POST …/prepare_second_factor</c>.</summary>
    /// <param name="id">Prefix <c>sia_</c>.</param>
    /// <param name="factor">One of the sign-in's supported second factors.</param>
    /// <param name="preparation">What the strategy needs besides.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<SignInResource>> PrepareSecondFactor(
        string id, SignInFactor factor, Preparation? preparation = null, CancellationToken cancellationToken = default) =>
        Prepare(id, "prepare_second_factor", factor, preparation, cancellationToken);

    /// <summary><c>POST …/attempt_second_factor</c>: proves the second factor.</summary>
    /// <param name="id">Prefix <c>sia_</c>.</param>
    /// <param name="proof">The code.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<SignInResource>> AttemptSecondFactor(string id, FactorProof proof, CancellationToken cancellationToken = default) =>
        Attempt(id, "attempt_second_factor", proof, cancellationToken);

    /// <summary><c>POST …/reset_password</c>: sets the password a sign-in waits for in <c>needs_new_password</c>.</summary>
    /// <param name="id">Prefix <c>sia_</c>.</param>
    /// <param name="password">As typed; never trimmed.</param>
    /// <param name="signOutOfOtherSessions">Whether every other session of the person ends.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<SignInResource>> ResetPassword(
        string id, string password, bool signOutOfOtherSessions, CancellationToken cancellationToken = default) =>
        Post(
            $"/{Uri.EscapeDataString(id)}/reset_password",
            new FormFields { { "password", password }, { "sign_out_of_other_sessions", signOutOfOtherSessions } },
            cancellationToken);

    private Task<FrontendResult<SignInResource>> Prepare(string id, string step, SignInFactor factor, Preparation? preparation, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(factor);
        return Post(
            $"/{Uri.EscapeDataString(id)}/{step}",
            new FormFields
            {
                { "strategy", factor.Strategy },
                { "email_address_id", factor.EmailAddressId },
                { "phone_number_id", factor.PhoneNumberId },
                { "redirect_url", preparation?.RedirectUrl },
                { "action_complete_redirect_url", preparation?.ActionCompleteRedirectUrl },
                { "channel", preparation?.Channel },
                { "web3_wallet_id", factor.Web3WalletId },
            },
            ct);
    }

    private Task<FrontendResult<SignInResource>> Attempt(string id, string step, FactorProof proof, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(proof);
        return Post(
            $"/{Uri.EscapeDataString(id)}/{step}",
            new FormFields
            {
                { "strategy", proof.Strategy },
                { "password", proof.Password },
                { "code", proof.Code },
                { "public_key_credential", proof.PublicKeyCredential },
                { "signature", proof.Signature },
            },
            ct);
    }

    private Task<FrontendResult<SignInResource>> Post(string path, FormFields form, CancellationToken ct) =>
        _calls.Post("client/sign_ins" + path, form, WireJson.Default.EnvelopeSignInResource, ct);

    private static string Path(string id) => "client/sign_ins/" + Uri.EscapeDataString(id);
}
