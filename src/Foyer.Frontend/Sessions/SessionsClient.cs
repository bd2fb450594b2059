using Foyer.Contracts;
using Foyer.Frontend.Wire;

namespace Foyer.Frontend;

/// <summary>Sessions of this client (WIRE §2.7, §5.6, §9.6).</summary>
public sealed class SessionsClient
{
    private readonly FrontendCalls _calls;

    internal SessionsClient(FrontendCalls calls) => _calls = calls;

    /// <summary><c>GET /v1/client/sessions/{id}</c>.</summary>
    /// <param name="id">Prefix <c>sess_</c>.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<SessionResource>> Get(string id, CancellationToken cancellationToken = default) =>
        _calls.Get(Path(id), WireJson.Default.EnvelopeSessionResource, cancellationToken);

    /// <summary><c>POST …/touch</c>: makes the session the client's last active one.</summary>
    /// <param name="id">Prefix <c>sess_</c>.</param>
    /// <param name="activeOrganizationId">Organization to act for; empty for the personal account; null leaves it as it is.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<SessionResource>> Touch(string id, string? activeOrganizationId = null, CancellationToken cancellationToken = default) =>
        Post(id, "touch", new FormFields { { "active_organization_id", activeOrganizationId } }, cancellationToken);

    /// <summary><c>POST …/end</c>: ends the session.</summary>
    /// <param name="id">Prefix <c>sess_</c>.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<SessionResource>> End(string id, CancellationToken cancellationToken = default) => Post(id, "end", [], cancellationToken);

    /// <summary><c>POST …/remove</c>: takes the session off this client.</summary>
    /// <param name="id">Prefix <c>sess_</c>.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<SessionResource>> Remove(string id, CancellationToken cancellationToken = default) => Post(id, "remove", [], cancellationToken);

    /// <summary><c>POST …/tokens</c>: a fresh session token, good for a minute.</summary>
    /// <param name="id">Prefix <c>sess_</c>.</param>
    /// <param name="template">Name of a JWT template; null for the session token itself.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<TokenResource>> GetToken(string id, string? template = null, CancellationToken cancellationToken = default) =>
        _calls.PostBare(
            Path(id) + "/tokens" + (template is null ? "" : "/" + Uri.EscapeDataString(template)), [], WireJson.Default.TokenResource, cancellationToken);

    /// <summary><c>POST …/verify</c>: begins a step-up, in which the person of a live session proves again who they are (WIRE §9.7).</summary>
    /// <param name="id">Prefix <c>sess_</c>.</param>
    /// <param name="level"><c>first_factor</c>, <c>second_factor</c> or <c>multi_factor</c>.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<ReverificationResource>> Verify(string id, string level, CancellationToken cancellationToken = default) =>
        Verify(id, "", new FormFields { { "level", level } }, cancellationToken);

    /// <summary><c>POST …/verify/prepare_first_factor</c>: sends a code, or readies what the strategy needs.</summary>
    /// <param name="id">Prefix <c>sess_</c>.</param>
    /// <param name="factor">One of the step-up's supported first factors.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<ReverificationResource>> PrepareFirstFactor(string id, SignInFactor factor, CancellationToken cancellationToken = default) =>
        Prepare(id, "/prepare_first_factor", factor, cancellationToken);

    /// <summary><c>POST …/verify/attempt_first_factor</c>: proves the first factor.</summary>
    /// <param name="id">Prefix <c>sess_</c>.</param>
    /// <param name="proof">The password, the code or the passkey.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<ReverificationResource>> AttemptFirstFactor(string id, FactorProof proof, CancellationToken cancellationToken = default) =>
        Attempt(id, "/attempt_first_factor", proof, cancellationToken);

    /// <summary><c>POST …/verify/prepare_second_factor</c>.</summary>
    /// <param name="id">Prefix <c>sess_</c>.</param>
    /// <param name="factor">One of the step-up's supported second factors.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<ReverificationResource>> PrepareSecondFactor(string id, SignInFactor factor, CancellationToken cancellationToken = default) =>
        Prepare(id, "/prepare_second_factor", factor, cancellationToken);

    /// <summary><c>POST …/verify/attempt_second_factor</c>: proves the second factor.</summary>
    /// <param name="id">Prefix <c>sess_</c>.</param>
    /// <param name="proof">The code.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<ReverificationResource>> AttemptSecondFactor(string id, FactorProof proof, CancellationToken cancellationToken = default) =>
        Attempt(id, "/attempt_second_factor", proof, cancellationToken);

    private Task<FrontendResult<ReverificationResource>> Prepare(string id, string step, SignInFactor factor, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(factor);
        return Verify(id, step, new FormFields { { "strategy", factor.Strategy }, { "email_address_id", factor.EmailAddressId }, { "phone_number_id", factor.PhoneNumberId } }, ct);
    }

    private Task<FrontendResult<ReverificationResource>> Attempt(string id, string step, FactorProof proof, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(proof);
        return Verify(id, step, new FormFields { { "strategy", proof.Strategy }, { "password", proof.Password }, { "code", proof.Code }, { "public_key_credential", proof.PublicKeyCredential } }, ct);
    }

    private Task<FrontendResult<ReverificationResource>> Verify(string id, string step, FormFields form, CancellationToken ct) =>
        _calls.Post($"{Path(id)}/verify{step}", form, WireJson.Default.EnvelopeReverificationResource, ct);

    private Task<FrontendResult<SessionResource>> Post(string id, string verb, FormFields form, CancellationToken ct) =>
        _calls.Post($"{Path(id)}/{verb}", form, WireJson.Default.EnvelopeSessionResource, ct);

    private static string Path(string id) => "client/sessions/" + Uri.EscapeDataString(id);
}
