using Foyer.Contracts;
using Foyer.Server.EmailAddresses;
using Foyer.Server.PhoneNumbers;
using Foyer.Server.Users;
using Foyer.Server.Web3Wallets;

namespace Foyer.Server.Factors;

/// <summary>Which factors a person may use. No I/O: every case is a line in a test table.</summary>
internal static class FactorRules
{
    /// <summary>
    /// First factors of a sign-in, best first. What was typed is shown whole, everything else masked (WIRE §6.4). A number
    /// kept as second factor is none: it would prove the same thing twice.
    /// </summary>
    public static IReadOnlyList<SignInFactor> FirstFactors(UserSettings settings, UserAggregate user, string? typed)
    {
        UserAttributes attributes = settings.Attributes;
        List<SignInFactor> factors = [];
        string[] second = [.. SecondFactors(settings, user).Select(factor => factor.PhoneNumberId).OfType<string>()];
        bool hasPassword = attributes.Password.Enabled && user.User.PasswordChangedAt is not null;
        if (hasPassword)
        {
            factors.Add(new SignInFactor { Strategy = "password" });
        }

        foreach (string strategy in Offered(attributes.EmailAddress, "email_code", "email_link"))
        {
            factors.AddRange(EmailFactors(user, typed, strategy));
        }

        foreach (string strategy in Offered(attributes.PhoneNumber, "phone_code"))
        {
            factors.AddRange(PhoneFactors(user, typed, strategy).Where(factor => !second.Contains(factor.PhoneNumberId)));
        }

        // Where accounts are not to be told apart, a passkey or another account must say itself whose it is: naming it here would tell.
        bool hidesAccounts = settings.AttackProtection.EnumerationProtection.Enabled;
        if (attributes.Passkey.Enabled && user.User.PasskeyCount > 0 && !hidesAccounts)
        {
            factors.Add(new SignInFactor { Strategy = "passkey" });
        }

        IEnumerable<string> elsewhere = hidesAccounts ? [] : user.ExternalAccounts.Where(account => account.IsConnected).Select(account => account.Connection).Distinct(StringComparer.Ordinal);
        factors.AddRange(elsewhere.Where(connection => settings.Social.TryGetValue(connection, out SocialSettings? social) && social is { Enabled: true, Authenticatable: true }).Select(connection => new SignInFactor { Strategy = connection }));

        foreach (string strategy in Offered(attributes.Web3Wallet, [.. Web3WalletRules.Strategies]))
        {
            factors.AddRange(user.Web3Wallets.Where(wallet => wallet.IsVerified && Web3WalletRules.Fits(strategy, wallet.Web3Wallet)).Select(wallet => new SignInFactor { Strategy = strategy, Web3WalletId = wallet.Id }));
        }

        if (hasPassword)
        {
            factors.AddRange(attributes.EmailAddress.Enabled ? EmailFactors(user, typed, "reset_password_email_code") : []);
            factors.AddRange(attributes.PhoneNumber.Enabled ? PhoneFactors(user, typed, "reset_password_phone_code").Where(factor => !second.Contains(factor.PhoneNumberId)) : []);
        }

        return factors;
    }

    /// <summary>Second factors the person has set up, best first.</summary>
    public static IReadOnlyList<SignInFactor> SecondFactors(UserSettings settings, UserAggregate user)
    {
        UserAttributes attributes = settings.Attributes;
        List<SignInFactor> factors = [];
        if (attributes.AuthenticatorApp.Enabled && user.User.TotpEnabled)
        {
            factors.Add(new SignInFactor { Strategy = "totp" });
        }

        if (attributes.PhoneNumber is { Enabled: true, UsedForSecondFactor: true })
        {
            factors.AddRange(user.PhoneNumbers.Where(number => number is { IsVerified: true, ReservedForSecondFactor: true }).OrderByDescending(number => number.DefaultSecondFactor).Select(number => new SignInFactor
            {
                Strategy = "phone_code",
                PhoneNumberId = number.Id,
                SafeIdentifier = PhoneNumberRules.Mask(number.PhoneNumber),
                Default = number.DefaultSecondFactor,
            }));
        }

        if (attributes.BackupCode.Enabled && user.User.BackupCodeEnabled && factors.Count > 0)
        {
            factors.Add(new SignInFactor { Strategy = "backup_code" });
        }

        return factors;
    }

    /// <summary>Whether the account asks for a second factor.</summary>
    public static bool AsksSecondFactor(UserSettings settings, UserAggregate user) => SecondFactors(settings, user).Any(factor => factor.Strategy != "backup_code");

    /// <summary>Codes that show a new client to be the person's own; see client trust.</summary>
    public static IReadOnlyList<SignInFactor> ClientTrustFactors(UserSettings settings, UserAggregate user) =>
    [
        .. settings.Attributes.EmailAddress.Enabled ? EmailFactors(user, null, settings.Attributes.EmailAddress.FirstFactors.Contains("email_link") ? "email_link" : "email_code") : [],
        .. settings.Attributes.PhoneNumber.Enabled ? PhoneFactors(user, null, "phone_code") : [],
    ];

    private static IEnumerable<string> Offered(UserAttribute attribute, params string[] strategies) =>
        attribute is { Enabled: true, UsedForFirstFactor: true } ? strategies.Where(attribute.FirstFactors.Contains) : [];

    private static IEnumerable<SignInFactor> EmailFactors(UserAggregate user, string? typed, string strategy) =>
        user.EmailAddresses.Where(CanReceive).OrderByDescending(address => address.EmailAddress == typed).ThenByDescending(address => address.Id == user.User.PrimaryEmailAddressId).Select(address => new SignInFactor
        {
            Strategy = strategy,
            EmailAddressId = address.Id,
            SafeIdentifier = address.EmailAddress == typed ? address.EmailAddress : EmailAddressRules.Mask(address.EmailAddress),
            Primary = address.Id == user.User.PrimaryEmailAddressId,
        });

    private static IEnumerable<SignInFactor> PhoneFactors(UserAggregate user, string? typed, string strategy) =>
        user.PhoneNumbers.Where(number => number.IsVerified || number.Reserved).OrderByDescending(number => number.PhoneNumber == typed).ThenByDescending(number => number.Id == user.User.PrimaryPhoneNumberId).Select(number => new SignInFactor
        {
            Strategy = strategy,
            PhoneNumberId = number.Id,
            SafeIdentifier = number.PhoneNumber == typed ? number.PhoneNumber : PhoneNumberRules.Mask(number.PhoneNumber),
            Primary = number.Id == user.User.PrimaryPhoneNumberId,
            Default = strategy == "phone_code" ? number.DefaultSecondFactor : null,
        });

    /// <summary>A reserved address is usable though unproven: the code proves it.</summary>
    private static bool CanReceive(EmailAddressRow address) => address.IsVerified || address.Reserved;
}

internal static class FactorFaults
{
    public static readonly Fault StrategyInvalid = new(400, "strategy_for_user_invalid", "Strategy not available", "This account cannot be proven that way. Choose another method.");
}
