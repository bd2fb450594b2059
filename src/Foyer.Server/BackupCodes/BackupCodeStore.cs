using Foyer.Server.Instances;
using Foyer.Server.Users;

namespace Foyer.Server.BackupCodes;

/// <summary>Backup codes: ten at a time, each worth once, kept as digests.</summary>
internal sealed class BackupCodeStore(KeyEncryptionKey kek, SecondFactorStore secondFactors, TimeProvider clock)
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
    public async Task Import(Tx tx, string instanceId, string userId, IReadOnlyList<string> codes)
    {
        DateTimeOffset now = clock.GetUtcNow();
        await tx.Run("DELETE FROM backup_codes WHERE user_id = @userId", new { userId });
        foreach (string code in codes)
        {
            await tx.Run("INSERT INTO backup_codes (id, instance_id, user_id, digest, created_at) VALUES (@id, @instanceId, @userId, @digest, @now)",
                new { id = Ids.New("bac", now), instanceId, userId, digest = Digest(userId, code), now });
        }

        await tx.Run("UPDATE users SET backup_code_enabled = @enabled WHERE id = @userId", new { userId, enabled = codes.Count > 0 });
    }

    /// <summary>Spends a code.</summary>
    /// <returns>Null when it was right and nobody had used it.</returns>
    public async Task<Fault?> Prove(Tx tx, string userId, string typed)
    {
        if (await secondFactors.PayForGuess(tx, userId) is { } spent)
        {
            return spent;
        }

        if (BackupCodeRules.Normalize(typed) is not { } code)
        {
            return BackupCodeFaults.Incorrect.At("code");
        }

        string digest = Digest(userId, code);
        string? won = await tx.One<string>("UPDATE backup_codes SET used_at = @now WHERE user_id = @userId AND digest = @digest AND used_at IS NULL RETURNING id", new { userId, digest, now = clock.GetUtcNow() });
        if (won is null)
        {
            bool wasUsed = await tx.One<string>("SELECT id FROM backup_codes WHERE user_id = @userId AND digest = @digest", new { userId, digest }) is not null;
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

internal static class BackupCodeFaults
{
    public static readonly Fault Incorrect = new(422, "form_code_incorrect", "Incorrect code", "The code is not right. Check it and try again.");

    public static readonly Fault Used = new(422, "form_code_used", "Code used already", "Each code works once. Use another one.");

    public static readonly Fault NotAvailable = new(403, "backup_codes_not_available", "Backup codes are not available", "This application does not use backup codes.");

    public static readonly Fault NothingToBackUp = new(400, "backup_codes_need_second_factor", "No second factor yet", "Backup codes stand in for another second factor. Set one up first.");
}
