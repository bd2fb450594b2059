namespace Foyer.Server;

/// <summary>Writes what was asked, checked and decided at one step of a sign-in or sign-up. Ids and codes only.</summary>
internal sealed class DecisionTrace(TimeProvider clock)
{
    public Task Add(Tx tx, string instanceId, string attemptId, string asked, string @checked, string decided)
    {
        DateTimeOffset at = clock.GetUtcNow();
        return tx.Run(
            "INSERT INTO decision_traces (id, instance_id, attempt_id, at, asked, checked, decided) VALUES (@id, @instanceId, @attemptId, @at, @asked, @checked, @decided)",
            new { id = Ids.New("trc", at), instanceId, attemptId, at, asked, @checked, decided });
    }
}
