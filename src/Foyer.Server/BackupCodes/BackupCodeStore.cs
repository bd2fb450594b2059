using Foyer.Server.Instances;
using Foyer.Server.Users;

namespace Foyer.Server.BackupCodes;

/// <summary>Backup codes: ten at a time, each worth once, kept as digests.</summary>
internal sealed class BackupCodeStore(Database db, KeyEncryptionKey kek, SecondFactorStore secondFactors, TimeProvider clock)
{
    private const string Purpose = "backup_code";

    /// <summary>A new set in place of the one before; shown this once.</summary>
    public async Task<IReadOnlyList<string>> Replace(Tx tx, string instanceId, string userId)
    {
        IReadOnlyList<string> codes = BackupCodeRules.NewSet();
        await Import(tx, instanceId, userId, codes);
        return codes;
    }

    /// <summary>A set for whoever has just set up a second factor and has none; null where backup codes are off or there are some.</summary>
    public async Task<IReadOnlyList<string>?> CreateFirst(Tx tx, Instance instance, string userId) =>
        instance.Settings.UserSettings.Attributes.BackupCode.Enabled &&
        await tx.One<string>("SELECT id FROM users WHERE id = @userId AND backup_code_enabled = FALSE", new { userId }) is not null
            ? await Replace(tx, instance.Id, userId)
            : null;

    /// <summary>Takes codes of another system over, in place of those there are.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="instanceId">The instance.</param>
    /// <param name="userId">Whose they are.</param>
    /// <param name="codes">Normalised, each once.</param>
    /// <param name="foreign">Codes of which only the other system's hashes are known, as they are kept.</param>
    public async Task Import(Tx tx, string instanceId, string userId, IReadOnlyList<string> codes, IReadOnlyList<string>? foreign = null)
    {
        DateTimeOffset now = clock.GetUtcNow();
        await tx.Run("DELETE FROM backup_codes WHERE user_id = @userId", new { userId });
        IEnumerable<(string Digest, bool IsForeign)> all = [.. codes.Select(code => (Digest(userId, code), false)), .. (foreign ?? []).Select(hash => (hash, true))];
        foreach ((string digest, bool isForeign) in all)
        {
            await tx.Run("INSERT INTO backup_codes (id, instance_id, user_id, digest, is_foreign, created_at) VALUES (@id, @instanceId, @userId, @digest, @isForeign, @now)",
                new { id = Ids.New("bac", now), instanceId, userId, digest, isForeign, now });
        }

        await tx.Run("UPDATE users SET backup_code_enabled = @enabled WHERE id = @userId", new { userId, enabled = all.Any() });
    }

    /// <summary>The unspent codes of a person of which only another system's hashes are known.</summary>
    public Task<IReadOnlyList<ForeignBackupCode>> Foreign(string userId, CancellationToken ct) =>
        db.Many<ForeignBackupCode>("SELECT id, digest FROM backup_codes WHERE user_id = @userId AND is_foreign AND used_at IS NULL ORDER BY id", new { userId }, ct);

    /// <summary>Spends a code.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="userId">Whose it is.</param>
    /// <param name="typed">As it was typed.</param>
    /// <param name="guess">What was found out beforehand about codes of another system.</param>
    /// <returns>Null when it was right and nobody had used it.</returns>
    public async Task<Fault?> Prove(Tx tx, string userId, string typed, BackupCodeGuess guess)
    {
        if (!guess.IsPaid && await secondFactors.PayForGuess(tx, userId) is { } spent)
        {
            return spent;
        }

        if (BackupCodeRules.Normalize(typed) is not { } code)
        {
            return BackupCodeFaults.Incorrect.At("code");
        }

        string digest = Digest(userId, code);
        string? won = await tx.One<string>("UPDATE backup_codes SET used_at = @now WHERE user_id = @userId AND (digest = @digest OR id = @ForeignId) AND used_at IS NULL RETURNING id",
            new { userId, digest, guess.ForeignId, now = clock.GetUtcNow() });
        if (won is null)
        {
            bool wasUsed = await tx.One<string>("SELECT id FROM backup_codes WHERE user_id = @userId AND (digest = @digest OR id = @ForeignId)", new { userId, digest, guess.ForeignId }) is not null;
            return (wasUsed ? BackupCodeFaults.Used : BackupCodeFaults.Incorrect).At("code");
        }

        await secondFactors.Refund(tx, userId);
        await tx.Run("UPDATE users SET backup_code_enabled = FALSE WHERE id = @userId AND NOT EXISTS (SELECT 1 FROM backup_codes WHERE user_id = @userId AND used_at IS NULL)", new { userId });
        return null;
    }

    /// <summary>Removes all codes; whether there were any.</summary>
    public async Task<bool> Delete(Tx tx, string userId)
    {
        await tx.Run("UPDATE users SET backup_code_enabled = FALSE WHERE id = @userId", new { userId });
        return await tx.Run("DELETE FROM backup_codes WHERE user_id = @userId", new { userId }) > 0;
    }

    private string Digest(string userId, string code) => kek.Digest(Purpose, userId + ":" + code);
}

/// <summary>A code of which only another system's hash is known.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Digest">The hash, as it is kept.</param>
internal sealed record ForeignBackupCode(string Id, string Digest);

/// <summary>What is known of a typed code before the transaction that spends it.</summary>
/// <param name="IsPaid">Whether the guess is paid for.</param>
/// <param name="ForeignId">The code of another system that it is; null when it is none.</param>
internal sealed record BackupCodeGuess(bool IsPaid, string? ForeignId)
{
    /// <summary>Nothing had to be found out.</summary>
    public static readonly BackupCodeGuess None = new(false, null);
}

internal static class BackupCodeFaults
{
    public static readonly Fault Incorrect = new(422, "form_code_incorrect", "Incorrect code", "The code is not right. Check it and try again.");

    public static readonly Fault Used = new(422, "form_code_used", "Code used already", "Each code works once. Use another one.");

    public static readonly Fault NotAvailable = new(403, "backup_codes_not_available", "Backup codes are not available", "This application does not use backup codes.");

    public static readonly Fault NothingToBackUp = new(400, "backup_codes_need_second_factor", "No second factor yet", "Backup codes stand in for another second factor. Set one up first.");
}
