using System.Security.Cryptography;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Foyer.Server;

/// <summary>Carries out outbox entries of one type by a call to somebody outside.</summary>
internal interface IOutboxCall
{
    /// <summary>The entries' type.</summary>
    string Type { get; }

    /// <summary>Calls. May be called again for the same entry.</summary>
    /// <returns>Whether the entry is settled; otherwise it is tried again later.</returns>
    Task<bool> Call(OutboxEntry entry, string body, CancellationToken ct);
}

/// <summary>
/// Makes the calls that stand in the outbox, at least once each: tried again with growing pauses, until somebody answers or
/// three days are over. Apart from <see cref="OutboxWorker"/>, which waits for nobody outside. Any number of nodes may run one.
/// </summary>
internal sealed partial class OutboxCalls(Database db, Outbox outbox, IEnumerable<IOutboxCall> calls, TimeProvider clock, ILogger<OutboxCalls> log) : BackgroundService
{
    /// <summary>How long a call is tried for.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromDays(3);

    private const int BatchSize = 16;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);
    private readonly Dictionary<string, IOutboxCall> _calls = calls.ToDictionary(call => call.Type, StringComparer.Ordinal);

    /// <summary>Makes the calls that are due now, side by side; returns how many entries it took.</summary>
    public async Task<int> Drain(CancellationToken ct)
    {
        DateTimeOffset now = clock.GetUtcNow();
        IReadOnlyList<OutboxEntry> entries = await db.One<string>("SELECT id FROM outbox WHERE kind = 'call' AND available_at <= @now LIMIT 1", new { now }, ct) is null ? [] : await db.Write(tx => tx.Many<OutboxEntry>($"""
            UPDATE outbox SET available_at = @until, attempts = attempts + 1
            WHERE id IN (SELECT id FROM outbox WHERE kind = 'call' AND available_at <= @now ORDER BY available_at, id LIMIT {BatchSize} {tx.Dialect.SkipLocked})
            RETURNING *
            """, new { now, until = now + Lease }), ct);
        await Task.WhenAll(entries.Select(entry => Try(entry, ct)));
        return entries.Count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await Drain(stoppingToken) < BatchSize)
                {
                    await Task.Delay(Idle, stoppingToken);
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception outage)
            {
                Unavailable(log, outage);
                await Task.Delay(Idle, CancellationToken.None);
            }
        }
    }

    private async Task Try(OutboxEntry entry, CancellationToken ct)
    {
        try
        {
            if (!_calls.TryGetValue(entry.Type, out IOutboxCall? call) || await call.Call(entry, outbox.Open(entry), ct))
            {
                await db.Write(tx => tx.Run("DELETE FROM outbox WHERE id = @Id", new { entry.Id }), ct);
                return;
            }
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            // Its type alone: words of somebody outside may quote a secret.
            Failed(log, entry.Id, entry.Type, failure.GetType().Name);
        }

        await Later(entry, ct);
    }

    private Task Later(OutboxEntry entry, CancellationToken ct) => db.Write(async tx =>
    {
        DateTimeOffset now = clock.GetUtcNow();
        if (now - entry.CreatedAt < Patience)
        {
            TimeSpan pause = Backoff.After(entry.Attempts, LongestPause) * (0.8 + (RandomNumberGenerator.GetInt32(0, 401) / 1000.0));
            await tx.Run("UPDATE outbox SET available_at = @next WHERE id = @Id AND attempts = @Attempts", new { entry.Id, entry.Attempts, next = now + pause });
        }
        else if (await tx.Run("DELETE FROM outbox WHERE id = @Id", new { entry.Id }) == 1)
        {
            await outbox.Audit(tx, entry.InstanceId, entry.Type + ".given_up", null, entry.SubjectId);
            GivenUp(log, entry.Id, entry.Type, entry.Attempts);
        }
    }, ct);

    [LoggerMessage(1203, LogLevel.Warning, "Outbox entry {EntryId} of type {Type} failed ({Failure}); it will be tried again")]
    private static partial void Failed(ILogger log, string entryId, string type, string failure);

    [LoggerMessage(1204, LogLevel.Warning, "Outbox entry {EntryId} of type {Type} is given up after {Attempts} attempt(s)")]
    private static partial void GivenUp(ILogger log, string entryId, string type, int attempts);

    [LoggerMessage(1205, LogLevel.Warning, "The calls in the outbox cannot be read at the moment")]
    private static partial void Unavailable(ILogger log, Exception exception);
}
