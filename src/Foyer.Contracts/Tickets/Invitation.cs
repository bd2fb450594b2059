using System.Text.Json;
using System.Text.Json.Serialization;

namespace Foyer.Contracts;

/// <summary>An invitation to sign up with one e-mail address (WIRE §8.4).</summary>
public sealed record Invitation
{
    /// <summary>Always <c>invitation</c>.</summary>
    public string Object { get; } = "invitation";

    /// <summary>Prefix <c>inv_</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Who is invited.</summary>
    public required string EmailAddress { get; init; }

    /// <summary>Becomes the public metadata of the user it makes.</summary>
    public required JsonElement PublicMetadata { get; init; }

    /// <summary>Whether it was taken back.</summary>
    public bool Revoked { get; init; }

    /// <summary><c>pending</c>, <c>accepted</c>, <c>revoked</c> or <c>expired</c>.</summary>
    public required string Status { get; init; }

    /// <summary>The link for the person invited: a secret. Only while the invitation is pending.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Url { get; init; }

    /// <summary>Until when it can be used.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it changed last.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Keeps the ticket out of logs.</summary>
    public override string ToString() => $"Invitation {{ Id = {Id}, Status = {Status} }}";
}

/// <summary>Body of <c>POST /v1/invitations</c>, and one item of <c>POST /v1/invitations/bulk</c>.</summary>
public sealed record CreateInvitationRequest
{
    /// <summary>Who is invited. Required.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? EmailAddress { get; init; }

    /// <summary>Becomes the public metadata of the user it makes: a JSON object of at most 8 KB.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public JsonElement? PublicMetadata { get; init; }

    /// <summary>Where the link leads, on an allowed origin; default the app's sign-up.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? RedirectUrl { get; init; }

    /// <summary>Whether to send the e-mail. Default true.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public bool? Notify { get; init; }

    /// <summary>Whether to go on when the address is invited or taken already. Default false.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public bool? IgnoreExisting { get; init; }

    /// <summary>How long it can be used, 1 to 365 days. Default 30.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public int? ExpiresInDays { get; init; }

    /// <summary>Which message: <c>invitation</c> (default) or <c>waitlist_invitation</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? TemplateSlug { get; init; }
}
