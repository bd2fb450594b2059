using Foyer.Contracts;
using Foyer.Server.Clients;
using Foyer.Server.Surfaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Sessions.Frontend;

/// <summary><c>POST …/end</c> and <c>…/remove</c> of a session of this client.</summary>
internal static class EndSession
{
    public static void Map(RouteGroupBuilder frontend)
    {
        frontend.MapPost("/client/sessions/{session_id}/end", (string session_id, FrontendCall call, [AsParameters] Deps with, CancellationToken ct) => Handle(session_id, SessionStatus.Ended, call, with, ct));
        frontend.MapPost("/client/sessions/{session_id}/remove", (string session_id, FrontendCall call, [AsParameters] Deps with, CancellationToken ct) => Handle(session_id, SessionStatus.Removed, call, with, ct));
    }

    private static async Task<IResult> Handle(string sessionId, SessionStatus status, FrontendCall call, Deps with, CancellationToken ct)
    {
        if ((await with.Current.Find(call, sessionId, ct)).IsFault(out Fault? fault, out OwnSession own))
        {
            return new FaultResult(fault);
        }

        ClientChange change = await with.Db.Write(async tx =>
        {
            await with.Sessions.End(tx, call.Instance.Id, sessionId, status);
            await with.Clients.Changed(tx, own.Client.Id);
            return await with.Clients.Rotate(tx, call, new ClientChange(own.Client.Id, null));
        }, ct);
        ClientRow client = (await with.Clients.Find(call.Instance.Id, own.Client.Id, ct))!;
        bool signedIn = (await with.Sessions.Live(client.Id, ct)).Count > 0;
        ClientCookies.Write(call, change.NewToken, signedIn ? client.UpdatedAt : null);
        SessionRow ended = (await with.Sessions.Find(call.Instance.Id, sessionId, ct))!;
        SessionResource resource = await with.View.Session(call, ended, client.UpdatedAt, ct);
        return await with.Answers.Changed(call, client.Id, _ => resource, WireJson.Default.EnvelopeSessionResource, ct);
    }

    internal sealed record Deps(
        [FromServices] Database Db,
        [FromServices] CurrentSession Current,
        [FromServices] SessionStore Sessions,
        [FromServices] ClientStore Clients,
        [FromServices] ClientView View,
        [FromServices] ClientAnswers Answers);
}
