using Foyer.Contracts;
using Foyer.Server.Clients;
using Foyer.Server.Surfaces;
using Microsoft.AspNetCore.Http;

namespace Foyer.Server.Sessions.Frontend;

/// <summary>Finds sessions of the caller's own client.</summary>
internal sealed class CurrentSession(ClientStore clients, SessionStore sessions, TimeProvider clock)
{
    /// <summary>A session of this client by id, live or not; 404 for any other.</summary>
    public async Task<Outcome<OwnSession>> Find(FrontendCall call, string sessionId, CancellationToken ct)
    {
        if ((await clients.Find(call, ct)).IsFault(out Fault? fault, out ClientRow? client))
        {
            return fault;
        }

        if (client is null)
        {
            return RequestFaults.AuthenticationInvalid;
        }

        return await sessions.Find(call.Instance.Id, sessionId, ct) is { } session && session.ClientId == client.Id
            ? new OwnSession(client, session)
            : RequestFaults.NotFound;
    }

    /// <summary>
    /// The live session the request is about: the one it names, else the one used last (WIRE §9). A pending one reads
    /// everything, and changes only what does its duty.
    /// </summary>
    public async Task<Outcome<OwnSession>> FindActive(FrontendCall call, CancellationToken ct)
    {
        if ((await clients.Find(call, ct)).IsFault(out Fault? fault, out ClientRow? client))
        {
            return fault;
        }

        IReadOnlyList<SessionRow> live = client is null ? [] : await sessions.Live(client.Id, ct);
        SessionRow? session = call.SessionId is { } named
            ? live.FirstOrDefault(row => row.Id == named)
            : live.FirstOrDefault(row => row.Id == client!.LastActiveSessionId) ?? (live.Count > 0 ? live[^1] : null);
        return session is null || !session.IsLive(clock.GetUtcNow()) ? RequestFaults.AuthenticationInvalid :
            session.Status == SessionStatus.Pending.Value && !MayGoOn(call.Response.HttpContext.Request, session) ? SessionFaults.Pending :
            new OwnSession(client!, session);
    }

    /// <summary>
    /// The refusal of a change whose session has ended since it was found; null when it is live. Ask with the person's row
    /// held: whoever signs others out holds it too, and what was on its way then must not arrive.
    /// </summary>
    public static async Task<Fault?> Ended(Tx tx, OwnSession own) => await SessionStore.IsLive(tx, own.Session.Id) ? null : RequestFaults.AuthenticationInvalid;

    private static bool MayGoOn(HttpRequest request, SessionRow session) =>
        HttpMethods.IsGet(request.Method) || SessionTasks.Allows(session.TaskKeys, request.Path.Value![(SurfaceMiddleware.FrontendPrefix + "/v1").Length..]);
}

/// <summary>A session and the client it lives on.</summary>
internal sealed record OwnSession(ClientRow Client, SessionRow Session);
