using Foyer.Components.Sessions;
using Foyer.Contracts;
using Foyer.Frontend;
using Microsoft.AspNetCore.Http;

namespace Foyer.Components.Users;

/// <summary>Shows the account pages.</summary>
internal static class AccountAnswer
{
    public static async Task Show(FlowRequest request, SessionResource session, AccountPage page, Func<AccountModel, AccountModel> with)
    {
        FrontendResult<UserResource> user = await request.Frontend.Me.Get(session.Id, request.Aborted);
        if (user.Response is not { } person)
        {
            // Somebody may have signed this device out a moment ago.
            Task answer = user.Status == StatusCodes.Status401Unauthorized ? ToSignIn(request, page) : FlowAnswer.Unavailable(request.Http);
            await answer;
            return;
        }

        FrontendResult<IReadOnlyList<ActiveSession>>? devices = page == AccountPage.Security ? await request.Frontend.Me.GetActiveSessions(session.Id, request.Aborted) : null;
        AccountModel model = new()
        {
            Page = page,
            SessionId = session.Id,
            Sessions = devices?.Response ?? [],
            User = person,
            Settings = request.Environment.UserSettings,
            Actor = SignedInAnswer.ActorOf(session),
            Now = request.Now,
        };
        await FlowAnswer.Show<AccountView>(request, request.Screen, with(model));
    }

    public static string Address(FlowRequest request, AccountPage page, QueryString query) => request.Backend.Address.To((page == AccountPage.Profile ? "/user" : "/user/security") + query);

    public static Task ToSignIn(FlowRequest request, AccountPage page)
    {
        string here = request.Backend.Address.Origin + Address(request, page, QueryString.Empty);
        return FlowAnswer.Leave(request, new Uri(request.Backend.Address.Root, request.Backend.Address.To("/sign-in") + QueryString.Create("redirect_url", here)));
    }
}
