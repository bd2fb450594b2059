using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Server.SocialProviders;

/// <summary>Talking to social providers. It knows no people: who somebody becomes here is decided elsewhere.</summary>
internal static class SocialProvidersFeature
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<ProviderDirectory>();
        services.AddSingleton<ProviderKeys>();
        services.AddSingleton<IdTokens>();
        services.AddSingleton<ProviderClient>();
    }
}
