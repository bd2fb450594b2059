using System.Threading.Channels;
using Foyer.Server;
using Microsoft.Data.Sqlite;

namespace Foyer.Floor;

/// <summary>The least that changing something durably can cost: one row by a prepared statement, on disk before the answer, and those who wait commit together.</summary>
internal sealed class DurableWrite
{
    private readonly Channel<TaskCompletionSource> _waiting = Channel.CreateUnbounded<TaskCompletionSource>(new UnboundedChannelOptions { SingleReader = true });

    /// <param name="database">The file; another one beside it is written, so that reading is not disturbed.</param>
    public DurableWrite(string database)
    {
        SqliteEngine.Choose(null);
        SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = database + ".writes", Pooling = false }.ToString());
        connection.Open();
        foreach (string sql in (ReadOnlySpan<string>)["PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "CREATE TABLE rows (id integer PRIMARY KEY, value text)"])
        {
            Command(connection, sql).ExecuteNonQuery();
        }

        new Thread(() => Loop(connection)) { IsBackground = true }.Start();
    }

    /// <summary>Ends when a row is on disk.</summary>
    public Task Run()
    {
        TaskCompletionSource written = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Writer.TryWrite(written);
        return written.Task;
    }

    private void Loop(SqliteConnection connection)
    {
        SqliteCommand begin = Command(connection, "BEGIN IMMEDIATE"), insert = Command(connection, "INSERT INTO rows (value) VALUES ('a value about as long as an id is')"), commit = Command(connection, "COMMIT");
        List<TaskCompletionSource> batch = [];
        while (_waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            begin.ExecuteNonQuery();
            while (_waiting.Reader.TryRead(out TaskCompletionSource? written))
            {
                insert.ExecuteNonQuery();
                batch.Add(written);
            }

            commit.ExecuteNonQuery();
            batch.ForEach(written => written.SetResult());
            batch.Clear();
        }
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql)
    {
        SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }
}
