using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Foyer.Server;
using Microsoft.Data.Sqlite;

namespace Foyer.Floor;

/// <summary>One row by its primary key, from the server's own database engine, as JSON.</summary>
internal static class PointRead
{
    private static readonly ConcurrentBag<SqliteCommand> Commands = [];

    /// <summary><c>GET /users/{id}</c>; ids run from <c>user_0</c> to one less than the rows asked for.</summary>
    public static void Map(IEndpointRouteBuilder routes, string database, int rows)
    {
        SqliteEngine.Choose(null);
        string connectionString = new SqliteConnectionStringBuilder { DataSource = database, Pooling = false }.ToString();
        Fill(connectionString, rows);

        routes.MapGet("/users/{id}", (HttpContext context, string id) =>
        {
            SqliteCommand command = Commands.TryTake(out SqliteCommand? idle) ? idle : Prepare(connectionString);
            command.Parameters[0].Value = id;
            using (SqliteDataReader row = command.ExecuteReader())
            {
                if (!row.Read())
                {
                    context.Response.StatusCode = StatusCodes.Status404NotFound;
                    return;
                }

                using Utf8JsonWriter json = new(context.Response.BodyWriter);
                context.Response.ContentType = "application/json";
                json.WriteStartObject();
                json.WriteString("id", row.GetString(0));
                json.WriteString("email_address", row.GetString(1));
                json.WriteString("first_name", row.GetString(2));
                json.WriteString("last_name", row.GetString(3));
                json.WriteNumber("created_at", row.GetInt64(4));
                json.WriteEndObject();
            }

            Commands.Add(command);
        });
    }

    private static SqliteCommand Prepare(string connectionString)
    {
        SqliteConnection connection = new(connectionString);
        connection.Open();
        SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT id, email_address, first_name, last_name, created_at FROM users WHERE id = @id";
        command.Parameters.Add("@id", SqliteType.Text);
        command.Prepare();
        return command;
    }

    private static void Fill(string connectionString, int rows)
    {
        using SqliteConnection connection = new(connectionString);
        connection.Open();
        Execute(connection, "PRAGMA journal_mode = WAL");
        Execute(connection, "CREATE TABLE users (id text PRIMARY KEY, email_address text, first_name text, last_name text, created_at bigint) WITHOUT ROWID");
        using SqliteTransaction transaction = connection.BeginTransaction();
        for (int row = 0; row < rows; row++)
        {
            Execute(connection, string.Create(CultureInfo.InvariantCulture,
                $"INSERT INTO users VALUES ('user_{row}', 'person{row}@example.com', 'First{row}', 'Last{row}', {row})"));
        }

        transaction.Commit();
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
