using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Server.RateLimits;

/// <summary>Rate limits. Everything the feature adds to the server; its middleware stands in the pipeline, behind the surface's.</summary>
internal static class RateLimitsFeature
{
    public static void Add(IServiceCollection services) => services.AddSingleton<RateLimiter>();
}
