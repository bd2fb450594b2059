using System.CommandLine;
using Foyer.Server;

namespace Foyer.Cli;

/// <summary>Options several commands share.</summary>
internal sealed class CommonOptions
{
    public Option<string> Data { get; } = new("--data") { Description = "Folder of the embedded database and the key-encryption key.", DefaultValueFactory = _ => "foyer-data" };

    public Option<string?> Database { get; } = new("--database") { Description = "sqlite:PATH or postgres://user:password@host:port/database. Default: SQLite in the data folder." };

    public Option<string?> Config { get; } = new("--config") { Description = "File of applications and instances, applied at start." };

    public Option<string?> Npm { get; } = new("--npm") { Description = "Folder of npm packages served under /npm, for the official browser bundles." };

    public Option<string?> DisposableDomains { get; } = new("--disposable-domains") { Description = "File of throw-away mail domains, one a line, for the setting block_disposable_email_domains." };

    public Option<string?> SqliteLibrary { get; } = new("--sqlite-library") { Description = "SQLite library to use instead of the system's or the packaged one." };

    public Option<bool> Keyless { get; } = new("--keyless") { Description = "Give the keys of the only development instance to programs of this machine that start without any." };

    public Option<string?> GeoIp { get; } = new("--geoip") { Description = "MaxMind DB file (City or Country) by which active devices show where they are." };

    public Option<string[]> TrustedProxies { get; } = new("--trusted-proxies") { Description = "Addresses or networks of load balancers whose X-Forwarded-For is believed, for example 10.0.0.0/8.", AllowMultipleArgumentsPerToken = true };

    public Option<bool> AllowLocalCalls { get; } = new("--allow-local-calls") { Description = "Let the server call addresses of this machine, for a provider that runs beside it in development." };

    public Option<string?> BreachedPasswords { get; } = new("--breached-passwords") { Description = "Filter file of breached passwords, made by 'foyer breached-passwords build'." };

    public Option<Uri?> BreachedPasswordsService { get; } = new("--breached-passwords-service")
    {
        Description = "URL of a service that answers ranges of SHA-1 hashes of breached passwords.",
        CustomParser = result => Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https"
            ? url
            : throw new StartupException($"'{result.Tokens[0].Value}' is not an http or https URL."),
    };

    public void AddTo(Command command, bool serves)
    {
        command.Options.Add(Data);
        command.Options.Add(Database);
        command.Options.Add(SqliteLibrary);
        if (serves)
        {
            command.Options.Add(Config);
            command.Options.Add(Npm);
            command.Options.Add(DisposableDomains);
            command.Options.Add(Keyless);
            command.Options.Add(GeoIp);
            command.Options.Add(TrustedProxies);
            command.Options.Add(AllowLocalCalls);
            command.Options.Add(BreachedPasswords);
            command.Options.Add(BreachedPasswordsService);
        }
    }

    public FoyerServerOptions Read(ParseResult parsed) => new()
    {
        DataFolder = parsed.GetValue(Data)!,
        Database = parsed.GetValue(Database),
        ConfigFile = parsed.GetValue(Config),
        NpmFolder = parsed.GetValue(Npm),
        DisposableDomains = parsed.GetValue(DisposableDomains),
        SqliteLibrary = parsed.GetValue(SqliteLibrary),
        Keyless = parsed.GetValue(Keyless),
        GeoIpFile = parsed.GetValue(GeoIp),
        TrustedProxies = parsed.GetValue(TrustedProxies) ?? [],
        AllowLocalCalls = parsed.GetValue(AllowLocalCalls),
        BreachedPasswordsFile = parsed.GetValue(BreachedPasswords),
        BreachedPasswordsService = parsed.GetValue(BreachedPasswordsService),
    };
}
