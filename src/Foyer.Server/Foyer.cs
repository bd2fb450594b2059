using Foyer.Contracts;
using Foyer.Server.BotProtection;
using Foyer.Server.BackupCodes;
using Foyer.Server.Clients;
using Foyer.Server.DevBrowsers;
using Foyer.Server.EmailLinks;
using Foyer.Server.Environments;
using Foyer.Server.Factors;
using Foyer.Server.GeoIp;
using Foyer.Server.Handshakes;
using Foyer.Server.Health;
using Foyer.Server.Identifications;
using Foyer.Server.Images;
using Foyer.Server.Instances;
using Foyer.Server.Instances.Backend;
using Foyer.Server.Invitations;
using Foyer.Server.Jwks;
using Foyer.Server.Keyless;
using Foyer.Server.Keys;
using Foyer.Server.JwtTemplates;
using Foyer.Server.Me;
using Foyer.Server.Messages;
using Foyer.Server.Messages.Delivery;
using Foyer.Server.Npm;
using Foyer.Server.OneTimeCodes;
using Foyer.Server.Outbound;
using Foyer.Server.Passkeys;
using Foyer.Server.Passwords;
using Foyer.Server.RedirectUrls;
using Foyer.Server.Restrictions;
using Foyer.Server.PhoneNumbers;
using Foyer.Server.RateLimits;
using Foyer.Server.Sessions;
using Foyer.Server.SignIns;
using Foyer.Server.SignUps;
using Foyer.Server.SocialConnections;
using Foyer.Server.SocialProviders;
using Foyer.Server.Surfaces;
using Foyer.Server.TestingTokens;
using Foyer.Server.Tickets;
using Foyer.Server.Tokens;
using Foyer.Server.Totp;
using Foyer.Server.TrustedDevices;
using Foyer.Server.Users;
using Foyer.Server.Waitlist;
using Foyer.Server.Verifications;
using Foyer.Server.Web3Wallets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Foyer.Server;

/// <summary>The server as a library: the list of all features, one line each.</summary>
public static class FoyerServerExtensions
{
    /// <summary>Adds a Foyer server to the application. Map it with <see cref="MapFoyerServer"/>.</summary>
    /// <param name="builder">The application's builder.</param>
    /// <param name="configure">Sets options; null for the defaults.</param>
    public static IHostApplicationBuilder AddFoyerServer(this IHostApplicationBuilder builder, Action<FoyerServerOptions>? configure = null)
    {
        FoyerServerOptions options = new();
        configure?.Invoke(options);
        AddFoyerServer(builder.Services, options);
        return builder;
    }

    /// <summary>Maps the server: both APIs, the hosted pages, health. A path prefix keeps it apart from the app's own routes.</summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="prefix">For example <c>/__foyer</c>; empty when the server has the application to itself.</param>
    /// <exception cref="StartupException">The server cannot start; the message says what and where.</exception>
    public static IEndpointConventionBuilder MapFoyerServer(this IEndpointRouteBuilder endpoints, string prefix = "")
    {
        FoyerPipeline pipeline = endpoints.ServiceProvider.GetRequiredService<FoyerPipeline>();
        pipeline.Build(endpoints);
        return endpoints.Map(prefix + "/{**foyer}", context => pipeline.Run(context, prefix)).WithDisplayName("Foyer server").WithOrder(prefix.Length == 0 ? 1000 : 0);
    }

    /// <summary>Gives the server the whole application. Nothing else is routed there, so no request is routed twice.</summary>
    /// <exception cref="StartupException">The server cannot start; the message says what and where.</exception>
    internal static void RunFoyerServer(this WebApplication app)
    {
        FoyerPipeline pipeline = app.Services.GetRequiredService<FoyerPipeline>();
        pipeline.Build(app);
        app.Run(pipeline.Run);
    }

    internal static void AddFoyerServer(IServiceCollection services, FoyerServerOptions options)
    {
        services.AddRouting();
        services.PostConfigure<KestrelServerOptions>(ContentLengthDigits.Demand);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(FoyerStartup.OpenKey);
        services.AddSingleton(FoyerStartup.OpenDatabase);
        services.AddSingleton<FoyerPipeline>();
        services.AddSingleton<InProcessTransport>();

        services.AddSingleton<Outbox>();
        services.AddSingleton<OutboxWorker>();
        services.AddSingleton<OutboxCalls>();
        services.AddSingleton<DecisionTrace>();
        services.AddSingleton<IOutboxHandler, AuditLog>();
        services.AddSingleton<Purge>();
        services.AddSingleton<OutboundHttp>();
        SocialProvidersFeature.Add(services);

        services.AddSingleton<SigningKeyStore>();
        services.AddSingleton<InstanceStore>();
        services.AddSingleton<InstanceRegistry>();
        services.AddSingleton<VerificationStore>();
        MessagesFeature.Add(services);
        services.AddSingleton<SmsGuard>();
        services.AddSingleton<SendLimits>();
        services.AddSingleton<OneTimeCodeStore>();
        EmailLinksFeature.Add(services);
        services.AddSingleton<PasswordHasher>();
        services.AddSingleton(options.PasswordCost);
        services.AddSingleton<ClaimSources>();
        PasswordsFeature.Add(services);
        services.AddSingleton<SessionTokens>();
        services.AddSingleton<TokenReader>();
        services.AddSingleton<DevBrowserStore>();
        services.AddSingleton(new NpmFolder(options.NpmFolder));
        KeylessFeature.Add(services, options.Keyless);
        services.AddSingleton(_ => new GeoIpFile(options.GeoIpFile));
        services.AddSingleton(new TrustedProxies(options.TrustedProxies));
        RateLimitsFeature.Add(services);
        UsersFeature.Add(services);
        ImagesFeature.Add(services);
        PasskeysFeature.Add(services);
        TrustedDevicesFeature.Add(services);
        TotpFeature.Add(services);
        BackupCodesFeature.Add(services);
        Web3WalletsFeature.Add(services);
        services.AddSingleton<MeChanges>();
        IdentificationsFeature.Add(services);
        ClientsFeature.Add(services);
        SessionsFeature.Add(services);
        FactorsFeature.Add(services);
        BotProtectionFeature.Add(services);
        SignInsFeature.Add(services);
        SignUpsFeature.Add(services);
        SocialConnectionsFeature.Add(services);
        TicketsFeature.Add(services);
        RestrictionsFeature.Add(services, options);
        InvitationsFeature.Add(services);
        WaitlistFeature.Add(services);
        RedirectUrlsFeature.Add(services);
        JwtTemplatesFeature.Add(services);
        Handshake.Add(services);
        GetEnvironment.Add(services);
        Pages.PagesFeature.Add(services);

        services.AddSingleton<IEmbeddedFoyer, EmbeddedFoyer>();
        // The start comes first among the hosted services: nothing runs on a database that is not ready.
        services.AddSingleton<FoyerStartup>();
        services.AddHostedService(provider => provider.GetRequiredService<FoyerStartup>());
        services.AddHostedService<InstanceWatcher>();
        services.AddHostedService(provider => provider.GetRequiredService<OutboxWorker>());
        services.AddHostedService(provider => provider.GetRequiredService<OutboxCalls>());
        services.AddHostedService(provider => provider.GetRequiredService<MessageDelivery>());
        services.AddHostedService(provider => provider.GetRequiredService<ProviderPictures>());
        services.AddHostedService(provider => provider.GetRequiredService<Purge>());
        services.AddHostedService(provider => provider.GetRequiredService<SessionActivityWriter>());
    }

    /// <summary>Every route of the server, by door.</summary>
    internal static void MapRoutes(IEndpointRouteBuilder root)
    {
        HealthEndpoints.Map(root);

        RouteGroupBuilder frontend = root.MapGroup(SurfaceMiddleware.FrontendPrefix + "/v1");
        HealthEndpoints.MapFrontend(frontend);
        GetEnvironment.Map(frontend);
        GetRedirect.Map(frontend);
        CreateDevBrowser.Map(frontend);
        ClientsFeature.MapFrontend(frontend);
        CreateBotChallenge.Map(frontend);
        SignUpsFeature.MapFrontend(frontend);
        SignInsFeature.MapFrontend(frontend);
        SocialConnectionsFeature.MapFrontend(frontend);
        SessionsFeature.MapFrontend(frontend);
        JwtTemplatesFeature.MapFrontend(frontend);
        TicketsFeature.MapFrontend(frontend);
        EmailLinksFeature.MapFrontend(frontend);
        WaitlistFeature.MapFrontend(frontend);
        Handshake.Map(frontend);
        KeylessFeature.MapFrontend(frontend);
        PasswordsFeature.MapFrontend(frontend);
        GetMe.Map(frontend);
        UpdateMe.Map(frontend);
        UpdateMyMetadata.Map(frontend);
        DeleteMe.Map(frontend);
        CreateServiceToken.Map(frontend);
        ImagesFeature.MapFrontend(frontend);
        PasskeysFeature.MapFrontend(frontend);
        TrustedDevicesFeature.MapFrontend(frontend);
        TotpFeature.MapFrontend(frontend);
        BackupCodesFeature.MapFrontend(frontend);
        Web3WalletsFeature.MapFrontend(frontend);
        IdentificationsFeature.MapFrontend(frontend);
        GetJwks.MapFrontend(root, SurfaceMiddleware.FrontendPrefix);
        PasskeysFeature.MapWellKnown(root, SurfaceMiddleware.FrontendPrefix);
        ServePackage.Map(root, SurfaceMiddleware.FrontendPrefix);

        RouteGroupBuilder backend = root.MapGroup(SurfaceMiddleware.BackendPrefix + "/v1");
        UsersFeature.MapBackend(backend);
        SocialConnectionsFeature.MapBackend(backend);
        ImagesFeature.MapBackend(backend);
        PasskeysFeature.MapBackend(backend);
        TrustedDevicesFeature.MapBackend(backend);
        TotpFeature.MapBackend(backend);
        Web3WalletsFeature.MapBackend(backend);
        IdentificationsFeature.MapBackend(backend);
        PasswordsFeature.MapBackend(backend);
        SessionsFeature.MapBackend(backend);
        Handshake.MapBackend(backend);
        ClientsFeature.MapBackend(backend);
        GetJwks.MapBackend(backend);
        CreateTestingToken.Map(backend);
        KeylessFeature.MapBackend(backend);
        JwtTemplatesFeature.MapBackend(backend);
        TicketsFeature.MapBackend(backend);
        InvitationsFeature.MapBackend(backend);
        UpdateInstance.Map(backend);
        RestrictionsFeature.MapBackend(backend);
        WaitlistFeature.MapBackend(backend);
        SignUpsFeature.MapBackend(backend);
        RedirectUrlsFeature.MapBackend(backend);

        RouteGroupBuilder pages = root.MapGroup(SurfaceMiddleware.PagesPrefix);
        ImagesFeature.MapPages(pages);
        Pages.PagesFeature.Map(pages);
    }
}
