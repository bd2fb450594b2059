using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Components.Sessions;

/// <summary><c>GET /</c>: who is signed in, or the way to sign in.</summary>
internal static class HomeEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/", Handle);

    private static async Task Handle(HttpContext http)
    {
        if (await FlowRequest.Open(http, "sign-in") is not { } request)
        {
            await FlowAnswer.Unavailable(http);
            return;
        }

        Task answer = request.IsSignedIn ? SignedInAnswer.Show(request) : FlowAnswer.SeeOther(http, request.Screen.Page("/sign-in"));
        await answer;
    }
}
