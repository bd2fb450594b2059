using Foyer.Components.Parts;
using Foyer.Components.SignIns;
using Foyer.Contracts;
using Foyer.Frontend;

namespace Foyer.Components.SignUps;

/// <summary>The rules of the sign-up screens. Pure: a sign-up, the instance's settings and the clock in, a screen out.</summary>
public static class SignUpFlow
{
    // The order in which people are asked; the operator's own fields come before the consent.
    private static readonly string[] BeforeCustom = ["first_name", "last_name", "username", "email_address", "phone_number", "password"];

    /// <summary>The screen of a sign-up.</summary>
    /// <param name="signUp">The attempt; null before there is one.</param>
    /// <param name="environment">The instance.</param>
    /// <param name="hint">What the page was asked for.</param>
    /// <param name="now">The time.</param>
    /// <param name="typed">What was typed, to be shown again after an error.</param>
    public static SignUpModel Project(SignUpResource? signUp, EnvironmentResource environment, SignUpHint hint, DateTimeOffset now, SignUpEntry? typed = null)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(hint);
        UserSettings settings = environment.UserSettings;
        SignUpPart part = PartOf(signUp, environment, hint);
        VerificationResource? verification = UnderWay(signUp);
        string? channel = part == SignUpPart.PhoneCode ? verification?.Channel ?? "sms" : null;
        IReadOnlyList<SignUpField> fields = part switch
        {
            SignUpPart.Start => [.. Asked(settings).Select(name => Field(name, IsRequired(name, settings), settings, signUp, typed))],
            SignUpPart.Continue => [.. Wanted(signUp!, settings).Select(name => Field(name, !IsEither(signUp!) || name is not ("email_address" or "phone_number"), settings, signUp, typed))],
            _ => [],
        };
        return new SignUpModel
        {
            Part = part,
            Fields = fields,
            OffersPasskey = settings is { Attributes.Passkey.Enabled: true, PasskeySettings.SignUpEnabled: true } && fields.Any(field => field.Name == "password"),
            PasskeyOptions = part == SignUpPart.Passkey ? signUp!.Verifications.Passkey!.Nonce : null,
            Social = SocialButton.All(settings),
            EmailAddress = signUp?.EmailAddress,
            PhoneNumber = signUp?.PhoneNumber,
            WalletKinds = SignInFlow.WalletKinds(settings.Attributes.Web3Wallet),
            Web3Wallet = signUp?.Web3Wallet,
            WalletMessage = part == SignUpPart.Wallet ? verification!.Message : null,
            Channel = channel,
            OtherChannel = channel is null ? null : settings.Attributes.PhoneNumber.Channels.FirstOrDefault(other => other != channel),
            WaitSeconds = SignInFlow.WaitSeconds(verification, now),
            Ticket = hint.Ticket,
            AsksProof = settings.SignUp.CaptchaEnabled && part is (SignUpPart.Start or SignUpPart.Ticket or SignUpPart.Transfer),
            OffersWaitlist = settings.SignUp.Mode == "waitlist",
        };
    }

    /// <summary>Whether an intent makes sense where a sign-up stands. One that does not leaves the sign-up as it is.</summary>
    /// <param name="signUp">The attempt; null before there is one.</param>
    /// <param name="intent">What the person wants.</param>
    public static bool Allows(SignUpResource? signUp, SignUpIntent intent) => intent switch
    {
        SignUpIntent.Create or SignUpIntent.Social or SignUpIntent.Wallet or SignUpIntent.Redeem or SignUpIntent.Transfer or SignUpIntent.Check or SignUpIntent.Back => true,
        SignUpIntent.Continue or SignUpIntent.Password => UnderWay(signUp?.Status),
        SignUpIntent.AttemptPasskey => UnderWay(signUp?.Status) && signUp!.Verifications.Passkey is not null,
        SignUpIntent.Sign => UnderWay(signUp?.Status) && UnderWay(signUp) is { Message: not null },
        SignUpIntent.AttemptCode or SignUpIntent.Resend => UnderWay(signUp?.Status) && Unproven(signUp!) is not null,
        _ => false,
    };

    /// <summary>The required fields of a form that were left empty.</summary>
    /// <param name="asked">The fields of the form.</param>
    /// <param name="typed">What was typed.</param>
    public static Problems Unfilled(IEnumerable<SignUpField> asked, SignUpEntry typed)
    {
        ArgumentNullException.ThrowIfNull(typed);
        return new Problems([.. asked
            .Where(field => field.Required && IsEmpty(field, typed) && !(field.Name == "password" && typed.PasskeyInstead))
            .SelectMany(field => Problems.Found(ErrorCodes.FormParamNil, field.Name).All)]);
    }

    /// <summary>What must be sent before the sign-up can go on: a strategy, or null when nothing must.</summary>
    /// <param name="signUp">The attempt.</param>
    /// <param name="environment">The instance.</param>
    public static string? ToPrepare(SignUpResource signUp, EnvironmentResource environment)
    {
        ArgumentNullException.ThrowIfNull(signUp);
        ArgumentNullException.ThrowIfNull(environment);
        bool isReady = UnderWay(signUp) is { NextAction: not "needs_prepare", Strategy.Length: > 0 };
        return !UnderWay(signUp.Status) || isReady ? null : StrategyFor(signUp, environment.UserSettings);
    }

    /// <summary>How what is given and not proven yet is proven; null when nothing is left to prove.</summary>
    /// <param name="signUp">The attempt.</param>
    /// <param name="settings">The instance's settings.</param>
    internal static string? StrategyFor(SignUpResource signUp, UserSettings settings) => Unproven(signUp) switch
    {
        "email_address" => UnderWay(signUp)?.Strategy is "email_link" || !settings.Attributes.EmailAddress.Verifications.Contains("email_code") && settings.Attributes.EmailAddress.Verifications.Contains("email_link") ? "email_link" : "email_code",
        "phone_number" => "phone_code",
        "web3_wallet" => Web3.Strategy(settings.Attributes.Web3Wallet.Verifications.Concat(settings.Attributes.Web3Wallet.FirstFactors), signUp.Web3Wallet ?? ""),
        _ => null,
    };

    /// <summary>What went wrong elsewhere since the person left these pages: at a provider, or with an e-mail link (WIRE §16.3).</summary>
    /// <param name="signUp">The attempt.</param>
    public static Problems TroubleOf(SignUpResource? signUp) => signUp switch
    {
        { Verifications.EmailAddress: { Strategy: "email_link" } link } when link.Status == VerificationStatus.Expired => Problems.Found("email_link_expired"),
        { Verifications.EmailAddress: { Strategy: "email_link" } link } when link.Status == VerificationStatus.Failed => Problems.Found("email_link_failed"),
        { Verifications.ExternalAccount: { Error: { } error } external } when external.Status != VerificationStatus.Transferable => new Problems([error with { Meta = null }]),
        _ => Problems.None,
    };

    /// <summary>Progress of proving what is proven next.</summary>
    internal static VerificationResource? UnderWay(SignUpResource? signUp) => signUp is null ? null : Unproven(signUp) switch
    {
        "email_address" => signUp.Verifications.EmailAddress,
        "phone_number" => signUp.Verifications.PhoneNumber,
        "web3_wallet" => signUp.Verifications.Web3Wallet,
        _ => null,
    };

    // What is given is proven first: a person who leaves now has at least shown that the address is theirs.
    private static string? Unproven(SignUpResource signUp) => new[] { "email_address", "phone_number", "web3_wallet" }.FirstOrDefault(signUp.UnverifiedFields.Contains);

    private static SignUpPart PartOf(SignUpResource? signUp, EnvironmentResource environment, SignUpHint hint)
    {
        UserSettings settings = environment.UserSettings;
        if (hint.Step == "transfer")
        {
            return SignUpPart.Transfer;
        }

        if (!UnderWay(signUp?.Status) || IsBlank(signUp!))
        {
            return hint.Ticket is not null ? SignUpPart.Ticket : settings.SignUp.Mode == "public" ? SignUpPart.Start : SignUpPart.Closed;
        }

        if (hint.Step == "start")
        {
            return SignUpPart.Start;
        }

        if (hint.Step == "passkey" && signUp!.Verifications.Passkey is { Nonce: not null } passkey && passkey.Status != VerificationStatus.Verified)
        {
            return SignUpPart.Passkey;
        }

        return StrategyFor(signUp!, settings) switch
        {
            "email_link" => SignUpPart.EmailLink,
            "email_code" => SignUpPart.EmailCode,
            "phone_code" => SignUpPart.PhoneCode,
            { } strategy when Web3.Is(strategy) && UnderWay(signUp) is { Message: not null } => SignUpPart.Wallet,
            _ => Wanted(signUp!, settings).Any() ? SignUpPart.Continue : SignUpPart.Unavailable,
        };
    }

    private static bool UnderWay(SignUpStatus? status) => status == SignUpStatus.MissingRequirements;

    private static bool IsBlank(SignUpResource signUp) =>
        signUp is { EmailAddress: null, PhoneNumber: null, Web3Wallet: null, Username: null, FirstName: null, LastName: null, PasswordEnabled: false, LegalAcceptedAt: null } &&
        (signUp.Verifications.ExternalAccount is not { } external || external.Status != VerificationStatus.Verified);

    private static bool IsEither(SignUpResource signUp) => signUp.MissingFields.Contains("email_address_or_phone_number");

    private static IEnumerable<string> Wanted(SignUpResource signUp, UserSettings settings) => Known(settings).Where(name =>
        signUp.MissingFields.Contains(name) || (name is "email_address" or "phone_number" && IsEither(signUp)));

    private static IEnumerable<string> Known(UserSettings settings) => [.. BeforeCustom, .. settings.SignUp.CustomFields.Select(field => field.Name), "legal_accepted"];

    private static IEnumerable<string> Asked(UserSettings settings) => Known(settings).Where(name => Custom(name, settings) is not null ||
        (name == "legal_accepted" ? settings.SignUp.LegalConsentEnabled : Attribute(name, settings).Enabled));

    private static bool IsRequired(string name, UserSettings settings) => Custom(name, settings)?.Required ?? (name == "legal_accepted" || Attribute(name, settings).Required);

    private static CustomFieldSettings? Custom(string name, UserSettings settings) => settings.SignUp.CustomFields.FirstOrDefault(field => field.Name == name);

    private static UserAttribute Attribute(string name, UserSettings settings) => name switch
    {
        "first_name" => settings.Attributes.FirstName,
        "last_name" => settings.Attributes.LastName,
        "username" => settings.Attributes.Username,
        "email_address" => settings.Attributes.EmailAddress,
        "phone_number" => settings.Attributes.PhoneNumber,
        "password" => settings.Attributes.Password,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such attribute."),
    };

    private static SignUpField Field(string name, bool required, UserSettings settings, SignUpResource? signUp, SignUpEntry? entry)
    {
        if (Custom(name, settings) is { } custom)
        {
            return new SignUpField(name, required, entry is not null ? entry.Custom.GetValueOrDefault(name) : CustomValues.Text(custom, signUp?.UnsafeMetadata), custom);
        }

        SignUpFields? typed = entry?.Fields;
        return new SignUpField(name, required, name switch
        {
            "first_name" => typed?.FirstName ?? signUp?.FirstName,
            "last_name" => typed?.LastName ?? signUp?.LastName,
            "username" => typed?.Username ?? signUp?.Username,
            "email_address" => typed?.EmailAddress ?? signUp?.EmailAddress,
            "phone_number" => typed?.PhoneNumber ?? signUp?.PhoneNumber,
            "legal_accepted" => typed?.LegalAccepted == true || signUp?.LegalAcceptedAt is not null ? "true" : null,
            _ => null,
        });
    }

    private static bool IsEmpty(SignUpField field, SignUpEntry entry) => field switch
    {
        { Custom: not null } => entry.Custom.GetValueOrDefault(field.Name, "").Length == 0,
        { Name: "first_name" } => entry.Fields.FirstName is null,
        { Name: "last_name" } => entry.Fields.LastName is null,
        { Name: "username" } => entry.Fields.Username is null,
        { Name: "email_address" } => entry.Fields.EmailAddress is null,
        { Name: "phone_number" } => entry.Fields.PhoneNumber is null,
        { Name: "password" } => entry.Fields.Password is null,
        _ => entry.Fields.LegalAccepted is null,
    };
}
