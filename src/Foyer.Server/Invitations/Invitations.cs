using Foyer.Server.Invitations.Backend;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Server.Invitations;

/// <summary>Invitations to the application. Everything the feature adds to the server.</summary>
internal static class InvitationsFeature
{
    public static void Add(IServiceCollection services) => services.AddSingleton<InvitationMaker>();

    public static void MapBackend(RouteGroupBuilder backend)
    {
        ListInvitations.Map(backend);
        CreateInvitation.Map(backend);
        CreateInvitations.Map(backend);
        RevokeInvitation.Map(backend);
    }
}
