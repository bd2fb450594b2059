using Foyer.Contracts;
using Foyer.Frontend;

namespace Foyer.Components.Users;

/// <summary>Accounts at providers: connected, connected again, disconnected.</summary>
internal static class SocialIntents
{
    public static async Task Connect(AccountPost post) =>
        await Leave(post, await post.Frontend.Me.ExternalAccounts.Create(post.Field("strategy"), Landing(post), post.SessionId, post.Aborted));

    public static async Task Reconnect(AccountPost post) =>
        await Leave(post, await post.Frontend.Me.ExternalAccounts.Reauthorize(post.Id, Landing(post), post.SessionId, post.Aborted));

    public static async Task Disconnect(AccountPost post) =>
        await post.After(await post.Frontend.Me.ExternalAccounts.Delete(post.Id, post.SessionId, post.Aborted), "removed");

    private static Task Leave(AccountPost post, FrontendResult<ExternalAccountResource> begun) =>
        begun.Response?.Verification?.ExternalVerificationRedirectUrl is { } provider && Uri.TryCreate(provider, UriKind.Absolute, out Uri? target)
            ? FlowAnswer.Leave(post.Request, target)
            : post.Refused(begun.Errors);

    private static string Landing(AccountPost post) => post.Request.Landing("/sso-callback");
}
