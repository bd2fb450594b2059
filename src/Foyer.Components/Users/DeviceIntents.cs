namespace Foyer.Components.Users;

/// <summary>Other devices: signed out one by one.</summary>
internal static class DeviceIntents
{
    public static async Task Revoke(AccountPost post) => await post.After(await post.Frontend.Me.RevokeSession(post.Id, post.SessionId, post.Aborted), "signed-out");
}
