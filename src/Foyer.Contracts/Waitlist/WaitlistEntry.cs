using System.Text.Json.Serialization;

namespace Foyer.Contracts;

/// <summary>Somebody who waits to be let in (WIRE §7.8).</summary>
public sealed record WaitlistEntry
{
    /// <summary>Always <c>waitlist_entry</c>.</summary>
    public string Object { get; } = "waitlist_entry";

    /// <summary>Prefix <c>wle_</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Who waits.</summary>
    public required string EmailAddress { get; init; }

    /// <summary><c>pending</c>, <c>invited</c>, <c>rejected</c> or <c>completed</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Whether a batch is at work on it. Always false: nothing here works in batches.</summary>
    public bool IsLocked { get; init; }

    /// <summary>The invitation sent; null before.</summary>
    public Invitation? Invitation { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it changed last.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>What <c>POST /v1/waitlist</c> of the Frontend API answers, bare (WIRE §7.8).</summary>
/// <param name="Id">Prefix <c>wle_</c>.</param>
public sealed record WaitlistResource(string Id)
{
    /// <summary>Always <c>waitlist_entry</c>.</summary>
    public string Object { get; } = "waitlist_entry";

    /// <summary>When the person joined.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the entry changed last.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>Body of <c>POST /v1/waitlist_entries</c>, and one item of <c>POST /v1/waitlist_entries/bulk</c>.</summary>
public sealed record CreateWaitlistEntryRequest
{
    /// <summary>Who waits. Required.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? EmailAddress { get; init; }

    /// <summary>Whether to send the confirmation. Default true.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public bool? Notify { get; init; }
}

/// <summary>Body of <c>POST /v1/waitlist_entries/{id}/invite</c>.</summary>
public sealed record InviteWaitlistEntryRequest
{
    /// <summary>Whether to go on when the address is invited or taken already. Default false.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public bool? IgnoreExisting { get; init; }
}
