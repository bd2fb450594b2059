using Foyer.Server.Instances;
using Microsoft.AspNetCore.Http;

namespace Foyer.Server.RateLimits;

/// <summary>How often something may be done in a window by one caller.</summary>
/// <param name="Name">Keeps its counters apart from those of other limits.</param>
/// <param name="By">Who counts as one caller.</param>
/// <param name="Window">Begins with a caller's first request.</param>
/// <param name="Production">Requests allowed per window where the settings say nothing.</param>
/// <param name="Development">The same on a development instance, where one machine plays everybody.</param>
/// <param name="Setting">What the settings say.</param>
internal sealed record RateLimit(string Name, RateLimitBy By, TimeSpan Window, int Production, int Development, Func<RateLimitSettings, int?> Setting)
{
    private static readonly TimeSpan TenSeconds = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan TenMinutes = TimeSpan.FromMinutes(10);

    public static readonly RateLimit SignInCreates = Creates("sign_in_creates");
    public static readonly RateLimit SignUpCreates = Creates("sign_up_creates");
    public static readonly RateLimit WaitlistJoins = Creates("waitlist_joins");
    public static readonly RateLimit SignUpUpdates = new("sign_up_updates", RateLimitBy.Address, TenSeconds, 10, 1000, settings => settings.Updates);
    public static readonly RateLimit SignInAttempts = Attempts("sign_in_attempts");
    public static readonly RateLimit SignUpAttempts = Attempts("sign_up_attempts");
    public static readonly RateLimit AccountAttempts = Attempts("account_attempts");
    public static readonly RateLimit Sends = new("sends", RateLimitBy.Address, Minute, 10, 1000, settings => settings.Sends);
    public static readonly RateLimit Clients = new("clients", RateLimitBy.Address, Minute, 20, 600, settings => settings.Clients);
    public static readonly RateLimit Identifiers = new("identifiers", RateLimitBy.Identifier, TenMinutes, 30, 1000, settings => settings.Identifiers);
    public static readonly RateLimit Failures = new("failures", RateLimitBy.Network, TenMinutes, 50, 2000, settings => settings.Failures);
    public static readonly RateLimit Backend = new("backend", RateLimitBy.Instance, TenSeconds, 1000, 20_000, settings => settings.Backend);

    private static readonly string[] Codes = ["attempt_verification", "attempt_first_factor", "attempt_second_factor"];
    private static readonly string[] Preparations = ["prepare_verification", "prepare_first_factor", "prepare_second_factor"];
    private static readonly string[] Sending = ["email_code", "phone_code", "email_link", "reset_password_email_code", "reset_password_phone_code"];

    public int Of(Instance instance) => Setting(instance.Settings.RateLimits) ?? (instance.IsDevelopment ? Development : Production);

    /// <summary>The limits of a Frontend API request, the narrowest first. Pure.</summary>
    /// <param name="method">After tunnelling.</param>
    /// <param name="path">Below <c>/v1</c>.</param>
    /// <param name="strategy">The strategy named in the request: what begins or changes an attempt with one that sends, sends too.</param>
    public static IReadOnlyList<RateLimit> Of(string method, string path, string? strategy = null)
    {
        if (HttpMethods.IsGet(method) || HttpMethods.IsHead(method))
        {
            return [];
        }

        // Routes take a path in capitals too, so a limit must: only ids are told apart by their case, and no limit reads them.
        if (path.Any(char.IsAsciiLetterUpper))
        {
            path = path.ToLowerInvariant();
        }

        string last = path[(path.LastIndexOf('/') + 1)..];
        RateLimit[] sends = Sending.Contains(strategy) ? [Sends] : [];
        return path switch
        {
            "/client/sign_ins" => [SignInCreates, Identifiers, Failures, .. sends],
            "/client/sign_ups" => [SignUpCreates, Identifiers, .. sends],
            "/waitlist" => [WaitlistJoins, Identifiers],
            "/dev_browser" => [Clients],
            "/client" when HttpMethods.IsPost(method) || HttpMethods.IsPut(method) => [Clients],
            _ when Preparations.Contains(last) => [Sends],
            _ when path.StartsWith("/client/sign_ins/", StringComparison.Ordinal) => Codes.Contains(last) ? [SignInAttempts, Failures] : [SignInAttempts],
            _ when path.StartsWith("/client/sign_ups/", StringComparison.Ordinal) => Codes.Contains(last) ? [SignUpAttempts, Failures] : [SignUpUpdates, .. sends],
            "/me/change_password" or "/me/remove_password" => [AccountAttempts],
            "/client/trusted_devices/validate" => [AccountAttempts],
            _ when Codes.Contains(last) => [AccountAttempts, Failures],
            _ => [],
        };
    }

    private static RateLimit Creates(string name) => new(name, RateLimitBy.Address, TenSeconds, 5, 1000, settings => settings.Creates);

    private static RateLimit Attempts(string name) => new(name, RateLimitBy.Address, TenSeconds, 3, 1000, settings => settings.Attempts);
}

/// <summary>Who counts as one caller of a limit.</summary>
internal enum RateLimitBy
{
    /// <summary>The address; of IPv6 the /64, which is one household.</summary>
    Address,

    /// <summary>The neighbourhood of the address: IPv4 /24, IPv6 /64.</summary>
    Network,

    /// <summary>What somebody typed to be known by.</summary>
    Identifier,

    /// <summary>The whole instance.</summary>
    Instance,
}
