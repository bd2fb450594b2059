using Foyer.Contracts;
using Foyer.Server.Surfaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Clients.Frontend;

/// <summary><c>GET /v1/client</c>: the client, or null for a visitor who has none yet (WIRE §2.6).</summary>
internal static class GetClient
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapGet("/client", Handle);

    private static async Task<IResult> Handle(FrontendCall call, ClientStore clients, ClientView view, CancellationToken ct) =>
        (await clients.Find(call, ct)).IsFault(out Fault? fault, out ClientRow? client)
            ? new FaultResult(fault)
            : ClientAnswers.Read(client is null ? null : await view.Build(call, client.Id, ct), WireJson.Default.EnvelopeClientResource);
}
