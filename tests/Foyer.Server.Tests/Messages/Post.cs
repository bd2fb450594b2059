using Foyer.Server.Instances;
using Foyer.Server.Messages;
using Foyer.Server.Messages.Delivery;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Server.Tests.Messages;

/// <summary>Sends messages as features do, and has the server deliver what is due.</summary>
internal static class Post
{
    public static readonly Recipient Ada = Recipient.Email("ada@example.com", userId: "user_1", identificationId: "idn_1");

    /// <summary>Writes a message down in a transaction of its own.</summary>
    public static Task Send(this TestFoyer foyer, OutgoingMessage message, string host = TestFoyer.DevelopmentHost) =>
        foyer.Database.Write(tx => foyer.Get<Mailer>().Send(tx, foyer.InstanceOf(host), message), default);

    /// <summary>Renders what was written down and hands over what is due at the clock's time.</summary>
    public static async Task Deliver(this TestFoyer foyer)
    {
        while (await foyer.Database.One<long>("SELECT count(*) FROM outbox WHERE kind = 'message'", null, default) > 0)
        {
            await foyer.Get<OutboxWorker>().Drain(default);
        }

        while (await foyer.Get<MessageDelivery>().Deliver(default) > 0)
        {
        }
    }

    public static async Task<IReadOnlyList<(string Status, int Attempts, bool HasContent)>> Messages(this TestFoyer foyer) =>
        [.. (await foyer.Database.Many<Row>("SELECT status, attempts, wrapped FROM messages ORDER BY created_at, id", null, default)).Select(row => (row.Status, row.Attempts, row.Wrapped.Length > 0))];

    public static T Get<T>(this TestFoyer foyer) where T : notnull => foyer.Server.Services.GetRequiredService<T>();

    public static Instance InstanceOf(this TestFoyer foyer, string host) => foyer.Get<InstanceRegistry>().ByHost(host)!;

    private sealed record Row
    {
        public required string Status { get; init; }

        public int Attempts { get; init; }

        public required string Wrapped { get; init; }
    }
}
