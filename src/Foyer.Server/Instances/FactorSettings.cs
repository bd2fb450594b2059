using Foyer.Contracts;

namespace Foyer.Server.Instances;

/// <summary>What the documents say of passkeys, authenticator apps, backup codes and wallets beyond their switch: it follows from the switch.</summary>
internal static class FactorSettings
{
    public static InstanceSettings Complete(InstanceSettings settings)
    {
        UserSettings user = settings.UserSettings;
        UserAttributes attributes = user.Attributes with
        {
            Passkey = user.Attributes.Passkey is { Enabled: true } passkey ? passkey with { UsedForFirstFactor = true, FirstFactors = ["passkey"], Verifications = ["passkey"] } : user.Attributes.Passkey,
            AuthenticatorApp = user.Attributes.AuthenticatorApp is { Enabled: true } app ? app with { UsedForSecondFactor = true, SecondFactors = ["totp"], Verifications = ["totp"] } : user.Attributes.AuthenticatorApp,
            BackupCode = user.Attributes.BackupCode is { Enabled: true } codes ? codes with { UsedForSecondFactor = true, SecondFactors = ["backup_code"] } : user.Attributes.BackupCode,
            // A wallet that nobody has proven is an address anybody can copy.
            Web3Wallet = user.Attributes.Web3Wallet is { Enabled: true } wallet ? wallet with { Verifications = wallet.FirstFactors, VerifyAtSignUp = true } : user.Attributes.Web3Wallet,
        };
        SecondFactorSettings second = user.SignIn.SecondFactor with { Enabled = attributes.AuthenticatorApp.Enabled || attributes.PhoneNumber is { Enabled: true, UsedForSecondFactor: true }, Required = user.SignUp.Mfa.Required };
        return settings with { UserSettings = user with { Attributes = attributes, SignIn = user.SignIn with { SecondFactor = second } } };
    }
}
