using Foyer.Server.Tickets.Backend;
using Foyer.Server.Tickets.Frontend;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Server.Tickets;

/// <summary>Tickets: sign-in tokens, actor tokens, invitations. Everything the feature adds to the server.</summary>
internal static class TicketsFeature
{
    public static void Add(IServiceCollection services) => services.AddSingleton<TicketStore>();

    public static void MapFrontend(RouteGroupBuilder frontend) => AcceptTicket.Map(frontend);

    public static void MapBackend(RouteGroupBuilder backend)
    {
        CreateSignInToken.Map(backend);
        RevokeSignInToken.Map(backend);
        CreateActorToken.Map(backend);
        RevokeActorToken.Map(backend);
    }
}
