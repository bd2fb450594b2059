using Foyer.Contracts;

namespace Foyer.Components.SignIns;

/// <summary>The rules of the sign-in screens. Pure: a sign-in, the instance's settings and the clock in, a screen out.</summary>
public static class SignInFlow
{
    /// <summary>How long a person waits before asking for another code.</summary>
    public static readonly TimeSpan ResendAfter = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan CodeLifetime = TimeSpan.FromMinutes(10);

    /// <summary>The screen of a sign-in.</summary>
    /// <param name="signIn">The attempt; null before there is one.</param>
    /// <param name="environment">The instance.</param>
    /// <param name="hint">What was clicked last.</param>
    /// <param name="now">The time.</param>
    /// <param name="typed">What was typed as identifier when that is not in the attempt.</param>
    public static SignInModel Project(SignInResource? signIn, EnvironmentResource environment, SignInHint hint, DateTimeOffset now, string? typed = null)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(hint);
        UserAttributes attributes = environment.UserSettings.Attributes;
        SignInFactor? code = CodeFactor(signIn, hint.EmailAddressId);
        return new SignInModel
        {
            Part = PartOf(signIn, environment, hint),
            Identifier = typed ?? signIn?.Identifier,
            TakesUsername = attributes.Username.UsedForFirstFactor,
            TakesEmailAddress = attributes.EmailAddress.UsedForFirstFactor,
            TakesPassword = attributes.Password.Enabled,
            CodeFactor = code,
            WaitSeconds = WaitSeconds(signIn?.FirstFactorVerification, now),
            Methods = Usable(signIn),
            OffersSignUp = environment.UserSettings.SignUp.Mode == "public",
        };
    }

    /// <summary>Whether an intent makes sense where a sign-in stands. One that does not leaves the sign-in as it is.</summary>
    /// <param name="signIn">The attempt; null before there is one.</param>
    /// <param name="intent">What the person wants.</param>
    public static bool Allows(SignInResource? signIn, SignInIntent intent) => intent switch
    {
        SignInIntent.Identify or SignInIntent.Back => true,
        SignInIntent.AttemptPassword => Offers(signIn, "password"),
        SignInIntent.AttemptCode or SignInIntent.Resend => Offers(signIn, "email_code"),
        SignInIntent.ChooseMethod => signIn?.Status == SignInStatus.NeedsFirstFactor,
        SignInIntent.Use use => Offers(signIn, use.Strategy),
        _ => false,
    };

    /// <summary>The factor to begin with: the password where the instance prefers it, else a code to the address that was typed.</summary>
    /// <param name="signIn">An identified sign-in.</param>
    /// <param name="environment">The instance.</param>
    public static SignInFactor? FirstChoice(SignInResource signIn, EnvironmentResource environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        IReadOnlyList<SignInFactor> usable = Usable(signIn);
        SignInFactor? password = usable.FirstOrDefault(factor => factor.Strategy == "password");
        SignInFactor? code = CodeFactor(signIn, null);
        return environment.DisplayConfig.PreferredSignInStrategy == "otp" ? code ?? password : password ?? code;
    }

    /// <summary>Where a code goes: to the address asked for, to the one typed, to the primary one, to any.</summary>
    /// <param name="signIn">The attempt.</param>
    /// <param name="emailAddressId">The address asked for.</param>
    public static SignInFactor? CodeFactor(SignInResource? signIn, string? emailAddressId)
    {
        SignInFactor[] codes = [.. Usable(signIn).Where(factor => factor.Strategy == "email_code")];
        return codes.FirstOrDefault(factor => factor.EmailAddressId == emailAddressId)
            ?? codes.FirstOrDefault(factor => factor.SafeIdentifier == signIn?.Identifier)
            ?? codes.FirstOrDefault(factor => factor.Primary == true)
            ?? codes.FirstOrDefault();
    }

    /// <summary>
    /// Seconds until another code may be asked for; 0 when it may be, or when no code is under way. A code's end tells when
    /// it was sent, so nothing needs to be remembered for this.
    /// </summary>
    /// <param name="verification">Progress of proving by code.</param>
    /// <param name="now">The time.</param>
    public static int WaitSeconds(VerificationResource? verification, DateTimeOffset now) =>
        verification is { Strategy: "email_code", NextAction: not "needs_prepare", ExpireAt: { } end } && verification.Status == VerificationStatus.Unverified
            ? (int)Math.Ceiling(Math.Clamp((end - CodeLifetime + ResendAfter - now).TotalSeconds, 0, ResendAfter.TotalSeconds))
            : 0;

    private static SignInPart PartOf(SignInResource? signIn, EnvironmentResource environment, SignInHint hint)
    {
        if (signIn is null || signIn.Status == SignInStatus.NeedsIdentifier || signIn.Status == SignInStatus.Abandoned || signIn.Status == SignInStatus.Complete)
        {
            return SignInPart.Start;
        }

        if (signIn.Status != SignInStatus.NeedsFirstFactor || Usable(signIn).Count == 0)
        {
            return SignInPart.Unavailable;
        }

        bool codeSent = signIn.FirstFactorVerification is { Strategy: "email_code" } && Offers(signIn, "email_code");
        return hint.Step switch
        {
            "methods" => SignInPart.Methods,
            "password" when Offers(signIn, "password") => SignInPart.Password,
            _ when codeSent => SignInPart.EmailCode,
            _ when FirstChoice(signIn, environment) is { Strategy: "password" } => SignInPart.Password,
            // A code is preferred and none was sent: choosing sends it, showing a page does not.
            _ => SignInPart.Methods,
        };
    }

    private static bool Offers(SignInResource? signIn, string strategy) =>
        signIn?.Status == SignInStatus.NeedsFirstFactor && Usable(signIn).Any(factor => factor.Strategy == strategy);

    private static IReadOnlyList<SignInFactor> Usable(SignInResource? signIn) =>
        [.. (signIn?.SupportedFirstFactors ?? []).Where(factor => factor.Strategy is "password" or "email_code")];
}
