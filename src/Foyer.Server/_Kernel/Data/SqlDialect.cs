namespace Foyer.Server;

/// <summary>Everything PostgreSQL and SQLite say differently. If it is not here, it is written once for both.</summary>
/// <param name="Name"><c>sqlite</c> or <c>postgres</c>; for logs, migrations and test names.</param>
/// <param name="LockForUpdate">Ends a SELECT that claims rows; SQLite has one writer, so it needs none.</param>
/// <param name="SkipLocked">The same for queues: rows another node holds are passed over.</param>
internal sealed record SqlDialect(string Name, string LockForUpdate, string SkipLocked)
{
    public static readonly SqlDialect Sqlite = new("sqlite", "", "");
    public static readonly SqlDialect Postgres = new("postgres", "FOR UPDATE", "FOR UPDATE SKIP LOCKED");

    public bool IsSqlite => Name == "sqlite";

    /// <summary>Whether a column is among the values of a parameter, a <see cref="TextList"/>.</summary>
    public string In(string column, string parameter) => IsSqlite ? $"{column} IN (SELECT value FROM json_each(@{parameter}))" : $"{column} = ANY(@{parameter})";
}
