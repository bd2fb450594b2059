using System.Data.Common;
using Dapper;

namespace Foyer.Server;

/// <summary>The database. Reads take a connection of their own; writes are whole transactions.</summary>
/// <remarks>
/// Reads and writes are told apart because SQLite has one writer: see <see cref="SqliteDatabase"/>. Reads that decide
/// something run inside the transaction that acts on them.
/// </remarks>
internal abstract class Database : IAsyncDisposable
{
    static Database()
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        SqlMapper.RemoveTypeMap(typeof(DateTimeOffset));
        SqlMapper.RemoveTypeMap(typeof(DateTimeOffset?));
        SqlMapper.AddTypeHandler(new InstantHandler());
    }

    public abstract SqlDialect Dialect { get; }

    /// <summary>What engine this is, with its version, for the log at start.</summary>
    public abstract string Description { get; }

    /// <summary>Runs a SELECT for at most one row.</summary>
    public abstract Task<T?> One<T>(string sql, object? args, CancellationToken ct);

    /// <summary>Runs a SELECT.</summary>
    public abstract Task<IReadOnlyList<T>> Many<T>(string sql, object? args, CancellationToken ct);

    /// <summary>Runs several SELECTs, one text, in one go; <paramref name="read"/> takes their rows in order and waits for nothing else.</summary>
    public abstract Task<T> Several<T>(string sql, object? args, Func<SqlMapper.GridReader, Task<T>> read, CancellationToken ct);

    /// <summary>Runs a SELECT for at most one row on a kept prepared command: for the few reads every request makes.</summary>
    public abstract ValueTask<T?> Hot<T>(HotQuery<T> query, string first, string second, CancellationToken ct) where T : class;

    /// <summary>
    /// Runs <paramref name="work"/> in one transaction and commits it, unless the work abandons it. Work awaits nothing
    /// but this transaction, and may run again after a conflict: it keeps its effects in the database.
    /// </summary>
    public abstract Task<T> Write<T>(Func<Tx, Task<T>> work, CancellationToken ct);

    /// <inheritdoc cref="Write{T}" />
    public Task Write(Func<Tx, Task> work, CancellationToken ct) => Write(async tx =>
    {
        await work(tx);
        return true;
    }, ct);

    /// <summary>Brings the schema up to date; safe to call from several nodes at once.</summary>
    public abstract Task Migrate(IReadOnlyList<Migration> migrations, TimeProvider clock, CancellationToken ct);

    public abstract ValueTask DisposeAsync();

    /// <summary>Instants are Unix milliseconds in SQL.</summary>
    private sealed class InstantHandler : SqlMapper.TypeHandler<DateTimeOffset>
    {
        public override DateTimeOffset Parse(object value) =>
            DateTimeOffset.FromUnixTimeMilliseconds(Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture));

        public override void SetValue(System.Data.IDbDataParameter parameter, DateTimeOffset value)
        {
            parameter.DbType = System.Data.DbType.Int64;
            parameter.Value = value.ToUnixTimeMilliseconds();
        }
    }
}

/// <summary>A read of at most one row by up to two text parameters, <c>@first</c> and <c>@second</c>.</summary>
/// <param name="Sql">The SELECT.</param>
/// <param name="Map">Reads the row.</param>
internal sealed record HotQuery<T>(string Sql, Func<DbDataReader, T> Map) where T : class;

/// <summary>One transaction under way.</summary>
internal sealed class Tx(DbConnection connection, SqlDialect dialect)
{
    public SqlDialect Dialect { get; } = dialect;

    /// <summary>Whether the transaction will be rolled back although nothing failed.</summary>
    public bool IsAbandoned { get; private set; }

    /// <summary>Runs a statement for at most one row: a SELECT, or a write with RETURNING.</summary>
    public Task<T?> One<T>(string sql, object? args) => For(sql).QueryFirstOrDefaultAsync<T>(sql, args);

    /// <summary>Runs a statement that returns rows.</summary>
    public async Task<IReadOnlyList<T>> Many<T>(string sql, object? args) => (await For(sql).QueryAsync<T>(sql, args)).AsList();

    /// <summary>Runs several statements that return rows, one text, in one go.</summary>
    public async Task<T> Several<T>(string sql, object? args, Func<SqlMapper.GridReader, Task<T>> read)
    {
        await using SqlMapper.GridReader rows = await For(sql).QueryMultipleAsync(sql, args);
        return await read(rows);
    }

    /// <summary>Runs a statement and returns how many rows it changed.</summary>
    public Task<int> Run(string sql, object? args) => For(sql).ExecuteAsync(sql, args);

    /// <summary>Holds a name until the transaction ends: who else wants it waits. SQLite has one writer, so it is held already.</summary>
    public Task Hold(string name) => Dialect.IsSqlite ? Task.CompletedTask : Run("SELECT pg_advisory_xact_lock(hashtextextended(@name, 0))", new { name });

    /// <summary>Rolls the transaction back at its end and returns <paramref name="value"/>: a refusal changes nothing.</summary>
    public T Abandon<T>(T value)
    {
        IsAbandoned = true;
        return value;
    }

    private DbConnection For(string sql) => connection is PreparedConnection prepared ? prepared.For(sql) : connection;
}
