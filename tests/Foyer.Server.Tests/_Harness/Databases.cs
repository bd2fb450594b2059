using Npgsql;

namespace Foyer.Server.Tests;

/// <summary>The databases every server test runs on. A missing PostgreSQL shows as a skipped test, not as none.</summary>
public static class Databases
{
    public const string Sqlite = "sqlite";
    public const string Postgres = "postgres";

    private static readonly SemaphoreSlim TemplateGate = new(1);
    private static bool _templateReady;
    private static readonly string Template = $"foyer_template_{Environment.ProcessId}";
    private static int _count;

    public static TheoryData<string> Both => [Sqlite, Postgres];

    /// <summary>An empty database; null stands for a SQLite file of the server's own.</summary>
    internal static async Task<string?> Create(string kind)
    {
        if (kind == Sqlite)
        {
            return null;
        }

        string? server = Environment.GetEnvironmentVariable("FOYER_TEST_POSTGRES");
        Assert.SkipWhen(server is null, "FOYER_TEST_POSTGRES names no PostgreSQL server; ./test starts one.");
        await EnsureTemplate(server!);
        string name = $"t{Environment.ProcessId}_{Interlocked.Increment(ref _count)}";
        await Execute(server!, $"CREATE DATABASE {name} TEMPLATE {Template}");
        return Url(server!, name);
    }

    internal static async Task Drop(string? url)
    {
        if (url is not null)
        {
            await Execute(Environment.GetEnvironmentVariable("FOYER_TEST_POSTGRES")!, $"DROP DATABASE IF EXISTS {new Uri(url).AbsolutePath[1..]} WITH (FORCE)");
        }
    }

    /// <summary>Migrating takes longer than copying a migrated database.</summary>
    private static async Task EnsureTemplate(string server)
    {
        await TemplateGate.WaitAsync();
        try
        {
            if (!_templateReady)
            {
                await Execute(server, $"DROP DATABASE IF EXISTS {Template} WITH (FORCE)");
                await Execute(server, $"CREATE DATABASE {Template}");
                await using PostgresDatabase database = new(Url(server, Template));
                await database.Migrate(Migrations.All, TimeProvider.System, CancellationToken.None);
                _templateReady = true;
            }
        }
        finally
        {
            TemplateGate.Release();
        }
    }

    private static async Task Execute(string server, string sql)
    {
        NpgsqlConnectionStringBuilder builder = server.Contains("://", StringComparison.Ordinal) ? FromUrl(server) : new(server);
        builder.Pooling = false;
        await using NpgsqlConnection connection = new(builder.ToString());
        await connection.OpenAsync();
        await using NpgsqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static NpgsqlConnectionStringBuilder FromUrl(string url)
    {
        Uri uri = new(url);
        string[] user = uri.UserInfo.Split(':');
        return new NpgsqlConnectionStringBuilder { Host = uri.Host, Port = uri.Port, Database = uri.AbsolutePath[1..], Username = user[0], Password = user.Length > 1 ? user[1] : null };
    }

    private static string Url(string server, string database)
    {
        NpgsqlConnectionStringBuilder builder = server.Contains("://", StringComparison.Ordinal) ? FromUrl(server) : new(server);
        return $"postgres://{builder.Username}{(builder.Password is { Length: > 0 } password ? ":" + password : "")}@{builder.Host}:{builder.Port}/{database}";
    }
}
