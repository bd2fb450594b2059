using Foyer.Contracts;
using Foyer.Server.Instances;

namespace Foyer.Server.Users;

/// <summary>Counts wrong guesses at an account and locks it when there were too many. What an operator locks is not its business.</summary>
internal sealed class UserLockout(TimeProvider clock)
{
    /// <summary>
    /// Counts one failed attempt before it is checked, and locks when that was the last one allowed; so guesses sent at
    /// once each pay. The guess that reaches the limit is still checked: when right, <see cref="Forgive"/> opens the lock.
    /// </summary>
    public async Task<PaidAttempt> PayForAttempt(Tx tx, Instance instance, string userId)
    {
        UserLockoutSettings lockout = instance.Settings.UserSettings.AttackProtection.UserLockout;
        DateTimeOffset now = clock.GetUtcNow();
        if (!lockout.Enabled)
        {
            // An operator's own lock holds without the counting.
            UserRow? known = await tx.One<UserRow>("SELECT * FROM users WHERE id = @userId", new { userId });
            return new PaidAttempt(known?.Lock(now), null);
        }

        UserRow? paid = await tx.One<UserRow>("""
            UPDATE users
            SET failed_attempts = CASE WHEN locked_until IS NULL THEN failed_attempts + 1 ELSE 1 END,
                locked_until = CASE WHEN locked_until IS NULL AND failed_attempts + 1 >= @max OR @max = 1 THEN CAST(@until AS bigint) ELSE NULL END
            WHERE id = @userId AND (locked_until IS NULL OR locked_until <= @now) RETURNING *
            """, new { userId, max = lockout.MaxAttempts, now, until = now + TimeSpan.FromMinutes(lockout.DurationInMinutes) });
        if (paid is not null)
        {
            return new PaidAttempt(null, paid.LockedUntil);
        }

        UserRow? user = await tx.One<UserRow>("SELECT * FROM users WHERE id = @userId", new { userId });
        return new PaidAttempt(UserFaults.LockedFor((user?.LockedUntil ?? now) - now), null);
    }

    /// <summary>Gives back an attempt that was paid for and never checked, and opens the lock if it was the one that set it.</summary>
    public Task Refund(Tx tx, Instance instance, string userId) => tx.Run("""
        UPDATE users SET failed_attempts = failed_attempts - 1, locked_until = CASE WHEN failed_attempts >= @max THEN NULL ELSE locked_until END
        WHERE id = @userId AND failed_attempts > 0
        """, new { userId, max = instance.Settings.UserSettings.AttackProtection.UserLockout.MaxAttempts });

    /// <summary>Forgets wrong guesses and opens the lock they set; an operator's lock stays.</summary>
    public Task Forgive(Tx tx, string userId) => tx.Run("UPDATE users SET failed_attempts = 0, locked_until = NULL WHERE id = @userId AND failed_attempts > 0", new { userId });
}

/// <summary>What paying for an attempt led to.</summary>
/// <param name="Refused">The lock that was there before; null when the attempt may be checked.</param>
/// <param name="LocksUntil">How long the account is locked if this attempt is wrong; null when there are more.</param>
internal readonly record struct PaidAttempt(Fault? Refused, DateTimeOffset? LocksUntil);
