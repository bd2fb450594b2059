using Foyer.Components.Landings;
using Foyer.Components.Localization;
using Foyer.Components.Messages;
using Foyer.Components.Rendering;
using Foyer.Components.Reverification;
using Foyer.Components.Sessions;
using Foyer.Components.SignIns;
using Foyer.Components.SignUps;
using Foyer.Components.Tasks;
using Foyer.Components.Users;
using Foyer.Components.Waitlist;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Foyer.Components;

/// <summary>Options of the screens.</summary>
public sealed class FoyerUiOptions
{
    /// <summary>How the screens look. Default: the theme as it is, light or dark as the person's system says.</summary>
    public Appearance Appearance { get; set; } = new();
}

/// <summary>The screens as services and routes. A host also registers its <see cref="IFlowBackends"/>.</summary>
public static class FoyerUi
{
    /// <summary>Adds what the screens need.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Changes the options.</param>
    public static IServiceCollection AddFoyerUi(this IServiceCollection services, Action<FoyerUiOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        OptionsBuilder<FoyerUiOptions> options = services.AddOptions<FoyerUiOptions>();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<TextLibrary>();
        services.TryAddSingleton<ViewRenderer>();
        services.TryAddSingleton<MessageWriter>();
        services.TryAddSingleton<UiAssets>();
        services.TryAddSingleton(provider => new Look(provider.GetRequiredService<IOptions<FoyerUiOptions>>().Value.Appearance));
        services.AddHostedService<WarmUp>();
        return services;
    }

    /// <summary>Maps <c>/</c>, <c>/sign-in</c>, <c>/sign-up</c>, <c>/sso-callback</c>, <c>/verify</c>, <c>/waitlist</c>, <c>/tasks</c>, <c>/user</c>, the endpoints their forms post to below <c>/ui</c>, and <c>/_foyer</c>.</summary>
    /// <param name="routes">Where to map.</param>
    public static void MapFoyerUi(this IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        AssetEndpoint.Map(routes);
        SignInEndpoints.Map(routes);
        SignUpEndpoints.Map(routes);
        SessionEndpoints.Map(routes);
        LandingEndpoints.Map(routes);
        WaitlistEndpoints.Map(routes);
        TasksEndpoints.Map(routes);
        AccountEndpoints.Map(routes);
        ReverificationEndpoints.Map(routes);
        HomeEndpoint.Map(routes);
    }
}
