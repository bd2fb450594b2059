namespace Foyer.Contracts;

/// <summary>What a browser must know of an instance before anybody signs in: <c>GET /v1/environment</c>, bare (WIRE §11).</summary>
public sealed record EnvironmentResource
{
    /// <summary>Always <c>environment</c>.</summary>
    public string Object { get; } = "environment";

    /// <summary>Prefix <c>env_</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Which ways in there are.</summary>
    public required AuthConfig AuthConfig { get; init; }

    /// <summary>Names, addresses and looks.</summary>
    public required DisplayConfig DisplayConfig { get; init; }

    /// <summary>Attributes of people and rules about them.</summary>
    public required UserSettings UserSettings { get; init; }

    /// <summary>Organizations.</summary>
    public required OrganizationSettings OrganizationSettings { get; init; }

    /// <summary>Fraud protection of native apps.</summary>
    public required FraudSettings FraudSettings { get; init; }

    /// <summary>Billing.</summary>
    public required CommerceSettings CommerceSettings { get; init; }

    /// <summary>API keys.</summary>
    public required ApiKeysSettings ApiKeysSettings { get; init; }

    /// <summary>Bot protection scripts.</summary>
    public required ProtectConfig ProtectConfig { get; init; }

    /// <summary>Whether the official UI shows a maintenance banner. Default false.</summary>
    public bool MaintenanceMode { get; init; }

    /// <summary>Whether clerk-js logs verbosely. Default false.</summary>
    public bool ClientDebugMode { get; init; }

    /// <summary>Whether cookies are partitioned (CHIPS). Default false.</summary>
    public bool PartitionedCookies { get; init; }
}
