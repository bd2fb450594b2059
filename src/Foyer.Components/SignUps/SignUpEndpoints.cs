using Foyer.Components.Sessions;
using Foyer.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Components.SignUps;

/// <summary>The sign-up page and what its forms are posted to.</summary>
internal static class SignUpEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/sign-up", Page);
        routes.MapGet("/ui/sign-up", Page);
        routes.MapGet("/ui/sign-up/{intent}", BackToPage);
        routes.MapPost("/ui/sign-up/{intent}", Post);
    }

    private static async Task Page(HttpContext http)
    {
        if (await FlowRequest.Open(http, "sign-up") is not { } request)
        {
            await FlowAnswer.Unavailable(http);
            return;
        }

        if (request.Session is { } session)
        {
            await SignedInAnswer.Show(request, session);
            return;
        }

        await Show(request, new SignUpStep { SignUp = request.Backend.Client?.SignUp, Step = http.Request.Query["step"] });
    }

    // 1. Load, 2. decide whether the intent holds here, 3. move, 4. answer.
    private static async Task Post(HttpContext http)
    {
        if (await FlowPost.Open(http, "sign-up") is not { Request: var request, Form: var form })
        {
            return;
        }

        if (SignUpIntent.Read((string)http.Request.RouteValues["intent"]!, form) is not { } wanted)
        {
            await FlowAnswer.NotFound(http);
            return;
        }

        if (request.Session is { } session)
        {
            await SignedInAnswer.Show(request, session);
            return;
        }

        SignUpResource? signUp = request.Backend.Client?.SignUp;
        bool current = wanted is SignUpIntent.Create or SignUpIntent.Back || form["_flow"] == signUp?.Id;
        if (!current || !SignUpFlow.Allows(signUp, wanted))
        {
            await Show(request, new SignUpStep { SignUp = signUp, Problems = Problems.Found("flow_outdated") });
            return;
        }

        string language = request.Screen.Text.Language;
        SignUpStep step = await new AdvanceSignUp(request.Frontend, request.Environment, language, request.Now, request.Aborted).By(signUp, wanted);
        await Answer(request, step);
    }

    private static Task Answer(FlowRequest request, SignUpStep step)
    {
        if (step.SignedIn is { } client)
        {
            return FlowAnswer.Leave(request, request.Backend.SignedIn(client, request.Target));
        }

        QueryString query = request.Screen.Query.ToQueryString();
        return request.WantsFragment || step.Problems.Any
            ? Show(request, step)
            : FlowAnswer.SeeOther(request.Http, request.Backend.Address.To("/sign-up" + (step.Step is null ? query : query.Add("step", step.Step))));
    }

    private static Task Show(FlowRequest request, SignUpStep step) => FlowAnswer.Show<SignUpView>(
        request,
        request.Screen with { AttemptId = step.SignUp?.Id, Problems = step.Problems },
        SignUpFlow.Project(step.SignUp, request.Environment, step.Step, request.Now, step.Typed));

    // Somebody reloads the answer of a post without JavaScript by its address.
    private static Task BackToPage(HttpContext http) => FlowAnswer.BackTo(http, "sign-up");
}
