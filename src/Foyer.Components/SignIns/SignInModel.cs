using Foyer.Contracts;

namespace Foyer.Components.SignIns;

/// <summary>The screens of a sign-in.</summary>
public enum SignInPart
{
    /// <summary>Who are you?</summary>
    Start,

    /// <summary>Your password.</summary>
    Password,

    /// <summary>The code we sent.</summary>
    EmailCode,

    /// <summary>Choose another way.</summary>
    Methods,

    /// <summary>What the account asks for cannot be done here.</summary>
    Unavailable,
}

/// <summary>One sign-in screen, decided; views only write it down.</summary>
public sealed record SignInModel : IScreenModel
{
    /// <summary>Which screen.</summary>
    public required SignInPart Part { get; init; }

    /// <inheritdoc />
    public string TitleKey => Part switch
    {
        SignInPart.Start => "signIn.start.title",
        SignInPart.Password => "signIn.password.title",
        SignInPart.EmailCode => "signIn.emailCode.title",
        SignInPart.Methods => "signIn.alternativeMethods.title",
        _ => "signIn.noAvailableMethods.title",
    };

    /// <summary>What was typed to say who it is; null at first.</summary>
    public string? Identifier { get; init; }

    /// <summary>Whether a username may be typed instead of an e-mail address.</summary>
    public bool TakesUsername { get; init; }

    /// <summary>Whether an e-mail address may be typed.</summary>
    public bool TakesEmailAddress { get; init; }

    /// <summary>Whether a password may be filled in together with the identifier.</summary>
    public bool TakesPassword { get; init; }

    /// <summary>Where the code on <see cref="SignInPart.EmailCode"/> went.</summary>
    public SignInFactor? CodeFactor { get; init; }

    /// <summary>Seconds until another code may be asked for.</summary>
    public int WaitSeconds { get; init; }

    /// <summary>The ways this person may choose from, best first.</summary>
    public IReadOnlyList<SignInFactor> Methods { get; init; } = [];

    /// <summary>Whether people may make an account by themselves.</summary>
    public bool OffersSignUp { get; init; }
}
