using System.Diagnostics.CodeAnalysis;
using Foyer.Contracts;

namespace Foyer.Backend;

/// <summary>What verifying a token came to.</summary>
public readonly record struct TokenVerdict
{
    private TokenVerdict(SessionClaims? claims, string? reason)
    {
        Claims = claims;
        Reason = reason;
    }

    /// <summary>Whether the token is good.</summary>
    [MemberNotNullWhen(true, nameof(Claims))]
    [MemberNotNullWhen(false, nameof(Reason))]
    public bool IsValid => Reason is null;

    /// <summary>
    /// The claims; also set when only the token's time, audience or party is wrong, because the signature held. Null when
    /// nothing in the token can be believed.
    /// </summary>
    public SessionClaims? Claims { get; }

    /// <summary>Why not, one of <see cref="TokenReasons"/>; null when the token is good.</summary>
    public string? Reason { get; }

    internal static TokenVerdict Good(SessionClaims claims) => new(claims, null);

    internal static TokenVerdict Refused(string reason, SessionClaims? claims = null) => new(claims, reason);
}

/// <summary>What a token must satisfy beyond its signature and its time.</summary>
public sealed record VerifyTokenOptions
{
    /// <summary>The defaults: no audience, no authorized parties, 5 seconds of skew.</summary>
    public static readonly VerifyTokenOptions Default = new();

    /// <summary>Audiences of which a token that names any must name one; empty for no check (WIRE §5.1).</summary>
    public IReadOnlyList<string> Audience { get; init; } = [];

    /// <summary>
    /// Origins of which the token's <c>azp</c> must be one, for example <c>https://app.example</c>; empty for no check.
    /// Set it in production: it keeps a token made for one app of a domain out of another.
    /// </summary>
    public IReadOnlyList<string> AuthorizedParties { get; init; } = [];

    /// <summary>How far the clocks of server and app may differ. Default 5 seconds.</summary>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromSeconds(5);
}
