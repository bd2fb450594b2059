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

        await store.EnsureAny(ct);
        await services.GetRequiredService<InstanceRegistry>().Reload(ct);
    }
}
