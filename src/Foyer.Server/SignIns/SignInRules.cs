using Foyer.Contracts;
using Foyer.Server.Factors;
using Foyer.Server.Instances;
using Foyer.Server.Users;
using Foyer.Server.Web3Wallets;

namespace Foyer.Server.SignIns;

/// <summary>What a sign-in takes and where it goes next. No I/O: every case is a line in a test table.</summary>
internal static class SignInRules
{
    /// <summary>Kinds of identifier people sign in with.</summary>
    public static IReadOnlyList<string> Identifiers(UserAttributes attributes) =>
    [
        .. For(attributes.EmailAddress, "email_address"), .. For(attributes.PhoneNumber, "phone_number"),
        .. For(attributes.Username, "username"), .. For(attributes.Web3Wallet, "web3_wallet"),
    ];

    /// <summary>The status a proven first factor leads to; null when nobody may come in that way.</summary>
    /// <param name="settings">The instance's rules.</param>
    /// <param name="user">Who signs in.</param>
    /// <param name="strategy">What proved the first factor.</param>
    /// <param name="isKnownClient">Whether this person has signed in on this client before.</param>
    public static SignInStatus AfterFirstFactor(InstanceSettings settings, UserAggregate user, string strategy, bool isKnownClient)
    {
        // Whoever resets a password proves a second factor afterwards; whoever holds a ticket was let in by the operator.
        if (IsReset(strategy))
        {
            return SignInStatus.NeedsNewPassword;
        }

        return strategy == "ticket" ? SignInStatus.Complete : AfterPassword(settings, user, strategy, isKnownClient);
    }

    /// <summary>The status once no new password is owed.</summary>
    public static SignInStatus AfterPassword(InstanceSettings settings, UserAggregate user, string strategy, bool isKnownClient)
    {
        if (FactorRules.AsksSecondFactor(settings.UserSettings, user) && !ProvesBoth(settings, user, strategy))
        {
            return SignInStatus.NeedsSecondFactor;
        }

        bool asksTrust = settings.ClientTrust.Enabled && strategy == "password" && !isKnownClient && !user.User.BypassClientTrust && FactorRules.ClientTrustFactors(settings.UserSettings, user).Count > 0;
        return asksTrust ? SignInStatus.NeedsClientTrust : SignInStatus.Complete;
    }

    /// <summary>Whether what proved the first factor of an account with two has proven the second too: a passkey is had, and opened by its owner.</summary>
    public static bool ProvesBoth(InstanceSettings settings, UserAggregate user, string strategy) =>
        strategy == "passkey" && settings.UserSettings.PasskeySettings.SatisfiesSecondFactor && FactorRules.AsksSecondFactor(settings.UserSettings, user);

    public static bool IsReset(string? strategy) => strategy is "reset_password_email_code" or "reset_password_phone_code";

    /// <summary>
    /// First factors shown for an identifier nobody has: with enumeration protection, and then for an account too, what the
    /// instance takes for such an identifier; else, for a sign-in that may become a sign-up, what proves the identifier.
    /// </summary>
    public static IReadOnlyList<SignInFactor> FactorsOfNobody(UserSettings settings, string? kind, string identifier, string pretendedId, bool mayBecomeSignUp)
    {
        UserAttributes attributes = settings.Attributes;
        List<SignInFactor> factors = [];
        if (attributes.Password.Enabled && !mayBecomeSignUp)
        {
            factors.Add(new SignInFactor { Strategy = "password" });
        }

        if (kind == "email_address")
        {
            factors.AddRange(attributes.EmailAddress.FirstFactors.Select(strategy => new SignInFactor { Strategy = strategy, EmailAddressId = pretendedId, SafeIdentifier = identifier, Primary = true }));
        }
        else if (kind == "phone_number")
        {
            factors.AddRange(attributes.PhoneNumber.FirstFactors.Select(strategy => new SignInFactor { Strategy = strategy, PhoneNumberId = pretendedId, SafeIdentifier = identifier, Primary = true }));
        }
        else if (kind == "web3_wallet")
        {
            factors.AddRange(attributes.Web3Wallet.FirstFactors.Where(strategy => Web3WalletRules.Fits(strategy, identifier)).Select(strategy => new SignInFactor { Strategy = strategy, Web3WalletId = pretendedId }));
        }

        if (attributes.Password.Enabled && !mayBecomeSignUp && kind == "email_address")
        {
            factors.Add(new SignInFactor { Strategy = "reset_password_email_code", EmailAddressId = pretendedId, SafeIdentifier = identifier, Primary = true });
        }
        else if (attributes.Password.Enabled && !mayBecomeSignUp && kind == "phone_number")
        {
            factors.Add(new SignInFactor { Strategy = "reset_password_phone_code", PhoneNumberId = pretendedId, SafeIdentifier = identifier, Primary = true });
        }

        return factors;
    }

    private static IEnumerable<string> For(UserAttribute attribute, string name) => attribute is { Enabled: true, UsedForFirstFactor: true } ? [name] : [];
}

internal static class SignInFaults
{
    public static readonly Fault WrongStep = new(400, "sign_in_wrong_step", "Not at this step", "The sign-in is not at the step this request belongs to. Start again.");

    public static readonly Fault SessionExists = new(400, "session_exists", "Already signed in", "Somebody is signed in on this client already. Sign out first.");

    public static readonly Fault IdentifierAlreadySignedIn = new(400, "identifier_already_signed_in", "Already signed in", "This account is signed in on this client already.");

    public static readonly Fault PasswordOrIdentifierIncorrect = new(422, "form_password_or_identifier_incorrect", "Not right", "The identifier or the password is not right. Check both, or use another method.");

    public static readonly Fault NothingToTransfer = new(400, "sign_in_nothing_to_transfer", "Nothing to take over", "There is no sign-up on this client that could become a sign-in. Start again.");
}
