using System.Text.Json.Serialization;

namespace Foyer.Contracts;

/// <summary>An identifier on the allow-list: only listed ones may sign up, while the list is on.</summary>
public sealed record AllowlistIdentifier
{
    /// <summary>Always <c>allowlist_identifier</c>.</summary>
    public string Object { get; } = "allowlist_identifier";

    /// <summary>Prefix <c>alid_</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The invitation sent along; absent when there was none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? InvitationId { get; init; }

    /// <summary>An e-mail address, <c>*@</c> and a domain, a phone number or a wallet.</summary>
    public required string Identifier { get; init; }

    /// <summary><c>email_address</c>, <c>phone_number</c> or <c>web3_wallet</c>.</summary>
    public required string IdentifierType { get; init; }

    /// <summary>The instance.</summary>
    public required string InstanceId { get; init; }

    /// <summary>When it was listed.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it changed last.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>An identifier on the block-list: listed ones may neither sign up nor sign in, while the list is on.</summary>
public sealed record BlocklistIdentifier
{
    /// <summary>Always <c>blocklist_identifier</c>.</summary>
    public string Object { get; } = "blocklist_identifier";

    /// <summary>Prefix <c>blid_</c>.</summary>
    public required string Id { get; init; }

    /// <summary>An e-mail address, <c>*@</c> and a domain, a phone number or a wallet.</summary>
    public required string Identifier { get; init; }

    /// <summary><c>email_address</c>, <c>phone_number</c> or <c>web3_wallet</c>.</summary>
    public required string IdentifierType { get; init; }

    /// <summary>The instance.</summary>
    public required string InstanceId { get; init; }

    /// <summary>When it was listed.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it changed last.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>Body of <c>POST /v1/allowlist_identifiers</c>.</summary>
public sealed record CreateAllowlistIdentifierRequest
{
    /// <summary>An e-mail address, <c>*@</c> and a domain, a phone number or a wallet. Required.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Identifier { get; init; }

    /// <summary>Whether to invite the person; e-mail addresses only. Default false.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public bool? Notify { get; init; }
}

/// <summary>Body of <c>POST /v1/blocklist_identifiers</c>.</summary>
public sealed record CreateBlocklistIdentifierRequest
{
    /// <summary>An e-mail address, <c>*@</c> and a domain, a phone number or a wallet. Required.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Identifier { get; init; }
}
