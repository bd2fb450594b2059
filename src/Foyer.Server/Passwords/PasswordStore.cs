namespace Foyer.Server.Passwords;

/// <summary>A row of <c>passwords</c>.</summary>
internal sealed record PasswordRow
{
    public required string UserId { get; init; }

    public required string Hash { get; init; }

    public DateTimeOffset ChangedAt { get; init; }

    /// <summary>When an operator declared it known to others; null while it is not.</summary>
    public DateTimeOffset? CompromisedAt { get; init; }
}

/// <summary>Reads and writes <c>passwords</c>. Callers have proven that the user belongs to the instance.</summary>
internal sealed class PasswordStore(Database db, TimeProvider clock)
{
    public Task<PasswordRow?> Find(string userId, CancellationToken ct) =>
        db.One<PasswordRow>("SELECT * FROM passwords WHERE user_id = @userId", new { userId }, ct);

    /// <summary>
    /// Whether the password that was checked is the person's still, and holds it until the transaction ends: hashing takes
    /// long, and whoever replaced the password meanwhile wanted those out who know the old one.
    /// </summary>
    public async Task<bool> IsStill(Tx tx, PasswordRow checkedRow) => await tx.One<string>(
        $"SELECT user_id FROM passwords WHERE user_id = @UserId AND changed_at = @ChangedAt AND compromised_at IS NULL {tx.Dialect.LockForUpdate}", new { checkedRow.UserId, checkedRow.ChangedAt }) is not null;

    /// <summary>The password as it is once the person's row is held; null when there is none.</summary>
    public Task<PasswordRow?> Find(Tx tx, string userId) => tx.One<PasswordRow>("SELECT * FROM passwords WHERE user_id = @userId", new { userId });

    /// <summary>Puts a new hash of the same password in the place of an old one, unless the password changed meanwhile.</summary>
    public Task Upgrade(PasswordRow old, string hash, CancellationToken ct) => db.Write(
        tx => tx.Run("UPDATE passwords SET hash = @hash WHERE user_id = @UserId AND hash = @was", new { old.UserId, was = old.Hash, hash }), ct);

    /// <summary>Puts a new password in the place of the one that was checked; false when that one is gone meanwhile.</summary>
    /// <remarks>An upgraded hash is still the same password, so what is compared is when it changed, which strictly increases.</remarks>
    public async Task<bool> Replace(Tx tx, PasswordRow old, string hash) => await tx.Run("""
        UPDATE passwords SET hash = @hash, changed_at = CASE WHEN changed_at >= @now THEN changed_at + 1 ELSE @now END, compromised_at = NULL
        WHERE user_id = @UserId AND changed_at = @ChangedAt
        """, new { old.UserId, old.ChangedAt, hash, now = clock.GetUtcNow() }) == 1;

    /// <summary>Removes the password; false when there was none.</summary>
    public async Task<bool> Remove(Tx tx, string userId) => await tx.Run("DELETE FROM passwords WHERE user_id = @userId", new { userId }) == 1;

    /// <summary>Declares the password known to others, or takes that back; false when there is no password.</summary>
    public async Task<bool> SetCompromised(Tx tx, string userId, bool compromised) => await tx.Run(
        "UPDATE passwords SET compromised_at = CAST(@at AS bigint) WHERE user_id = @userId", new { userId, at = compromised ? clock.GetUtcNow() : (DateTimeOffset?)null }) == 1;
}
