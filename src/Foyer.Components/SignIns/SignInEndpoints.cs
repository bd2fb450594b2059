using Foyer.Components.Sessions;
using Foyer.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Components.SignIns;

/// <summary>The sign-in page and what its forms are posted to.</summary>
internal static class SignInEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/sign-in", Page);
        routes.MapGet("/ui/sign-in", Page);
        routes.MapGet("/ui/sign-in/{intent}", BackToPage);
        routes.MapPost("/ui/sign-in/{intent}", Post);
    }

    private static async Task Page(HttpContext http)
    {
        if (await FlowRequest.Open(http, "sign-in") is not { } request)
        {
            await FlowAnswer.Unavailable(http);
            return;
        }

        if (request.Session is { } session)
        {
            await SignedInAnswer.Show(request, session);
            return;
        }

        await Show(request, new SignInStep { SignIn = request.Backend.Client?.SignIn, Hint = SignInHint.Read(http.Request.Query) });
    }

    // 1. Load, 2. decide whether the intent holds here, 3. move, 4. answer.
    private static async Task Post(HttpContext http)
    {
        if (await FlowPost.Open(http, "sign-in") is not { Request: var request, Form: var form })
        {
            return;
        }

        if (SignInIntent.Read((string)http.Request.RouteValues["intent"]!, form) is not { } wanted)
        {
            await FlowAnswer.NotFound(http);
            return;
        }

        if (request.Session is { } session)
        {
            await SignedInAnswer.Show(request, session);
            return;
        }

        SignInResource? signIn = request.Backend.Client?.SignIn;
        bool current = wanted is SignInIntent.Identify or SignInIntent.Back || form["_flow"] == signIn?.Id;
        if (!current || !SignInFlow.Allows(signIn, wanted))
        {
            await Show(request, new SignInStep { SignIn = signIn, Problems = Problems.Found("flow_outdated") });
            return;
        }

        SignInStep step = await new AdvanceSignIn(request.Frontend, request.Environment, request.Now, request.Aborted).By(signIn, wanted);
        await Answer(request, step);
    }

    private static Task Answer(FlowRequest request, SignInStep step)
    {
        if (step.SignedIn is { } client)
        {
            return FlowAnswer.Leave(request, request.Backend.SignedIn(client, request.Target));
        }

        return request.WantsFragment || step.Problems.Any
            ? Show(request, step)
            : FlowAnswer.SeeOther(request.Http, request.Backend.Address.To("/sign-in" + step.Hint.AddTo(request.Screen.Query.ToQueryString())));
    }

    private static Task Show(FlowRequest request, SignInStep step) => FlowAnswer.Show<SignInView>(
        request,
        request.Screen with { AttemptId = step.SignIn?.Id, Problems = step.Problems },
        SignInFlow.Project(step.SignIn, request.Environment, step.Hint, request.Now, step.Typed));

    // Somebody reloads the answer of a post without JavaScript by its address.
    private static Task BackToPage(HttpContext http) => FlowAnswer.BackTo(http, "sign-in");
}
