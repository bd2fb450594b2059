using Foyer.Server.Instances;
using Foyer.Server.Restrictions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Foyer.Server;

/// <summary>Brings the server up: schema, key check, configuration, instances; each problem is one sentence.</summary>
internal sealed partial class FoyerStartup(Database db, InstanceStore store, InstanceRegistry registry, FoyerServerOptions options, DisposableDomains disposable, TimeProvider clock, ILogger<FoyerStartup> log) : IHostedService
{
    public const string KeyVariable = "FOYER_KEY_ENCRYPTION_KEY";
    private const string KeyFile = "key-encryption.key";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        ConfigFile? config = options.ConfigFile is { } file ? ConfigFile.Load(file) : null;
        await db.Migrate(Migrations.All, clock, cancellationToken);
        await store.CheckKey(cancellationToken);
        if (config is not null)
        {
            await store.Apply(config, cancellationToken);
        }

        await store.EnsureAny(cancellationToken);
        await registry.Reload(cancellationToken);
        if (!disposable.IsKnown && registry.All.FirstOrDefault(instance => instance.Settings.UserSettings.Restrictions.BlockDisposableEmailDomains.Enabled) is { } blind)
        {
            throw new StartupException($"user_settings.restrictions.block_disposable_email_domains of {blind.ApplicationName} needs a list of domains: give a file with --disposable-domains.");
        }

        if (registry.All.Any(instance => !instance.IsDevelopment) && !IsKeyGiven(options))
        {
            throw new StartupException($"A production instance needs a key-encryption key that is kept apart from the data: set {KeyVariable} to the output of 'openssl rand -base64 32'.");
        }

        Started(log, db.Description, registry.All.Count);
        foreach (Instance instance in registry.All.Where(instance => !instance.IsDevelopment))
        {
            WarnOfSilence(instance);
        }
    }

    private void WarnOfSilence(Instance instance)
    {
        if (instance.Settings.UserSettings.Attributes.EmailAddress.Enabled && instance.Settings.Messages.Email.Provider.Length == 0)
        {
            NoMail(log, instance.Id);
        }

        if (instance.Settings.UserSettings.Attributes.PhoneNumber.Enabled && instance.Settings.Messages.Sms.Provider.Length == 0)
        {
            NoSms(log, instance.Id);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public static KeyEncryptionKey OpenKey(IServiceProvider services)
    {
        FoyerServerOptions options = services.GetRequiredService<FoyerServerOptions>();
        if (options.KeyEncryptionKey is { Length: > 0 } given)
        {
            return KeyEncryptionKey.Parse(given, "the options");
        }

        if (Environment.GetEnvironmentVariable(KeyVariable) is { Length: > 0 } fromEnvironment)
        {
            return KeyEncryptionKey.Parse(fromEnvironment, KeyVariable);
        }

        string file = Path.Combine(options.DataFolder, KeyFile);
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(options.DataFolder);
            }
            else
            {
                Directory.CreateDirectory(options.DataFolder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }

            if (!File.Exists(file))
            {
                UnixFileMode ownerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
                using FileStream stream = OperatingSystem.IsWindows()
                    ? new FileStream(file, FileMode.CreateNew)
                    : new FileStream(file, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = ownerOnly });
                stream.Write(System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(KeyEncryptionKey.New())));
            }

            return KeyEncryptionKey.Parse(File.ReadAllText(file), file);
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The key-encryption key in '{file}' cannot be read or made: {unusable.Message}", unusable);
        }
    }

    public static Database OpenDatabase(IServiceProvider services)
    {
        FoyerServerOptions options = services.GetRequiredService<FoyerServerOptions>();
        return Open(options, exclusive: true);
    }

    public static Database Open(FoyerServerOptions options, bool exclusive)
    {
        string database = options.DatabaseOrDefault;
        if (database.StartsWith("postgres://", StringComparison.Ordinal) || database.StartsWith("postgresql://", StringComparison.Ordinal))
        {
            return new PostgresDatabase(database);
        }

        if (!database.StartsWith("sqlite:", StringComparison.Ordinal) || database.Length == "sqlite:".Length)
        {
            throw new StartupException("--database must be sqlite:PATH or postgres://user:password@host:port/database.");
        }

        SqliteEngine.Choose(options.SqliteLibrary);
        return new SqliteDatabase(database["sqlite:".Length..], exclusive);
    }

    /// <summary>Whether there is a key-encryption key already, so that opening makes none.</summary>
    public static bool HasKey(FoyerServerOptions options) => IsKeyGiven(options) || File.Exists(Path.Combine(options.DataFolder, KeyFile));

    private static bool IsKeyGiven(FoyerServerOptions options) => options.KeyEncryptionKey is { Length: > 0 } || Environment.GetEnvironmentVariable(KeyVariable) is { Length: > 0 };

    [LoggerMessage(1103, LogLevel.Warning, "Production instance {InstanceId} cannot send e-mail: messages.email.provider is not set, so codes reach nobody but the receivers of email.created")]
    private static partial void NoMail(ILogger log, string instanceId);

    [LoggerMessage(1104, LogLevel.Warning, "Production instance {InstanceId} cannot send text messages: messages.sms.provider is not set, so codes reach nobody but the receivers of sms.created")]
    private static partial void NoSms(ILogger log, string instanceId);

    [LoggerMessage(1101, LogLevel.Information, "Foyer is up on {Database} with {Count} instance(s)")]
    private static partial void Started(ILogger log, string database, int count);
}
