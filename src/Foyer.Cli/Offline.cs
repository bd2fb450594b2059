using Foyer.Server;
using Foyer.Server.Instances;

namespace Foyer.Cli;

/// <summary>The server's services without the server: for commands that work on the database beside a running one.</summary>
internal static class Offline
{
    public static ServiceProvider Open(FoyerServerOptions options)
    {
        ServiceCollection services = new();
        services.AddLogging();
        FoyerServerExtensions.AddFoyerServer(services, options);
        services.AddSingleton(_ => FoyerStartup.Open(options, exclusive: false));
        return services.BuildServiceProvider();
    }

    /// <summary>
    /// The services on a database that is there already, its schema up to date: a command that only looks makes nothing,
    /// unless it was given a configuration file to make it from.
    /// </summary>
    /// <exception cref="StartupException">There is none, or it holds no instance.</exception>
    public static async Task<ServiceProvider> OpenExisting(FoyerServerOptions options, CancellationToken ct)
    {
        if (options.ConfigFile is null)
        {
            RequireDatabase(options);
        }

        ServiceProvider services = Open(options);
        try
        {
            if (options.ConfigFile is null && !await HasTables(services.GetRequiredService<Database>(), ct))
            {
                throw new StartupException("The database is empty. 'foyer serve' fills it; --data or --database names another one.");
            }

            await Prepare(services, options, ct);
            return services.GetRequiredService<InstanceRegistry>().All.Count > 0 ? services : throw new StartupException("The database holds no instance yet. 'foyer serve' makes one.");
        }
        catch
        {
            await services.DisposeAsync();
            throw;
        }
    }

    /// <summary>Says what is missing before anything is opened: opening makes files.</summary>
    /// <exception cref="StartupException">The database file or the key-encryption key is not there.</exception>
    public static void RequireDatabase(FoyerServerOptions options)
    {
        const string File = "sqlite:";
        string database = options.DatabaseOrDefault;
        if (database.StartsWith(File, StringComparison.Ordinal) && database.Length > File.Length && !System.IO.File.Exists(database[File.Length..]))
        {
            throw new StartupException($"There is no database '{database[File.Length..]}'. 'foyer serve' makes one; --data or --database names another place.");
        }

        if (!FoyerStartup.HasKey(options))
        {
            throw new StartupException($"There is no key-encryption key: neither in {FoyerStartup.KeyVariable} nor in the folder '{options.DataFolder}'.");
        }
    }

    /// <summary>Whether a server was ever here.</summary>
    public static async Task<bool> HasTables(Database database, CancellationToken ct) => await database.One<string>(
        database.Dialect.IsSqlite ? "SELECT name FROM sqlite_master WHERE name = 'schema_migrations'" : "SELECT CAST(to_regclass('schema_migrations') AS text)", null, ct) is not null;

    /// <summary>Brings the schema up to date and applies the configuration, as a start would.</summary>
    public static async Task Prepare(ServiceProvider services, FoyerServerOptions options, CancellationToken ct)
    {
        ConfigFile? config = options.ConfigFile is { } file ? ConfigFile.Load(file) : null;
        InstanceStore store = services.GetRequiredService<InstanceStore>();
        await services.GetRequiredService<Database>().Migrate(Migrations.All, services.GetRequiredService<TimeProvider>(), ct);
        await store.CheckKey(ct);
        if (config is not null)
        {
            await store.Apply(config, ct);
        }

        await services.GetRequiredService<InstanceRegistry>().Reload(ct);
    }
}
