using Foyer.Contracts;
using Foyer.Server.Clients;
using Foyer.Server.Surfaces;
using Foyer.Server.Tickets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.SignUps;

/// <summary><c>PATCH /v1/client/sign_ups/{sign_up_id}</c>: gives more fields; the last one missing completes the sign-up.</summary>
internal static class UpdateSignUp
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapPatch("/client/sign_ups/{sign_up_id}", Handle);

    private static async Task<IResult> Handle(
        string sign_up_id, FrontendCall call, Database db, ClientStore clients, SignUpStore signUps, SignUpMoves moves, SignUpInput input, SignUpProofs proofs, SignUpTicket tickets, SignUpSocial social, ClientAnswers answers, CancellationToken ct)
    {
        if ((await signUps.FindOwn(call, sign_up_id, ct)).IsFault(out Fault? fault, out SignUpRow signUp))
        {
            return new FaultResult(fault);
        }

        if (signUp.Status != SignUpStatus.MissingRequirements.Value)
        {
            return new FaultResult(SignUpFaults.WrongStep);
        }

        if ((await tickets.Read(call, signUp, ct)).IsFault(out fault, out Ticket? invitation) || (await input.Read(call, invitation, signUp, ct)).IsFault(out fault, out SignUpChange change))
        {
            return new FaultResult(fault);
        }

        string? strategy = call.Params.Text("strategy");
        if ((await social.Prepare(call, strategy, ct)).IsFault(out fault, out SocialStart start))
        {
            return new FaultResult(fault);
        }

        bool isMailboxTaken = strategy is not null && await proofs.IsMailboxTaken(call, change.EmailAddress ?? signUp.EmailAddress, ct);
        Outcome<ClientChange> updated = await db.Write<Outcome<ClientChange>>(async tx =>
        {
            if (invitation is not null && signUp.TicketId is null)
            {
                signUp = await SignUpTicket.Apply(tx, signUp, invitation);
            }

            if (await social.Begin(tx, call, signUp, strategy, start) is { } stopped)
            {
                return tx.Abandon(stopped);
            }

            Outcome<ClientChange> updated = await moves.Update(tx, call, signUp, change);
            return !updated.IsFault(out _, out _) && await proofs.BeginIfNamed(tx, call, signUp.Id, strategy, isMailboxTaken) is { } unproven ? tx.Abandon(unproven) : updated;
        }, ct);
        return updated.IsFault(out fault, out ClientChange moved) ? new FaultResult(fault) : await CreateSignUp.Answer(call, clients, signUps, answers, signUp.Id, moved, ct);
    }
}
