using Foyer.Contracts;
using Foyer.Server.Claims;
using Foyer.Server.Keys;
using Microsoft.AspNetCore.Http;

namespace Foyer.Server.Instances;

/// <summary>One instance as it runs: an immutable picture of its rows, replaced whole when they change.</summary>
internal sealed class Instance
{
    public required string Id { get; init; }

    public required string ApplicationName { get; init; }

    public required PublishableKey PublishableKey { get; init; }

    public required KeyRing Keys { get; init; }

    public required InstanceSettings Settings { get; init; }

    /// <summary>What session tokens say besides the standard claims; null for nothing.</summary>
    public ClaimsTemplate? SessionClaims { get; init; }

    /// <summary>Hosts it answers to, the Frontend API's first.</summary>
    public required IReadOnlyList<string> Hosts { get; init; }

    public required IReadOnlySet<string> AllowedOrigins { get; init; }

    /// <summary>Single addresses beside those origins, without query; see <see cref="SafeRedirect"/> and <see cref="NativeRedirect"/>.</summary>
    public IReadOnlySet<string> RedirectUrls { get; init; } = System.Collections.Frozen.FrozenSet<string>.Empty;

    public string? HomeUrl { get; init; }

    public string? SignInUrl { get; init; }

    public string? SignUpUrl { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public bool IsDevelopment => PublishableKey.IsDevelopment;

    public string Issuer => PublishableKey.Issuer;

    public bool TestMode => Settings.AuthConfig.TestMode ?? false;

    /// <summary>Whether a browser page of this origin may use the instance. Development takes any page of this machine.</summary>
    public bool Allows(string origin) => AllowedOrigins.Contains(origin) || (IsDevelopment && Origins.IsLoopback(origin));
}

internal static class InstanceContext
{
    /// <summary>The instance the surface middleware resolved for this request.</summary>
    public static Instance GetInstance(this HttpContext context) =>
        context.Features.Get<Instance>() ?? throw new InvalidOperationException("The request has not passed the surface middleware.");
}
