namespace Foyer.Frontend;

/// <summary>What a sign-in may begin with (WIRE §6.2). Everything is optional.</summary>
public sealed record CreateSignIn
{
    /// <summary>E-mail address, phone number or username.</summary>
    public string? Identifier { get; init; }

    /// <summary>With a strategy the server goes one step further at once: <c>password</c> verifies, <c>email_code</c> sends.</summary>
    public string? Strategy { get; init; }

    /// <summary>The password, with the strategy of that name.</summary>
    public string? Password { get; init; }

    /// <summary>Language of the person, BCP 47; messages are written in it.</summary>
    public string? Locale { get; init; }

    /// <summary>The strategy alone: a password is never printed.</summary>
    public override string ToString() => Strategy ?? nameof(CreateSignIn);
}
