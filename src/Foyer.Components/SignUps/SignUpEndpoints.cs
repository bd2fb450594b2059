using Foyer.Components.Sessions;
using Foyer.Contracts;
using Foyer.Frontend;
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

        if (request.IsSignedIn)
        {
            await SignedInAnswer.Show(request);
            return;
        }

        SignUpResource? signUp = request.Backend.Client?.SignUp;
        await Show(request, new SignUpStep { SignUp = signUp, Hint = SignUpHint.Read(http.Request.Query), Problems = SignUpFlow.TroubleOf(signUp) });
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

        if (request.IsSignedIn)
        {
            // Somebody who waited for a link is in; to anybody else it is said that they are.
            Task told = wanted is SignUpIntent.Check ? FlowAnswer.Leave(request, request.Onward(request.Backend.Client!)) : SignedInAnswer.Show(request);
            await told;
            return;
        }

        SignUpResource? signUp = request.Backend.Client?.SignUp;
        bool current = wanted is not (SignUpIntent.Continue or SignUpIntent.Sign or SignUpIntent.AttemptCode or SignUpIntent.AttemptPasskey or SignUpIntent.Password or SignUpIntent.Resend) || form["_flow"] == signUp?.Id;
        if (!current || !SignUpFlow.Allows(signUp, wanted))
        {
            await Show(request, new SignUpStep { SignUp = signUp, Problems = Problems.Found("flow_outdated") });
            return;
        }

        await Answer(request, await new AdvanceSignUp(request).By(signUp, wanted));
    }

    private static Task Answer(FlowRequest request, SignUpStep step)
    {
        if (step.SignedIn is { } client)
        {
            return FlowAnswer.Leave(request, request.Onward(client));
        }

        if (step.Provider is { } provider)
        {
            return FlowAnswer.Leave(request, provider);
        }

        QueryString query = request.Screen.Query.ToQueryString();
        return request.WantsFragment || step.Problems.Any
            ? Show(request, step)
            : FlowAnswer.SeeOther(request.Http, request.Backend.Address.To("/sign-up" + (step.Hint.Step is null ? query : query.Add("step", step.Hint.Step))));
    }

    private static async Task Show(FlowRequest request, SignUpStep step)
    {
        SignUpModel model = SignUpFlow.Project(step.SignUp, request.Environment, step.Hint, request.Now, step.Typed);
        if (model.AsksProof)
        {
            FrontendResult<BotChallengeResource> challenge = await request.Frontend.CreateBotChallenge(request.Aborted);
            model = model with { Challenge = challenge.Response };
        }

        await FlowAnswer.Show<SignUpView>(request, request.Screen with { AttemptId = step.SignUp?.Id, Problems = step.Problems }, model);
    }

    // Somebody reloads the answer of a post without JavaScript by its address.
    private static Task BackToPage(HttpContext http) => FlowAnswer.BackTo(http, "sign-up");
}
