using System.Text.Json;
using System.Text.Json.Serialization;

namespace Foyer.Contracts;

/// <summary>A recipe for tokens that other services read (WIRE §5.8). Its signing key is never shown.</summary>
public sealed record JwtTemplate
{
    /// <summary>Always <c>jwt_template</c>.</summary>
    public string Object { get; } = "jwt_template";

    /// <summary>Prefix <c>jtmp_</c>.</summary>
    public required string Id { get; init; }

    /// <summary>By which apps ask for it; unique in the instance.</summary>
    public required string Name { get; init; }

    /// <summary>The claims, shortcodes and all, as they were given.</summary>
    public required JsonElement Claims { get; init; }

    /// <summary>How long its tokens are good, in seconds.</summary>
    public required long Lifetime { get; init; }

    /// <summary>How many seconds before they were made its tokens count, for clocks that run behind.</summary>
    public required int AllowedClockSkew { get; init; }

    /// <summary>Whether it signs with a key of its own.</summary>
    public required bool CustomSigningKey { get; init; }

    /// <summary>Algorithm, for example <c>RS256</c>.</summary>
    public required string SigningAlgorithm { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it changed last.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>Body of <c>POST /v1/jwt_templates</c> and <c>PATCH /v1/jwt_templates/{id}</c>. In a change, what is absent stays.</summary>
public sealed record JwtTemplateRequest
{
    /// <summary>Letters, digits, <c>-</c> and <c>_</c>, 1 to 64 characters. Required in a new one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Name { get; init; }

    /// <summary>A JSON object of at most 8 KB, with shortcodes. Required in a new one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public JsonElement? Claims { get; init; }

    /// <summary>Lifetime of its tokens, 30 to 315,360,000 seconds. Default 60.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public long? Lifetime { get; init; }

    /// <summary>Seconds, 0 to 300. Default 5.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public int? AllowedClockSkew { get; init; }

    /// <summary>Whether <see cref="SigningAlgorithm"/> and <see cref="SigningKey"/> are given. Default false: the instance's key signs, RS256.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public bool? CustomSigningKey { get; init; }

    /// <summary><c>HS256</c>, <c>HS384</c>, <c>HS512</c>, <c>RS256</c>, <c>RS384</c>, <c>RS512</c>, <c>ES256</c>, <c>ES384</c> or <c>ES512</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? SigningAlgorithm { get; init; }

    /// <summary>HS: a secret at least as long as the hash. RS, ES: a private key in PEM. A secret; kept wrapped.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? SigningKey { get; init; }

    /// <summary>Keeps the key out of logs.</summary>
    public override string ToString() => $"JwtTemplateRequest {{ Name = {Name} }}";
}
