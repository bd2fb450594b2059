using Foyer.Components.Parts;
using Foyer.Contracts;

namespace Foyer.Components.SignIns;

/// <summary>The rules of the sign-in screens. Pure: a sign-in, the instance's settings and the clock in, a screen out.</summary>
public static class SignInFlow
{
    /// <summary>How long a person waits before asking for another code.</summary>
    public static readonly TimeSpan ResendAfter = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan CodeLifetime = TimeSpan.FromMinutes(10);
    private static readonly string[] FirstFactors = ["password", "passkey", "email_code", "phone_code", "email_link"];
    private static readonly string[] SecondFactors = ["totp", "phone_code", "email_code", "email_link", "backup_code"];

    /// <summary>The screen of a sign-in.</summary>
    /// <param name="signIn">The attempt; null before there is one.</param>
    /// <param name="environment">The instance.</param>
    /// <param name="hint">What was clicked last.</param>
    /// <param name="now">The time.</param>
    /// <param name="typed">What was typed as identifier when that is not in the attempt.</param>
    /// <param name="lastUsed">What this browser signed in with last.</param>
    public static SignInModel Project(
        SignInResource? signIn, EnvironmentResource environment, SignInHint hint, DateTimeOffset now, string? typed = null, string? lastUsed = null)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(hint);
        UserSettings settings = environment.UserSettings;
        UserAttributes attributes = settings.Attributes;
        (SignInPart part, SignInFactor? factor) = PartOf(signIn, environment, hint);
        VerificationResource? verification = UnderWay(signIn);
        string? channel = part == SignInPart.PhoneCode ? verification?.Channel ?? "sms" : null;
        return new SignInModel
        {
            Part = part,
            IsSecond = IsSecond(signIn),
            IsClientTrust = signIn?.Status == SignInStatus.NeedsClientTrust,
            Identifier = typed ?? signIn?.Identifier,
            TakesUsername = attributes.Username.UsedForFirstFactor,
            TakesEmailAddress = attributes.EmailAddress.UsedForFirstFactor,
            TakesPhoneNumber = attributes.PhoneNumber.UsedForFirstFactor,
            TakesPassword = attributes.Password.Enabled,
            Factor = factor,
            Channel = channel,
            OtherChannel = channel is null ? null : attributes.PhoneNumber.Channels.FirstOrDefault(other => other != channel),
            WaitSeconds = WaitSeconds(verification, now),
            Methods = Usable(signIn),
            ResetMethods = IsSecond(signIn) ? [] : Resets(signIn),
            Social = SocialButton.All(settings),
            LastUsed = lastUsed,
            OffersPasskey = attributes.Passkey.Enabled && settings.PasskeySettings.ShowSignInButton,
            PasskeyAutofill = attributes.Passkey.Enabled && settings.PasskeySettings.AllowAutofill,
            PasskeyOptions = verification is { Strategy: "passkey" } ? verification.Nonce : null,
            WalletKinds = WalletKinds(attributes.Web3Wallet),
            WalletMessage = part == SignInPart.Wallet ? verification!.Message : null,
            Ticket = hint.Ticket,
            OffersSignUp = settings.SignUp.Mode == "public",
            OffersWaitlist = settings.SignUp.Mode == "waitlist",
        };
    }

    /// <summary>Whether an intent makes sense where a sign-in stands. One that does not leaves the sign-in as it is.</summary>
    /// <param name="signIn">The attempt; null before there is one.</param>
    /// <param name="intent">What the person wants.</param>
    public static bool Allows(SignInResource? signIn, SignInIntent intent) => intent switch
    {
        SignInIntent.Identify or SignInIntent.Social or SignInIntent.Passkey or SignInIntent.Wallet or SignInIntent.Redeem or SignInIntent.Check or SignInIntent.Back => true,
        SignInIntent.Sign => IsSigning(signIn),
        SignInIntent.AttemptPassword => Offers(signIn, "password"),
        SignInIntent.AttemptPasskey => signIn is not null && UnderWay(signIn) is { Strategy: "passkey", Nonce: not null },
        SignInIntent.AttemptCode attempt => (attempt.Strategy ?? SentStrategy(signIn)) is { } strategy && TakesCode(strategy) && Offers(signIn, strategy),
        SignInIntent.Resend resend => (resend.Strategy ?? SentStrategy(signIn)) is { } strategy && IsSent(strategy) && Offers(signIn, strategy),
        SignInIntent.ChooseMethod => signIn is not null && (signIn.Status == SignInStatus.NeedsFirstFactor || IsSecond(signIn)),
        SignInIntent.Forgot => Resets(signIn).Count > 0,
        SignInIntent.Use use => Offers(signIn, use.Strategy),
        SignInIntent.SetPassword => signIn?.Status == SignInStatus.NeedsNewPassword, // public: a status
        _ => false,
    };

    /// <summary>
    /// The factor to begin with. Of first factors the password where the instance prefers it, else what was typed; of
    /// second ones the app, then what can be sent, and a backup code only where nothing else is left.
    /// </summary>
    /// <param name="signIn">An identified sign-in.</param>
    /// <param name="environment">The instance.</param>
    public static SignInFactor? FirstChoice(SignInResource signIn, EnvironmentResource environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        IReadOnlyList<SignInFactor> usable = Usable(signIn);
        if (IsSecond(signIn))
        {
            return SecondFactors.Select(strategy => FactorOf(signIn, strategy, null)).FirstOrDefault(factor => factor is not null);
        }

        SignInFactor? password = usable.FirstOrDefault(factor => factor.Strategy == "password");
        SignInFactor? sent = Best(signIn, usable.Where(factor => factor.Strategy is "email_code" or "phone_code"), null) ?? FactorOf(signIn, "email_link", null);
        SignInFactor? first = environment.DisplayConfig.PreferredSignInStrategy == "otp" ? sent ?? password : password ?? sent;
        return first ?? usable.FirstOrDefault(factor => factor.Strategy == "passkey");
    }

    /// <summary>A factor on offer: the one asked for, else the one typed, else the primary or default one, else any; null when the strategy is not offered.</summary>
    /// <param name="signIn">The attempt.</param>
    /// <param name="strategy">For example <c>email_code</c>.</param>
    /// <param name="to">The identification asked for.</param>
    public static SignInFactor? FactorOf(SignInResource? signIn, string strategy, string? to) =>
        Best(signIn, Usable(signIn).Concat(Resets(signIn)).Where(factor => factor.Strategy == strategy), to);

    /// <summary>
    /// Seconds until another code or link may be asked for; 0 when it may be, or when none is under way. Its end tells when
    /// it was sent, so nothing needs to be remembered for this.
    /// </summary>
    /// <param name="verification">Progress of proving by code.</param>
    /// <param name="now">The time.</param>
    public static int WaitSeconds(VerificationResource? verification, DateTimeOffset now) =>
        verification is { NextAction: not "needs_prepare", ExpireAt: { } end } && IsSent(verification.Strategy) && verification.Status == VerificationStatus.Unverified
            ? (int)Math.Ceiling(Math.Clamp((end - CodeLifetime + ResendAfter - now).TotalSeconds, 0, ResendAfter.TotalSeconds))
            : 0;

    /// <summary>What went wrong elsewhere since the person left these pages: at a provider, or with an e-mail link (WIRE §16.3).</summary>
    /// <param name="signIn">The attempt.</param>
    public static Problems TroubleOf(SignInResource? signIn) => UnderWay(signIn) switch
    {
        { Strategy: "email_link" } link when link.Status == VerificationStatus.Expired => Problems.Found("email_link_expired"),
        { Strategy: "email_link" } link when link.Status == VerificationStatus.Failed => Problems.Found("email_link_failed"),
        { Error: { } error } verification when verification.Status != VerificationStatus.Transferable => new Problems([error with { Meta = null }]),
        _ => Problems.None,
    };

    /// <summary>Whether a strategy sends something to the person.</summary>
    internal static bool IsSent(string strategy) => strategy is "email_code" or "phone_code" or "email_link" or "reset_password_email_code" or "reset_password_phone_code";

    /// <summary>The kinds of wallet that let in.</summary>
    internal static IReadOnlyList<string> WalletKinds(UserAttribute attribute) => attribute is { Enabled: true, UsedForFirstFactor: true } ? Parts.Web3.Kinds(attribute.FirstFactors) : [];

    /// <summary>Whether a wallet is being asked for its signature.</summary>
    internal static bool IsSigning(SignInResource? signIn) =>
        signIn?.Status == SignInStatus.NeedsFirstFactor && UnderWay(signIn) is { Message: not null } asked && asked.Status == VerificationStatus.Unverified && Parts.Web3.Is(asked.Strategy);

    /// <summary>Whether a strategy leads to a provider.</summary>
    internal static bool IsProvider(string strategy) => strategy.StartsWith("oauth_", StringComparison.Ordinal) || strategy == "enterprise_sso";

    internal static bool IsSecond(SignInResource? signIn) => signIn?.Status == SignInStatus.NeedsSecondFactor || signIn?.Status == SignInStatus.NeedsClientTrust;

    /// <summary>What is being proven right now.</summary>
    internal static VerificationResource? UnderWay(SignInResource? signIn) => IsSecond(signIn) ? signIn!.SecondFactorVerification : signIn?.FirstFactorVerification;

    private static (SignInPart Part, SignInFactor? Factor) PartOf(SignInResource? signIn, EnvironmentResource environment, SignInHint hint)
    {
        bool isOver = signIn is null || signIn.Status == SignInStatus.NeedsIdentifier || signIn.Status == SignInStatus.Abandoned || signIn.Status == SignInStatus.Complete;
        if (hint is { Step: "passkey" } && UnderWay(signIn) is { Strategy: "passkey", Nonce: not null })
        {
            return (SignInPart.Passkey, null);
        }

        if (IsSigning(signIn) && hint.Step is null or "wallet")
        {
            return (SignInPart.Wallet, null);
        }

        // A passkey that was asked for without an identifier, perhaps by the browser alone, leads nowhere by itself.
        if (isOver || (signIn!.Status == SignInStatus.NeedsFirstFactor && signIn.Identifier is null && UnderWay(signIn) is { Strategy: "passkey" }))
        {
            return (hint.Ticket is null ? SignInPart.Start : SignInPart.Ticket, null);
        }

        if (signIn.Status == SignInStatus.NeedsNewPassword) // public: a status
        {
            return (SignInPart.NewPassword, null);
        }

        return (signIn.Status == SignInStatus.NeedsFirstFactor || IsSecond(signIn)) && Usable(signIn).Count > 0
            ? Factors(signIn, environment, hint)
            : (SignInPart.Unavailable, null);
    }

    private static (SignInPart Part, SignInFactor? Factor) Factors(SignInResource signIn, EnvironmentResource environment, SignInHint hint)
    {
        string? sent = SentStrategy(signIn);
        return hint.Step switch
        {
            "methods" => (SignInPart.Methods, null),
            "forgot" when Resets(signIn).Count > 0 => (SignInPart.Forgot, null),
            { } chosen when Offers(signIn, chosen) && (!IsSent(chosen) || sent == chosen) && !IsProvider(chosen) => (Screen(chosen), FactorOf(signIn, chosen, hint.To)),
            _ when sent is not null && Offers(signIn, sent) => (Screen(sent), FactorOf(signIn, sent, hint.To)),
            _ when FirstChoice(signIn, environment) is { } first && !IsSent(first.Strategy) => (Screen(first.Strategy), first),
            // Something would have to be sent first: choosing sends it, showing a page does not.
            _ => (SignInPart.Methods, null),
        };
    }

    private static SignInPart Screen(string strategy) => strategy switch
    {
        "password" => SignInPart.Password,
        "email_code" => SignInPart.EmailCode,
        "phone_code" => SignInPart.PhoneCode,
        "email_link" => SignInPart.EmailLink,
        "passkey" => SignInPart.Passkey,
        "totp" => SignInPart.Totp,
        "backup_code" => SignInPart.BackupCode,
        _ => SignInPart.ResetCode,
    };

    private static bool TakesCode(string strategy) => strategy is "totp" or "backup_code" || (IsSent(strategy) && strategy != "email_link");

    private static string? SentStrategy(SignInResource? signIn) => UnderWay(signIn) is { } verification && IsSent(verification.Strategy) ? verification.Strategy : null;

    private static bool Offers(SignInResource? signIn, string strategy) => FactorOf(signIn, strategy, null) is not null;

    private static SignInFactor? Best(SignInResource? signIn, IEnumerable<SignInFactor> candidates, string? to)
    {
        SignInFactor[] all = [.. candidates];
        return all.FirstOrDefault(factor => to is not null && (factor.EmailAddressId == to || factor.PhoneNumberId == to))
            ?? all.FirstOrDefault(factor => factor.SafeIdentifier is not null && factor.SafeIdentifier == signIn?.Identifier)
            ?? all.FirstOrDefault(factor => factor.Primary == true || factor.Default == true)
            ?? all.FirstOrDefault();
    }

    private static IReadOnlyList<SignInFactor> Usable(SignInResource? signIn) => IsSecond(signIn)
        ? [.. (signIn!.SupportedSecondFactors ?? []).Where(factor => SecondFactors.Contains(factor.Strategy)).OrderBy(factor => Array.IndexOf(SecondFactors, factor.Strategy))]
        : signIn?.Status == SignInStatus.NeedsFirstFactor
            ? [.. (signIn.SupportedFirstFactors ?? []).Where(factor => FirstFactors.Contains(factor.Strategy) || IsProvider(factor.Strategy))]
            : [];

    private static IReadOnlyList<SignInFactor> Resets(SignInResource? signIn) => signIn?.Status != SignInStatus.NeedsFirstFactor
        ? []
        : [.. (signIn.SupportedFirstFactors ?? []).Where(factor => factor.Strategy is "reset_password_email_code" or "reset_password_phone_code")];
}
