using System.Text.Json;
using System.Text.Json.Serialization;

namespace Foyer.Contracts;

/// <summary>The one error shape of both APIs (WIRE §2.2, §12.1).</summary>
/// <param name="Errors">What went wrong, most important first; never empty.</param>
/// <param name="ClerkTraceId">Finds the request in the server's log. Not secret.</param>
public sealed record ErrorBody(IReadOnlyList<ErrorResource> Errors, string ClerkTraceId);

/// <summary>One expected failure. <see cref="Code"/> is stable; the words may change.</summary>
public sealed record ErrorResource
{
    /// <summary>Stable machine-readable code; see <see cref="ErrorCodes"/>.</summary>
    public required string Code { get; init; }

    /// <summary>Short text for people, in English.</summary>
    public required string Message { get; init; }

    /// <summary>Full sentence for people, in English.</summary>
    public required string LongMessage { get; init; }

    /// <summary>Details that depend on the code; null when there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ErrorMeta? Meta { get; init; }
}

/// <summary>Details of an error. Which of them are set depends on the code (WIRE §16).</summary>
public sealed record ErrorMeta
{
    /// <summary>The form field at fault; absent when no single field is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ParamName { get; init; }

    /// <summary>The session that stands in the way, with <c>session_exists</c> and <c>identifier_already_signed_in</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SessionId { get; init; }

    /// <summary>Seconds until a locked account opens again, with <c>user_locked</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? LockoutExpiresInSeconds { get; init; }

    /// <summary>What would make a password stronger, with <c>form_password_not_strong_enough</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PasswordStrengthMeta? Zxcvbn { get; init; }

    /// <summary>Members this version does not know.</summary>
    /// <remarks>Settable, because generated metadata takes init-only members for constructor parameters and refuses this one.</remarks>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Other { get; set; }
}

/// <summary>Why a password is weak.</summary>
/// <param name="Suggestions">What would help, most fitting first; never empty.</param>
public sealed record PasswordStrengthMeta(IReadOnlyList<PasswordSuggestion> Suggestions);

/// <summary>One way to make a password stronger.</summary>
/// <param name="Code">Stable, to translate by, for example <c>anotherWord</c>.</param>
/// <param name="Message">The same for people, in English.</param>
public sealed record PasswordSuggestion(string Code, string Message);
