using Foyer.Server.Restrictions.Backend;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Server.Restrictions;

/// <summary>Who may come in: allow-list, block-list, rules about addresses. Everything the feature adds to the server.</summary>
internal static class RestrictionsFeature
{
    public static void Add(IServiceCollection services, FoyerServerOptions options)
    {
        services.AddSingleton(_ => DisposableDomains.Load(options.DisposableDomains));
        services.AddSingleton<RestrictionStore>();
        services.AddSingleton<RestrictionGate>();
    }

    public static void MapBackend(RouteGroupBuilder backend)
    {
        AllowlistIdentifiers.Map(backend);
        BlocklistIdentifiers.Map(backend);
        UpdateRestrictions.Map(backend);
    }
}
