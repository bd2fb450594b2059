using Foyer.Server.Tickets;
using Foyer.Server.Waitlist.Backend;
using Foyer.Server.Waitlist.Frontend;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Server.Waitlist;

/// <summary>The waitlist. Everything the feature adds to the server.</summary>
internal static class WaitlistFeature
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<WaitlistStore>();
        services.AddSingleton<ITicketSpent, WaitlistCompletion>();
    }

    public static void MapFrontend(RouteGroupBuilder frontend) => JoinWaitlist.Map(frontend);

    public static void MapBackend(RouteGroupBuilder backend)
    {
        ListWaitlistEntries.Map(backend);
        CreateWaitlistEntry.Map(backend);
        CreateWaitlistEntries.Map(backend);
        DeleteWaitlistEntry.Map(backend);
        InviteWaitlistEntry.Map(backend);
        RejectWaitlistEntry.Map(backend);
    }
}

/// <summary>An entry is complete once its invitation is accepted.</summary>
internal sealed class WaitlistCompletion(WaitlistStore waitlist) : ITicketSpent
{
    public async Task Spent(Tx tx, Ticket ticket)
    {
        if (ticket.Kind == TicketKinds.Invitation && await tx.One<WaitlistEntryRow>(
            "SELECT * FROM waitlist_entries WHERE invitation_id = @Id AND instance_id = @InstanceId AND status = 'invited'", new { ticket.Id, ticket.InstanceId }) is { } entry)
        {
            await waitlist.Move(tx, entry, "completed", null);
        }
    }
}
