using System.Text.Json;
using System.Text.Json.Serialization;

namespace Foyer.Contracts;

/// <summary>A token that signs one person in once, without any other factor (WIRE §8.4).</summary>
public sealed record SignInToken
{
    /// <summary>Always <c>sign_in_token</c>.</summary>
    public string Object { get; } = "sign_in_token";

    /// <summary>Prefix <c>sit_</c>.</summary>
    public required string Id { get; init; }

    /// <summary><c>pending</c>, <c>accepted</c> or <c>revoked</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Whom it signs in.</summary>
    public required string UserId { get; init; }

    /// <summary>The ticket itself: a secret. Only in the answer that makes it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Token { get; init; }

    /// <summary>A link that leads to the app's sign-in with the ticket: a secret. Only in the answer that makes it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Url { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it changed last.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Keeps the ticket out of logs.</summary>
    public override string ToString() => $"SignInToken {{ Id = {Id}, Status = {Status} }}";
}

/// <summary>Body of <c>POST /v1/sign_in_tokens</c>.</summary>
public sealed record CreateSignInTokenRequest
{
    /// <summary>Whom it signs in. Required.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? UserId { get; init; }

    /// <summary>Organization to activate; refused until organizations are built.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? OrgId { get; init; }

    /// <summary>How long it can be used, 1 to 315,360,000 seconds. Default 2,592,000 (30 days).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public long? ExpiresInSeconds { get; init; }
}

/// <summary>A token that lets somebody act in a person's place: impersonation (WIRE §8.5).</summary>
public sealed record ActorToken
{
    /// <summary>Always <c>actor_token</c>.</summary>
    public string Object { get; } = "actor_token";

    /// <summary>Prefix <c>act_</c>.</summary>
    public required string Id { get; init; }

    /// <summary><c>pending</c>, <c>accepted</c> or <c>revoked</c>.</summary>
    public required string Status { get; init; }

    /// <summary>In whose place.</summary>
    public required string UserId { get; init; }

    /// <summary>Who acts; stands in the session and, as <c>act</c>, in each of its tokens.</summary>
    public required JsonElement Actor { get; init; }

    /// <summary>The ticket itself: a secret. Only in the answer that makes it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Token { get; init; }

    /// <summary>A link that leads to the app's sign-in with the ticket: a secret. Only in the answer that makes it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Url { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it changed last.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Keeps the ticket out of logs.</summary>
    public override string ToString() => $"ActorToken {{ Id = {Id}, Status = {Status} }}";
}

/// <summary>Body of <c>POST /v1/actor_tokens</c>.</summary>
public sealed record CreateActorTokenRequest
{
    /// <summary>In whose place. Required.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? UserId { get; init; }

    /// <summary>Who acts: a JSON object of at most 1 KB with a text <c>sub</c>. Required.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public JsonElement? Actor { get; init; }

    /// <summary>How long it can be used, 1 to 315,360,000 seconds. Default 3,600 (an hour).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public long? ExpiresInSeconds { get; init; }

    /// <summary>How long the session lasts at most, 1 to 315,360,000 seconds. Default 1,800 (half an hour).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public long? SessionMaxDurationInSeconds { get; init; }
}
