using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Foyer.Server;

/// <summary>Carries out one kind of outbox entry, in the transaction that removes the entry. A handler whose work is undone has changed nothing.</summary>
internal interface IOutboxHandler
{
    string Kind { get; }

    /// <summary>What can be done before the transaction, so that the transaction is short. May be done again; changes nothing.</summary>
    /// <returns>The body <see cref="Handle"/> gets.</returns>
    Task<string> Prepare(OutboxEntry entry, string body, CancellationToken ct) => Task.FromResult(body);

    Task Handle(Tx tx, OutboxEntry entry, string body);
}

/// <summary>Empties the outbox, but for calls to somebody outside (<see cref="OutboxCalls"/>). Any number of nodes may run one: a claimed entry is invisible to the others for a while.</summary>
internal sealed partial class OutboxWorker(Database db, Outbox outbox, IEnumerable<IOutboxHandler> handlers, TimeProvider clock, ILogger<OutboxWorker> log) : BackgroundService
{
    private const int BatchSize = 50;
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);
    private readonly Dictionary<string, IOutboxHandler> _handlers = handlers.ToDictionary(handler => handler.Kind);

    /// <summary>Carries out what is due now; returns how many entries it took.</summary>
    public async Task<int> Drain(CancellationToken ct)
    {
        DateTimeOffset now = clock.GetUtcNow();
        IReadOnlyList<OutboxEntry> entries = await db.Write(tx => tx.Many<OutboxEntry>($"""
            UPDATE outbox SET available_at = @until, attempts = attempts + 1
            WHERE id IN (SELECT id FROM outbox WHERE available_at <= @now AND kind <> 'call' ORDER BY available_at, id LIMIT {BatchSize} {tx.Dialect.SkipLocked})
            RETURNING *
            """, new { now, until = now + Lease }), ct);
        List<Prepared> prepared = [];
        foreach (OutboxEntry entry in entries.OrderBy(entry => entry.Id, StringComparer.Ordinal))
        {
            try
            {
                IOutboxHandler? handler = _handlers.GetValueOrDefault(entry.Kind);
                Task<string> preparing = handler?.Prepare(entry, outbox.Open(entry), ct) ?? Task.FromResult("");
                if (!preparing.IsCompleted)
                {
                    // What is ready does not wait for a provider that is asked first.
                    await CarryOutAll(prepared, ct);
                    prepared.Clear();
                }

                prepared.Add(new Prepared(entry, handler, await preparing));
            }
            catch (Exception failure) when (!ct.IsCancellationRequested)
            {
                Failed(log, failure, entry.Id, entry.Kind, entry.Attempts);
            }
        }

        await CarryOutAll(prepared, ct);
        return entries.Count;
    }

    private async Task CarryOutAll(IReadOnlyList<Prepared> prepared, CancellationToken ct)
    {
        if (!await CarryOut(prepared, ct) && prepared.Count > 1)
        {
            // One of them failed, and took the others along: now each by itself.
            foreach (Prepared one in prepared)
            {
                await CarryOut([one], ct);
            }
        }
    }

    /// <summary>Carries entries out in one transaction, all or none.</summary>
    private async Task<bool> CarryOut(IReadOnlyList<Prepared> prepared, CancellationToken ct)
    {
        if (prepared.Count == 0)
        {
            return true;
        }

        try
        {
            await db.Write(async tx =>
            {
                // Whoever removes an entry has the right to carry it out; a second claimant finds nothing.
                IReadOnlyList<string> ours = await tx.Many<string>($"DELETE FROM outbox WHERE {tx.Dialect.In("id", "ids")} RETURNING id", new { ids = new TextList(prepared.Select(one => one.Entry.Id)) });
                foreach (Prepared one in prepared.Where(one => ours.Contains(one.Entry.Id)))
                {
                    await (one.Handler?.Handle(tx, one.Entry, one.Body) ?? Task.CompletedTask);
                }
            }, ct);
            return true;
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            if (prepared is [{ Entry: var entry }])
            {
                Failed(log, failure, entry.Id, entry.Kind, entry.Attempts);
            }

            return false;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await Drain(stoppingToken) < BatchSize)
                {
                    await outbox.Wait(Idle, stoppingToken);
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

    private sealed record Prepared(OutboxEntry Entry, IOutboxHandler? Handler, string Body);

    [LoggerMessage(1201, LogLevel.Warning, "Outbox entry {EntryId} of kind {Kind} failed at attempt {Attempt}; it will be tried again")]
    private static partial void Failed(ILogger log, Exception exception, string entryId, string kind, int attempt);

    [LoggerMessage(1202, LogLevel.Warning, "The outbox cannot be read at the moment")]
    private static partial void Unavailable(ILogger log, Exception exception);
}

/// <summary>Appends to <c>audit_log</c>, each entry chained to the one before it by its hash.</summary>
internal sealed class AuditLog : IOutboxHandler
{
    public string Kind => OutboxKind.Audit.Name;

    public async Task Handle(Tx tx, OutboxEntry entry, string body)
    {
        AuditBody audit = System.Text.Json.JsonSerializer.Deserialize(body, KernelJson.Default.AuditBody)!;
        Head head = await tx.One<Head>("SELECT number, hash FROM audit_log WHERE instance_id = @InstanceId ORDER BY number DESC LIMIT 1", new { entry.InstanceId }) ?? new Head { Hash = "" };
        long number = head.Number + 1;
        string text = string.Join('\n', entry.InstanceId, number, entry.Id, entry.CreatedAt.ToUnixTimeMilliseconds(), entry.Type, audit.ActorId, entry.SubjectId, audit.Detail, head.Hash);
        string hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));
        int added = await tx.Run("""
            INSERT INTO audit_log (instance_id, number, id, at, action, actor_id, subject_id, detail, previous_hash, hash)
            VALUES (@InstanceId, @number, @Id, @CreatedAt, @Type, @ActorId, @SubjectId, @Detail, @previous, @hash) ON CONFLICT DO NOTHING
            """,
            new { entry.InstanceId, number, entry.Id, entry.CreatedAt, entry.Type, audit.ActorId, entry.SubjectId, audit.Detail, previous = head.Hash, hash });
        if (added == 0)
        {
            throw new InvalidOperationException("Another node appended at the same place; the entry is tried again.");
        }
    }

    private sealed record Head
    {
        public long Number { get; init; }

        public required string Hash { get; init; }
    }
}
