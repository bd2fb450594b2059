using Foyer.Server.Instances;
using Foyer.Server.Surfaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Environments;

/// <summary><c>GET /v1/redirect?redirect_url=…</c>: on to an address that may be gone to; without one to the app (WIRE §8.6).</summary>
internal static class GetRedirect
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapGet("/redirect", Handle);

    private static IResult Handle(FrontendCall call)
    {
        string url = call.QueryText("redirect_url") ?? EnvironmentView.Of(call.Instance, call.PublicUrl).DisplayConfig.HomeUrl;
        if (!SafeRedirect.TryParse(call.Instance, call.PublicUrl, url, out Uri? target) && !NativeRedirect.TryParse(call.Instance, url, out target))
        {
            return new FaultResult(RequestFaults.RedirectUrlInvalid);
        }

        call.Response.Headers.CacheControl = "no-store";
        call.Response.Headers["Referrer-Policy"] = "no-referrer";
        call.Response.Headers.Location = Origins.IsWeb(target) ? target.AbsoluteUri : target.OriginalString;
        return Results.StatusCode(StatusCodes.Status307TemporaryRedirect);
    }
}
