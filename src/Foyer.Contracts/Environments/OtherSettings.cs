namespace Foyer.Contracts;

/// <summary>Fraud protection of native apps.</summary>
public sealed record FraudSettings
{
    /// <summary>Always <c>fraud_settings</c>.</summary>
    public string Object { get; } = "fraud_settings";

    /// <summary>Native apps.</summary>
    public FraudNativeSettings Native { get; init; } = new();
}

/// <summary>Fraud protection of native apps.</summary>
public sealed record FraudNativeSettings
{
    /// <summary>Always <c>disabled</c>.</summary>
    public string DeviceAttestationMode { get; init; } = "disabled";
}

/// <summary>Billing; off.</summary>
public sealed record CommerceSettings
{
    /// <summary>Billing.</summary>
    public BillingSettings Billing { get; init; } = new();
}

/// <summary>Billing; off.</summary>
public sealed record BillingSettings
{
    /// <summary>Always null.</summary>
    public string? StripePublishableKey { get; init; }

    /// <summary>Whether a trial asks for a payment method.</summary>
    public bool FreeTrialRequiresPaymentMethod { get; init; } = true;

    /// <summary>Billing of people.</summary>
    public BillingScope User { get; init; } = new();

    /// <summary>Billing of organizations.</summary>
    public BillingScope Organization { get; init; } = new();
}

/// <summary>Billing of one kind of payer.</summary>
public sealed record BillingScope
{
    /// <summary>Default false.</summary>
    public bool Enabled { get; init; }

    /// <summary>Default false.</summary>
    public bool HasPaidPlans { get; init; }
}

/// <summary>API keys; off until they are built.</summary>
public sealed record ApiKeysSettings
{
    /// <summary>Default false.</summary>
    public bool Enabled { get; init; }

    /// <summary>Keys of people.</summary>
    public bool UserApiKeysEnabled { get; init; }

    /// <summary>Keys of organizations.</summary>
    public bool OrgsApiKeysEnabled { get; init; }
}

/// <summary>Bot protection scripts; none.</summary>
public sealed record ProtectConfig
{
    /// <summary>Always <c>protect_config</c>.</summary>
    public string Object { get; } = "protect_config";

    /// <summary>Given by the server.</summary>
    public string Id { get; init; } = "";

    /// <summary>Always empty.</summary>
    public IReadOnlyList<string> Loaders { get; init; } = [];
}
