using Foyer.Contracts;
using Foyer.Server.EmailAddresses;
using Foyer.Server.Users;

namespace Foyer.Server.SignIns;

/// <summary>What a sign-in offers. No I/O: every case is a line in a test table.</summary>
internal static class SignInRules
{
    /// <summary>Kinds of identifier people sign in with.</summary>
    public static IReadOnlyList<string> Identifiers(UserAttributes attributes) =>
    [
        .. attributes.EmailAddress is { Enabled: true, UsedForFirstFactor: true } ? ["email_address"] : Array.Empty<string>(),
        .. attributes.Username is { Enabled: true, UsedForFirstFactor: true } ? ["username"] : Array.Empty<string>(),
    ];

    /// <summary>First factors this person may use, best first. The address typed is shown whole, others masked (WIRE §6.4).</summary>
    public static IReadOnlyList<SignInFactor> FirstFactors(UserSettings settings, UserAggregate user, string? typed)
    {
        List<SignInFactor> factors = [];
        if (settings.Attributes.Password.Enabled && user.User.PasswordChangedAt is not null)
        {
            factors.Add(new SignInFactor { Strategy = "password" });
        }

        if (settings.Attributes.EmailAddress is { Enabled: true, UsedForFirstFactor: true } email && email.FirstFactors.Contains("email_code"))
        {
            factors.AddRange(user.EmailAddresses.Where(CanReceiveCode).OrderByDescending(address => address.EmailAddress == typed).ThenByDescending(address => address.Id == user.User.PrimaryEmailAddressId)
                .Select(address => new SignInFactor
                {
                    Strategy = "email_code",
                    EmailAddressId = address.Id,
                    SafeIdentifier = address.EmailAddress == typed ? address.EmailAddress : EmailAddressRules.Mask(address.EmailAddress),
                    Primary = address.Id == user.User.PrimaryEmailAddressId,
                }));
        }

        return factors;
    }

    /// <summary>A reserved address is usable for sign-in though unproven: the code proves it.</summary>
    private static bool CanReceiveCode(EmailAddressRow address) => address.IsVerified || address.Reserved;
}

internal static class SignInFaults
{
    public static readonly Fault WrongStep = new(400, "sign_in_wrong_step", "Not at this step", "The sign-in is not at the step this request belongs to. Start again.");

    public static readonly Fault StrategyInvalid = new(400, "strategy_for_user_invalid", "Strategy not available", "This account cannot sign in that way. Choose another method.");

    public static readonly Fault SessionExists = new(400, "session_exists", "Already signed in", "Somebody is signed in on this client already. Sign out first.");

    public static readonly Fault IdentifierAlreadySignedIn = new(400, "identifier_already_signed_in", "Already signed in", "This account is signed in on this client already.");
}
