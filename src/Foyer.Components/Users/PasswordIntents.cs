using Foyer.Contracts;
using Foyer.Frontend;

namespace Foyer.Components.Users;

/// <summary>The password: set, changed, removed.</summary>
internal static class PasswordIntents
{
    public static async Task Change(AccountPost post)
    {
        static AccountModel Opened(AccountModel model) => model with { Open = "password" };
        PasswordChange change = new()
        {
            CurrentPassword = Current(post),
            NewPassword = post.Form["new_password"].ToString(),
            SignOutOfOtherSessions = post.Form["sign_out_of_other_sessions"].Count > 0,
        };
        if (change.NewPassword.Length == 0)
        {
            await post.Refused(ErrorCodes.FormParamNil, "new_password", Opened);
            return;
        }

        await post.After(await post.Frontend.Me.ChangePassword(change, post.SessionId, post.Aborted), "password", Opened);
    }

    public static async Task Remove(AccountPost post)
    {
        static AccountModel Opened(AccountModel model) => model with { Open = "remove-password" };
        if (Current(post) is not { } current)
        {
            await post.Refused(ErrorCodes.FormParamNil, "current_password", Opened);
            return;
        }

        await post.After(await post.Frontend.Me.RemovePassword(current, post.SessionId, post.Aborted), "password-removed", Opened);
    }

    private static string? Current(AccountPost post) => post.Form["current_password"].ToString() is { Length: > 0 } current ? current : null;
}
