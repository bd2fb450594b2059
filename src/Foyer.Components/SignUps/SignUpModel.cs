using Foyer.Components.Parts;
using Foyer.Contracts;

namespace Foyer.Components.SignUps;

/// <summary>The screens of a sign-up.</summary>
public enum SignUpPart
{
    /// <summary>All fields the instance knows.</summary>
    Start,

    /// <summary>Somebody comes with an invitation.</summary>
    Ticket,

    /// <summary>Somebody comes from a provider and still has to show that they are no robot.</summary>
    Transfer,

    /// <summary>The fields still missing.</summary>
    Continue,

    /// <summary>The browser makes a passkey.</summary>
    Passkey,

    /// <summary>The code we mailed.</summary>
    EmailCode,

    /// <summary>The link we mailed.</summary>
    EmailLink,

    /// <summary>The code we sent to the phone.</summary>
    PhoneCode,

    /// <summary>The signature of the wallet.</summary>
    Wallet,

    /// <summary>Nobody may sign up by themselves.</summary>
    Closed,

    /// <summary>What the instance asks for cannot be given here.</summary>
    Unavailable,
}

/// <summary>One sign-up screen, decided; views only write it down.</summary>
public sealed record SignUpModel : IScreenModel
{
    /// <summary>Which screen.</summary>
    public required SignUpPart Part { get; init; }

    /// <inheritdoc />
    public string TitleKey => Part switch
    {
        SignUpPart.Start => "signUp.start.title",
        SignUpPart.Ticket => "foyer.invitation.title",
        SignUpPart.Transfer => "foyer.transfer.title",
        SignUpPart.Continue => "signUp.continue.title",
        SignUpPart.Passkey => "foyer.signUp.passkey",
        SignUpPart.EmailCode => "signUp.emailCode.title",
        SignUpPart.EmailLink => "signUp.emailLink.title",
        SignUpPart.PhoneCode => "signUp.phoneCode.title",
        SignUpPart.Wallet => "foyer.wallet.title",
        SignUpPart.Closed => "signUp.restrictedAccess.title",
        _ => "signIn.noAvailableMethods.title",
    };

    /// <summary>The fields to ask for, in order.</summary>
    public IReadOnlyList<SignUpField> Fields { get; init; } = [];

    /// <summary>Providers one can continue with, in the operator's order.</summary>
    public IReadOnlyList<SocialButton> Social { get; init; } = [];

    /// <summary>The address the code or link went to; on the last form the one that is settled.</summary>
    public string? EmailAddress { get; init; }

    /// <summary>The number the code went to.</summary>
    public string? PhoneNumber { get; init; }

    /// <summary>The kinds of wallet one can continue with: <c>ethereum</c>, <c>solana</c>.</summary>
    public IReadOnlyList<string> WalletKinds { get; init; } = [];

    /// <summary>The wallet that is asked for its signature.</summary>
    public string? Web3Wallet { get; init; }

    /// <summary>What it is asked to sign; null on other screens.</summary>
    public string? WalletMessage { get; init; }

    /// <summary>How a phone code travelled: <c>sms</c> or <c>whatsapp</c>.</summary>
    public string? Channel { get; init; }

    /// <summary>The other way a phone code may travel; null when there is none.</summary>
    public string? OtherChannel { get; init; }

    /// <summary>Seconds until another code may be asked for.</summary>
    public int WaitSeconds { get; init; }

    /// <summary>The invitation somebody came with.</summary>
    public string? Ticket { get; init; }

    /// <summary>Whether the first step asks for a proof against robots.</summary>
    public bool AsksProof { get; init; }

    /// <summary>The work to do for it; null when this instance takes none of these pages.</summary>
    public BotChallengeResource? Challenge { get; init; }

    /// <summary>Whether a passkey can be made in the place of the password that is asked for.</summary>
    public bool OffersPasskey { get; init; }

    /// <summary>What the browser is asked to make a passkey of; null on other screens.</summary>
    public string? PasskeyOptions { get; init; }

    /// <summary>Whether people may ask to be let in later.</summary>
    public bool OffersWaitlist { get; init; }
}

/// <summary>A field of the form.</summary>
/// <param name="Name">Wire name, for example <c>first_name</c>.</param>
/// <param name="Required">Whether it must be filled in.</param>
/// <param name="Value">What it shows at first; null for passwords.</param>
/// <param name="Custom">What the operator says of it; null for a built-in field.</param>
public sealed record SignUpField(string Name, bool Required, string? Value, CustomFieldSettings? Custom = null);
