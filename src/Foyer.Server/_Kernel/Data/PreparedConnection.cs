using Microsoft.Data.Sqlite;

namespace Foyer.Server;

/// <summary>
/// A SQLite connection that keeps the statements it has prepared: to prepare a short one takes longer than to run it. Dapper
/// makes a command before it says what the command is for, so whoever runs a statement names it first: <see cref="For"/>.
/// </summary>
internal sealed class PreparedConnection(string connectionString) : SqliteConnection(connectionString)
{
    /// <summary>More than this server has; texts made for one occasion must not gather without end.</summary>
    private const int MostKept = 512;

    private readonly Dictionary<string, KeptCommand> _idle = new(StringComparer.Ordinal);
    private string? _next;

    /// <summary>This connection, whose next command will be for this text.</summary>
    public PreparedConnection For(string sql)
    {
        _next = sql;
        return this;
    }

    public override SqliteCommand CreateCommand()
    {
        string? sql = _next;
        _next = null;
        if (sql is null)
        {
            return base.CreateCommand();
        }

        return _idle.Remove(sql, out KeptCommand? idle) ? idle : new KeptCommand(this, sql);
    }

    private bool Keep(KeptCommand command) => State == System.Data.ConnectionState.Open && _idle.Count < MostKept && _idle.TryAdd(command.Sql, command);

    /// <summary>A command that goes back where it came from when it is disposed.</summary>
    private sealed class KeptCommand : SqliteCommand
    {
        private readonly PreparedConnection _owner;

        public KeptCommand(PreparedConnection owner, string sql) => (_owner, Sql, Connection, CommandText) = (owner, sql, owner, sql);

        public string Sql { get; }

        protected override void Dispose(bool disposing)
        {
            // Dapper writes lists of values into the text: what is prepared then is good for this once.
            if (disposing && CommandText == Sql && _owner.Keep(this))
            {
                Parameters.Clear();
                return;
            }

            base.Dispose(disposing);
        }
    }
}
