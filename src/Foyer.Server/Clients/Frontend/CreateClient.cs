using Foyer.Contracts;
using Foyer.Server.Surfaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Clients.Frontend;

/// <summary><c>POST</c> and <c>PUT /v1/client</c>: the client, made when there is none.</summary>
internal static class CreateClient
{
    public static void Map(RouteGroupBuilder frontend)
    {
        frontend.MapPost("/client", Handle);
        frontend.MapPut("/client", Handle);
    }

    private static async Task<IResult> Handle(FrontendCall call, Database db, ClientStore clients, ClientAnswers answers, CancellationToken ct)
    {
        if ((await clients.Find(call, ct)).IsFault(out Fault? fault, out ClientRow? existing))
        {
            return new FaultResult(fault);
        }

        ClientChange client = await db.Write(tx => clients.Ensure(tx, call, existing), ct);
        ClientCookies.Write(call, client.NewToken, null);
        return await answers.Changed(call, client.Id, resource => resource, WireJson.Default.EnvelopeClientResource, ct);
    }
}
