using Foyer.Server.Surfaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Clients.Frontend;

/// <summary><c>GET /v1/clear-site-data</c>: asks the browser to forget everything of this host (WIRE §8.6). A picture on a foreign page must not.</summary>
internal static class ClearSiteData
{
    private static readonly byte[] Nothing = "{}"u8.ToArray();

    public static void Map(RouteGroupBuilder frontend) => frontend.MapGet("/clear-site-data", Handle);

    private static IResult Handle(FrontendCall call, HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"] == "cross-site" && request.Headers["Sec-Fetch-Mode"] != "navigate")
        {
            return new FaultResult(RequestFaults.OriginInvalid);
        }

        call.Response.Headers["Clear-Site-Data"] = "\"*\"";
        return new WireBytes(Nothing);
    }
}
