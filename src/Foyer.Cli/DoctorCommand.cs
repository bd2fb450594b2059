using System.CommandLine;
using Foyer.Server;

namespace Foyer.Cli;

/// <summary><c>foyer doctor</c>: looks at the machine and the database and says what to mend.</summary>
internal static class DoctorCommand
{
    /// <summary>Before this release, a crafted query can corrupt memory (CVE-2025-6965).</summary>
    private static readonly Version SafeSqlite = new(3, 50, 2);

    public static Command Create()
    {
        CommonOptions common = new();
        Command command = new("doctor", "Check the installation.");
        common.AddTo(command, serves: false);
        command.SetAction(async (parsed, ct) =>
        {
            FoyerServerOptions options = common.Read(parsed);
            Offline.RequireDatabase(options);
            await using ServiceProvider services = Offline.Open(options);
            Database database = services.GetRequiredService<Database>();
            int reachable = await database.One<int>("SELECT 1", null, ct);
            Console.WriteLine($"database    {database.Description} {(reachable == 1 ? "answers" : "does not answer")}");
            string? version = await Sqlite(database, ct);
            if (version is not null && Version.Parse(version) < SafeSqlite)
            {
                Console.WriteLine($"warning     SQLite {version} is older than {SafeSqlite}: update the system's libsqlite3, or name a newer library with --sqlite-library.");
            }

            Console.WriteLine($"runtime     {System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription}");
            return 0;
        });
        return command;
    }

    private static async Task<string?> Sqlite(Database database, CancellationToken ct) => database.Dialect.IsSqlite ? await database.One<string>("SELECT sqlite_version()", null, ct) : null;
}
