namespace Foyer.Server.ExternalAccounts;

/// <summary>Whose an e-mail address is here.</summary>
internal enum AddressOwner
{
    /// <summary>Nobody has it, or the provider told none.</summary>
    Nobody,

    /// <summary>Somebody has proven it.</summary>
    Proven,

    /// <summary>Somebody gave it, never proved it, and has proven nothing else either.</summary>
    Unproven,

    /// <summary>Somebody gave it and never proved it, but has proven who they are by something else.</summary>
    UnprovenBesideOthers,
}

/// <summary>What becomes of somebody who comes back from a provider.</summary>
internal enum LinkingVerdict
{
    /// <summary>The account is connected: whoever it is connected to.</summary>
    Known,

    /// <summary>Nobody here: a sign-up may go on.</summary>
    Nobody,

    /// <summary>Both sides have proven the address: the account is connected to its owner.</summary>
    Link,

    /// <summary>The address was never proven here, and now is: the account that holds it goes to the person, without anything that opened it before.</summary>
    Claim,

    /// <summary>The address was never proven here, and its holder is somebody by other means: the holder loses the address and keeps the account.</summary>
    Release,

    /// <summary>Somebody has the address, and the provider does not vouch for it: nothing is connected.</summary>
    Refuse,
}

/// <summary>
/// Who somebody from a provider is here. The provider's subject decides; an e-mail address only where both sides have
/// proven it. No I/O: every case is a line in a test table.
/// </summary>
internal static class LinkingRules
{
    /// <param name="isKnown">Whether this subject of this connection is connected to a user.</param>
    /// <param name="isVouchedFor">Whether the provider says that it has proven the address. Silence is no.</param>
    /// <param name="owner">Whose the address is here.</param>
    public static LinkingVerdict Decide(bool isKnown, bool isVouchedFor, AddressOwner owner) => (isKnown, isVouchedFor, owner) switch
    {
        (true, _, _) => LinkingVerdict.Known,
        (_, _, AddressOwner.Nobody) => LinkingVerdict.Nobody,
        (_, false, _) => LinkingVerdict.Refuse,
        (_, true, AddressOwner.Proven) => LinkingVerdict.Link,
        (_, true, AddressOwner.Unproven) => LinkingVerdict.Claim,
        _ => LinkingVerdict.Release,
    };
}

internal static class ExternalAccountFaults
{
    public static readonly Fault NotFound = new(422, "external_account_not_found", "No account yet", "Nobody here has connected this account. Sign up to make an account.");

    public static readonly Fault Exists = new(422, "external_account_exists", "Account exists", "This account, or its e-mail address, belongs to somebody here already. Sign in as that person.");

    public static readonly Fault AlreadyConnected = new(422, "oauth_account_already_connected", "Connected already", "This account is connected to your user already.");

    public static readonly Fault OtherSubject = new(422, "oauth_identification_mismatch", "Another account", "That is another account than the one that was connected. Use the same one.");
}
