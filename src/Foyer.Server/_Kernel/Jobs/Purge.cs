using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Foyer.Server;

/// <summary>Removes what has had its time, in small bites by index, so that no table grows with visitors who never came back.</summary>
internal sealed partial class Purge(Database db, TimeProvider clock, ILogger<Purge> log) : BackgroundService
{
    private const int Bite = 500;
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan TracesKept = TimeSpan.FromDays(30);
    private static readonly TimeSpan SessionsKept = TimeSpan.FromDays(90);
    private static readonly TimeSpan MessagesKept = TimeSpan.FromDays(1);

    /// <summary>Removes one bite of everything that is over at this moment; returns how many rows went.</summary>
    public async Task<int> Run(CancellationToken ct)
    {
        DateTimeOffset now = clock.GetUtcNow();
        object times = new { now, yesterday = now.AddDays(-1), messages = now - MessagesKept, traces = now - TracesKept, ended = now - SessionsKept, idle = now - SessionsKept - TimeSpan.FromDays(1) };
        int removed = await db.Write(async tx =>
        {
            int over = 0;
            foreach ((string status, string end) in new[] { ("expired", "expire_at"), ("abandoned", "abandon_at") })
            {
                IReadOnlyList<string> ended = await tx.Many<string>($"""
                    UPDATE sessions SET status = '{status}', updated_at = @now
                    WHERE id IN (SELECT id FROM sessions WHERE status IN ('active', 'pending') AND {end} <= @now ORDER BY {end} LIMIT {Bite}) RETURNING id
                    """, times);
                if (ended.Count > 0)
                {
                    await tx.Run($"UPDATE clients SET last_active_session_id = NULL WHERE {tx.Dialect.In("last_active_session_id", "ended")}", new { ended = new TextList(ended) });
                }

                over += ended.Count;
            }

            return over;
        }, ct);
        foreach ((string table, string key, string condition) in new[]
        {
            ("handshake_nonces", "nonce_digest", "expires_at <= @now"),
            ("spent_bot_challenges", "nonce", "expire_at <= @now"),
            ("dev_browsers", "token_digest", "expires_at <= @now AND client_id IS NULL"),
            ("verifications", "id", "expire_at <= @yesterday"),
            ("reverifications", "session_id", "expire_at <= @now"),
            ("sign_ins", "id", "abandon_at <= @now"),
            ("sign_ups", "id", "abandon_at <= @now"),
            ("spent_id_tokens", "token_digest", "expires_at <= @now"),
            ("external_accounts", "id", "provider_user_id IS NULL AND created_at <= @yesterday"),
            ("tickets", "id", "kind <> 'invitation' AND expire_at <= @ended"),
            ("messages", "id", "created_at <= @messages AND status <> 'outgoing'"),
            ("sms_sends", "id", "created_at <= @yesterday"),
            ("decision_traces", "id", "at <= @traces"),
            ("sessions", "id", "status NOT IN ('active', 'pending') AND updated_at <= @ended"),
            ("clients", "id", "last_active_session_id IS NULL AND updated_at <= @idle AND NOT EXISTS (SELECT 1 FROM sessions s WHERE s.client_id = clients.id)"),
        })
        {
            removed += await db.Write(tx => tx.Run($"DELETE FROM {table} WHERE {key} IN (SELECT {key} FROM {table} WHERE {condition} LIMIT {Bite})", times), ct);
        }

        return removed;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken).AsTask().ContinueWith(tick => tick.IsCompletedSuccessfully, TaskScheduler.Default))
        {
            try
            {
                while (await Run(stoppingToken) > 0)
                {
                }
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                Failed(log, failure);
            }
        }
    }

    [LoggerMessage(1301, LogLevel.Warning, "The purge failed; it runs again in five minutes")]
    private static partial void Failed(ILogger log, Exception exception);
}
