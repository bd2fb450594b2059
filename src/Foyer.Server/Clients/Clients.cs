using Foyer.Server.Clients.Backend;
using Foyer.Server.Clients.Frontend;
using Foyer.Server.SocialConnections;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Server.Clients;

/// <summary>Clients: browsers and devices. Everything the feature adds to the server.</summary>
internal static class ClientsFeature
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<ClientStore>();
        services.AddSingleton<IClientChanges>(provider => provider.GetRequiredService<ClientStore>());
        services.AddSingleton<ClientView>();
        services.AddSingleton<ClientAnswers>();
    }

    public static void MapFrontend(RouteGroupBuilder frontend)
    {
        GetClient.Map(frontend);
        CreateClient.Map(frontend);
        DeleteClient.Map(frontend);
        TouchClient.Map(frontend);
        ClearSiteData.Map(frontend);
    }

    public static void MapBackend(RouteGroupBuilder backend)
    {
        ListClients.Map(backend);
        GetBackendClient.Map(backend);
        VerifyClient.Map(backend);
    }
}
