using System.CommandLine;
using Foyer.Server;

namespace Foyer.Cli;

/// <summary><c>foyer migrate</c>: brings the schema up to date without serving.</summary>
internal static class MigrateCommand
{
    public static Command Create()
    {
        CommonOptions common = new();
        Command command = new("migrate", "Bring the database schema up to date.");
        common.AddTo(command, serves: false);
        command.SetAction(async (parsed, ct) =>
        {
            await using ServiceProvider services = Offline.Open(common.Read(parsed));
            Database database = services.GetRequiredService<Database>();
            bool isNew = !await Offline.HasTables(database, ct);
            await database.Migrate(Migrations.All, services.GetRequiredService<TimeProvider>(), ct);
            if (isNew)
            {
                Console.WriteLine("The database was empty: all tables were made.");
            }

            Console.WriteLine($"{database.Description} is at migration {Migrations.All[^1].Number} ({Migrations.All[^1].Name}).");
            return 0;
        });
        return command;
    }
}
