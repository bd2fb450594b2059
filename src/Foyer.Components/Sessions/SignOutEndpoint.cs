using Foyer.Frontend;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Components.Sessions;

/// <summary><c>POST /ui/sign-out</c>: ends every session of this browser and shows the page it came from.</summary>
internal static class SignOutEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/ui/sign-out", Handle);

    private static async Task Handle(HttpContext http)
    {
        if (await FlowPost.Open(http, "sign-in") is not { Request: var request, Form: var form })
        {
            return;
        }

        FrontendResult<Contracts.ClientResource> signedOut = await request.Frontend.SignOut(request.Aborted);
        if (signedOut.Failed(FrontendErrors.Network))
        {
            await FlowAnswer.Unavailable(http);
            return;
        }

        request.Backend.SignedOut();
        await FlowAnswer.SeeOther(http, request.Screen.Page(form["page"] == "sign-up" ? "/sign-up" : "/sign-in"));
    }
}
