namespace Foyer.Server.Users;

/// <summary>What a person's second factors share: whether there are any, and one budget for guessing at them.</summary>
internal sealed class SecondFactorStore(TimeProvider clock)
{
    /// <summary>
    /// Guesses at second factors in an hour. A budget of its own, because whoever has to guess here has proven the first
    /// factor already, and could otherwise begin anew with each correct password.
    /// </summary>
    public const int MaxGuessesPerHour = 20;

    /// <summary>Pays for one guess before it is checked.</summary>
    /// <returns>Null when the guess may be checked.</returns>
    public async Task<Fault?> PayForGuess(Tx tx, string userId)
    {
        DateTimeOffset now = clock.GetUtcNow();
        int paid = await tx.Run("""
            UPDATE users
            SET second_factor_guesses = CASE WHEN second_factor_guesses_since > @hourAgo THEN second_factor_guesses + 1 ELSE 1 END,
                second_factor_guesses_since = CASE WHEN second_factor_guesses_since > @hourAgo THEN second_factor_guesses_since ELSE @now END
            WHERE id = @userId AND (second_factor_guesses_since IS NULL OR second_factor_guesses_since <= @hourAgo OR second_factor_guesses < @MaxGuessesPerHour)
            """, new { userId, now, hourAgo = now.AddHours(-1), MaxGuessesPerHour });
        return paid == 1 ? null : UserFaults.TooManyGuesses;
    }

    /// <summary>Gives back what a right guess paid; wrong ones before it stay counted.</summary>
    public Task Refund(Tx tx, string userId) =>
        tx.Run("UPDATE users SET second_factor_guesses = second_factor_guesses - 1 WHERE id = @userId AND second_factor_guesses > 0", new { userId });

    /// <summary>Whether the person has a second factor besides backup codes.</summary>
    public async Task<bool> Any(Tx tx, string userId) => await tx.One<string>("""
        SELECT id FROM users WHERE id = @userId AND (totp_enabled OR EXISTS
            (SELECT 1 FROM phone_numbers WHERE user_id = @userId AND reserved_for_second_factor AND verification_status = 'verified'))
        """, new { userId }) is not null;

    /// <summary>
    /// After a second factor came or went: keeps when the account began and ceased to have one. Backup codes stand in for
    /// another factor, so they go with the last.
    /// </summary>
    public async Task Changed(Tx tx, string userId)
    {
        DateTimeOffset now = clock.GetUtcNow();
        if (await Any(tx, userId))
        {
            await tx.Run("UPDATE users SET mfa_enabled_at = @now, mfa_disabled_at = NULL WHERE id = @userId AND mfa_enabled_at IS NULL", new { userId, now });
            return;
        }

        await tx.Run("DELETE FROM backup_codes WHERE user_id = @userId", new { userId });
        await tx.Run("UPDATE users SET backup_code_enabled = FALSE WHERE id = @userId", new { userId });
        await tx.Run("UPDATE users SET mfa_enabled_at = NULL, mfa_disabled_at = @now WHERE id = @userId AND mfa_enabled_at IS NOT NULL", new { userId, now });
    }
}
