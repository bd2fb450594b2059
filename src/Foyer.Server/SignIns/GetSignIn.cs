using Foyer.Contracts;
using Foyer.Server.Clients;
using Foyer.Server.Surfaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.SignIns;

/// <summary><c>GET /v1/client/sign_ins/{sign_in_id}</c>.</summary>
internal static class GetSignIn
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapGet("/client/sign_ins/{sign_in_id}", Handle);

    private static async Task<IResult> Handle(string sign_in_id, FrontendCall call, ClientStore clients, SignInStore signIns, CancellationToken ct)
    {
        if ((await clients.Find(call, ct)).IsFault(out Fault? fault, out ClientRow? client))
        {
            return new FaultResult(fault);
        }

        return await signIns.Find(sign_in_id, client?.Id, ct) is { } row
            ? ClientAnswers.Read(await signIns.ToResource(call.Instance, row, ct), WireJson.Default.EnvelopeSignInResource)
            : new FaultResult(RequestFaults.NotFound);
    }
}
