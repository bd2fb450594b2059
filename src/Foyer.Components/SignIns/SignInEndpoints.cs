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

        if (request.IsSignedIn)
        {
            await SignedInAnswer.Show(request);
            return;
        }

        SignInResource? signIn = request.Backend.Client?.SignIn;
        await Show(request, new SignInStep { SignIn = signIn, Hint = SignInHint.Read(http.Request.Query), Problems = SignInFlow.TroubleOf(signIn) });
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

        if (request.IsSignedIn)
        {
            // Somebody who waited for a link is in; to anybody else it is said that they are.
            Task told = wanted is SignInIntent.Check ? FlowAnswer.Leave(request, request.Onward(request.Backend.Client!)) : SignedInAnswer.Show(request);
            await told;
            return;
        }

        SignInResource? signIn = request.Backend.Client?.SignIn;
        bool current = BeginsAnew(wanted) || form["_flow"] == signIn?.Id;
        if (!current || !SignInFlow.Allows(signIn, wanted))
        {
            await Show(request, new SignInStep { SignIn = signIn, Problems = Problems.Found("flow_outdated") });
            return;
        }

        await Answer(request, await new AdvanceSignIn(request).By(signIn, wanted));
    }

    private static bool BeginsAnew(SignInIntent intent) =>
        intent is SignInIntent.Identify or SignInIntent.Social or SignInIntent.Passkey or SignInIntent.Wallet or SignInIntent.Redeem or SignInIntent.Check or SignInIntent.Back;

    private static Task Answer(FlowRequest request, SignInStep step)
    {
        if (step.SignedIn is { } client)
        {
            return FlowAnswer.Leave(request, request.Onward(client));
        }

        if (step.Provider is { } provider)
        {
            return FlowAnswer.Leave(request, provider);
        }

        return request.WantsFragment || step.Problems.Any
            ? Show(request, step)
            : FlowAnswer.SeeOther(request.Http, request.Backend.Address.To("/sign-in" + step.Hint.AddTo(request.Screen.Query.ToQueryString())));
    }

    private static Task Show(FlowRequest request, SignInStep step) => FlowAnswer.Show<SignInView>(
        request,
        request.Screen with { AttemptId = step.SignIn?.Id, Problems = step.Problems },
        SignInFlow.Project(step.SignIn, request.Environment, step.Hint, request.Now, step.Typed, request.Backend.Client?.LastAuthenticationStrategy));

    // Somebody reloads the answer of a post without JavaScript by its address.
    private static Task BackToPage(HttpContext http) => FlowAnswer.BackTo(http, "sign-in");
}
