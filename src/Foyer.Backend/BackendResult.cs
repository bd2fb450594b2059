using System.Diagnostics.CodeAnalysis;
using Foyer.Contracts;

namespace Foyer.Backend;

/// <summary>What the Backend API answered: a value, or errors. Never both, never neither.</summary>
/// <typeparam name="T">The resource asked for.</typeparam>
public sealed record BackendResult<T> where T : class
{
    internal BackendResult(int status, T value)
    {
        Status = status;
        Value = value;
    }

    internal BackendResult(int status, IReadOnlyList<ErrorResource> errors)
    {
        Status = status;
        Errors = errors;
    }

    /// <summary>Whether there is a value.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    public bool IsSuccess => Value is not null;

    /// <summary>The resource; null when the call failed.</summary>
    public T? Value { get; }

    /// <summary>What went wrong, most important first; empty on success. A network failure is <c>unexpected_error</c> (WIRE §12.1).</summary>
    public IReadOnlyList<ErrorResource> Errors { get; } = [];

    /// <summary>HTTP status; 0 when no answer came.</summary>
    public int Status { get; }

    /// <summary>Finds the request in the server's log; null when the server sent none.</summary>
    public string? TraceId { get; init; }

    /// <summary>How long to wait before the next call, with status 429 and 503; null when the server did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Code of the first error; null on success. See <see cref="ErrorCodes"/>.</summary>
    public string? Code => Errors.Count > 0 ? Errors[0].Code : null;

    /// <summary>The value, where a failure would be an outage rather than an outcome.</summary>
    /// <exception cref="BackendException">The call failed.</exception>
    public T OrThrow() => Value ?? throw new BackendException(Status, Errors, TraceId);
}

/// <summary>What an operation answers that has nothing to say but that it is done (204).</summary>
public sealed record NoContent
{
    internal static readonly NoContent Instance = new();

    private NoContent()
    {
    }
}

/// <summary>A failed call of the Backend API whose caller had no use for failure; see <see cref="BackendResult{T}.OrThrow"/>.</summary>
/// <param name="status">HTTP status; 0 when no answer came.</param>
/// <param name="errors">What went wrong.</param>
/// <param name="traceId">Finds the request in the server's log.</param>
public sealed class BackendException(int status, IReadOnlyList<ErrorResource> errors, string? traceId)
    : Exception($"The Backend API answered {status}: {string.Join(", ", errors.Select(error => $"{error.Code} ({error.Message})"))}" + (traceId is null ? "" : $" [{traceId}]"))
{
    /// <summary>HTTP status; 0 when no answer came.</summary>
    public int Status { get; } = status;

    /// <summary>What went wrong.</summary>
    public IReadOnlyList<ErrorResource> Errors { get; } = errors;

    /// <summary>Finds the request in the server's log.</summary>
    public string? TraceId { get; } = traceId;
}
