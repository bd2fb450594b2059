using System.Data;
using System.Text.Json;
using Dapper;
using Npgsql;
using NpgsqlTypes;

namespace Foyer.Server;

/// <summary>
/// Texts as one parameter, for <see cref="SqlDialect.In"/>: an array to PostgreSQL, a JSON array to SQLite. However many they are,
/// the statement is the same, so it is prepared once.
/// </summary>
internal sealed class TextList(IEnumerable<string> texts) : SqlMapper.ICustomQueryParameter
{
    public void AddParameter(IDbCommand command, string name)
    {
        string[] values = [.. texts];
        if (command is NpgsqlCommand postgres)
        {
            postgres.Parameters.Add(new NpgsqlParameter(name, NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = values });
            return;
        }

        IDbDataParameter parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = JsonSerializer.Serialize(values, KernelJson.Default.StringArray);
        command.Parameters.Add(parameter);
    }
}
