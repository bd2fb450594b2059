using System.Data;
using System.Data.Common;
using Dapper;
using Npgsql;
using NpgsqlTypes;

namespace Foyer.Server;

/// <summary>PostgreSQL. Any number of nodes may share it; it is the only thing they share.</summary>
internal sealed class PostgresDatabase : Database
{
    /// <summary>Times a transaction is run again after losing to another one.</summary>
    private const int Retries = 3;

    private readonly NpgsqlDataSource _source;
    private string _version = "";

    /// <param name="url"><c>postgres://user:password@host:port/database?sslmode=…</c>.</param>
    /// <exception cref="StartupException">The address is not of that form.</exception>
    public PostgresDatabase(string url) => _source = new NpgsqlDataSourceBuilder(ConnectionString(url)).Build();

    public override SqlDialect Dialect => SqlDialect.Postgres;

    public override string Description => $"PostgreSQL {_version}";

    /// <summary>The pool, for listening to notifications.</summary>
    public NpgsqlDataSource Source => _source;

    public override async Task<T?> One<T>(string sql, object? args, CancellationToken ct) where T : default
    {
        await using NpgsqlConnection connection = await _source.OpenConnectionAsync(ct);
        return await connection.QueryFirstOrDefaultAsync<T>(new CommandDefinition(sql, args, cancellationToken: ct));
    }

    public override async Task<IReadOnlyList<T>> Many<T>(string sql, object? args, CancellationToken ct)
    {
        await using NpgsqlConnection connection = await _source.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<T>(new CommandDefinition(sql, args, cancellationToken: ct))).AsList();
    }

    public override async Task<T> Several<T>(string sql, object? args, Func<SqlMapper.GridReader, Task<T>> read, CancellationToken ct)
    {
        await using NpgsqlConnection connection = await _source.OpenConnectionAsync(ct);
        await using SqlMapper.GridReader rows = await connection.QueryMultipleAsync(new CommandDefinition(sql, args, cancellationToken: ct));
        return await read(rows);
    }

    public override async ValueTask<T?> Hot<T>(HotQuery<T> query, string first, string second, CancellationToken ct) where T : class
    {
        await using NpgsqlConnection connection = await _source.OpenConnectionAsync(ct);
        await using NpgsqlCommand command = connection.CreateCommand();
        command.CommandText = query.Sql;
        command.Parameters.Add(new NpgsqlParameter<string>("first", NpgsqlDbType.Text) { TypedValue = first });
        command.Parameters.Add(new NpgsqlParameter<string>("second", NpgsqlDbType.Text) { TypedValue = second });
        await using DbDataReader row = await command.ExecuteReaderAsync(CommandBehavior.SingleRow, ct);
        return await row.ReadAsync(ct) ? query.Map(row) : null;
    }

    public override async Task<T> Write<T>(Func<Tx, Task<T>> work, CancellationToken ct)
    {
        for (int attempt = 1; ; attempt++)
        {
            await using NpgsqlConnection connection = await _source.OpenConnectionAsync(ct);
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, ct);
            try
            {
                Tx tx = new(connection, Dialect);
                T value = await work(tx);
                if (!tx.IsAbandoned)
                {
                    // From here the caller's own cancellation must not leave the outcome unknown.
                    await transaction.CommitAsync(CancellationToken.None);
                }

                return value;
            }
            catch (PostgresException conflict) when (
                conflict.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.UniqueViolation && attempt < Retries)
            {
                // Rolled back by the disposal; nothing was acknowledged, so it runs again. Somebody who took a name
                // between the look and the write is seen by the next look.
            }
        }
    }

    public override async Task Migrate(IReadOnlyList<Migration> migrations, TimeProvider clock, CancellationToken ct)
    {
        const long lockKey = 0x466f796572; // "Foyer": one node migrates, the others wait and find it done
        try
        {
            await Write(async tx =>
            {
                await tx.Run("SELECT pg_advisory_xact_lock(@lockKey)", new { lockKey });
                await Migrations.Apply(tx, migrations, clock);
            }, ct);
            _version = await One<string>("SHOW server_version", null, ct) ?? "";
        }
        catch (Exception unreachable) when (unreachable is NpgsqlException { InnerException: not null } or System.Net.Sockets.SocketException or TimeoutException)
        {
            throw new StartupException($"The database cannot be reached: {unreachable.Message}", unreachable);
        }
        catch (PostgresException refused)
        {
            throw new StartupException($"The database refuses: {refused.MessageText}", refused);
        }
    }

    public override ValueTask DisposeAsync() => _source.DisposeAsync();

    private static string ConnectionString(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) || uri.AbsolutePath.Length < 2)
        {
            throw new StartupException("--database must look like postgres://user:password@host:port/database.");
        }

        string[] user = uri.UserInfo.Split(':', 2);
        NpgsqlConnectionStringBuilder builder = new()
        {
            Host = uri.Host,
            Port = uri.IsDefaultPort || uri.Port < 0 ? 5432 : uri.Port,
            Database = Uri.UnescapeDataString(uri.AbsolutePath[1..]),
            Username = user[0].Length > 0 ? Uri.UnescapeDataString(user[0]) : "postgres",
            Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null,
            // Passwords and tokens must not cross a network in clear unless the operator says so in the address.
            SslMode = uri.IsLoopback ? SslMode.Prefer : SslMode.Require,
            MaxPoolSize = 40,
            MaxAutoPrepare = 200,
            AutoPrepareMinUsages = 2,
            NoResetOnClose = true,
            Timeout = 5,
            CommandTimeout = 10,
            ApplicationName = "foyer",
            Options = "-c statement_timeout=5000 -c lock_timeout=3000 -c idle_in_transaction_session_timeout=10000",
        };
        foreach (string pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = pair.Split('=', 2);
            try
            {
                builder[parts[0]] = Uri.UnescapeDataString(parts.Length > 1 ? parts[1] : "");
            }
            catch (ArgumentException unknown)
            {
                throw new StartupException($"--database has an option PostgreSQL does not know: '{parts[0]}'.", unknown);
            }
        }

        return builder.ToString();
    }
}
