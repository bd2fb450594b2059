using Foyer.Components.SignIns;
using Foyer.Contracts;
using Foyer.Frontend;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Components.Tasks;

/// <summary><c>/tasks</c>: what a pending session owes before it is active (WIRE §10.4).</summary>
internal static class TasksEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/tasks", Page);
        routes.MapGet("/ui/tasks/{intent}", BackToPage);
        routes.MapPost("/ui/tasks/{intent}", Post);
    }

    private static async Task Page(HttpContext http)
    {
        if (await FlowRequest.Open(http, "tasks") is not { } request)
        {
            await FlowAnswer.Unavailable(http);
            return;
        }

        Task answer = request.Pending is { } session ? Show(request, Begin(request, session)) : NothingOwed(request);
        await answer;
    }

    private static async Task Post(HttpContext http)
    {
        if (await FlowPost.Open(http, "tasks") is not { Request: var request, Form: var form })
        {
            return;
        }

        if (request.Pending is not { } session)
        {
            await NothingOwed(request);
            return;
        }

        PhoneSetup phones = new(request, session);
        Task? answer = (string)http.Request.RouteValues["intent"]! switch
        {
            "new-password" => SetPassword(request, session, form),
            "totp" => BeginTotp(request, session),
            "phone" => phones.Begin(form),
            "resend" => phones.Resend(form),
            "code" => form["phone_number_id"].Count > 0 ? phones.Verify(form) : VerifyTotp(request, session, form),
            "factors" => Show(request, Begin(request, session)),
            "done" => Onward(request, session),
            _ => null,
        };
        await (answer ?? FlowAnswer.NotFound(http));
    }

    private static async Task SetPassword(FlowRequest request, SessionResource session, IFormCollection form)
    {
        string password = form["new_password"].ToString();
        if (password.Length == 0)
        {
            await Show(request.With(Problems.Found(ErrorCodes.FormParamNil, "new_password")), Begin(request, session));
            return;
        }

        PasswordChange change = new() { NewPassword = password, SignOutOfOtherSessions = form["sign_out_of_other_sessions"].Count > 0 };
        FrontendResult<UserResource> changed = await request.Frontend.Me.ChangePassword(change, session.Id, request.Aborted);
        Task answer = changed.IsSuccess ? Onward(request, session) : Show(request.With(new Problems(changed.Errors)), Begin(request, session));
        await answer;
    }

    private static async Task BeginTotp(FlowRequest request, SessionResource session)
    {
        FrontendResult<TotpResource> begun = await request.Frontend.Factors.CreateTotp(session.Id, request.Aborted);
        Task answer = begun.Response is { Secret: { } secret, Uri: { } uri }
            ? Show(request, Begin(request, session) with { Part = TaskPart.Totp, Totp = new TotpSetup(secret, uri) })
            : Show(request.With(new Problems(begun.Errors)), Begin(request, session));
        await answer;
    }

    // The secret was shown once; the form brings it back so that a wrong code does not begin anew.
    private static async Task VerifyTotp(FlowRequest request, SessionResource session, IFormCollection form)
    {
        string code = SignInIntent.Digits(form["code"].ToString());
        FrontendResult<TotpResource>? verified = code.Length == 0 ? null : await request.Frontend.Factors.VerifyTotp(code, session.Id, request.Aborted);
        if (verified?.IsSuccess != true)
        {
            Problems problems = verified is null ? Problems.Found(ErrorCodes.FormParamNil, "code") : new Problems(verified.Errors);
            await Show(request.With(problems), Begin(request, session) with { Part = TaskPart.Totp, Totp = new TotpSetup(form["secret"].ToString(), form["uri"].ToString()) });
            return;
        }

        Task answer = verified.Response?.BackupCodes is { Count: > 0 } codes
            ? Show(request, Model(session, TaskPart.BackupCodes) with { Codes = codes })
            : Onward(request, session);
        await answer;
    }

    internal static async Task Onward(FlowRequest request, SessionResource session)
    {
        FrontendResult<SessionResource> touched = await request.Frontend.Sessions.Touch(session.Id, cancellationToken: request.Aborted);
        Task answer = touched.Client is { } client ? FlowAnswer.Leave(request, request.Onward(client)) : Show(request.With(new Problems(touched.Errors)), Begin(request, session));
        await answer;
    }

    // After the last step somebody may press its button again, or reload.
    private static Task NothingOwed(FlowRequest request) => request.Session is null
        ? FlowAnswer.Leave(request, new Uri(request.Backend.Address.Root, request.Screen.Page("/sign-in")))
        : FlowAnswer.Leave(request, request.Onward(request.Backend.Client!));

    internal static TasksModel Begin(FlowRequest request, SessionResource session)
    {
        IReadOnlyList<string> factors = Factors(request.Environment.UserSettings.Attributes);
        TaskPart part = session.Tasks?.FirstOrDefault()?.Key switch
        {
            "reset-password" => TaskPart.ResetPassword,
            "setup-mfa" when factors.Count > 0 => TaskPart.ChooseFactor,
            _ => TaskPart.Unavailable,
        };
        return Model(session, part) with { Factors = factors };
    }

    /// <summary>Second factors that can be set up on these pages. Backup codes come with the first of them.</summary>
    internal static IReadOnlyList<string> Factors(UserAttributes attributes) =>
    [
        .. attributes.AuthenticatorApp.Enabled ? ["totp"] : Array.Empty<string>(),
        .. attributes.PhoneNumber is { Enabled: true, UsedForSecondFactor: true } ? ["phone_code"] : Array.Empty<string>(),
    ];

    internal static TasksModel Model(SessionResource session, TaskPart part) => new() { Part = part, Identifier = session.PublicUserData.Identifier };

    internal static Task Show(FlowRequest request, TasksModel model) => FlowAnswer.Show<TasksView>(request, request.Screen, model);

    private static Task BackToPage(HttpContext http) => FlowAnswer.BackTo(http, "tasks");
}
