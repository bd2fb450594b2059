using Foyer.Server.Tests.Messages;

namespace Foyer.Server.Tests.Durability;

/// <summary>What leaves by the outbox: each once, and none kept back by another.</summary>
public sealed class OutboxTests
{
    public static TheoryData<string> Both => Databases.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task One_entry_that_cannot_be_carried_out_keeps_no_other_back(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        string instanceId = foyer.InstanceOf(TestFoyer.DevelopmentHost).Id;
        Outbox outbox = foyer.Get<Outbox>();
        await foyer.Database.Write(async tx =>
        {
            await outbox.Audit(tx, instanceId, "test.first", null, "subject");
            await outbox.Add(tx, instanceId, OutboxKind.Audit, "test.broken", "subject", "no audit entry");
            await outbox.Audit(tx, instanceId, "test.last", null, "subject");
        }, default);

        await Until(foyer, async () => (await Audited(foyer)).Count == 2);
        Assert.Equal(["test.first", "test.last"], await Audited(foyer));
        Assert.Equal(["test.broken"], await foyer.Database.Many<string>("SELECT type FROM outbox WHERE type LIKE 'test.%'", null, default));

        // It is tried again, and what has been carried out is not.
        foyer.Clock.Forward(TimeSpan.FromMinutes(1));
        await Until(foyer, async () => await foyer.Database.One<int>("SELECT attempts FROM outbox WHERE type = 'test.broken'", null, default) == 2);
        Assert.Equal(["test.first", "test.last"], await Audited(foyer));
    }

    private static Task<IReadOnlyList<string>> Audited(TestFoyer foyer) => foyer.Database.Many<string>("SELECT action FROM audit_log WHERE action LIKE 'test.%' ORDER BY action", null, default);

    /// <summary>The server's own worker may be faster; whoever comes first, it happens.</summary>
    private static async Task Until(TestFoyer foyer, Func<Task<bool>> isSo)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(20));
        while (!await isSo())
        {
            await foyer.Get<OutboxWorker>().Drain(patience.Token);
        }
    }
}
