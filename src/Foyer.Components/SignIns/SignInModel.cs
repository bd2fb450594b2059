using Foyer.Components.Parts;
using Foyer.Contracts;

namespace Foyer.Components.SignIns;

/// <summary>The screens of a sign-in.</summary>
public enum SignInPart
{
    /// <summary>Who are you?</summary>
    Start,

    /// <summary>Somebody comes with a ticket that signs them in.</summary>
    Ticket,

    /// <summary>Your password.</summary>
    Password,

    /// <summary>The code we mailed.</summary>
    EmailCode,

    /// <summary>The code we sent to the phone.</summary>
    PhoneCode,

    /// <summary>The link we mailed.</summary>
    EmailLink,

    /// <summary>Your passkey.</summary>
    Passkey,

    /// <summary>The signature of your wallet.</summary>
    Wallet,

    /// <summary>Choose another way.</summary>
    Methods,

    /// <summary>Choose how to get a new password.</summary>
    Forgot,

    /// <summary>The code that allows a new password.</summary>
    ResetCode,

    /// <summary>A new password.</summary>
    NewPassword,

    /// <summary>The code of the authenticator app.</summary>
    Totp,

    /// <summary>One of the backup codes.</summary>
    BackupCode,

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
        SignInPart.Ticket => "foyer.ticket.title",
        SignInPart.Methods => "signIn.alternativeMethods.title",
        SignInPart.Forgot => "signIn.forgotPasswordAlternativeMethods.title",
        SignInPart.ResetCode => "signIn.forgotPassword.title",
        SignInPart.NewPassword => "signIn.resetPassword.title",
        SignInPart.Unavailable => "signIn.noAvailableMethods.title",
        _ when IsClientTrust => "signIn.newDeviceVerificationNotice.title",
        SignInPart.Password => "signIn.password.title",
        SignInPart.EmailCode => IsSecond ? "signIn.emailCodeMfa.title" : "signIn.emailCode.title",
        SignInPart.PhoneCode => IsSecond ? "signIn.phoneCodeMfa.title" : "signIn.phoneCode.title",
        SignInPart.EmailLink => "signIn.emailLink.title",
        SignInPart.Passkey => "signIn.passkey.title",
        SignInPart.Wallet => "foyer.wallet.title",
        SignInPart.Totp => "signIn.totpMfa.title",
        _ => "signIn.backupCodeMfa.title",
    };

    /// <summary>Whether the first factor is proven and this is about the second.</summary>
    public bool IsSecond { get; init; }

    /// <summary>Whether a second proof is asked because this browser is new.</summary>
    public bool IsClientTrust { get; init; }

    /// <summary>What was typed to say who it is; null at first.</summary>
    public string? Identifier { get; init; }

    /// <summary>Whether a username may be typed.</summary>
    public bool TakesUsername { get; init; }

    /// <summary>Whether an e-mail address may be typed.</summary>
    public bool TakesEmailAddress { get; init; }

    /// <summary>Whether a phone number may be typed.</summary>
    public bool TakesPhoneNumber { get; init; }

    /// <summary>Whether a password may be filled in together with the identifier.</summary>
    public bool TakesPassword { get; init; }

    /// <summary>Whether anything can be typed to say who it is.</summary>
    public bool TakesIdentifier => TakesUsername || TakesEmailAddress || TakesPhoneNumber;

    /// <summary>The factor of this screen; null on screens that are about none.</summary>
    public SignInFactor? Factor { get; init; }

    /// <summary>How a phone code travelled: <c>sms</c> or <c>whatsapp</c>; null when nothing is known of it.</summary>
    public string? Channel { get; init; }

    /// <summary>The other way a phone code may travel; null when there is none.</summary>
    public string? OtherChannel { get; init; }

    /// <summary>Seconds until another code may be asked for.</summary>
    public int WaitSeconds { get; init; }

    /// <summary>The ways this person may choose from, best first.</summary>
    public IReadOnlyList<SignInFactor> Methods { get; init; } = [];

    /// <summary>Ways to get a new password.</summary>
    public IReadOnlyList<SignInFactor> ResetMethods { get; init; } = [];

    /// <summary>Providers one can continue with, in the operator's order.</summary>
    public IReadOnlyList<SocialButton> Social { get; init; } = [];

    /// <summary>What this browser signed in with last; null when that is not known.</summary>
    public string? LastUsed { get; init; }

    /// <summary>Whether a passkey can be used without saying who it is.</summary>
    public bool OffersPasskey { get; init; }

    /// <summary>Whether the browser may offer passkeys in the identifier field.</summary>
    public bool PasskeyAutofill { get; init; }

    /// <summary>What the authenticator is asked, as JSON; null before it is known.</summary>
    public string? PasskeyOptions { get; init; }

    /// <summary>The kinds of wallet that let in: <c>ethereum</c>, <c>solana</c>.</summary>
    public IReadOnlyList<string> WalletKinds { get; init; } = [];

    /// <summary>What the wallet is asked to sign; null on other screens.</summary>
    public string? WalletMessage { get; init; }

    /// <summary>The ticket somebody came with.</summary>
    public string? Ticket { get; init; }

    /// <summary>Whether people may make an account by themselves.</summary>
    public bool OffersSignUp { get; init; }

    /// <summary>Whether people may only ask to be let in later.</summary>
    public bool OffersWaitlist { get; init; }
}
