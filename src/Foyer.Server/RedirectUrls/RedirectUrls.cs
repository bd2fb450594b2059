using Foyer.Server.RedirectUrls.Backend;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Server.RedirectUrls;

/// <summary>Addresses people may be sent back to, beside the allowed origins. Everything the feature adds to the server.</summary>
internal static class RedirectUrlsFeature
{
    public static void Add(IServiceCollection services) => services.AddSingleton<RedirectUrlStore>();

    public static void MapBackend(RouteGroupBuilder backend) => BackendRedirectUrls.Map(backend);
}
