using Foyer.Components.SignIns;
using Foyer.Contracts;

namespace Foyer.Components.Reverification;

/// <summary>The screens of a step-up.</summary>
public enum StepUpPart
{
    /// <summary>The password.</summary>
    Password,

    /// <summary>A passkey.</summary>
    Passkey,

    /// <summary>A code that was mailed.</summary>
    EmailCode,

    /// <summary>A code that was sent to a phone.</summary>
    PhoneCode,

    /// <summary>A code of an authenticator app.</summary>
    Totp,

    /// <summary>A backup code.</summary>
    BackupCode,

    /// <summary>Choose a way.</summary>
    Methods,

    /// <summary>There is no way these pages know.</summary>
    Unavailable,
}

/// <summary>One screen of a step-up, decided.</summary>
public sealed record StepUpModel : IScreenModel
{
    private static readonly string[] Known = ["password", "passkey", "email_code", "totp", "phone_code", "backup_code"];

    /// <summary>Which screen.</summary>
    public required StepUpPart Part { get; init; }

    /// <inheritdoc />
    public string TitleKey => Part == StepUpPart.Unavailable ? "reverification.noAvailableMethods.title" : "foyer.reverification.title";

    /// <summary>Who is asked.</summary>
    public required string Identifier { get; init; }

    /// <summary>What is done afterwards.</summary>
    public required Repetition Then { get; init; }

    /// <summary>The page it was asked for on, for example <c>/user</c>.</summary>
    public required string Page { get; init; }

    /// <summary>Whether a second factor is proven.</summary>
    public bool IsSecond { get; init; }

    /// <summary>The ways there are, best first.</summary>
    public IReadOnlyList<SignInFactor> Methods { get; init; } = [];

    /// <summary>The identification a code was sent to; null where none was.</summary>
    public string? To { get; init; }

    /// <summary>Seconds until another code may be asked for; 0 when it may.</summary>
    public int WaitSeconds { get; init; }

    /// <summary>What the authenticator is asked, JSON; null on other screens.</summary>
    public string? PasskeyOptions { get; init; }

    /// <summary>The strategy that is proven on this screen; null where one is chosen.</summary>
    public string? Strategy => Part switch
    {
        StepUpPart.Password => "password",
        StepUpPart.Passkey => "passkey",
        StepUpPart.EmailCode => "email_code",
        StepUpPart.PhoneCode => "phone_code",
        StepUpPart.Totp => "totp",
        StepUpPart.BackupCode => "backup_code",
        _ => null,
    };

    internal static bool NeedsSecond(ReverificationResource step) => step.Status == ReverificationStatus.NeedsSecondFactor;

    /// <summary>The ways of a step-up that these pages know, best first.</summary>
    internal static IReadOnlyList<SignInFactor> Usable(ReverificationResource step) =>
        [.. ((NeedsSecond(step) ? step.SupportedSecondFactors : step.SupportedFirstFactors) ?? []).Where(factor => Known.Contains(factor.Strategy)).OrderBy(factor => Array.IndexOf(Known, factor.Strategy))];

    internal static StepUpPart PartOf(string? strategy) => strategy switch
    {
        "password" => StepUpPart.Password,
        "passkey" => StepUpPart.Passkey,
        "email_code" => StepUpPart.EmailCode,
        "phone_code" => StepUpPart.PhoneCode,
        "totp" => StepUpPart.Totp,
        "backup_code" => StepUpPart.BackupCode,
        _ => StepUpPart.Methods,
    };

    /// <summary>The same screen with what the Frontend API says of the step-up now.</summary>
    internal StepUpModel With(ReverificationResource step, DateTimeOffset now)
    {
        VerificationResource? verification = NeedsSecond(step) ? step.SecondFactorVerification : step.FirstFactorVerification;
        return this with
        {
            IsSecond = NeedsSecond(step),
            Methods = Usable(step),
            WaitSeconds = SignInFlow.WaitSeconds(verification, now),
            PasskeyOptions = verification is { Strategy: "passkey" } ? verification.Nonce : null,
        };
    }
}
