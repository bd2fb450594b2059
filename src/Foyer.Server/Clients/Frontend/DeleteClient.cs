using Foyer.Contracts;
using Foyer.Server.Sessions;
using Foyer.Server.Surfaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Clients.Frontend;

/// <summary><c>DELETE /v1/client/sessions</c> signs out of everything and keeps the client; <c>DELETE /v1/client</c> forgets it too.</summary>
internal static class DeleteClient
{
    public static void Map(RouteGroupBuilder frontend)
    {
        frontend.MapDelete("/client/sessions", SignOut);
        frontend.MapDelete("/client", Delete);
    }

    private static async Task<IResult> SignOut(FrontendCall call, Database db, ClientStore clients, SessionStore sessions, ClientAnswers answers, CancellationToken ct)
    {
        if ((await clients.Find(call, ct)).IsFault(out Fault? fault, out ClientRow? client))
        {
            return new FaultResult(fault);
        }

        if (client is null)
        {
            return new FaultResult(RequestFaults.AuthenticationInvalid);
        }

        ClientChange change = await db.Write(async tx =>
        {
            await EndAll(tx, sessions, client, SessionStatus.Removed);
            await clients.Changed(tx, client.Id);
            return await clients.Rotate(tx, call, new ClientChange(client.Id, null));
        }, ct);
        ClientCookies.Write(call, change.NewToken, null);
        return await answers.Changed(call, client.Id, resource => resource, WireJson.Default.EnvelopeClientResource, ct);
    }

    private static async Task<IResult> Delete(FrontendCall call, Database db, ClientStore clients, SessionStore sessions, CancellationToken ct)
    {
        if ((await clients.Find(call, ct)).IsFault(out Fault? fault, out ClientRow? client))
        {
            return new FaultResult(fault);
        }

        if (client is null)
        {
            return new FaultResult(RequestFaults.NotFound);
        }

        await db.Write(async tx =>
        {
            await EndAll(tx, sessions, client, SessionStatus.Removed);
            await clients.Delete(tx, client.Id);
        }, ct);
        ClientCookies.Clear(call);
        return ClientAnswers.Read<ClientResource>(null, WireJson.Default.EnvelopeClientResource);
    }

    private static async Task EndAll(Tx tx, SessionStore sessions, ClientRow client, SessionStatus status)
    {
        foreach (string id in await tx.Many<string>("SELECT id FROM sessions WHERE client_id = @Id AND status IN ('active', 'pending')", new { client.Id }))
        {
            await sessions.End(tx, client.InstanceId, id, status);
        }
    }
}
