using Foyer.Server.Instances;
using Foyer.Server.Users;

namespace Foyer.Server.Passwords;

/// <summary>What a typed password is worth.</summary>
internal enum PasswordVerdict
{
    /// <summary>It is not the person's; or the person has none.</summary>
    Wrong,

    /// <summary>It proves the factor.</summary>
    Right,

    /// <summary>It is the person's, and an operator declared it known to others: it proves nothing any more.</summary>
    Compromised,

    /// <summary>It is the person's and on the list of breached ones, which this instance refuses at sign-in.</summary>
    Pwned,
}

/// <summary>
/// Checks a person's password wherever one is asked for. The attempt is paid for before it is checked, so guesses sent
/// at once each count; a hash of another system or of another cost is replaced before the verdict is given.
/// </summary>
internal sealed class PasswordProof(Database db, UserLockout lockout, PasswordStore passwords, PasswordHasher hasher, BreachedPasswords breached, AccountNotices notices)
{
    /// <summary>The verdict; a fault when the account is locked or too many passwords wait to be checked. Call outside transactions.</summary>
    /// <remarks>After <see cref="PasswordVerdict.Right"/> the caller forgives the attempts when it lets the person in (<see cref="UserLockout.Forgive"/>).</remarks>
    public async Task<Outcome<PasswordVerdict>> Check(Instance instance, string userId, Secret password, CancellationToken ct)
    {
        PaidAttempt paid = await db.Write(tx => lockout.PayForAttempt(tx, instance, userId), ct);
        if (paid.Refused is { } locked)
        {
            return locked;
        }

        PasswordRow? row = await passwords.Find(userId, ct);
        if ((await hasher.Match(password, row?.Hash, ct)).IsFault(out Fault? busy, out PasswordMatch match))
        {
            await db.Write(tx => lockout.Refund(tx, instance, userId), CancellationToken.None);
            return busy;
        }

        if (!match.IsRight)
        {
            if (paid.LocksUntil is { } until)
            {
                await db.Write(tx => notices.Locked(tx, instance, userId, until), CancellationToken.None);
            }

            return PasswordVerdict.Wrong;
        }

        if (match.Upgraded is { } upgraded)
        {
            // Whoever typed it has paid for the computation; that they hang up now must not keep the weak hash alive.
            await passwords.Upgrade(row!, upgraded, CancellationToken.None);
        }

        PasswordVerdict verdict = row!.CompromisedAt is not null ? PasswordVerdict.Compromised :
            instance.Settings.UserSettings.PasswordSettings is { DisableHibp: false, EnforceHibpOnSignIn: true } && await breached.Contains(password, ct) ? PasswordVerdict.Pwned :
            PasswordVerdict.Right;
        if (verdict is not PasswordVerdict.Right)
        {
            // Nobody guessed: the account must not lock over a password that is right.
            await db.Write(tx => lockout.Refund(tx, instance, userId), CancellationToken.None);
        }

        return verdict;
    }

    /// <summary>The fault to answer a verdict with, at a field; null for a right password.</summary>
    public static Fault? Refusal(PasswordVerdict verdict, string param = "password") => verdict switch
    {
        PasswordVerdict.Right => null,
        PasswordVerdict.Compromised => PasswordFaults.Compromised.At(param),
        PasswordVerdict.Pwned => PasswordFaults.Pwned.At(param),
        _ => PasswordFaults.Incorrect.At(param),
    };
}
