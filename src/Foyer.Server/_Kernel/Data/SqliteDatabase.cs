using System.Collections.Concurrent;
using System.Data;
using System.Threading.Channels;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Foyer.Server;

/// <summary>SQLite in WAL mode: many readers, and one writer that commits waiting transactions together.</summary>
/// <remarks>
/// One fsync can carry many transactions: the writer runs those that wait inside savepoints of one SQLite transaction
/// and answers all of them after its commit, so nothing is acknowledged before it is on disk (synchronous=FULL).
/// </remarks>
internal sealed class SqliteDatabase : Database
{
    private const int LargestBatch = 128;

    private readonly string _connectionString;
    private readonly FileStream? _lockFile;
    private readonly ConcurrentBag<Reader> _readers = [];
    private readonly Channel<IWork> _queue = Channel.CreateBounded<IWork>(new BoundedChannelOptions(10_000) { SingleReader = true });
    private readonly PreparedConnection _writer;
    private readonly Thread _thread;

    /// <param name="path">The database file.</param>
    /// <param name="exclusive">Whether this process serves from the file: then a second one is refused.</param>
    /// <exception cref="StartupException">The file cannot be opened, or another server has it.</exception>
    public SqliteDatabase(string path, bool exclusive)
    {
        _connectionString = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString();
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            _lockFile = exclusive ? new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None) : null;
        }
        catch (IOException taken) when (File.Exists(path + ".lock"))
        {
            throw new StartupException($"Another Foyer server is using the database '{path}'; stop it first or choose another file with --database.", taken);
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The database folder of '{path}' cannot be written: {unusable.Message}", unusable);
        }

        try
        {
            _writer = Open();
            Execute(_writer, "PRAGMA journal_mode = WAL");
            Execute(_writer, "PRAGMA synchronous = FULL");
        }
        catch (SqliteException unusable)
        {
            _lockFile?.Dispose();
            throw new StartupException($"The database '{path}' cannot be opened: {unusable.Message}", unusable);
        }

        _thread = new Thread(WriteLoop) { IsBackground = true, Name = "foyer-sqlite-writer" };
        _thread.Start();
    }

    public override SqlDialect Dialect => SqlDialect.Sqlite;

    public override string Description => $"SQLite {_writer.ServerVersion} ({SqliteEngine.Origin})";

    public override Task<T?> One<T>(string sql, object? args, CancellationToken ct) where T : default =>
        Read(connection => connection.For(sql).QueryFirstOrDefault<T>(sql, args));

    public override Task<IReadOnlyList<T>> Many<T>(string sql, object? args, CancellationToken ct) =>
        Read<IReadOnlyList<T>>(connection => connection.For(sql).Query<T>(sql, args).AsList());

    public override Task<T> Several<T>(string sql, object? args, Func<SqlMapper.GridReader, Task<T>> read, CancellationToken ct) =>
        Read(connection =>
        {
            using SqlMapper.GridReader rows = connection.For(sql).QueryMultiple(sql, args);
            // SQLite answers synchronously, so nothing is waited for.
            return read(rows).GetAwaiter().GetResult();
        });

    public override ValueTask<T?> Hot<T>(HotQuery<T> query, string first, string second, CancellationToken ct) where T : class
    {
        Reader reader = Take();
        try
        {
            SqliteCommand command = reader.Prepared(query.Sql);
            command.Parameters[0].Value = first;
            command.Parameters[1].Value = second;
            using SqliteDataReader row = command.ExecuteReader(CommandBehavior.SingleRow);
            return ValueTask.FromResult(row.Read() ? query.Map(row) : null);
        }
        finally
        {
            _readers.Add(reader);
        }
    }

    public override async Task<T> Write<T>(Func<Tx, Task<T>> work, CancellationToken ct)
    {
        Work<T> item = new(work);
        await _queue.Writer.WriteAsync(item, ct);
        return await item.Done;
    }

    public override Task Migrate(IReadOnlyList<Migration> migrations, TimeProvider clock, CancellationToken ct) =>
        Write(tx => Migrations.Apply(tx, migrations, clock), ct);

    public override ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        _thread.Join(TimeSpan.FromSeconds(30));
        while (_readers.TryTake(out Reader? reader))
        {
            reader.Dispose();
        }

        _writer.Dispose();
        _lockFile?.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task<T> Read<T>(Func<PreparedConnection, T> query)
    {
        Reader reader = Take();
        try
        {
            return Task.FromResult(query(reader.Connection));
        }
        finally
        {
            _readers.Add(reader);
        }
    }

    private Reader Take() => _readers.TryTake(out Reader? reader) ? reader : new Reader(Open(readOnly: true));

    private PreparedConnection Open(bool readOnly = false)
    {
        PreparedConnection connection = new(_connectionString);
        connection.Open();
        // A busy file is waited for by the engine; the driver's own retry sleeps 150 ms at a time.
        Execute(connection, "PRAGMA busy_timeout = 10000");
        Execute(connection, "PRAGMA foreign_keys = ON");
        Execute(connection, "PRAGMA cache_size = -16000");
        if (readOnly)
        {
            Execute(connection, "PRAGMA query_only = ON");
        }

        return connection;
    }

    private static void Execute(PreparedConnection connection, string sql)
    {
        using SqliteCommand command = connection.For(sql).CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private void WriteLoop()
    {
        List<IWork> batch = new(LargestBatch);
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            batch.Clear();
            try
            {
                Execute(_writer, "BEGIN IMMEDIATE");
                while (batch.Count < LargestBatch && _queue.Reader.TryRead(out IWork? work))
                {
                    batch.Add(work);
                    RunInSavepoint(work);
                }

                Execute(_writer, "COMMIT");
            }
            catch (Exception failure)
            {
                TryRollBack();
                batch.ForEach(work => work.Fail(failure));
                FailOneWaiting(batch.Count == 0 ? failure : null);
                continue;
            }

            batch.ForEach(work => work.Acknowledge());
        }
    }

    private void RunInSavepoint(IWork work)
    {
        Execute(_writer, "SAVEPOINT work");
        Tx tx = new(_writer, Dialect);
        bool keep = work.Run(tx) && !tx.IsAbandoned;
        if (!keep)
        {
            Execute(_writer, "ROLLBACK TO work");
        }

        Execute(_writer, "RELEASE work");
    }

    /// <summary>When not even a transaction could be begun, somebody must be told, or the loop would spin.</summary>
    private void FailOneWaiting(Exception? failure)
    {
        if (failure is not null && _queue.Reader.TryRead(out IWork? work))
        {
            work.Fail(failure);
        }
    }

    private void TryRollBack()
    {
        try
        {
            Execute(_writer, "ROLLBACK");
        }
        catch (SqliteException)
        {
            // The engine has rolled back by itself.
        }
    }

    private interface IWork
    {
        /// <summary>Runs the work; false when it threw.</summary>
        bool Run(Tx tx);

        void Acknowledge();

        void Fail(Exception failure);
    }

    private sealed class Work<T>(Func<Tx, Task<T>> work) : IWork
    {
        private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T _value = default!;
        private Exception? _failure;

        public Task<T> Done => _done.Task;

        public bool Run(Tx tx)
        {
            try
            {
                // SQLite answers synchronously, so the work has ended when it returns.
                _value = work(tx).GetAwaiter().GetResult();
                return true;
            }
            catch (Exception failure)
            {
                _failure = failure;
                return false;
            }
        }

        public void Acknowledge()
        {
            if (_failure is null)
            {
                _done.SetResult(_value);
            }
            else
            {
                _done.SetException(_failure);
            }
        }

        public void Fail(Exception failure) => _done.TrySetException(_failure ?? failure);
    }

    private sealed class Reader(PreparedConnection connection) : IDisposable
    {
        private readonly Dictionary<string, SqliteCommand> _prepared = new(StringComparer.Ordinal);

        public PreparedConnection Connection { get; } = connection;

        public SqliteCommand Prepared(string sql)
        {
            if (!_prepared.TryGetValue(sql, out SqliteCommand? command))
            {
                command = Connection.CreateCommand();
                command.CommandText = sql;
                command.Parameters.Add("@first", SqliteType.Text).Value = "";
                command.Parameters.Add("@second", SqliteType.Text).Value = "";
                command.Prepare();
                _prepared.Add(sql, command);
            }

            return command;
        }

        public void Dispose()
        {
            foreach (SqliteCommand command in _prepared.Values)
            {
                command.Dispose();
            }

            Connection.Dispose();
        }
    }
}
