using System.Text.Json.Serialization;

namespace Foyer.Contracts;

/// <summary>Which restrictions of an instance are on.</summary>
public sealed record InstanceRestrictions
{
    /// <summary>Always <c>instance_restrictions</c>.</summary>
    public string Object { get; } = "instance_restrictions";

    /// <summary>Only listed identifiers sign up.</summary>
    public required bool Allowlist { get; init; }

    /// <summary>Listed identifiers neither sign up nor sign in.</summary>
    public required bool Blocklist { get; init; }

    /// <summary>The block-list is not asked at sign-in.</summary>
    public required bool AllowlistBlocklistDisabledOnSignIn { get; init; }

    /// <summary>Addresses with a tag are refused.</summary>
    public required bool BlockEmailSubaddresses { get; init; }

    /// <summary>Throw-away mail is refused.</summary>
    public required bool BlockDisposableEmailDomains { get; init; }
}

/// <summary>Body of <c>PATCH /v1/instance/restrictions</c>. What is absent stays.</summary>
public sealed record UpdateRestrictionsRequest
{
    /// <summary>Only listed identifiers sign up.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public bool? Allowlist { get; init; }

    /// <summary>Listed identifiers neither sign up nor sign in.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public bool? Blocklist { get; init; }

    /// <summary>The block-list is not asked at sign-in.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public bool? AllowlistBlocklistDisabledOnSignIn { get; init; }

    /// <summary>Addresses with a tag are refused.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public bool? BlockEmailSubaddresses { get; init; }

    /// <summary>Throw-away mail is refused; needs a list of domains on the server.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public bool? BlockDisposableEmailDomains { get; init; }
}
