using Foyer.Components.SignIns;
using Foyer.Components.Users;
using Foyer.Contracts;
using Foyer.Frontend;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Components.Reverification;

/// <summary>The forms of a step-up. It has no page of its own: it stands between a form of the account pages and what it asked for.</summary>
internal static class ReverificationEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/ui/reverification/{intent}", http => FlowAnswer.BackTo(http, "user"));
        routes.MapPost("/ui/reverification/{intent}", Post);
    }

    private static async Task Post(HttpContext http)
    {
        if (await FlowPost.Open(http, "user") is not { Request: var request, Form: var form })
        {
            return;
        }

        if (request.Session is not { } session)
        {
            await AccountAnswer.ToSignIn(request, AccountPage.Profile);
            return;
        }

        if (Repetition.Read(form) is not { } then)
        {
            await FlowAnswer.SeeOther(http, request.Screen.Page("/user"));
            return;
        }

        StepUp stepUp = new(request, session, then);
        string? Given(string name) => form[name] is [{ Length: > 0 } text] ? text : null;
        string strategy = Given("strategy") ?? "";
        StepUpModel shown = stepUp.Screen(StepUpModel.PartOf(strategy)) with { IsSecond = Given("second") is not null, To = Given("to") };
        Task answer = (string)http.Request.RouteValues["intent"]! switch
        {
            "methods" => stepUp.Choose(),
            "use" => stepUp.Use(strategy, Given("to")),
            "resend" when shown.Part is StepUpPart.EmailCode or StepUpPart.PhoneCode => stepUp.Resend(shown),
            "password" => Attempt(stepUp, stepUp.Screen(StepUpPart.Password), "password", Given("password"), FactorProof.OfPassword),
            "credential" => Attempt(stepUp, stepUp.Screen(StepUpPart.Passkey), null, Given("credential"), FactorProof.OfPasskey),
            "code" when shown.Strategy is { } asked => Attempt(stepUp, shown, "code", Code(asked, form["code"].ToString()), code => FactorProof.OfCode(asked, code)),
            _ => FlowAnswer.NotFound(http),
        };
        await answer;
    }

    private static Task Attempt(StepUp stepUp, StepUpModel shown, string? field, string? given, Func<string, FactorProof> proof) =>
        given is not null ? stepUp.Attempt(shown, proof(given)) :
        stepUp.Failed(shown, Problems.Found(field is null ? "passkey_retrieval_cancelled" : ErrorCodes.FormParamNil, field).All);

    private static string? Code(string strategy, string typed) =>
        (strategy == "backup_code" ? typed.Trim() : SignInIntent.Digits(typed)) is { Length: > 0 } code ? code : null;
}
