using System.Globalization;
using System.Reflection;

namespace Foyer.Server;

/// <summary>One numbered, once-only change of the schema.</summary>
/// <param name="Number">Position; never reused.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Text">SQL with sections; see <see cref="For"/>.</param>
internal sealed record Migration(int Number, string Name, string Text)
{
    /// <summary>The statements for one dialect. Lines after <c>--@sqlite</c> or <c>--@postgres</c> are for that one only, until <c>--@both</c>.</summary>
    public string For(SqlDialect dialect)
    {
        List<string> lines = [];
        string section = "both";
        foreach (string line in Text.Split('\n'))
        {
            if (line.StartsWith("--@", StringComparison.Ordinal))
            {
                section = line[3..].Trim();
            }
            else if (section == "both" || section == dialect.Name)
            {
                lines.Add(line);
            }
        }

        return string.Join('\n', lines);
    }
}

/// <summary>The schema's history: the files in <c>Migrations/</c>, in order. Expand first, contract a release later.</summary>
internal static class Migrations
{
    public static IReadOnlyList<Migration> All { get; } = Load();

    public static async Task Apply(Tx tx, IReadOnlyList<Migration> migrations, TimeProvider clock)
    {
        await tx.Run("CREATE TABLE IF NOT EXISTS schema_migrations (number integer PRIMARY KEY, name text NOT NULL, applied_at bigint NOT NULL)", null);
        HashSet<int> done = [.. await tx.Many<int>("SELECT number FROM schema_migrations", null)];
        foreach (Migration migration in migrations.Where(migration => !done.Contains(migration.Number)))
        {
            await tx.Run(migration.For(tx.Dialect), null);
            await tx.Run("INSERT INTO schema_migrations (number, name, applied_at) VALUES (@Number, @Name, @now)",
                new { migration.Number, migration.Name, now = clock.GetUtcNow() });
        }
    }

    private static Migration[] Load()
    {
        Assembly assembly = typeof(Migrations).Assembly;
        return
        [
            .. from resource in assembly.GetManifestResourceNames()
               where resource.StartsWith("migrations/", StringComparison.Ordinal)
               let file = resource["migrations/".Length..^".sql".Length]
               orderby file
               select new Migration(int.Parse(file[..4], CultureInfo.InvariantCulture), file[5..], Read(assembly, resource)),
        ];
    }

    private static string Read(Assembly assembly, string resource)
    {
        using StreamReader reader = new(assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}
