using Foyer.Server.JwtTemplates.Backend;
using Foyer.Server.JwtTemplates.Frontend;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Server.JwtTemplates;

/// <summary>JWT templates: tokens for other services. Everything the feature adds to the server.</summary>
internal static class JwtTemplatesFeature
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<JwtTemplateStore>();
        services.AddSingleton<TemplateTokens>();
    }

    public static void MapFrontend(RouteGroupBuilder frontend) => CreateTemplateToken.Map(frontend);

    public static void MapBackend(RouteGroupBuilder backend)
    {
        ListJwtTemplates.Map(backend);
        GetJwtTemplate.Map(backend);
        CreateJwtTemplate.Map(backend);
        UpdateJwtTemplate.Map(backend);
        DeleteJwtTemplate.Map(backend);
        CreateSessionTemplateToken.Map(backend);
    }
}
