using Foyer.Contracts;
using Foyer.Frontend;

namespace Foyer.Components.Users;

/// <summary>People remove themselves, where they may. The words typed are no secret: they keep a slip from being the end.</summary>
internal static class DeleteAccount
{
    public static async Task Run(AccountPost post)
    {
        FlowRequest request = post.Request;
        string[] typed = post.Field("confirmation").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (!string.Join(' ', typed).Equals(request.Screen.Text["userProfile.deletePage.confirm"], StringComparison.OrdinalIgnoreCase))
        {
            await post.Refused(typed.Length == 0 ? ErrorCodes.FormParamNil : "confirmation_mismatch", "confirmation", model => model with { Open = "delete" });
            return;
        }

        FrontendResult<DeletedObject> deleted = await request.Frontend.Me.Delete(post.SessionId, post.Aborted);
        if (!deleted.IsSuccess)
        {
            await post.Refused(deleted.Errors, model => model with { Open = "delete" });
            return;
        }

        if (deleted.Client is null or { Sessions.Count: 0 })
        {
            request.Backend.SignedOut();
        }

        await FlowAnswer.Leave(request, new Uri(request.Backend.Address.Root, request.Screen.Page("/sign-in")));
    }
}
