using System.Text.Json;
using System.Text.Json.Serialization;
using Foyer.Contracts;

namespace Foyer.Server.Instances;

/// <summary>
/// Everything an operator can switch on one instance, as one document. The groups and names are those of the
/// environment document (WIRE §11), which is a projection of it; the last groups stay on the server.
/// </summary>
internal sealed record InstanceSettings
{
    public AuthConfig AuthConfig { get; init; } = new();

    public DisplayConfig DisplayConfig { get; init; } = new();

    public UserSettings UserSettings { get; init; } = new();

    public OrganizationSettings OrganizationSettings { get; init; } = new();

    public FraudSettings FraudSettings { get; init; } = new();

    public CommerceSettings CommerceSettings { get; init; } = new();

    public ApiKeysSettings ApiKeysSettings { get; init; } = new();

    public ProtectConfig ProtectConfig { get; init; } = new();

    public bool MaintenanceMode { get; init; }

    public bool ClientDebugMode { get; init; }

    public bool PartitionedCookies { get; init; }

    /// <summary>Social connections by strategy: the part with their credentials.</summary>
    public IReadOnlyDictionary<string, SocialConnectionSettings> Social { get; init; } = new Dictionary<string, SocialConnectionSettings>();

    /// <summary>JWT templates by name.</summary>
    public IReadOnlyDictionary<string, JsonElement> JwtTemplates { get; init; } = new Dictionary<string, JsonElement>();

    public SessionTokenSettings SessionToken { get; init; } = new();

    public SessionSettings Sessions { get; init; } = new();

    public ClientTrustSettings ClientTrust { get; init; } = new();

    public MessageSettings Messages { get; init; } = new();

    public WebhookSettings Webhooks { get; init; } = new();

    public RateLimitSettings RateLimits { get; init; } = new();

    public BotProtectionSettings BotProtection { get; init; } = new();

    public NativeAppSettings NativeApps { get; init; } = new();

    /// <summary>Origins besides the home's whose pages may use the instance. In the configuration file they stand beside the settings. Default none.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];
}

internal sealed record NativeAppSettings
{
    /// <summary>Where providers may send people back to inside the operator's apps, for example <c>com.example.app://callback</c>; the query may differ. Default none; development takes any.</summary>
    public IReadOnlyList<string> RedirectUrls { get; init; } = [];
}

/// <summary>What counts as proof against robots where <c>user_settings.sign_up.captcha_enabled</c> asks for one.</summary>
internal sealed record BotProtectionSettings
{
    /// <summary>Whether a proof of work is accepted: the check of the server's own pages. Default true.</summary>
    public bool ProofOfWork { get; init; } = true;

    /// <summary>Leading zero bits of a proof, 1 to 24: each doubles the work. Default 18, a fraction of a second on a desktop.</summary>
    public int Difficulty { get; init; } = 18;

    /// <summary>Secret key of Turnstile, whose answers the official user interface sends; empty when it is not used.</summary>
    public string TurnstileSecretKey { get; init; } = "";

    /// <summary>Where answers of Turnstile are checked.</summary>
    public string TurnstileUrl { get; init; } = "https://challenges.cloudflare.com/turnstile/v0/siteverify";
}

internal sealed record SessionTokenSettings
{
    /// <summary>Lifetime of a session token in seconds, 30 to 300. Default 60.</summary>
    public int LifetimeInSeconds { get; init; } = 60;

    /// <summary>Claims added to every session token: a JSON object of at most 2 KB, with shortcodes. Default none.</summary>
    public JsonElement Claims { get; init; } = NoClaims;

    private static readonly JsonElement NoClaims = JsonDocument.Parse("{}").RootElement.Clone();
}

internal sealed record SessionSettings
{
    /// <summary>End of a session whatever happens, in seconds after sign-in, 300 to 315,360,000. Default seven days.</summary>
    public long MaximumLifetimeInSeconds { get; init; } = 604_800;

    /// <summary>End of an unused session, in seconds after its last use, 60 to 315,360,000; null (the default) for none.</summary>
    public long? InactivityTimeoutInSeconds { get; init; }
}

internal sealed record ClientTrustSettings
{
    /// <summary>Whether a right password on a client that is new to the person must be followed by a code (WIRE §6.3). Default false.</summary>
    public bool Enabled { get; init; }
}

internal sealed record WebhookSettings
{
    /// <summary>Endpoints by name. None yet.</summary>
    public IReadOnlyDictionary<string, JsonElement> Endpoints { get; init; } = new Dictionary<string, JsonElement>();
}

internal sealed record RateLimitSettings
{
    /// <summary>Whether limits apply. The queue of passwords and the attempts of an account are bounded whatever it says. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Sign-ins begun by one address in ten seconds; sign-ups and waitlist entries too, each for itself. Default 5, in development 1,000.</summary>
    public int? Creates { get; init; }

    /// <summary>Proofs tried by one address in ten seconds: for sign-in, sign-up and the account, each for itself. Default 3, in development 1,000.</summary>
    public int? Attempts { get; init; }

    /// <summary>Changes to sign-ups by one address in ten seconds. Default 10, in development 1,000.</summary>
    public int? Updates { get; init; }

    /// <summary>Messages asked for by one address in a minute. Default 10, in development 1,000.</summary>
    public int? Sends { get; init; }

    /// <summary>Clients and dev browsers made by one address in a minute. Default 20, in development 600.</summary>
    public int? Clients { get; init; }

    /// <summary>Sign-ins, sign-ups and waitlist entries begun for one identifier in ten minutes. Default 30, in development 1,000.</summary>
    public int? Identifiers { get; init; }

    /// <summary>Failed proofs from one network (IPv4 /24, IPv6 /64) in ten minutes. Default 50, in development 2,000.</summary>
    public int? Failures { get; init; }

    /// <summary>Backend API requests in ten seconds. Default 1,000, in development 20,000.</summary>
    public int? Backend { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(UnixMillisecondsConverter)])]
[JsonSerializable(typeof(InstanceSettings))]
internal sealed partial class SettingsJson : JsonSerializerContext;
