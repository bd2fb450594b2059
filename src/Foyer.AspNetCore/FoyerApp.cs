using Foyer.Backend;
using Foyer.Contracts;
using Microsoft.Extensions.Options;

namespace Foyer.AspNetCore;

/// <summary>
/// What one app has of Foyer, made at the first request: keys from the embedded server if there is one, else from the
/// options, and everything that hangs on them.
/// </summary>
internal sealed class FoyerApp
{
    private readonly Lazy<Parts> _parts;

    public FoyerApp(IOptions<FoyerOptions> options, TimeProvider clock, IEmbeddedFoyer? embedded = null)
    {
        Options = options.Value;
        IsEmbedded = embedded is not null;
        // Not earlier: an embedded server knows its keys, and the app its routes, only once both have started.
        _parts = new Lazy<Parts>(() => embedded is null ? FromOptions(clock) : FromServer(embedded, clock));
        Protected = [.. Options.ProtectedRoutes.Select(pattern => new PathPattern(pattern))];
    }

    public FoyerOptions Options { get; }

    public bool IsEmbedded { get; }

    /// <summary>Set by <c>UseFoyer</c>.</summary>
    public bool IsUsed { get; set; }

    /// <summary>The path given to <c>MapFoyerProxy</c>; null when there is no proxy.</summary>
    public string? ProxyPath { get; set; }

    public IReadOnlyList<PathPattern> Protected { get; }

    public PublishableKey PublishableKey => _parts.Value.PublishableKey;

    public RequestAuthenticator Authenticator => _parts.Value.Authenticator;

    public TokenVerifier Verifier => _parts.Value.Verifier;

    /// <summary>Carries the proxy's requests; follows no redirect and keeps no cookie.</summary>
    public HttpMessageInvoker Transport => _parts.Value.Transport;

    public Uri ApiUrl => Options.ApiUrl is { } url ? new Uri(url) : FoyerBackendOptions.DefaultApiUrl;

    public string? SecretKey => _parts.Value.SecretKey;

    public FoyerBackend? Backend => _parts.Value.Backend;

    public FoyerBackend RequiredBackend =>
        Backend ?? throw new InvalidOperationException("The Backend API needs the secret key: set CLERK_SECRET_KEY in the environment, or Foyer:SecretKey in the user secrets.");

    private Parts FromOptions(TimeProvider clock)
    {
        _ = PublishableKey.TryParse(Options.PublishableKey, out PublishableKey? key);
        return Assemble(key!, Options.SecretKey, Options.JwtKey, new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }, clock);
    }

    private Parts FromServer(IEmbeddedFoyer server, TimeProvider clock) =>
        PublishableKey.TryParse(server.PublishableKey, out PublishableKey? key)
            ? Assemble(key, server.SecretKey, jwtKey: null, server.Transport, clock)
            : throw new InvalidOperationException("The embedded Foyer server announced a publishable key that is none.");

    private Parts Assemble(PublishableKey key, string? secretKey, string? jwtKey, HttpMessageHandler handler, TimeProvider clock)
    {
        FoyerBackend? backend = secretKey is null ? null
            : new FoyerBackend(new FoyerBackendOptions { SecretKey = secretKey, ApiUrl = ApiUrl }, new HttpClient(handler, disposeHandler: false));
        TokenKeys keys = jwtKey is null ? TokenKeys.FromBackend(backend!.Jwks, clock) : TokenKeys.FromPem(jwtKey);
        TokenVerifier verifier = new(keys, clock);
        RequestAuthenticatorOptions options = new()
        {
            PublishableKey = key,
            ProxyUrl = Options.ProxyUrl ?? ProxyPath,
            SignInUrl = Options.SignInUrl,
            IsSatellite = Options.IsSatellite,
            Domain = Options.Domain,
            SatelliteAutoSync = Options.SatelliteAutoSync,
            OrganizationSync = Options.OrganizationPatterns.Count + Options.PersonalAccountPatterns.Count == 0 ? null
                : new OrganizationSync(Options.OrganizationPatterns, Options.PersonalAccountPatterns),
            Tokens = new VerifyTokenOptions
            {
                Audience = [.. Options.Audience],
                AuthorizedParties = [.. Options.AuthorizedParties],
                ClockSkew = Options.ClockSkew,
            },
        };
        return new Parts(key, secretKey, backend, verifier, new RequestAuthenticator(options, verifier, backend, clock), new HttpMessageInvoker(handler, disposeHandler: false));
    }

    private sealed record Parts(
        PublishableKey PublishableKey, string? SecretKey, FoyerBackend? Backend, TokenVerifier Verifier, RequestAuthenticator Authenticator, HttpMessageInvoker Transport);
}
