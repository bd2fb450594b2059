namespace Foyer.Backend;

/// <summary>
/// The Backend API of one instance, typed. Made once and shared: every member may be used from many threads.
/// Expected failures, the network's included, are values (<see cref="BackendResult{T}"/>).
/// </summary>
public sealed class FoyerBackend
{
    /// <summary>Makes a client that owns its connections.</summary>
    /// <param name="options">Which server, and with which key.</param>
    public FoyerBackend(FoyerBackendOptions options)
        : this(options, new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }))
    {
    }

    /// <summary>Makes a client over given connections: an <c>IHttpClientFactory</c>'s, or an embedded server's.</summary>
    /// <param name="options">Which server, and with which key.</param>
    /// <param name="http">Sends the requests. It should neither follow redirects nor keep cookies.</param>
    /// <exception cref="ArgumentException">The secret key is empty, or the URL is not absolute http(s).</exception>
    public FoyerBackend(FoyerBackendOptions options, HttpClient http)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(http);
        BackendHttp api = new(options, http);
        Users = new UsersApi(api);
        EmailAddresses = new EmailAddressesApi(api);
        PhoneNumbers = new PhoneNumbersApi(api);
        Sessions = new SessionsApi(api);
        Clients = new ClientsApi(api);
        Jwks = new JwksApi(api);
        TestingTokens = new TestingTokensApi(api);
        JwtTemplates = new JwtTemplatesApi(api);
        SignInTokens = new SignInTokensApi(api);
        ActorTokens = new ActorTokensApi(api);
        Invitations = new InvitationsApi(api);
        AllowlistIdentifiers = new AllowlistIdentifiersApi(api);
        BlocklistIdentifiers = new BlocklistIdentifiersApi(api);
        WaitlistEntries = new WaitlistEntriesApi(api);
        SignUps = new SignUpsApi(api);
        RedirectUrls = new RedirectUrlsApi(api);
        Instance = new InstanceApi(api);
    }

    /// <summary>People of the instance.</summary>
    public UsersApi Users { get; }

    /// <summary>Their e-mail addresses.</summary>
    public EmailAddressesApi EmailAddresses { get; }

    /// <summary>Their phone numbers.</summary>
    public PhoneNumbersApi PhoneNumbers { get; }

    /// <summary>Their sessions.</summary>
    public SessionsApi Sessions { get; }

    /// <summary>Browsers and devices, and what handshakes left for them.</summary>
    public ClientsApi Clients { get; }

    /// <summary>The instance's public keys.</summary>
    public JwksApi Jwks { get; }

    /// <summary>Passes through bot protection for automated tests.</summary>
    public TestingTokensApi TestingTokens { get; }

    /// <summary>Recipes for tokens that other services read.</summary>
    public JwtTemplatesApi JwtTemplates { get; }

    /// <summary>Tokens that sign one person in once.</summary>
    public SignInTokensApi SignInTokens { get; }

    /// <summary>Tokens that let somebody act in a person's place.</summary>
    public ActorTokensApi ActorTokens { get; }

    /// <summary>Invitations to sign up.</summary>
    public InvitationsApi Invitations { get; }

    /// <summary>Who alone may sign up.</summary>
    public AllowlistIdentifiersApi AllowlistIdentifiers { get; }

    /// <summary>Who may not come in.</summary>
    public BlocklistIdentifiersApi BlocklistIdentifiers { get; }

    /// <summary>People who wait to be let in.</summary>
    public WaitlistEntriesApi WaitlistEntries { get; }

    /// <summary>People who are signing up.</summary>
    public SignUpsApi SignUps { get; }

    /// <summary>Addresses people may be sent back to.</summary>
    public RedirectUrlsApi RedirectUrls { get; }

    /// <summary>The instance itself.</summary>
    public InstanceApi Instance { get; }
}

/// <summary>Where the Backend API is, and the key to it.</summary>
public sealed record FoyerBackendOptions
{
    /// <summary>Where a Foyer server listens when nothing else is said.</summary>
    public static readonly Uri DefaultApiUrl = new("http://localhost:5080");

    /// <summary>The instance's secret key, <c>sk_test_…</c> or <c>sk_live_…</c>; printed by <c>foyer keys</c>.</summary>
    public required string SecretKey { get; init; }

    /// <summary>Base URL of the server, without <c>/v1</c>. Default <c>http://localhost:5080</c>.</summary>
    public Uri ApiUrl { get; init; } = DefaultApiUrl;

    /// <summary>Keeps the key out of logs.</summary>
    public override string ToString() => $"FoyerBackendOptions {{ ApiUrl = {ApiUrl} }}";
}
