using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Foyer.Server.Instances;

/// <summary>
/// Reloads the instances when another node has changed them: PostgreSQL carries the word (LISTEN/NOTIFY). On SQLite
/// there is no other node.
/// </summary>
internal sealed partial class InstanceWatcher(Database db, InstanceRegistry registry, ILogger<InstanceWatcher> log) : BackgroundService
{
    public const string Channel = "foyer_instances";
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    /// <summary>Tells every node, when the transaction commits.</summary>
    public static Task Announce(Tx tx) => tx.Dialect.IsSqlite ? Task.CompletedTask : tx.Run("NOTIFY " + Channel, null);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (db is not PostgresDatabase postgres)
        {
            return;
        }

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
