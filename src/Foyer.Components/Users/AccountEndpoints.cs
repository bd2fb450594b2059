using Foyer.Components.Sessions;
using Foyer.Components.SignIns;
using Foyer.Components.Tasks;
using Foyer.Contracts;
using Foyer.Frontend;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Components.Users;

/// <summary><c>/user</c> and <c>/user/security</c>: one's own account.</summary>
internal static class AccountEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/user", http => Page(http, AccountPage.Profile));
        routes.MapGet("/user/security", http => Page(http, AccountPage.Security));
        routes.MapGet("/ui/user/{intent}", http => FlowAnswer.BackTo(http, "user/security"));
        routes.MapPost("/ui/user/{intent}", Post);
    }

    private static async Task Page(HttpContext http, AccountPage page)
    {
        if (await FlowRequest.Open(http, "user") is not { } request)
        {
            await FlowAnswer.Unavailable(http);
            return;
        }

        if (request.Session is not { } session)
        {
            await ToSignIn(request, page);
            return;
        }

        string? open = http.Request.Query["open"] is [{ Length: > 0 } asked] ? asked : null;
        string? done = http.Request.Query["done"] is [{ Length: > 0 } told] && told is "saved" or "password" or "passkey" or "removed" ? told : null;
        await Show(request, session, page, model => model with { Open = open, Done = done is null ? null : "foyer.done." + done });
    }

    private static async Task Post(HttpContext http)
    {
        if (await FlowPost.Open(http, "user") is not { Request: var request, Form: var form })
        {
            return;
        }

        if (request.Session is not { } session)
        {
            await ToSignIn(request, AccountPage.Profile);
            return;
        }

        Task? answer = (string)http.Request.RouteValues["intent"]! switch
        {
            "profile" => Save(request, session, form),
            "password" => ChangePassword(request, session, form),
            "totp" => BeginTotp(request, session),
            "code" => FinishTotp(request, session, form),
            "remove-totp" => Remove(request, session, request.Frontend.Factors.DeleteTotp(session.Id, request.Aborted)),
            "backup-codes" => MakeBackupCodes(request, session),
            "passkey" => BeginPasskey(request, session),
            "credential" => FinishPasskey(request, session, form),
            "remove-passkey" => Remove(request, session, request.Frontend.Factors.DeletePasskey(form["id"].ToString(), session.Id, request.Aborted)),
            _ => null,
        };
        await (answer ?? FlowAnswer.NotFound(http));
    }

    private static async Task Save(FlowRequest request, SessionResource session, IFormCollection form)
    {
        UserAttributes attributes = request.Environment.UserSettings.Attributes;
        string? Given(UserAttribute attribute, string name) => attribute.Enabled ? form[name].ToString().Trim() : null;
        MeFields fields = new()
        {
            FirstName = Given(attributes.FirstName, "first_name"),
            LastName = Given(attributes.LastName, "last_name"),
            Username = Given(attributes.Username, "username") is { Length: > 0 } username ? username : null,
        };
        FrontendResult<UserResource> saved = await request.Frontend.Me.Update(fields, session.Id, request.Aborted);
        await After(request, session, AccountPage.Profile, saved, "saved", null);
    }

    private static async Task ChangePassword(FlowRequest request, SessionResource session, IFormCollection form)
    {
        PasswordChange change = new()
        {
            CurrentPassword = form["current_password"].ToString() is { Length: > 0 } current ? current : null,
            NewPassword = form["new_password"].ToString(),
            SignOutOfOtherSessions = form["sign_out_of_other_sessions"].Count > 0,
        };
        if (change.NewPassword.Length == 0)
        {
            await Show(request.With(Problems.Found(ErrorCodes.FormParamNil, "new_password")), session, AccountPage.Security, model => model with { Open = "password" });
            return;
        }

        FrontendResult<UserResource> changed = await request.Frontend.Me.ChangePassword(change, session.Id, request.Aborted);
        await After(request, session, AccountPage.Security, changed, "password", "password");
    }

    private static async Task BeginTotp(FlowRequest request, SessionResource session)
    {
        FrontendResult<TotpResource> begun = await request.Frontend.Factors.CreateTotp(session.Id, request.Aborted);
        TotpSetup? setup = begun.Response is { Secret: { } secret, Uri: { } uri } ? new TotpSetup(secret, uri) : null;
        await Show(request.With(new Problems(begun.Errors)), session, AccountPage.Security, model => model with { Open = "totp", Totp = setup });
    }

    private static async Task FinishTotp(FlowRequest request, SessionResource session, IFormCollection form)
    {
        string code = SignInIntent.Digits(form["code"].ToString());
        FrontendResult<TotpResource>? proven = code.Length == 0 ? null : await request.Frontend.Factors.VerifyTotp(code, session.Id, request.Aborted);
        if (proven?.IsSuccess == true)
        {
            IReadOnlyList<string> codes = proven.Response?.BackupCodes ?? [];
            await Show(request, session, AccountPage.Security, model => model with { Open = codes.Count > 0 ? "backup-codes" : null, Codes = codes, Done = "foyer.done.saved" });
            return;
        }

        Problems problems = proven is null ? Problems.Found(ErrorCodes.FormParamNil, "code") : new Problems(proven.Errors);
        TotpSetup setup = new(form["secret"].ToString(), form["uri"].ToString());
        await Show(request.With(problems), session, AccountPage.Security, model => model with { Open = "totp", Totp = setup });
    }

    private static async Task MakeBackupCodes(FlowRequest request, SessionResource session)
    {
        FrontendResult<BackupCodesResource> made = await request.Frontend.Factors.CreateBackupCodes(session.Id, request.Aborted);
        await Show(request.With(new Problems(made.Errors)), session, AccountPage.Security, model => model with { Open = "backup-codes", Codes = made.Response?.Codes ?? [] });
    }

    private static async Task BeginPasskey(FlowRequest request, SessionResource session)
    {
        FrontendResult<PasskeyResource> begun = await request.Frontend.Factors.CreatePasskey(session.Id, request.Aborted);
        await Show(request.With(new Problems(begun.Errors)), session, AccountPage.Security, model => model with { Open = "passkey", NewPasskey = begun.Response });
    }

    private static async Task FinishPasskey(FlowRequest request, SessionResource session, IFormCollection form)
    {
        string credential = form["credential"].ToString();
        if (credential.Length == 0)
        {
            await Show(request.With(Problems.Found("passkey_registration_cancelled")), session, AccountPage.Security, model => model);
            return;
        }

        FrontendResult<PasskeyResource> made = await request.Frontend.Factors.VerifyPasskey(form["id"].ToString(), credential, session.Id, request.Aborted);
        await After(request, session, AccountPage.Security, made, "passkey", null);
    }

    private static async Task Remove<T>(FlowRequest request, SessionResource session, Task<FrontendResult<T>> removal) =>
        await After(request, session, AccountPage.Security, await removal, "removed", null);

    private static Task After<T>(FlowRequest request, SessionResource session, AccountPage page, FrontendResult<T> result, string done, string? open)
    {
        if (!result.IsSuccess)
        {
            return Show(request.With(new Problems(result.Errors)), session, page, model => model with { Open = open });
        }

        if (request.WantsFragment)
        {
            return Show(request, session, page, model => model with { Done = "foyer.done." + done });
        }

        QueryString query = request.Screen.Query.ToQueryString().Add("done", done);
        return FlowAnswer.SeeOther(request.Http, request.Backend.Address.To((page == AccountPage.Profile ? "/user" : "/user/security") + query));
    }

    private static async Task Show(FlowRequest request, SessionResource session, AccountPage page, Func<AccountModel, AccountModel> with)
    {
        FrontendResult<UserResource> user = await request.Frontend.Me.Get(session.Id, request.Aborted);
        if (user.Response is not { } person)
        {
            await FlowAnswer.Unavailable(request.Http);
            return;
        }

        AccountModel model = new()
        {
            Page = page,
            User = person,
            Settings = request.Environment.UserSettings,
            Actor = SignedInAnswer.ActorOf(session),
        };
        await FlowAnswer.Show<AccountView>(request, request.Screen, with(model));
    }

    private static Task ToSignIn(FlowRequest request, AccountPage page)
    {
        string here = request.Backend.Address.Origin + request.Backend.Address.To(page == AccountPage.Profile ? "/user" : "/user/security");
        return FlowAnswer.Leave(request, new Uri(request.Backend.Address.Root, request.Backend.Address.To("/sign-in") + QueryString.Create("redirect_url", here)));
    }
}
