using Foyer.Contracts;
using Foyer.Server.BotProtection;
using Foyer.Server.Clients;
using Foyer.Server.Sessions;
using Foyer.Server.Surfaces;
using Foyer.Server.Tickets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.SignUps;

/// <summary><c>POST /v1/client/sign_ups</c>: begins a sign-up with whatever fields are given, none included (WIRE §7.2).</summary>
internal static class CreateSignUp
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapPost("/client/sign_ups", Handle);

    private static async Task<IResult> Handle(
        FrontendCall call, Database db, ClientStore clients, SessionStore sessions, SignUpStore signUps, SignUpMoves moves, SignUpInput input, SignUpProofs proofs, SignUpSocial social, SignUpTransfer transfer, SignUpTicket tickets, ClientAnswers answers, BotGuard robots, CancellationToken ct)
    {
        if ((await clients.Find(call, ct)).IsFault(out Fault? fault, out ClientRow? existing))
        {
            return new FaultResult(fault);
        }

        if (existing is not null && call.Instance.Settings.AuthConfig.SingleSessionMode && await sessions.Live(existing.Id, ct) is [.., { } live])
        {
            return new FaultResult(SignUpFaults.SessionExists with { Meta = new ErrorMeta { SessionId = live.Id } });
        }

        bool needsProvider = robots.IsWaived(call);
        if (!needsProvider && await robots.Check(call, ct) is { } robot)
        {
            return new FaultResult(robot);
        }

        if ((await tickets.Read(call, null, ct)).IsFault(out fault, out Ticket? invitation) || (await input.Read(call, invitation, earlier: null, ct)).IsFault(out fault, out SignUpChange change))
        {
            return new FaultResult(fault);
        }

        // With a transfer the strategy names what is taken over; nothing begins by it.
        string? strategy = call.Params.Flag("transfer") ? null : call.Params.Text("strategy");
        if ((await social.Prepare(call, strategy, ct)).IsFault(out fault, out SocialStart start))
        {
            return new FaultResult(fault);
        }

        bool isMailboxTaken = strategy is not null && await proofs.IsMailboxTaken(call, change.EmailAddress, ct);
        Outcome<(string SignUpId, ClientChange Client)> outcome = await db.Write<Outcome<(string, ClientChange)>>(async tx =>
        {
            ClientChange client = await clients.Ensure(tx, call, existing);
            SignUpRow signUp = await signUps.Insert(tx, call.Instance, client.Id, needsProvider);
            if (invitation is not null)
            {
                signUp = await SignUpTicket.Apply(tx, signUp, invitation);
            }

            if (await social.Begin(tx, call, signUp, strategy, start) is { } stopped)
            {
                return tx.Abandon(stopped);
            }

            if (call.Params.Flag("transfer") && await transfer.TakeOver(tx, call, existing, signUp) is { } nothing)
            {
                return tx.Abandon(nothing);
            }

            Outcome<ClientChange> updated = await moves.Update(tx, call, signUp, change);
            return updated.IsFault(out Fault? refused, out ClientChange moved) ? refused :
                await proofs.BeginIfNamed(tx, call, signUp.Id, strategy, isMailboxTaken) is { } unproven ? tx.Abandon(unproven) :
                (signUp.Id, moved with { NewToken = moved.NewToken ?? client.NewToken });
        }, ct);
        return outcome.IsFault(out fault, out (string SignUpId, ClientChange Client) begun)
            ? new FaultResult(fault)
            : await Answer(call, clients, signUps, answers, begun.SignUpId, begun.Client, ct);
    }

    /// <summary>The sign-up as it stands, with the client.</summary>
    public static async Task<IResult> Answer(FrontendCall call, ClientStore clients, SignUpStore signUps, ClientAnswers answers, string signUpId, ClientChange change, CancellationToken ct)
    {
        SignUpRow row = (await signUps.Find(signUpId, change.Id, ct))!;
        ClientRow client = (await clients.Find(call.Instance.Id, change.Id, ct))!;
        ClientCookies.Write(call, change.NewToken, row.CreatedSessionId is null ? null : client.UpdatedAt);
        SignUpResource resource = await signUps.ToResource(call.Instance, row, ct);
        return await answers.Changed(call, new ClientParts(client) { SignUp = row.IsComplete ? null : resource }, resource, WireJson.Default.EnvelopeSignUpResource, ct);
    }
}
