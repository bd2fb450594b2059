using Foyer.Components;
using Foyer.Server.Pages.Outbox;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Server.Pages;

/// <summary>
/// The pages people see: sign-in, sign-up, the landing page, and the outbox of development instances. They are clients of
/// the Frontend API like any browser, and reach it without leaving the process.
/// </summary>
internal static class PagesFeature
{
    public static void Add(IServiceCollection services)
    {
        services.AddFoyerUi();
        services.AddSingleton<IFlowBackends, PageBackends>();
    }

    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapFoyerUi();
        OutboxEndpoint.Map(pages);
    }
}
