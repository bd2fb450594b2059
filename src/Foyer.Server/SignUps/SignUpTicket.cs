using Foyer.Server.Surfaces;
using Foyer.Server.Tickets;
using Foyer.Server.Users;

namespace Foyer.Server.SignUps;

/// <summary>
/// A sign-up by invitation (WIRE §8.4): its address is proven, because the link went there, and it opens what is closed
/// to the public. It is spent by the sign-up that makes the user, not by one that is begun.
/// </summary>
internal sealed class SignUpTicket(TicketStore tickets, UserStore users)
{
    public const string Strategy = "ticket";

    /// <summary>The invitation a request or a sign-up under way carries; null when there is none.</summary>
    public async Task<Outcome<Ticket?>> Read(FrontendCall call, SignUpRow? signUp, CancellationToken ct)
    {
        if (call.Params.Text("ticket") is not { } text)
        {
            return call.Params.Text("strategy") == Strategy && signUp?.TicketId is null ? RequestFaults.Missing("ticket") :
                signUp?.TicketId is { } id ? await tickets.Find(call.Instance.Id, TicketKinds.Invitation, id, ct) : (Ticket?)null;
        }

        if ((await tickets.Read(call.Instance, text, ct)).IsFault(out Fault? fault, out Ticket ticket))
        {
            return fault;
        }

        return ticket.Kind != TicketKinds.Invitation || ticket.EmailAddress is null ? TicketFaults.Invalid :
            await users.FindByEmailAddress(call.Instance.Id, ticket.EmailAddress, ct) is not null ? TicketFaults.AccountExists :
            ticket;
    }

    /// <summary>Lays the invitation over a sign-up; the sign-up as it is then.</summary>
    public static async Task<SignUpRow> Apply(Tx tx, SignUpRow signUp, Ticket invitation) => await tx.One<SignUpRow>("""
        UPDATE sign_ups SET ticket_id = @ticketId, email_address = @EmailAddress, email_address_verified = TRUE, email_address_strategy = 'ticket', public_metadata = @PublicMetadata
        WHERE id = @Id AND status = 'missing_requirements' RETURNING *
        """, new { signUp.Id, ticketId = invitation.Id, invitation.EmailAddress, invitation.PublicMetadata }) ?? signUp;
}
