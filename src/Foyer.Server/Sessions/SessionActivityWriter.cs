using System.Collections.Concurrent;
using Foyer.Server.Instances;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Foyer.Server.Sessions;

/// <summary>
/// Writes that sessions were used, behind the requests that used them: minting a token stays one read and one signature.
/// A session is written at most once in a while, many at a time.
/// </summary>
internal sealed partial class SessionActivityWriter(Database db, TimeProvider clock, ILogger<SessionActivityWriter> log) : BackgroundService
{
    private const int Most = 20_000;
    private const int Bite = 500;
    private static readonly TimeSpan Usually = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, Use> _uses = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _pulse = new(0);

    /// <summary>Remembers that a session is in use, when that is news.</summary>
    public void Note(Instance instance, string sessionId, string userId, DateTimeOffset lastActiveAt, DateTimeOffset expireAt)
    {
        DateTimeOffset now = clock.GetUtcNow();
        if (now - lastActiveAt < Rest(instance) || (_uses.Count >= Most && !_uses.ContainsKey(sessionId)))
        {
            return;
        }

        _uses[sessionId] = new Use(userId, now, SessionTimes.AbandonAt(instance, expireAt, now));
        if (_pulse.CurrentCount == 0)
        {
            _pulse.Release();
        }
    }

    /// <summary>Writes what was noted.</summary>
    public async Task Drain(CancellationToken ct)
    {
        foreach (KeyValuePair<string, Use>[] bite in _uses.ToArray().OrderBy(use => use.Key, StringComparer.Ordinal).Chunk(Bite))
        {
            await db.Write(async tx =>
            {
                foreach ((string id, Use use) in bite)
                {
                    await tx.Run("UPDATE sessions SET last_active_at = @At, abandon_at = @AbandonAt WHERE id = @id AND last_active_at < @At AND status IN ('active', 'pending')", new { id, use.At, use.AbandonAt });
                    await tx.Run("UPDATE users SET last_active_at = @day WHERE id = @UserId AND (last_active_at IS NULL OR last_active_at < @day)", new { use.UserId, day = SessionTimes.Day(use.At) });
                }
            }, ct);
            foreach (KeyValuePair<string, Use> written in bite)
            {
                // Only what was written: the session may have been used again meanwhile.
                _uses.TryRemove(written);
            }
        }
    }

    public override void Dispose()
    {
        _pulse.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await _pulse.WaitAsync(stoppingToken);
                await Drain(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                // Nothing is lost but a time of day: the next use of each session notes it again.
                _uses.Clear();
                Failed(log, failure);
            }
        }
    }

    /// <summary>How stale the time of last use may be: a tenth of what would end the session.</summary>
    private static TimeSpan Rest(Instance instance) =>
        instance.Settings.Sessions.InactivityTimeoutInSeconds is { } seconds && TimeSpan.FromSeconds(seconds / 10.0) < Usually ? TimeSpan.FromSeconds(seconds / 10.0) : Usually;

    [LoggerMessage(1451, LogLevel.Warning, "The activity of sessions could not be written")]
    private static partial void Failed(ILogger log, Exception exception);

    private sealed record Use(string UserId, DateTimeOffset At, DateTimeOffset AbandonAt);
}
