namespace Foyer.Server;

/// <summary>How to run a Foyer server. Everything an operator changes per instance is in the settings document instead.</summary>
public sealed class FoyerServerOptions
{
    /// <summary>Folder of the embedded database and the key-encryption key. Default <c>foyer-data</c> in the working directory.</summary>
    public string DataFolder { get; set; } = "foyer-data";

    /// <summary><c>sqlite:PATH</c> or <c>postgres://user:password@host:port/database</c>. Default: SQLite in <see cref="DataFolder"/>.</summary>
    public string? Database { get; set; }

    /// <summary>A declarative file of applications and instances, applied at start; null for none.</summary>
    public string? ConfigFile { get; set; }

    /// <summary>Folder of npm packages served under <c>/npm</c>; null for none.</summary>
    public string? NpmFolder { get; set; }

    /// <summary>File of throw-away mail domains, one a line, for <c>block_disposable_email_domains</c>; null for none.</summary>
    public string? DisposableDomains { get; set; }

    /// <summary>
    /// Whether a program of this machine that has no keys is given those of the only development instance, secret key
    /// included, as the official SDKs ask in development. Default false.
    /// </summary>
    public bool Keyless { get; set; }

    /// <summary>
    /// A MaxMind DB file (type City or Country): active devices then show where they are, and sign-up forms know the
    /// visitor's country. Default: none, and no address is looked up anywhere.
    /// </summary>
    public string? GeoIpFile { get; set; }

    /// <summary>
    /// Addresses or networks (<c>10.0.0.0/8</c>) of the load balancers before this server: their <c>X-Forwarded-For</c> says
    /// who calls. Default: none, and the peer of the connection is the caller.
    /// </summary>
    public IReadOnlyList<string> TrustedProxies { get; set; } = [];

    /// <summary>
    /// The key-encryption key: 32 random bytes in Base64 or hex. Default: the environment variable
    /// <c>FOYER_KEY_ENCRYPTION_KEY</c>, else a file in <see cref="DataFolder"/>, made at the first start; a server with a
    /// production instance wants it given.
    /// </summary>
    public string? KeyEncryptionKey { get; set; }

    /// <summary>A SQLite library to use instead of the system's or the packaged one; null to choose.</summary>
    public string? SqliteLibrary { get; set; }

    /// <summary>Ports this server calls on other machines, always over https: social providers, webhooks, message providers. Default 80 and 443.</summary>
    public IReadOnlyList<int> OutboundPorts { get; set; } = [80, 443];

    /// <summary>
    /// Whether this server may call addresses of its own machine, over http too. Default false. For development and
    /// tests, where a provider runs beside it: an operator's settings can then reach whatever listens there.
    /// </summary>
    public bool AllowLocalCalls { get; set; }

    /// <summary>How long a call to the outside may take, all of it; tests shorten it.</summary>
    internal TimeSpan OutboundTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>A filter of breached passwords, made by <c>foyer breached-passwords build</c>; null for none. Default null: then only the most usual passwords are known.</summary>
    public string? BreachedPasswordsFile { get; set; }

    /// <summary>
    /// Address of a service that answers ranges of SHA-1 hashes of breached passwords, asked with five hex digits at its
    /// end; null for none. Default null. It has two seconds; without an answer the password is let through.
    /// </summary>
    public Uri? BreachedPasswordsService { get; set; }

    /// <summary>Cost of password hashing; tests lower it.</summary>
    internal Passwords.PasswordCost PasswordCost { get; set; } = new();

    internal string DatabaseOrDefault => Database ?? "sqlite:" + Path.Combine(DataFolder, "foyer.db");
}
