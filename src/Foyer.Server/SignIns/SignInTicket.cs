using Foyer.Server.Clients;
using Foyer.Server.Sessions;
using Foyer.Server.Surfaces;
using Foyer.Server.Tickets;
using Foyer.Server.Users;
using Microsoft.AspNetCore.Http;

namespace Foyer.Server.SignIns;

/// <summary>
/// A sign-in by ticket (WIRE §8.4). A sign-in or actor token lets its bearer in at once, second factor or not: the
/// operator has decided. An invitation only says who comes; they prove it like everybody else.
/// </summary>
internal sealed class SignInTicket(
    Database db, ClientStore clients, SessionStore sessions, SignInStore signIns, SignInMoves moves, TicketStore tickets, UserStore users, SignInAnswers answers)
{
    public const string Strategy = "ticket";

    public async Task<IResult> Run(FrontendCall call, ClientRow? client, CancellationToken ct)
    {
        if (call.Params.Text("ticket") is not { } text)
        {
            return new FaultResult(RequestFaults.Missing("ticket"));
        }

        if ((await tickets.Read(call.Instance, text, ct)).IsFault(out Fault? fault, out Ticket ticket))
        {
            return new FaultResult(fault);
        }

        UserRow? user = ticket.UserId is { } userId ? await users.Find(call.Instance.Id, userId, ct) :
            ticket.EmailAddress is { } emailAddress ? await users.FindByEmailAddress(call.Instance.Id, emailAddress, ct) :
            null;
        if (user is null)
        {
            return new FaultResult(ticket.Kind == TicketKinds.Invitation ? TicketFaults.AccountNotExists : TicketFaults.Invalid);
        }

        // Whoever acts for somebody else leaves their own session behind on a single-session instance.
        bool replaces = ticket.Kind == TicketKinds.ActorToken;
        if (!replaces && client is not null && CreateSignIn.AlreadySignedIn(call, await sessions.Live(client.Id, ct), user) is { } already)
        {
            return new FaultResult(already);
        }

        Outcome<(string SignInId, ClientChange Client)> outcome = await db.Write<Outcome<(string, ClientChange)>>(async tx =>
        {
            // First, so that of many at once the losers do no work and hold nothing.
            if (ticket.Kind != TicketKinds.Invitation && await tickets.Spend(tx, ticket) is { } spent)
            {
                return tx.Abandon(spent);
            }

            ClientChange change = await clients.Ensure(tx, call, client);
            SignInRow signIn = await signIns.Insert(tx, call.Instance, change.Id, new IdentifiedAs(ticket.EmailAddress ?? user.Identifier, "ticket", user), call.Params.Text("locale"), signUpIfMissing: false);
            if (ticket.Kind == TicketKinds.Invitation)
            {
                return (signIn.Id, change);
            }

            // Who is refused now may be let in later, by the same ticket.
            return (await moves.FirstFactorProven(tx, call, signIn, Strategy, grant: new SessionGrant(ticket.Actor, ticket.SessionLifetime))).IsFault(out Fault? refused, out ClientChange moved)
                ? tx.Abandon(refused)
                : (signIn.Id, moved with { NewToken = moved.NewToken ?? change.NewToken });
        }, ct);
        return outcome.IsFault(out fault, out (string SignInId, ClientChange Client) done) ? new FaultResult(fault) : await answers.Of(call, done.SignInId, done.Client, ct);
    }
}
