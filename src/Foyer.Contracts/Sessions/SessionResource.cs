using System.Text.Json;
using System.Text.Json.Serialization;

namespace Foyer.Contracts;

/// <summary>A signed-in person on one client, as the Frontend API shows it (WIRE §6.8).</summary>
public sealed record SessionResource
{
    /// <summary>Always <c>session</c>.</summary>
    public string Object { get; } = "session";

    /// <summary>Prefix <c>sess_</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Whether and why (not) the session lives.</summary>
    public required SessionStatus Status { get; init; }

    /// <summary>End of the session whatever happens; seven days after sign-in by default.</summary>
    public required DateTimeOffset ExpireAt { get; init; }

    /// <summary>When an unused session is dropped.</summary>
    public required DateTimeOffset AbandonAt { get; init; }

    /// <summary>Last activity, to the minute at best.</summary>
    public required DateTimeOffset LastActiveAt { get; init; }

    /// <summary>The organization this session acts for; null for the personal account.</summary>
    public string? LastActiveOrganizationId { get; init; }

    /// <summary>A fresh session token for the session's current organization; null once the session has ended.</summary>
    public TokenResource? LastActiveToken { get; init; }

    /// <summary>Who acts in the user's place; null when nobody does.</summary>
    public JsonElement? Actor { get; init; }

    /// <summary>What must be done before a pending session becomes active; null when nothing.</summary>
    public IReadOnlyList<SessionTask>? Tasks { get; init; }

    /// <summary>Minutes since the first and the second factor were proven; -1 = never.</summary>
    public required IReadOnlyList<int> FactorVerificationAge { get; init; }

    /// <summary>The person, whole.</summary>
    public UserResource? User { get; init; }

    /// <summary>What others may see of the person.</summary>
    public required PublicUserData PublicUserData { get; init; }

    /// <summary>When the session began.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the session changed last.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>A session on the list of a person's devices (WIRE §9.6).</summary>
public sealed record ActiveSession
{
    /// <summary>Always <c>session</c>.</summary>
    public string Object { get; } = "session";

    /// <summary>Prefix <c>sess_</c>.</summary>
    public required string Id { get; init; }

    /// <summary><c>active</c> or <c>pending</c>.</summary>
    public required SessionStatus Status { get; init; }

    /// <summary>End of the session whatever happens.</summary>
    public required DateTimeOffset ExpireAt { get; init; }

    /// <summary>When an unused session is dropped.</summary>
    public required DateTimeOffset AbandonAt { get; init; }

    /// <summary>Last activity, to some minutes.</summary>
    public required DateTimeOffset LastActiveAt { get; init; }

    /// <summary>Who acts in the user's place; null when nobody does.</summary>
    public JsonElement? Actor { get; init; }

    /// <summary>What must be done before a pending session becomes active; null when nothing.</summary>
    public IReadOnlyList<SessionTask>? Tasks { get; init; }

    /// <summary>Where it was used last.</summary>
    public SessionActivity? LatestActivity { get; init; }
}

/// <summary>A duty that keeps a session pending (WIRE §10.4).</summary>
/// <param name="Key">Name of the duty, for example <c>setup-mfa</c>.</param>
public sealed record SessionTask(string Key);

/// <summary>What others may see of a person.</summary>
public sealed record PublicUserData
{
    /// <summary>First name.</summary>
    public string? FirstName { get; init; }

    /// <summary>Last name.</summary>
    public string? LastName { get; init; }

    /// <summary>Profile image; empty when there is none.</summary>
    public string ImageUrl { get; init; } = "";

    /// <summary>Whether <see cref="ImageUrl"/> is an uploaded image.</summary>
    public bool HasImage { get; init; }

    /// <summary>The identifier shown for the person: e-mail address, phone number or username.</summary>
    public required string Identifier { get; init; }

    /// <summary>Username; null when there is none.</summary>
    public string? Username { get; init; }

    /// <summary>User id.</summary>
    public required string UserId { get; init; }
}

/// <summary>A session as the Backend API shows it (WIRE §12.5).</summary>
public sealed record BackendSession
{
    /// <summary>Always <c>session</c>.</summary>
    public string Object { get; } = "session";

    /// <summary>Prefix <c>sess_</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The client it lives on.</summary>
    public required string ClientId { get; init; }

    /// <summary>The person.</summary>
    public required string UserId { get; init; }

    /// <summary>Whether and why (not) the session lives.</summary>
    public required SessionStatus Status { get; init; }

    /// <summary>The organization this session acts for.</summary>
    public string? LastActiveOrganizationId { get; init; }

    /// <summary>Who acts in the user's place.</summary>
    public JsonElement? Actor { get; init; }

    /// <summary>Last activity.</summary>
    public required DateTimeOffset LastActiveAt { get; init; }

    /// <summary>Device and browser of the last activity; null when unknown.</summary>
    public SessionActivity? LatestActivity { get; init; }

    /// <summary>End of the session whatever happens.</summary>
    public required DateTimeOffset ExpireAt { get; init; }

    /// <summary>When an unused session is dropped.</summary>
    public required DateTimeOffset AbandonAt { get; init; }

    /// <summary>When the session began.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the session changed last.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>What must be done before a pending session becomes active.</summary>
    public IReadOnlyList<SessionTask>? Tasks { get; init; }
}

/// <summary>Where a session was used last.</summary>
public sealed record SessionActivity
{
    /// <summary>Always <c>session_activity</c>.</summary>
    public string Object { get; } = "session_activity";

    /// <summary>Prefix <c>sess_activity_</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Operating system or device family, for example <c>Macintosh</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DeviceType { get; init; }

    /// <summary>Whether the device is a phone or tablet.</summary>
    public bool IsMobile { get; init; }

    /// <summary>Browser family.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? BrowserName { get; init; }

    /// <summary>Browser version.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? BrowserVersion { get; init; }

    /// <summary>Address the request came from.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? IpAddress { get; init; }

    /// <summary>City, when a GeoIP file is configured.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? City { get; init; }

    /// <summary>Country, when a GeoIP file is configured.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Country { get; init; }
}

/// <summary>Status of a session. An open set.</summary>
/// <param name="Value">The wire name.</param>
[JsonConverter(typeof(OpenNameConverter<SessionStatus>))]
public readonly record struct SessionStatus(string Value) : IOpenName<SessionStatus>
{
    /// <summary>Live.</summary>
    public static readonly SessionStatus Active = new("active");

    /// <summary>Signed in, with tasks to do first; treated as signed out.</summary>
    public static readonly SessionStatus Pending = new("pending");

    /// <summary>Ended by the person.</summary>
    public static readonly SessionStatus Ended = new("ended");

    /// <summary>Its time is over.</summary>
    public static readonly SessionStatus Expired = new("expired");

    /// <summary>Removed from a client with several sessions.</summary>
    public static readonly SessionStatus Removed = new("removed");

    /// <summary>Gave way to a newer session on a single-session instance.</summary>
    public static readonly SessionStatus Replaced = new("replaced");

    /// <summary>Ended by an operator or by the person from another device.</summary>
    public static readonly SessionStatus Revoked = new("revoked");

    /// <summary>Unused for too long.</summary>
    public static readonly SessionStatus Abandoned = new("abandoned");

    /// <inheritdoc />
    public static SessionStatus From(string value) => new(value);

    /// <inheritdoc />
    public override string ToString() => Value;
}

/// <summary>Body of <c>POST /v1/sessions</c>; development instances only.</summary>
public sealed record CreateSessionRequest
{
    /// <summary>Whose session. Required.</summary>
    public string? UserId { get; init; }

    /// <summary>The organization to act for.</summary>
    public string? ActiveOrganizationId { get; init; }
}

/// <summary>Body of <c>POST /v1/sessions/{id}/tokens</c>.</summary>
public sealed record CreateSessionTokenRequest
{
    /// <summary>Lifetime in seconds, 30 to 315,360,000; default 60.</summary>
    public long? ExpiresInSeconds { get; init; }
}

/// <summary>Body of <c>POST /v1/sessions/{id}/refresh</c> (WIRE §4.5).</summary>
public sealed record RefreshSessionRequest
{
    /// <summary><c>cookie</c> or <c>token</c>; default <c>token</c>.</summary>
    public string? Format { get; init; }

    /// <summary>The session token that has expired. Required.</summary>
    public string? ExpiredToken { get; init; }

    /// <summary>The value of the refresh cookie. Required.</summary>
    public string? RefreshToken { get; init; }

    /// <summary>Origin of the app's request; becomes <c>azp</c>. Required.</summary>
    public string? RequestOrigin { get; init; }

    /// <summary>Headers of the app's request.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? RequestHeaders { get; init; }

    /// <summary>Address the app's request came from.</summary>
    public string? RequestOriginatingIp { get; init; }
}
