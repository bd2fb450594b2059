using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Foyer.Server.Instances;

/// <summary>
/// Reloads the instances when another process has changed them. PostgreSQL carries the word (LISTEN/NOTIFY); on SQLite,
/// where that is a command beside the server, a counter is looked at now and then.
/// </summary>
internal sealed partial class InstanceWatcher(Database db, InstanceRegistry registry, TimeProvider clock, ILogger<InstanceWatcher> log) : BackgroundService
{
    public const string Channel = "foyer_instances";
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>Tells every process that has this database, when the transaction commits.</summary>
    public static Task Announce(Tx tx) => tx.Run(
        tx.Dialect.IsSqlite
            ? "INSERT INTO server_state (name, value) VALUES ('instances', '1') ON CONFLICT (name) DO UPDATE SET value = CAST(value AS integer) + 1"
            : "NOTIFY " + Channel, null);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => db is PostgresDatabase postgres ? Listen(postgres, stoppingToken) : Look(stoppingToken);

    private async Task Look(CancellationToken stoppingToken)
    {
        string? seen = null;
        using PeriodicTimer timer = new(Interval, clock);
        do
        {
            try
            {
                // The counter is read first: a change between the two is seen at the next look.
                string? current = await db.One<string>("SELECT value FROM server_state WHERE name = 'instances'", null, stoppingToken);
                if (current != seen)
                {
                    await registry.Reload(stoppingToken);
                    seen = current;
                }
            }
            catch (Exception outage) when (!stoppingToken.IsCancellationRequested)
            {
                Away(log, outage);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).AsTask().ContinueWith(tick => tick.IsCompletedSuccessfully, TaskScheduler.Default));
    }

    private async Task Listen(PostgresDatabase postgres, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using NpgsqlConnection connection = await postgres.Source.OpenConnectionAsync(stoppingToken);
                await using (NpgsqlCommand listen = new("LISTEN " + Channel, connection))
                {
                    await listen.ExecuteNonQueryAsync(stoppingToken);
                }

                while (true)
                {
                    // First reload, then wait: whatever was said while the connection was away is caught up with.
                    await registry.Reload(stoppingToken);
                    await connection.WaitAsync(stoppingToken);
                }
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception outage)
            {
                Away(log, outage);
                await Task.Delay(Retry, CancellationToken.None);
            }
        }
    }

    [LoggerMessage(1102, LogLevel.Warning, "The database does not tell of changed instances at the moment")]
    private static partial void Away(ILogger log, Exception exception);
}
