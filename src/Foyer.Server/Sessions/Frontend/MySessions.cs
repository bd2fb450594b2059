using Foyer.Contracts;
using Foyer.Server.Clients;
using Foyer.Server.Surfaces;
using Foyer.Server.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Sessions.Frontend;

/// <summary><c>GET /v1/me/sessions</c>: the person's sessions on all devices, over or not, newest first, bare (WIRE §9.6).</summary>
internal static class ListMySessions
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapGet("/me/sessions", Handle);

    private static async Task<IResult> Handle(FrontendCall call, CurrentSession current, SessionStore sessions, UserStore users, ClientView view, CancellationToken ct)
    {
        if ((await current.FindActive(call, ct)).IsFault(out Fault? fault, out OwnSession own))
        {
            return new FaultResult(fault);
        }

        UserAggregate user = (await users.FindAggregate(call.Instance.Id, own.Session.UserId, ct))!;
        IReadOnlyList<SessionRow> rows = await sessions.OfUser(call.Instance.Id, own.Session.UserId, ct);
        return new WireResult<IReadOnlyList<SessionResource>>([.. rows.Select(row => view.Listed(call, row, user))], WireJson.Default.IReadOnlyListSessionResource);
    }
}

/// <summary><c>GET /v1/me/sessions/active</c>: the devices the person is signed in on, newest first, bare.</summary>
internal static class ListActiveSessions
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapGet("/me/sessions/active", Handle);

    private static async Task<IResult> Handle(FrontendCall call, CurrentSession current, SessionStore sessions, TimeProvider clock, CancellationToken ct)
    {
        if ((await current.FindActive(call, ct)).IsFault(out Fault? fault, out OwnSession own))
        {
            return new FaultResult(fault);
        }

        List<ActiveSession> active = [];
        foreach (SessionRow row in (await sessions.OfUser(call.Instance.Id, own.Session.UserId, ct)).Where(row => row.IsLive(clock.GetUtcNow())))
        {
            active.Add(new ActiveSession
            {
                Id = row.Id,
                Status = SessionStatus.From(row.Status),
                ExpireAt = row.ExpireAt,
                AbandonAt = row.AbandonAt,
                LastActiveAt = row.LastActiveAt,
                Actor = row.ActorJson(),
                Tasks = row.ToTasks(),
                LatestActivity = await sessions.Activity(row, ct),
            });
        }

        return new WireResult<IReadOnlyList<ActiveSession>>(active, WireJson.Default.IReadOnlyListActiveSession);
    }
}

/// <summary><c>POST /v1/me/sessions/{session_id}/revoke</c>: signs out another device of the same person.</summary>
internal static class RevokeMySession
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapPost("/me/sessions/{session_id}/revoke", Handle);

    private static async Task<IResult> Handle(string session_id, FrontendCall call, [AsParameters] Deps with, CancellationToken ct)
    {
        if ((await with.Current.FindActive(call, ct)).IsFault(out Fault? fault, out OwnSession own))
        {
            return new FaultResult(fault);
        }

        if (await with.Sessions.Find(call.Instance.Id, session_id, ct) is not { } session || session.UserId != own.Session.UserId)
        {
            return new FaultResult(RequestFaults.NotFound);
        }

        await with.Db.Write(async tx =>
        {
            if (await with.Sessions.End(tx, call.Instance.Id, session.Id, SessionStatus.Revoked))
            {
                await with.Clients.Changed(tx, session.ClientId);
            }
        }, ct);
        SessionRow revoked = (await with.Sessions.Find(call.Instance.Id, session_id, ct))!;
        SessionResource resource = with.View.Listed(call, revoked, (await with.Users.FindAggregate(call.Instance.Id, own.Session.UserId, ct))!);
        return await with.Answers.Changed(call, own.Client.Id, _ => resource, WireJson.Default.EnvelopeSessionResource, ct);
    }

    internal sealed record Deps(
        [FromServices] Database Db,
        [FromServices] CurrentSession Current,
        [FromServices] SessionStore Sessions,
        [FromServices] ClientStore Clients,
        [FromServices] UserStore Users,
        [FromServices] ClientView View,
        [FromServices] ClientAnswers Answers);
}
