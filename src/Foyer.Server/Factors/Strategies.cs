namespace Foyer.Server.Factors;

/// <summary>The names of the protocol for ways to prove a factor (WIRE §6.2, §6.6).</summary>
internal static class Strategies
{
    private static readonly string[] Names =
    [
        "password", "email_code", "email_link", "phone_code", "reset_password_email_code", "reset_password_phone_code", "passkey", "totp", "backup_code", "ticket",
        "trusted_device", "google_one_tap", "enterprise_sso", "saml",
        "web3_metamask_signature", "web3_base_signature", "web3_coinbase_wallet_signature", "web3_okx_wallet_signature", "web3_solana_signature",
    ];

    /// <summary>Whether the protocol has a strategy of this name, offered here or not.</summary>
    public static bool IsKnown(string strategy) => Names.Contains(strategy) || strategy.StartsWith("oauth_", StringComparison.Ordinal);

    /// <summary>Whether a stranger could come in by trying long enough: a password or a code, but no key, link or ticket, and no account elsewhere.</summary>
    public static bool IsGuessed(string strategy) => strategy is "password" or "totp" || strategy.EndsWith("_code", StringComparison.Ordinal);

    /// <summary>Whether it proves a second factor only: an app or a list of codes, that whoever finds could sign in with alone.</summary>
    public static bool IsSecondOnly(string strategy) => strategy is "totp" or "backup_code";

    /// <summary>Whether it proves somebody who has said who they are; the others tell who it is themselves.</summary>
    public static bool NeedsIdentifier(string strategy) =>
        strategy is not ("passkey" or "ticket" or "google_one_tap" or "enterprise_sso" or "saml" or "trusted_device") && !strategy.StartsWith("oauth_", StringComparison.Ordinal);
}
