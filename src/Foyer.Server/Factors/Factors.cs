using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Server.Factors;

/// <summary>Factors: how people prove who they are, for sign-ins and for sessions verified again.</summary>
internal static class FactorsFeature
{
    public static void Add(IServiceCollection services) => services.AddSingleton<FactorProofs>();
}
