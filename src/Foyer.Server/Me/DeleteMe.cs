using Foyer.Contracts;
using Foyer.Server.Clients;
using Foyer.Server.Sessions;
using Foyer.Server.Sessions.Frontend;
using Foyer.Server.Surfaces;
using Foyer.Server.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Me;

/// <summary><c>DELETE /v1/me</c>: people remove themselves, where they may, with everything that is theirs. Every session of theirs ends, on every client.</summary>
internal static class DeleteMe
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapDelete("/me", Handle);

    private static async Task<IResult> Handle(FrontendCall call, [AsParameters] Deps with, CancellationToken ct)
    {
        if ((await with.Current.FindActive(call, ct)).IsFault(out Fault? fault, out OwnSession own))
        {
            return new FaultResult(fault);
        }

        if (await with.Reverification.Require(call, own, ct) is { } stale)
        {
            return new FaultResult(stale);
        }

        string userId = own.Session.UserId;
        Outcome<ClientChange> deleted = await with.Db.Write(async tx =>
        {
            if (await with.Users.FindForUpdate(tx, call.Instance.Id, userId) is not { DeleteSelfEnabled: true })
            {
                return tx.Abandon<Outcome<ClientChange>>(MeFaults.DeletionOff);
            }

            if (await CurrentSession.Ended(tx, own) is { } ended)
            {
                return tx.Abandon<Outcome<ClientChange>>(ended);
            }

            await with.Revoker.RevokeAll(tx, call.Instance.Id, userId);
            await with.Users.Delete(tx, call.Instance.Id, userId);
            await with.Clients.Changed(tx, own.Client.Id);
            return await with.Clients.Rotate(tx, call, new ClientChange(own.Client.Id, null));
        }, ct);
        if (deleted.IsFault(out fault, out ClientChange change))
        {
            return new FaultResult(fault);
        }

        ClientRow client = (await with.Clients.Find(call.Instance.Id, own.Client.Id, ct))!;
        ClientCookies.Write(call, change.NewToken, (await with.Sessions.Live(client.Id, ct)).Count > 0 ? client.UpdatedAt : null);
        return await with.Answers.Changed(call, client.Id, _ => new DeletedObject("user", userId), WireJson.Default.EnvelopeDeletedObject, ct);
    }

    internal sealed record Deps(
        [FromServices] Database Db,
        [FromServices] CurrentSession Current,
        [FromServices] Reverification Reverification,
        [FromServices] UserStore Users,
        [FromServices] ISessionRevoker Revoker,
        [FromServices] SessionStore Sessions,
        [FromServices] ClientStore Clients,
        [FromServices] ClientAnswers Answers);
}

internal static class MeFaults
{
    public static readonly Fault DeletionOff = new(403, "user_delete_self_not_enabled", "Account cannot be deleted here", "This account may not delete itself. Ask those who run the application.");
}
