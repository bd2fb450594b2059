using Foyer.Contracts;
using Foyer.Frontend;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Components.Sessions;

/// <summary>Switching between accounts, and signing out of one or of all.</summary>
internal static class SessionEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/ui/sign-out", SignOutAll);
        routes.MapPost("/ui/sessions/use", Use);
        routes.MapPost("/ui/sessions/remove", Remove);
    }

    private static async Task SignOutAll(HttpContext http)
    {
        if (await FlowPost.Open(http, "sign-in") is not { Request: var request, Form: var form })
        {
            return;
        }

        FrontendResult<ClientResource> signedOut = await request.Frontend.SignOut(request.Aborted);
        if (signedOut.Failed(FrontendErrors.Network))
        {
            await FlowAnswer.Unavailable(http);
            return;
        }

        request.Backend.SignedOut();
        await FlowAnswer.SeeOther(http, request.Screen.Page(form["page"] == "sign-up" ? "/sign-up" : "/sign-in"));
    }

    private static async Task Use(HttpContext http)
    {
        if (await Open(http) is not { Request: var request, SessionId: var id })
        {
            return;
        }

        FrontendResult<SessionResource> taken = await request.Frontend.Sessions.Touch(id, cancellationToken: request.Aborted);
        await FlowAnswer.SeeOther(http, taken.Client is { } client ? request.Onward(client).AbsoluteUri : request.Screen.Page("/sign-in"));
    }

    private static async Task Remove(HttpContext http)
    {
        if (await Open(http) is not { Request: var request, SessionId: var id })
        {
            return;
        }

        FrontendResult<SessionResource> removed = await request.Frontend.Sessions.Remove(id, request.Aborted);
        if (removed.Client?.Sessions.Count == 0)
        {
            request.Backend.SignedOut();
        }

        await FlowAnswer.SeeOther(http, request.Screen.Page("/sign-in"));
    }

    private static async Task<(FlowRequest Request, string SessionId)?> Open(HttpContext http) =>
        await FlowPost.Open(http, "sign-in") is { Request: var request, Form: var form } ? (request, form["session_id"].ToString()) : null;
}
