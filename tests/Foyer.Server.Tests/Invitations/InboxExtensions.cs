using Foyer.Testing;

namespace Foyer.Server.Tests.Invitations;

internal static class InboxExtensions
{
    /// <summary>What was sent to one address, newest first.</summary>
    public static async Task<IReadOnlyList<InboxMessage>> Inbox(this TestFoyer foyer, string to) => [.. (await foyer.Server.GetInboxAsync()).Where(message => message.To == to)];
}
