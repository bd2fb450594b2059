using System.Text.Json;
using System.Text.Json.Serialization;

namespace Foyer.Contracts;

/// <summary>A step-up under way: the person of a session proves again who they are (WIRE §9.7).</summary>
public sealed record ReverificationResource
{
    /// <summary>Always <c>session_reverification</c>.</summary>
    public string Object { get; } = "session_reverification";

    /// <summary><c>first_factor</c>, <c>second_factor</c> or <c>multi_factor</c>; <c>first_factor</c> for who has no second one.</summary>
    public required string Level { get; init; }

    /// <summary>How far it is.</summary>
    public required ReverificationStatus Status { get; init; }

    /// <summary>First factors the person may use.</summary>
    public IReadOnlyList<SignInFactor>? SupportedFirstFactors { get; init; }

    /// <summary>Second factors the person may use.</summary>
    public IReadOnlyList<SignInFactor>? SupportedSecondFactors { get; init; }

    /// <summary>The proof of the first factor; null before one is prepared or proven.</summary>
    public VerificationResource? FirstFactorVerification { get; init; }

    /// <summary>The proof of the second factor; null before one is prepared or proven.</summary>
    public VerificationResource? SecondFactorVerification { get; init; }

    /// <summary>The session, with a fresh token.</summary>
    public required SessionSummary Session { get; init; }
}

/// <summary>Progress of a step-up. An open set.</summary>
/// <param name="Value">The wire name.</param>
[JsonConverter(typeof(OpenNameConverter<ReverificationStatus>))]
public readonly record struct ReverificationStatus(string Value) : IOpenName<ReverificationStatus>
{
    /// <summary>Waits for the first factor.</summary>
    public static readonly ReverificationStatus NeedsFirstFactor = new("needs_first_factor");

    /// <summary>Waits for the second factor.</summary>
    public static readonly ReverificationStatus NeedsSecondFactor = new("needs_second_factor");

    /// <summary>Done: the session's factor ages began anew.</summary>
    public static readonly ReverificationStatus Complete = new("complete");

    /// <inheritdoc />
    public static ReverificationStatus From(string value) => new(value);

    /// <inheritdoc />
    public override string ToString() => Value;
}

/// <summary>A session without the person, as it stands inside other resources.</summary>
public sealed record SessionSummary
{
    /// <summary>Always <c>session</c>.</summary>
    public string Object { get; } = "session";

    /// <summary>Prefix <c>sess_</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Whether and why (not) the session lives.</summary>
    public required SessionStatus Status { get; init; }

    /// <summary>End of the session whatever happens.</summary>
    public required DateTimeOffset ExpireAt { get; init; }

    /// <summary>When an unused session is dropped.</summary>
    public required DateTimeOffset AbandonAt { get; init; }

    /// <summary>Last activity.</summary>
    public required DateTimeOffset LastActiveAt { get; init; }

    /// <summary>A fresh session token.</summary>
    public TokenResource? LastActiveToken { get; init; }

    /// <summary>Who acts in the user's place; null when nobody does.</summary>
    public JsonElement? Actor { get; init; }

    /// <summary>What must be done before a pending session becomes active; null when nothing.</summary>
    public IReadOnlyList<SessionTask>? Tasks { get; init; }

    /// <summary>The part of a session that stands alone.</summary>
    /// <param name="session">The session.</param>
    public static SessionSummary Of(SessionResource session)
    {
        ArgumentNullException.ThrowIfNull(session);
        return new SessionSummary
        {
            Id = session.Id,
            Status = session.Status,
            ExpireAt = session.ExpireAt,
            AbandonAt = session.AbandonAt,
            LastActiveAt = session.LastActiveAt,
            LastActiveToken = session.LastActiveToken,
            Actor = session.Actor,
            Tasks = session.Tasks,
        };
    }
}
