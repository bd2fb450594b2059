namespace Foyer.Frontend;

/// <summary>What a sign-in may begin with (WIRE §6.2). Everything is optional.</summary>
public sealed record CreateSignIn
{
    /// <summary>E-mail address, phone number or username.</summary>
    public string? Identifier { get; init; }

    /// <summary>With a strategy the server goes one step further at once: <c>password</c> verifies, <c>email_code</c> sends, <c>oauth_google</c> makes the address to go to.</summary>
    public string? Strategy { get; init; }

    /// <summary>The password, with the strategy of that name.</summary>
    public string? Password { get; init; }

    /// <summary>A sign-in token, an invitation or an actor token, with the strategy <c>ticket</c>.</summary>
    public string? Ticket { get; init; }

    /// <summary>Token of Google One Tap or of a native provider, with their strategies.</summary>
    public string? Token { get; init; }

    /// <summary>Where a person comes back to when the sign-in needs more than their provider or e-mail link gave.</summary>
    public string? RedirectUrl { get; init; }

    /// <summary>Where a person comes back to when the sign-in is complete.</summary>
    public string? ActionCompleteRedirectUrl { get; init; }

    /// <summary>Makes a sign-in of the client's sign-up whose external account belongs to somebody already.</summary>
    public bool? Transfer { get; init; }

    /// <summary>Whether the sign-in may become a sign-up when nobody has the identifier.</summary>
    public bool? SignUpIfMissing { get; init; }

    /// <summary>Proof against robots; see <see cref="FrontendClient.CreateBotChallenge"/>.</summary>
    public string? CaptchaToken { get; init; }

    /// <summary><c>sms</c> or <c>whatsapp</c>, for a phone code that is sent at once.</summary>
    public string? Channel { get; init; }

    /// <summary>Language of the person, BCP 47; messages are written in it.</summary>
    public string? Locale { get; init; }

    /// <summary>The strategy alone: a password is never printed.</summary>
    public override string ToString() => Strategy ?? nameof(CreateSignIn);
}
