using System.Collections.Frozen;
using Foyer.Contracts;

namespace Foyer.Server.Users;

/// <summary>What a username may be. Letters are ASCII: nobody looks like somebody else (UTS 39).</summary>
internal static class UsernameRules
{
    private const string Plain = "_-";
    private const string Extended = "_-.+!#$%&'*/=?^`{|}~";

    /// <summary>Names by which people would take somebody for the operator. Operators give them away themselves.</summary>
    private static readonly FrozenSet<string> Reserved = FrozenSet.ToFrozenSet(
    [
        "abuse", "accounts", "admin", "administrator", "anonymous", "api", "billing", "contact", "help", "helpdesk", "hostmaster", "info", "legal", "mailer-daemon", "me", "moderator",
        "no-reply", "nobody", "noreply", "official", "operator", "owner", "postmaster", "privacy", "root", "sales", "security", "staff", "superuser", "support", "sysadmin", "system",
        "team", "webmaster",
    ]);

    /// <summary>The rules for a name somebody chooses for themselves.</summary>
    public static Fault? CheckOwn(UsernameSettings settings, string username) =>
        Check(settings, username) ?? (Reserved.Contains(Key(username)) ? UserFaults.UsernameReserved.At("username") : null);

    public static Fault? Check(UsernameSettings settings, string username)
    {
        string allowed = settings.AllowExtendedSpecialCharacters ? Extended : Plain;
        Fault? fault =
            username.Length < settings.MinLength || username.Length > settings.MaxLength ? UserFaults.UsernameLength :
            !username.All(c => char.IsAsciiLetterOrDigit(c) || allowed.Contains(c, StringComparison.Ordinal)) ? UserFaults.UsernameCharacter :
            !settings.AllowNumericUsernames && username.All(char.IsAsciiDigit) ? UserFaults.UsernameNumeric :
            null;
        return fault?.At("username");
    }

    /// <summary>
    /// The form in which usernames are compared. Usernames are ASCII, so lower case is all there is to it, with or without the
    /// system's tables of Unicode; what somebody types beyond ASCII is nobody's.
    /// </summary>
    public static string Key(string username) => username.ToLowerInvariant();
}
