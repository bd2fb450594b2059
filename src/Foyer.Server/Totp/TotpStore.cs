using System.Security.Cryptography;
using Foyer.Contracts;
using Foyer.Server.Instances;
using Foyer.Server.Users;
using Foyer.Server.Verifications;

namespace Foyer.Server.Totp;

/// <summary>A row of <c>totps</c>.</summary>
internal sealed record TotpRow
{
    public required string Id { get; init; }

    public required string UserId { get; init; }

    public required string WrappedSecret { get; init; }

    public bool Verified { get; init; }

    public int Attempts { get; init; }

    public long? LastUsedStep { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public TotpResource ToResource() => new() { Id = Id, Verified = Verified, CreatedAt = CreatedAt, UpdatedAt = UpdatedAt };
}

/// <summary>Authenticator apps. The secret leaves once, at enrolment; a code is worth once.</summary>
internal sealed class TotpStore(KeyEncryptionKey kek, SecondFactorStore secondFactors, TimeProvider clock)
{
    /// <summary>Wrong codes until an enrolment must begin anew.</summary>
    public const int MaxAttempts = 5;

    private const string Purpose = "totp";

    /// <summary>Begins an enrolment; one that was begun before is void.</summary>
    /// <returns>The resource with the secret in it, the only time; or a fault when an app is in use.</returns>
    public async Task<Outcome<TotpResource>> Begin(Tx tx, Instance instance, UserRow user)
    {
        await tx.Run("DELETE FROM totps WHERE user_id = @Id AND verified = FALSE", new { user.Id });
        byte[] secret = RandomNumberGenerator.GetBytes(TotpRules.SecretLength);
        if (await Insert(tx, instance.Id, user.Id, secret, verified: false) is not { } row)
        {
            return TotpFaults.Enabled;
        }

        string text = Base32.Encode(secret);
        return row.ToResource() with { Secret = text, Uri = TotpRules.Uri(instance.ApplicationName, user.Identifier, text) };
    }

    /// <summary>Proves that the app was set up: a first code of it.</summary>
    public async Task<Outcome<TotpRow>> Enrol(Tx tx, string userId, string code)
    {
        TotpRow? paid = await tx.One<TotpRow>("UPDATE totps SET attempts = attempts + 1 WHERE user_id = @userId AND verified = FALSE AND attempts < @MaxAttempts RETURNING *", new { userId, MaxAttempts });
        if (paid is null)
        {
            TotpRow? known = await Find(tx, userId);
            return known is null ? TotpFaults.Missing : known.Verified ? VerificationFaults.AlreadyVerified : VerificationFaults.Failed;
        }

        if (TotpRules.StepOf(Secret(paid), code, clock.GetUtcNow(), paid.LastUsedStep) is not { } step)
        {
            return TotpFaults.Incorrect.At("code");
        }

        TotpRow proven = (await tx.One<TotpRow>("UPDATE totps SET verified = TRUE, attempts = 0, last_used_step = @step, updated_at = @now WHERE id = @Id RETURNING *", new { paid.Id, step, now = clock.GetUtcNow() }))!;
        await Flag(tx, userId, enabled: true);
        return proven;
    }

    /// <summary>Proves the factor with a code that was not used before.</summary>
    /// <returns>Null when it is proven.</returns>
    public async Task<Fault?> Prove(Tx tx, string userId, string code)
    {
        if (await secondFactors.PayForGuess(tx, userId) is { } spent)
        {
            return spent;
        }

        if (await Find(tx, userId) is not { Verified: true } row)
        {
            return TotpFaults.Missing;
        }

        DateTimeOffset now = clock.GetUtcNow();
        byte[] secret = Secret(row);
        if (TotpRules.StepOf(secret, code, now, row.LastUsedStep) is not { } step)
        {
            return (TotpRules.StepOf(secret, code, now, lastUsed: null) is null ? TotpFaults.Incorrect : TotpFaults.Used).At("code");
        }

        int won = await tx.Run("UPDATE totps SET last_used_step = @step WHERE id = @Id AND (last_used_step IS NULL OR last_used_step < @step)", new { row.Id, step });
        if (won == 0)
        {
            return TotpFaults.Used.At("code");
        }

        await secondFactors.Refund(tx, userId);
        return null;
    }

    /// <summary>Takes the app of another system over, in place of any there is.</summary>
    public async Task Import(Tx tx, string instanceId, string userId, byte[] secret)
    {
        await tx.Run("DELETE FROM totps WHERE user_id = @userId", new { userId });
        await Insert(tx, instanceId, userId, secret, verified: true);
        await Flag(tx, userId, enabled: true);
    }

    /// <summary>Removes the app; the id of the one that was in use, null when none was.</summary>
    public async Task<string?> Delete(Tx tx, string userId)
    {
        TotpRow? row = await tx.One<TotpRow>("DELETE FROM totps WHERE user_id = @userId RETURNING *", new { userId });
        if (row is not { Verified: true })
        {
            return null;
        }

        await Flag(tx, userId, enabled: false);
        return row.Id;
    }

    private static Task<TotpRow?> Find(Tx tx, string userId) => tx.One<TotpRow>($"SELECT * FROM totps WHERE user_id = @userId {tx.Dialect.LockForUpdate}", new { userId });

    private Task<TotpRow?> Insert(Tx tx, string instanceId, string userId, byte[] secret, bool verified)
    {
        DateTimeOffset now = clock.GetUtcNow();
        string id = Ids.New("totp", now);
        return tx.One<TotpRow>("""
            INSERT INTO totps (id, instance_id, user_id, wrapped_secret, verified, created_at, updated_at) VALUES (@id, @instanceId, @userId, @wrapped, @verified, @now, @now)
            ON CONFLICT DO NOTHING RETURNING *
            """, new { id, instanceId, userId, wrapped = kek.Wrap(Purpose, id, secret), verified, now });
    }

    private async Task Flag(Tx tx, string userId, bool enabled)
    {
        await tx.Run("UPDATE users SET totp_enabled = @enabled WHERE id = @userId", new { userId, enabled });
        await secondFactors.Changed(tx, userId);
    }

    private byte[] Secret(TotpRow row) => kek.Unwrap(Purpose, row.Id, row.WrappedSecret);
}

internal static class TotpFaults
{
    public static readonly Fault Incorrect = new(422, "form_code_incorrect", "Incorrect code", "The code is not right. Check it and try again.");

    public static readonly Fault Used = new(422, "form_code_used", "Code used already", "Each code works once. Wait for the next one.");

    public static readonly Fault Enabled = new(400, "totp_already_enabled", "Authenticator app in use", "An authenticator app is set up already. Remove it before setting up another.");

    public static readonly Fault Missing = new(404, "totp_not_found", "No authenticator app", "No authenticator app is being set up or in use.");

    public static readonly Fault NotAvailable = new(403, "totp_not_available", "Authenticator apps are not available", "This application does not use authenticator apps.");

    public static readonly Fault Demanded = new(403, "second_factor_required", "A second factor is required", "This application demands a second factor, and this is the last one. Set up another first.");
}
