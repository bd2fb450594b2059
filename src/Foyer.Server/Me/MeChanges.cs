using System.Text.Json.Serialization.Metadata;
using Foyer.Contracts;
using Foyer.Server.Clients;
using Foyer.Server.Sessions.Frontend;
using Foyer.Server.Surfaces;
using Foyer.Server.Users;
using Microsoft.AspNetCore.Http;

namespace Foyer.Server.Me;

/// <summary>Changes people make to how they sign in: whose session it is, the step-up before, one transaction, the event, the client with the answer.</summary>
internal sealed class MeChanges(Database db, CurrentSession current, Reverification reverification, UserStore users, ClientStore clients, ClientAnswers answers)
{
    /// <summary>A change that alters the account, announced when it is made. What a refused change has counted stays counted.</summary>
    public Task<IResult> Make<T>(FrontendCall call, Func<Tx, OwnSession, UserRow, Task<Outcome<T>>> change, JsonTypeInfo<Envelope<T>> type, CancellationToken ct) where T : class =>
        Run(call, change, isSensitive: true, announces: true, type, ct);

    /// <summary>A step towards a change, or one that no proof is asked for.</summary>
    public Task<IResult> Begin<T>(FrontendCall call, Func<Tx, OwnSession, UserRow, Task<Outcome<T>>> step, JsonTypeInfo<Envelope<T>> type, CancellationToken ct) where T : class =>
        Run(call, step, isSensitive: true, announces: false, type, ct);

    /// <summary>The end of a change whose beginning was checked already. Who acts in the user's place ends nothing that the user began.</summary>
    public Task<IResult> Finish<T>(FrontendCall call, Func<Tx, OwnSession, UserRow, Task<Outcome<T>>> change, JsonTypeInfo<Envelope<T>> type, CancellationToken ct) where T : class =>
        Run(call, change, isSensitive: false, announces: true, type, ct);

    private async Task<IResult> Run<T>(FrontendCall call, Func<Tx, OwnSession, UserRow, Task<Outcome<T>>> change, bool isSensitive, bool announces, JsonTypeInfo<Envelope<T>> type, CancellationToken ct) where T : class
    {
        if ((await current.FindActive(call, ct)).IsFault(out Fault? fault, out OwnSession own) ||
            (fault = isSensitive ? await reverification.Require(call, own, ct) : own.Session.IsImpersonation ? ReverificationFaults.Impersonating : null) is not null)
        {
            return new FaultResult(fault);
        }

        Outcome<T> outcome = await db.Write<Outcome<T>>(async tx =>
        {
            // The user's row is held, so changes sent at once come one after the other.
            UserRow? user = await users.FindForUpdate(tx, call.Instance.Id, own.Session.UserId);
            if (user is null)
            {
                return RequestFaults.AuthenticationInvalid;
            }

            if (await CurrentSession.Ended(tx, own) is { } ended)
            {
                return ended;
            }

            Outcome<T> changed = await change(tx, own, user);
            if (changed.Fault is null && announces)
            {
                await users.Changed(tx, call.Instance.Id, user.Id);
            }

            if (changed.Fault is null)
            {
                await clients.Changed(tx, own.Client.Id);
            }

            return changed;
        }, ct);
        return outcome.IsFault(out fault, out T value) ? new FaultResult(fault) : await answers.Changed(call, own.Client.Id, _ => value, type, ct);
    }
}
