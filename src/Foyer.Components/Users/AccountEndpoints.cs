using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Components.Users;

/// <summary><c>/user</c> and <c>/user/security</c>: one's own account.</summary>
internal static class AccountEndpoints
{
    private const long MaxPicture = (10 * 1024 * 1024) + (64 * 1024);
    private static readonly string[] Told = ["saved", "password", "password-removed", "passkey", "removed", "verified", "primary", "picture", "signed-out", "wallet"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/user", http => Page(http, AccountPage.Profile));
        routes.MapGet("/user/security", http => Page(http, AccountPage.Security));
        routes.MapGet("/ui/user/{intent}", http => FlowAnswer.BackTo(http, AccountIntent.Of(IntentOf(http))?.Page == AccountPage.Profile ? "user" : "user/security"));
        routes.MapPost("/ui/user/picture", Picture);
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
            await AccountAnswer.ToSignIn(request, page);
            return;
        }

        string? Asked(string name) => http.Request.Query[name] is [{ Length: > 0 and < 100 } text] ? text : null;
        string? done = Asked("done") is { } told && Told.Contains(told) ? "foyer.done." + told : null;
        await AccountAnswer.Show(request, session, page, model => model with { Open = Asked("open"), OpenId = Asked("id"), Done = done });
    }

    private static async Task Post(HttpContext http)
    {
        if (await FlowPost.Open(http, "user") is { Request: var request, Form: var form })
        {
            await Run(request, form);
        }
    }

    // A picture is larger than any other form, so it is read only from somebody who is signed in.
    private static async Task Picture(HttpContext http)
    {
        if (await FlowPost.OpenSignedIn(http, "user", MaxPicture) is { Request: var request, Form: var form })
        {
            await Run(request, form, "picture");
        }
    }

    private static async Task Run(FlowRequest request, IFormCollection form, string? name = null)
    {
        if (AccountIntent.Of(name ?? IntentOf(request.Http)) is not { } intent)
        {
            await FlowAnswer.NotFound(request.Http);
            return;
        }

        Task answer = request.Session is { } session ? intent.Run(new AccountPost(request, session, intent, form)) : AccountAnswer.ToSignIn(request, intent.Page);
        await answer;
    }

    private static string IntentOf(HttpContext http) => (string)http.Request.RouteValues["intent"]!;
}
