namespace Foyer.Contracts;

/// <summary>
/// Work to do before signing up: find a number that, written in digits behind the challenge and a dot, gives a SHA-256
/// with <see cref="Difficulty"/> leading zero bits. The whole text is the <c>captcha_token</c> of the sign-up.
/// </summary>
public sealed record BotChallengeResource
{
    /// <summary><c>bot_challenge</c>.</summary>
    public string Object { get; } = "bot_challenge";

    /// <summary>ASCII text. It works once, until <see cref="ExpireAt"/>.</summary>
    public required string Challenge { get; init; }

    /// <summary>Leading zero bits.</summary>
    public required int Difficulty { get; init; }

    /// <summary>When it is void.</summary>
    public required DateTimeOffset ExpireAt { get; init; }
}
