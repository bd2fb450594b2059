using Foyer.Contracts;
using Foyer.Frontend.Wire;

namespace Foyer.Frontend;

/// <summary>
/// The Frontend API for code without a screen: what a browser may ask, as methods. It keeps no state but the dev browser;
/// whoever makes it owns the <see cref="HttpClient"/> and with it the cookies.
/// </summary>
/// <remarks>Methods never throw for expected failures, a lost connection included; cancellation throws as usual.</remarks>
public sealed class FrontendClient
{
    private readonly FrontendCalls _calls;

    /// <summary>Makes a client.</summary>
    /// <param name="http">
    /// Its <see cref="HttpClient.BaseAddress"/> is the root of the Frontend API, a proxy's path included, for example
    /// <c>https://app.example/__foyer</c>. Required.
    /// </param>
    /// <param name="devBrowser">See <see cref="DevBrowser"/>.</param>
    /// <exception cref="ArgumentException">The <see cref="HttpClient"/> has no base address.</exception>
    public FrontendClient(HttpClient http, string? devBrowser = null)
    {
        ArgumentNullException.ThrowIfNull(http);
        if (http.BaseAddress is null)
        {
            throw new ArgumentException("Set HttpClient.BaseAddress to the root of the Frontend API.", nameof(http));
        }

        _calls = new FrontendCalls(http) { DevBrowser = devBrowser };
        SignIns = new SignInsClient(_calls);
        SignUps = new SignUpsClient(_calls);
        Sessions = new SessionsClient(_calls);
        Me = new MeClient(_calls);
        Factors = new FactorsClient(_calls);
    }

    /// <summary>
    /// Id of the dev browser sent with every call: the credential of a development instance (WIRE §2.4). Null on
    /// production, where the client cookie is the credential.
    /// </summary>
    public string? DevBrowser
    {
        get => _calls.DevBrowser;
        set => _calls.DevBrowser = value;
    }

    /// <summary>Attempts to sign in.</summary>
    public SignInsClient SignIns { get; }

    /// <summary>Attempts to sign up.</summary>
    public SignUpsClient SignUps { get; }

    /// <summary>Sessions of this client.</summary>
    public SessionsClient Sessions { get; }

    /// <summary>The person signed in.</summary>
    public MeClient Me { get; }

    /// <summary>What the person signed in proves themselves with besides a password.</summary>
    public FactorsClient Factors { get; }

    /// <summary><c>GET /v1/environment</c>: what the instance offers (WIRE §11).</summary>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<EnvironmentResource>> GetEnvironment(CancellationToken cancellationToken = default) =>
        _calls.GetBare("environment", WireJson.Default.EnvironmentResource, cancellationToken);

    /// <summary><c>GET /v1/client</c>. The response is null when this browser has no client yet (WIRE §2.6).</summary>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<ClientResource>> GetClient(CancellationToken cancellationToken = default) =>
        _calls.Get("client", WireJson.Default.EnvelopeClientResource, cancellationToken);

    /// <summary><c>POST /v1/dev_browser</c>: a new identity on a development instance; pass its id as <see cref="DevBrowser"/>.</summary>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<DevBrowserResource>> CreateDevBrowser(CancellationToken cancellationToken = default) =>
        _calls.PostBare("dev_browser", [], WireJson.Default.DevBrowserResource, cancellationToken);

    /// <summary><c>POST /v1/bot_challenges</c>: work to do before signing up; what comes of it is the captcha token.</summary>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<BotChallengeResource>> CreateBotChallenge(CancellationToken cancellationToken = default) =>
        _calls.PostBare("bot_challenges", [], WireJson.Default.BotChallengeResource, cancellationToken);

    /// <summary><c>POST /v1/waitlist</c>: puts an address on the waitlist; the answer is the same when it is there already. Errors: 403 without a waitlist, 422.</summary>
    /// <param name="emailAddress">Who waits.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<WaitlistResource>> JoinWaitlist(string emailAddress, CancellationToken cancellationToken = default) =>
        _calls.PostBare("waitlist", new FormFields { { "email_address", emailAddress } }, WireJson.Default.WaitlistResource, cancellationToken);

    /// <summary><c>DELETE /v1/client/sessions</c>: ends every session of this client and keeps the client.</summary>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<ClientResource>> SignOut(CancellationToken cancellationToken = default) =>
        _calls.Delete("client/sessions", WireJson.Default.EnvelopeClientResource, cancellationToken);
}
