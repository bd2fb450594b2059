using System.Text.Json;
using Foyer.Contracts;

namespace Foyer.Server.Verifications;

/// <summary>
/// Begins, counts and settles verifications. Attempts are counted before they are checked, and a verification is
/// settled by whoever changes its row: of many at once, one succeeds.
/// </summary>
internal sealed class VerificationStore(Database db, KeyEncryptionKey kek, TimeProvider clock)
{
    /// <summary>Wrong attempts until a verification has failed.</summary>
    public const int MaxAttempts = 5;
    private const string Purpose = "verification";

    public async Task<VerificationRow?> Find(string? id, CancellationToken ct) =>
        id is null ? null : await db.One<VerificationRow>("SELECT * FROM verifications WHERE id = @id", new { id }, ct);

    public async Task<VerificationRow?> Find(Tx tx, string? id) =>
        id is null ? null : await tx.One<VerificationRow>("SELECT * FROM verifications WHERE id = @id", new { id });

    /// <summary>The verification a secret in a URL stands for, with its row held until the transaction ends.</summary>
    public Task<VerificationRow?> FindBySecret(Tx tx, string instanceId, string secretDigest) =>
        tx.One<VerificationRow>($"SELECT * FROM verifications WHERE secret_digest = @secretDigest AND instance_id = @instanceId {tx.Dialect.LockForUpdate}", new { secretDigest, instanceId });

    /// <summary>Begins one; those its owner began before with the same strategy are void from now on.</summary>
    public async Task<VerificationRow> Begin(Tx tx, NewVerification begun)
    {
        DateTimeOffset now = clock.GetUtcNow();
        string id = Ids.New("ver", now);
        await tx.Run("UPDATE verifications SET status = 'expired' WHERE owner_id = @OwnerId AND strategy = @Strategy AND status = 'unverified'", new { begun.OwnerId, begun.Strategy });
        return (await tx.One<VerificationRow>("""
            INSERT INTO verifications (id, instance_id, owner_id, client_id, strategy, identification, target, channel, secret_digest, nonce, message, wrapped_payload,
                external_verification_redirect_url, redirect_url, action_complete_redirect_url, status, created_at, expire_at)
            VALUES (@id, @InstanceId, @OwnerId, @ClientId, @Strategy, @Identification, @Target, @Channel, @digest, @Nonce, @Message, @payload,
                @ExternalVerificationRedirectUrl, @RedirectUrl, @ActionCompleteRedirectUrl, 'unverified', @now, @expireAt)
            RETURNING *
            """,
            new
            {
                id, begun.InstanceId, begun.OwnerId, begun.ClientId, begun.Strategy, begun.Identification, begun.Target, begun.Channel, digest = begun.SecretDigest?.Invoke(id),
                begun.Nonce, begun.Message, payload = begun.Payload is null ? null : kek.Wrap(Purpose, id, begun.Payload),
                begun.ExternalVerificationRedirectUrl, begun.RedirectUrl, begun.ActionCompleteRedirectUrl, now, expireAt = now + begun.Lifetime,
            }))!;
    }

    /// <summary>Counts one attempt on a verification that still waits for its proof.</summary>
    /// <returns>The row with the attempt counted, or why there is nothing to try.</returns>
    public async Task<Outcome<VerificationRow>> Pay(Tx tx, string? id)
    {
        VerificationRow? paid = id is null ? null : await tx.One<VerificationRow>("""
            UPDATE verifications SET attempts = attempts + 1
            WHERE id = @id AND status = 'unverified' AND attempts < @MaxAttempts AND expire_at > @now
            RETURNING *
            """, new { id, MaxAttempts, now = clock.GetUtcNow() });
        return paid is not null ? paid : Refusal(await Find(tx, id));
    }

    /// <summary>Moves a waiting verification to its end. True for exactly one caller.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="id">The verification.</param>
    /// <param name="status">How it ended.</param>
    /// <param name="error">Why it failed or must be transferred; shown inside the resource.</param>
    /// <param name="client">The client on which it was proven, where that can be another one.</param>
    public async Task<bool> Settle(Tx tx, string id, VerificationStatus status, Fault? error = null, string? client = null) => await tx.Run(
        "UPDATE verifications SET status = @Value, error = @errorText, verified_at_client = @client WHERE id = @id AND status = 'unverified'",
        new { id, status.Value, errorText = error is null ? null : Text(error), client }) == 1;

    /// <summary>Opens what has just been proven to another flow, saying why where the protocol has a place for it.</summary>
    public Task MakeTransferable(Tx tx, string id, Fault? error = null) =>
        tx.Run("UPDATE verifications SET status = 'transferable', error = @errorText WHERE id = @id AND status IN ('verified', 'unverified')", new { id, errorText = error is null ? null : Text(error) });

    /// <summary>Takes over what another flow has proven: a transferable verification is spent by one taker.</summary>
    public async Task<bool> Transfer(Tx tx, string id) =>
        await tx.Run("UPDATE verifications SET status = 'verified', error = NULL WHERE id = @id AND status = 'transferable' AND expire_at > @now", new { id, now = clock.GetUtcNow() }) == 1;

    /// <summary>What the server kept for itself with the verification; null when nothing.</summary>
    public string? Payload(VerificationRow row) => row.WrappedPayload is null ? null : kek.UnwrapText(Purpose, row.Id, row.WrappedPayload);

    /// <summary>Replaces what the server keeps.</summary>
    public Task SetPayload(Tx tx, string id, string payload) =>
        tx.Run("UPDATE verifications SET wrapped_payload = @wrapped WHERE id = @id", new { id, wrapped = kek.Wrap(Purpose, id, payload) });

    /// <summary>Gives a verification the secret it is found by next.</summary>
    public Task SetSecret(Tx tx, string id, string secretDigest) => tx.Run("UPDATE verifications SET secret_digest = @secretDigest WHERE id = @id", new { id, secretDigest });

    /// <summary>Takes the secret away. True for exactly one caller.</summary>
    public async Task<bool> SpendSecret(Tx tx, string id, string secretDigest) =>
        await tx.Run("UPDATE verifications SET secret_digest = NULL WHERE id = @id AND secret_digest = @secretDigest AND status = 'unverified'", new { id, secretDigest }) == 1;

    private static string Text(Fault error) => JsonSerializer.Serialize(error.ToResource(), WireJson.Default.ErrorResource);

    private static Fault Refusal(VerificationRow? known) => known switch
    {
        null => VerificationFaults.NotPrepared,
        { Status: "verified" or "transferable" } => VerificationFaults.AlreadyVerified,
        { Status: "failed" } or { Status: "unverified", Attempts: >= MaxAttempts } => VerificationFaults.Failed,
        _ => VerificationFaults.Expired,
    };
}

internal static class VerificationFaults
{
    public static readonly Fault Expired = new(400, "verification_expired", "Verification expired", "This no longer works. Ask for a new one.");

    public static readonly Fault Failed = new(400, "verification_failed", "Too many attempts", "There were too many wrong attempts. Ask for a new one.");

    public static readonly Fault AlreadyVerified = new(400, "verification_already_verified", "Already verified", "This has been verified already.");

    public static readonly Fault NotPrepared = new(400, "verification_missing", "Nothing to verify", "Nothing was prepared for this attempt. Ask for a code, link or challenge first.");
}
