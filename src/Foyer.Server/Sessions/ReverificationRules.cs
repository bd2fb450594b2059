using Foyer.Contracts;
using Foyer.Server.Factors;
using Foyer.Server.Users;

namespace Foyer.Server.Sessions;

/// <summary>Which proofs a step-up asks for. Pure.</summary>
internal static class ReverificationRules
{
    public const string FirstFactor = "first_factor";
    public const string SecondFactor = "second_factor";
    public const string MultiFactor = "multi_factor";

    private static readonly string[] First = ["password", "email_code", "phone_code", "passkey"];

    /// <summary>The level that is gone through: who has no second factor proves the first (WIRE §9.7).</summary>
    public static string LevelFor(string asked, bool hasSecondFactor) => hasSecondFactor ? asked : FirstFactor;

    public static ReverificationStatus FirstStatus(string level) => level == SecondFactor ? ReverificationStatus.NeedsSecondFactor : ReverificationStatus.NeedsFirstFactor;

    public static ReverificationStatus After(string level, bool isSecond, bool hasSecondFactor) =>
        !isSecond && level == MultiFactor && hasSecondFactor ? ReverificationStatus.NeedsSecondFactor : ReverificationStatus.Complete;

    /// <summary>
    /// First factors of a step-up. Where a second one follows, the number it is sent to is not a first one too. Who has
    /// none of them, because another provider vouches for them at sign-in, proves an address that is theirs.
    /// </summary>
    public static IReadOnlyList<SignInFactor> FirstFactors(UserSettings settings, UserAggregate user, string level)
    {
        HashSet<string?> second = level == MultiFactor ? [.. SecondFactors(settings, user).Select(factor => factor.PhoneNumberId)] : [];
        bool IsDistinct(SignInFactor factor) => factor.PhoneNumberId is null || !second.Contains(factor.PhoneNumberId);
        IReadOnlyList<SignInFactor> usual = [.. FactorRules.FirstFactors(settings, user, null).Where(factor => First.Contains(factor.Strategy) && IsDistinct(factor))];
        return usual.Count > 0 ? usual : [.. FactorRules.ClientTrustFactors(settings, user).Where(IsDistinct)];
    }

    public static IReadOnlyList<SignInFactor> SecondFactors(UserSettings settings, UserAggregate user) => FactorRules.SecondFactors(settings, user);
}

internal static class ReverificationStepFaults
{
    public static readonly Fault WrongStep = new(400, "reverification_wrong_step", "Not at this step", "No verification of this session is at the step this request belongs to. Start again.");
}
