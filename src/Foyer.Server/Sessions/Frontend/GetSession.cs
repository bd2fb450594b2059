using Foyer.Contracts;
using Foyer.Server.Clients;
using Foyer.Server.Surfaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Sessions.Frontend;

/// <summary><c>GET /v1/client/sessions/{session_id}</c>.</summary>
internal static class GetSession
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapGet("/client/sessions/{session_id}", Handle);

    private static async Task<IResult> Handle(string session_id, FrontendCall call, CurrentSession current, ClientView view, CancellationToken ct) =>
        (await current.Find(call, session_id, ct)).IsFault(out Fault? fault, out OwnSession own)
            ? new FaultResult(fault)
            : ClientAnswers.Read(await view.Session(call, own.Session, own.Client.UpdatedAt, ct), WireJson.Default.EnvelopeSessionResource);
}
