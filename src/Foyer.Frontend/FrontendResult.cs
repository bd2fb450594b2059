using Foyer.Contracts;

namespace Foyer.Frontend;

/// <summary>What a call to the Frontend API came to. An expected failure is a value: look at <see cref="IsSuccess"/>.</summary>
/// <typeparam name="T">The resource asked for.</typeparam>
public sealed record FrontendResult<T>
{
    /// <summary>Whether the call did what was asked.</summary>
    public bool IsSuccess => Errors.Count == 0;

    /// <summary>The resource; null after a failure, and where the server has none (a client not made yet).</summary>
    public T? Response { get; init; }

    /// <summary>The whole client after a change; null leaves the client known so far as it is (WIRE §2.2).</summary>
    public ClientResource? Client { get; init; }

    /// <summary>What went wrong, most important first; empty after a success.</summary>
    public IReadOnlyList<ErrorResource> Errors { get; init; } = [];

    /// <summary>HTTP status; 0 when no answer came.</summary>
    public required int Status { get; init; }

    /// <summary>How long to wait before asking again; set with status 429.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whole <c>Set-Cookie</c> values, for a host that relays them to its browser.</summary>
    public IReadOnlyList<string> SetCookies { get; init; } = [];

    /// <summary>Finds the failed request in the server's log; null after a success.</summary>
    public string? TraceId { get; init; }

    /// <summary>Whether an error has this code.</summary>
    /// <param name="code">One of <see cref="ErrorCodes"/> or <see cref="FrontendErrors"/>.</param>
    public bool Failed(string code) => Errors.Any(error => error.Code == code);
}

/// <summary>Codes of failures this client finds itself; the server never sends them.</summary>
public static class FrontendErrors
{
    /// <summary>No answer came: no connection, or none in time.</summary>
    public const string Network = "network_error";

    /// <summary>An answer came that is not of this protocol.</summary>
    public const string UnexpectedAnswer = "unexpected_answer";
}
