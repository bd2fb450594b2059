using Foyer.Components.SignIns;
using Foyer.Components.SignUps;
using Foyer.Contracts;
using Foyer.Frontend;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Components.Landings;

/// <summary>Pages people come back to: from a provider, and from a link in a mail.</summary>
internal static class LandingEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/sso-callback", FromProvider);
        routes.MapGet("/verify", FromLink);
    }

    private static async Task FromProvider(HttpContext http)
    {
        string flow = FlowOf(http);
        if (await FlowRequest.Open(http, flow) is not { } request)
        {
            await FlowAnswer.Unavailable(http);
            return;
        }

        // An account was connected, or was not: its section tells.
        if (flow == "user")
        {
            await FlowAnswer.SeeOther(http, request.Screen.Page("/user"));
            return;
        }

        (SsoMove move, string? session) = SsoCallback.Decide(request.Backend.Client, flow, request.IsSignedIn);
        Task answer = move switch
        {
            SsoMove.Onward => FlowAnswer.Leave(request, request.Onward(request.Backend.Client!)),
            SsoMove.UseSession => UseSession(request, session!),
            SsoMove.BecomeSignIn => BecomeSignIn(request),
            SsoMove.BecomeSignUp => BecomeSignUp(request),
            SsoMove.SignUp => GoOn(request),
            _ => FlowAnswer.SeeOther(http, request.Screen.Page("/sign-in")),
        };
        await answer;
    }

    private static async Task UseSession(FlowRequest request, string id)
    {
        FrontendResult<SessionResource> taken = await request.Frontend.Sessions.Touch(id, cancellationToken: request.Aborted);
        await FlowAnswer.SeeOther(request.Http, taken.Client is { } client ? request.Onward(client).AbsoluteUri : request.Screen.Page("/sign-in"));
    }

    private static async Task BecomeSignIn(FlowRequest request)
    {
        FrontendResult<SignInResource> became = await request.Frontend.SignIns.Create(
            new CreateSignIn { Transfer = true, Locale = request.Screen.Text.Language }, request.Aborted);
        if (became.Response?.Status == SignInStatus.Complete && became.Client is { } client)
        {
            await FlowAnswer.Leave(request, request.Onward(client));
            return;
        }

        SignInStep step = await new AdvanceSignIn(request with { Screen = request.Screen with { Flow = "sign-in" } }).Arrived(became);
        await FlowAnswer.SeeOther(request.Http, request.Backend.Address.To("/sign-in" + step.Hint.AddTo(request.Screen.Query.ToQueryString())));
    }

    private static async Task BecomeSignUp(FlowRequest request)
    {
        // Where robots are kept out, a page asks for the proof first.
        if (request.Environment.UserSettings.SignUp.CaptchaEnabled)
        {
            await FlowAnswer.SeeOther(request.Http, request.Backend.Address.To("/sign-up" + request.Screen.Query.ToQueryString().Add("step", "transfer")));
            return;
        }

        SignUpStep step = await new AdvanceSignUp(request with { Screen = request.Screen with { Flow = "sign-up" } }).Transfer(null);
        if (step.SignedIn is { } client)
        {
            await FlowAnswer.Leave(request, request.Onward(client));
            return;
        }

        Task answer = step.Problems.Any
            ? FlowAnswer.Show<SignInView>(
                request,
                request.Screen with { Flow = "sign-in", Problems = step.Problems },
                SignInFlow.Project(null, request.Environment, SignInHint.None, request.Now, null, request.Backend.Client?.LastAuthenticationStrategy))
            : FlowAnswer.SeeOther(request.Http, request.Screen.Page("/sign-up"));
        await answer;
    }

    // What the provider did not give or prove is asked for next; a code for it must be on its way.
    private static async Task GoOn(FlowRequest request)
    {
        if (request.Backend.Client?.SignUp is { } signUp && !SignUpFlow.TroubleOf(signUp).Any)
        {
            await new AdvanceSignUp(request).Ready(signUp);
        }

        await FlowAnswer.SeeOther(request.Http, request.Screen.Page("/sign-up"));
    }

    private static async Task FromLink(HttpContext http)
    {
        string flow = FlowOf(http);
        if (await FlowRequest.Open(http, flow) is not { } request)
        {
            await FlowAnswer.Unavailable(http);
            return;
        }

        string status = http.Request.Query["__clerk_status"] is [{ } told] ? told : "";
        if (status == "transferable" && flow == "sign-in" && request.Backend.Client?.SignIn is not null)
        {
            await BecomeSignUp(request);
            return;
        }

        // The browser that asked for the link goes on right here; any other one sends the person back to it.
        bool isSignUp = flow == "sign-up";
        bool isUnderWay = isSignUp ? request.Backend.Client?.SignUp is { } signUp && !SignUpFlow.TroubleOf(signUp).Any : request.Backend.Client?.SignIn is not null;
        string onward = flow == "user" ? request.Screen.Page("/user") : request.IsSignedIn ? request.Onward(request.Backend.Client!).AbsoluteUri : request.Screen.Page(isSignUp ? "/sign-up" : "/sign-in");
        await FlowAnswer.Show<LinkView>(request, request.Screen, new LinkModel(status, request.IsSignedIn || isUnderWay, onward));
    }

    private static string FlowOf(HttpContext http) => http.Request.Query["flow"] is ["sign-up" or "user"] and [{ } flow] ? flow : "sign-in";
}

/// <summary>What a link in a mail came to (WIRE §8.3).</summary>
/// <param name="Status"><c>verified</c>, <c>expired</c>, <c>failed</c> or <c>client_mismatch</c>; anything else counts as failed.</param>
/// <param name="IsHere">Whether this browser is the one that asked for it.</param>
/// <param name="Onward">Where this browser goes on, or begins again.</param>
public sealed record LinkModel(string Status, bool IsHere, string Onward) : IScreenModel
{
    /// <inheritdoc />
    public string TitleKey => $"signIn.emailLink.{Name}.title";

    /// <summary>Branch of the texts.</summary>
    internal string Name => Status switch
    {
        "verified" => IsHere ? "verified" : "verifiedSwitchTab",
        "expired" => "expired",
        "client_mismatch" => "clientMismatch",
        _ => "failed",
    };
}
