using Foyer.Server.Instances;
using Foyer.Server.Sessions;
using Foyer.Server.Surfaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Clients.Frontend;

/// <summary><c>GET /v1/client/touch?redirect_url=…</c>: a full navigation that lengthens the client cookie's life (WIRE §2.6).</summary>
internal static class TouchClient
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapGet("/client/touch", Handle);

    private static async Task<IResult> Handle(FrontendCall call, ClientStore clients, SessionStore sessions, CancellationToken ct)
    {
        if (!SafeRedirect.TryParse(call.Instance, call.PublicUrl, call.QueryText("redirect_url"), out Uri? target))
        {
            return new FaultResult(RequestFaults.RedirectUrlInvalid);
        }

        if ((await clients.Find(call, ct)).IsFault(out Fault? fault, out ClientRow? client))
        {
            return new FaultResult(fault);
        }

        if (client is not null)
        {
            bool signedIn = (await sessions.Live(client.Id, ct)).Count > 0;
            ClientCookies.Write(call, call.ClientToken, signedIn ? client.UpdatedAt : null);
        }

        call.Response.Headers.CacheControl = "no-store";
        return Results.Redirect(target.AbsoluteUri, permanent: false, preserveMethod: true);
    }
}
