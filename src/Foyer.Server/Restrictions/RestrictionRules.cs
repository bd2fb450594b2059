using Foyer.Server.EmailAddresses;
using Foyer.Server.PhoneNumbers;
using Foyer.Server.Web3Wallets;

namespace Foyer.Server.Restrictions;

/// <summary>Kinds of identifier the lists know, by their names on the wire.</summary>
internal static class IdentifierTypes
{
    public const string EmailAddress = "email_address";
    public const string PhoneNumber = "phone_number";
    public const string Web3Wallet = "web3_wallet";
}

/// <summary>No I/O: what may stand on a list, and under which entries an identifier is found.</summary>
internal static class RestrictionRules
{
    public const string Gmail = "gmail.com";
    private const string AnyOf = "*@";

    /// <summary>An entry in the form it is stored and compared in; null when it is none.</summary>
    public static (string Identifier, string Type)? Entry(string? text)
    {
        string entry = text?.Trim() ?? "";
        if (entry.StartsWith(AnyOf, StringComparison.Ordinal))
        {
            // The address rules know what a domain is; the name before it is beside the point.
            return EmailAddressRules.Normalize("any" + entry[1..]) is { } any ? (AnyOf + Domain(any), IdentifierTypes.EmailAddress) : null;
        }

        return entry.Contains('@', StringComparison.Ordinal) ? Of(EmailAddressRules.Normalize(entry), IdentifierTypes.EmailAddress) :
            PhoneNumberRules.Normalize(entry) is { } number ? (number, IdentifierTypes.PhoneNumber) :
            Of(Web3WalletRules.Normalize(entry), IdentifierTypes.Web3Wallet);
    }

    /// <summary>Entries that let a normalised identifier in: itself, or its domain.</summary>
    public static IReadOnlyList<string> Allowing(string type, string identifier) =>
        type == IdentifierTypes.EmailAddress ? [identifier, AnyOf + Domain(identifier)] : [identifier];

    /// <summary>Entries that keep it out: also those of the same mailbox, so that a tag or a dot does not get around one.</summary>
    public static IReadOnlyList<string> Blocking(string type, string identifier) => type == IdentifierTypes.EmailAddress
        ? [.. new[] { identifier, Untagged(identifier), Mailbox(identifier), AnyOf + Domain(identifier) }.Distinct(StringComparer.Ordinal)]
        : [identifier];

    /// <summary>The address without tag and, at Gmail, without dots: where its mail ends up.</summary>
    public static string Mailbox(string emailAddress)
    {
        string plain = Untagged(emailAddress);
        return Domain(plain) is Gmail or "googlemail.com" ? plain[..plain.LastIndexOf('@')].Replace(".", "", StringComparison.Ordinal) + "@" + Gmail : plain;
    }

    public static string Domain(string emailAddress) => emailAddress[(emailAddress.LastIndexOf('@') + 1)..];

    private static string Untagged(string emailAddress)
    {
        int at = emailAddress.LastIndexOf('@');
        int plus = emailAddress.IndexOf('+', StringComparison.Ordinal);
        return plus > 0 && plus < at ? string.Concat(emailAddress.AsSpan(0, plus), emailAddress.AsSpan(at)) : emailAddress;
    }

    private static (string, string)? Of(string? identifier, string type) => identifier is null ? null : (identifier, type);
}

internal static class RestrictionFaults
{
    public static readonly Fault NotAllowed = new(403, "not_allowed_to_sign_up", "Not allowed to sign up", "This identifier is not on the list of those who may sign up here.");

    public static readonly Fault Blocked = new(403, "not_allowed_access", "Access not allowed", "This identifier is blocked here. If you think that is a mistake, write to the application's support.");

    public static readonly Fault SubaddressBlocked = new(422, "form_email_address_blocked", "E-mail address not accepted", "This application does not accept e-mail addresses with a tag. Use the plain address.");

    public static readonly Fault DisposableBlocked = new(422, "form_email_address_blocked", "E-mail address not accepted", "This application does not accept throw-away e-mail addresses. Use one that stays yours.");

    public static readonly Fault DuplicateMailbox = new(422, "form_identifier_exists", "That is taken", "An account with the same mailbox exists already: Gmail reads addresses without their dots.");

    public static readonly Fault Duplicate = new Fault(422, "duplicate_record", "Listed already", "This identifier is on the list already.").At("identifier");

    /// <summary>It would do nothing.</summary>
    public static readonly Fault NoDisposableDomains = new Fault(422, "feature_not_available", "No list of domains", "The server was started without a list of throw-away domains (--disposable-domains).").At("block_disposable_email_domains");
}
