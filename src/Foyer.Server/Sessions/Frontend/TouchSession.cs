using Foyer.Contracts;
using Foyer.Server.Clients;
using Foyer.Server.Surfaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Sessions.Frontend;

/// <summary><c>POST /v1/client/sessions/{session_id}/touch</c>: makes it the client's active session (WIRE §2.7).</summary>
internal static class TouchSession
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapPost("/client/sessions/{session_id}/touch", Handle);

    private static async Task<IResult> Handle(
        string session_id, FrontendCall call, Database db, CurrentSession current, SessionStore sessions, ClientStore clients, ClientAnswers answers, TimeProvider clock, CancellationToken ct)
    {
        if ((await current.Find(call, session_id, ct)).IsFault(out Fault? fault, out OwnSession own))
        {
            return new FaultResult(fault);
        }

        if (!own.Session.IsLive(clock.GetUtcNow()))
        {
            return new FaultResult(RequestFaults.AuthenticationInvalid);
        }

        if (call.Params.Text("active_organization_id") is not null)
        {
            return new FaultResult(SessionFaults.OrganizationNotFound);
        }

        await db.Write(async tx =>
        {
            await sessions.Touch(tx, call.Instance, own.Session);
            await clients.Changed(tx, own.Client.Id);
        }, ct);
        return await answers.Changed(call, own.Client.Id, client => client.Sessions.FirstOrDefault(session => session.Id == session_id), WireJson.Default.EnvelopeSessionResource, ct);
    }
}

internal static class SessionFaults
{
    public static readonly Fault OrganizationNotFound = new(404, "organization_not_found_or_unauthorized", "Organization not found", "There is no such organization, or the person is not a member.");

    public static readonly Fault Pending = new(403, "session_pending", "Something to do first", "The session is pending: finish its task, then go on.");

    public static readonly Fault DevelopmentOnly = new(422, "operation_not_allowed_on_production", "Development only", "Sessions are made by signing in; only development instances can make them otherwise.");

    public static readonly Fault RefreshInvalid = new(401, "refresh_token_invalid", "Invalid refresh token", "The refresh token does not belong to this session, or the session has ended.");

    public static readonly Fault RefreshOriginInvalid = new(401, "refresh_origin_invalid", "Invalid origin", "The origin of the request is not allowed for this instance.");
}
