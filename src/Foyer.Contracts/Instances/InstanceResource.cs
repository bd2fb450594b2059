using System.Text.Json.Serialization;

namespace Foyer.Contracts;

/// <summary>An instance as its server meets it.</summary>
public sealed record InstanceResource
{
    /// <summary>Always <c>instance</c>.</summary>
    public string Object { get; } = "instance";

    /// <summary>Prefix <c>ins_</c>.</summary>
    public required string Id { get; init; }

    /// <summary><c>development</c> or <c>production</c>.</summary>
    public required string EnvironmentType { get; init; }

    /// <summary>Origins whose pages may use it besides the home's.</summary>
    public required IReadOnlyList<string> AllowedOrigins { get; init; }

    /// <summary>Always null: applications of one's own server belong to nobody else.</summary>
    public string? WorkspaceId { get; }
}

/// <summary>Body of <c>PATCH /v1/instance</c>. What is absent stays.</summary>
public sealed record UpdateInstanceRequest
{
    /// <summary>Whether test addresses and numbers take the fixed code. Not in production.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public bool? TestMode { get; init; }

    /// <summary>Whether new passwords that are known from breaches are refused.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public bool? Hibp { get; init; }

    /// <summary>Address people may write to; empty for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? SupportEmail { get; init; }

    /// <summary>Version of clerk-js the pages of apps load, such as <c>6</c> or <c>6.1.0</c>; empty for the default.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? ClerkJsVersion { get; init; }

    /// <summary>Origin of the app in development, which becomes its home; empty for none. Not in production.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? DevelopmentOrigin { get; init; }

    /// <summary>The whole list of origins whose pages may use the instance besides the home's, at most 100; those of an app's own scheme too, such as <c>capacitor://localhost</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public IReadOnlyList<string>? AllowedOrigins { get; init; }

    /// <summary>The older name of <see cref="UrlBasedSessionSyncing"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public bool? CookielessDev { get; init; }

    /// <summary>Whether development carries its credential in addresses. This server always does: false is refused.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public bool? UrlBasedSessionSyncing { get; init; }

    /// <summary><c>password</c> or <c>otp</c>: which factor comes first; empty for the default, <c>password</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? PreferredSignInStrategyWhenPasswordRequired { get; init; }
}
