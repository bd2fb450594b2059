using Foyer.Server.ExternalAccounts;
using Foyer.Server.ExternalAccounts.Backend;
using Foyer.Server.ExternalAccounts.Frontend;
using Foyer.Server.SocialConnections.Frontend;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Server.SocialConnections;

/// <summary>Social connections and the accounts they lead to. Everything the feature adds to the server.</summary>
internal static class SocialConnectionsFeature
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<SocialFlow>();
        services.AddSingleton<SocialReturn>();
        services.AddSingleton<ExternalAccountStore>();
        services.AddSingleton<IOutboxCall, TokenRevocations>();
        services.AddSingleton<OauthTokens>();
        services.AddSingleton<ConnectedAccounts>();
        services.AddSingleton<ISocialOwner>(provider => provider.GetRequiredService<ConnectedAccounts>());
    }

    public static void MapFrontend(RouteGroupBuilder frontend)
    {
        OauthCallback.Map(frontend);
        ConnectAccount.Map(frontend);
        DisconnectAccount.Map(frontend);
    }

    public static void MapBackend(RouteGroupBuilder backend)
    {
        GetOauthAccessTokens.Map(backend);
        DeleteExternalAccount.Map(backend);
    }
}
