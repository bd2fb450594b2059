using Foyer.Contracts;
using Foyer.Server.Instances;
using Foyer.Server.Surfaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Jwks;

/// <summary>The public keys: <c>GET /.well-known/jwks.json</c> for everybody, <c>GET /v1/jwks</c> for servers (WIRE §5.5).</summary>
internal static class GetJwks
{
    public static void MapFrontend(IEndpointRouteBuilder root, string prefix) => root.MapGet(prefix + "/.well-known/jwks.json", (FrontendCall call) =>
    {
        call.Response.Headers.CacheControl = "public, max-age=60";
        return Answer(call.Instance);
    });

    public static void MapBackend(RouteGroupBuilder backend) => backend.MapGet("/jwks", (BackendCall call) => Answer(call.Instance));

    private static IResult Answer(Instance instance) => new WireResult<JwksResource>(instance.Keys.Jwks, WireJson.Default.JwksResource);
}
