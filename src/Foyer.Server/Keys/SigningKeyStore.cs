using System.Security.Cryptography;

namespace Foyer.Server.Keys;

/// <summary>
/// Reads and writes <c>signing_keys</c>. An instance's first key signs at once. Every later one is published first and takes
/// its turn when whoever verifies has had time to hear of it; the keys before it stay published until they are removed.
/// </summary>
internal sealed class SigningKeyStore(KeyEncryptionKey kek, Outbox outbox, TimeProvider clock)
{
    /// <summary>
    /// How long a key is published before it signs: the five minutes for which verifiers keep a key set, the one for which
    /// caches on the way may, and time for every node to notice.
    /// </summary>
    public static readonly TimeSpan Notice = TimeSpan.FromMinutes(10);

    private const string Purpose = "signing_key";

    /// <summary>The keys of every instance, by its id.</summary>
    public async Task<Func<string, KeyRing>> Load(Database db, CancellationToken ct)
    {
        var keys = (await db.Many<SigningKeyRow>("SELECT * FROM signing_keys ORDER BY signs_at DESC, created_at DESC", null, ct)).ToLookup(row => row.InstanceId);
        return instanceId => new KeyRing([.. keys[instanceId].Select(row => new SigningKey(row.Kid, row.PublicKey, row.SignsAt, () => kek.Unwrap(Purpose, row.InstanceId + row.Kid, row.WrappedPrivateKey)))], clock);
    }

    /// <summary>Sees that an instance has a key, and that the key the configuration file names is the one that signs or will next.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="instanceId">Whose.</param>
    /// <param name="pem">The private key in the configuration file; null when it names none.</param>
    public async Task Ensure(Tx tx, string instanceId, string? pem)
    {
        IReadOnlyList<SigningKeyRow> keys = await Keys(tx, instanceId);
        if (pem is null && keys.Count > 0)
        {
            await tx.Run("UPDATE signing_keys SET named_by_file = FALSE WHERE instance_id = @instanceId", new { instanceId });
            return;
        }

        KeyPair pair = pem is null ? SigningKey.Generate() : SigningKey.Import(pem)!;
        if (keys.Count == 0 || keys[0].Kid != pair.Kid)
        {
            await Publish(tx, instanceId, keys, pair);
        }

        await tx.Run("UPDATE signing_keys SET named_by_file = (kid = @Kid AND @named) WHERE instance_id = @instanceId", new { instanceId, pair.Kid, named = pem is not null });
    }

    /// <summary>Publishes a new key, which signs after <see cref="Notice"/>.</summary>
    /// <returns>Why not, as a sentence; null when it is done.</returns>
    public async Task<string?> Rotate(Tx tx, string instanceId)
    {
        IReadOnlyList<SigningKeyRow> keys = await Keys(tx, instanceId);
        if (keys.Any(key => key.NamedByFile))
        {
            return "The signing key stands in the configuration file. Change it there, or take it out of the file.";
        }

        if (keys[0].SignsAt > clock.GetUtcNow())
        {
            return $"The key {keys[0].Kid} is published already and signs from {keys[0].SignsAt:u}.";
        }

        KeyPair pair = SigningKey.Generate();
        await Publish(tx, instanceId, keys, pair);
        await outbox.Audit(tx, instanceId, "signing_key.published", null, pair.Kid);
        return null;
    }

    /// <summary>Takes a key out of the key set: what it signed is worth nothing from now on. One that waits never signs.</summary>
    /// <returns>Why not, as a sentence; null when it is done.</returns>
    public async Task<string?> Remove(Tx tx, string instanceId, string kid)
    {
        IReadOnlyList<SigningKeyRow> keys = await Keys(tx, instanceId);
        DateTimeOffset now = clock.GetUtcNow();
        if (keys.FirstOrDefault(key => key.Kid == kid) is not { } row)
        {
            return $"The instance has no signing key {kid}.";
        }

        if (row == (keys.FirstOrDefault(key => key.SignsAt <= now) ?? keys[^1]))
        {
            return $"The key {kid} signs at the moment. 'foyer keys rotate' gives its place to another.";
        }

        if (row.NamedByFile)
        {
            return "The signing key stands in the configuration file. Change it there, or take it out of the file.";
        }

        await tx.Run("DELETE FROM signing_keys WHERE instance_id = @instanceId AND kid = @kid", new { instanceId, kid });
        await outbox.Audit(tx, instanceId, "signing_key.removed", null, kid);
        return null;
    }

    private async Task Publish(Tx tx, string instanceId, IReadOnlyList<SigningKeyRow> keys, KeyPair pair)
    {
        DateTimeOffset now = clock.GetUtcNow();
        // Those that wait lose their turn: they have signed nothing.
        await tx.Run("DELETE FROM signing_keys WHERE instance_id = @instanceId AND signs_at > @now AND kid <> @Kid", new { instanceId, now, pair.Kid });
        DateTimeOffset published = keys.FirstOrDefault(key => key.Kid == pair.Kid)?.CreatedAt ?? now;
        DateTimeOffset heard = published + Notice;
        DateTimeOffset turn = keys.Count == 0 || heard < now ? now : heard;
        // Two turns at one moment would leave open whose it is.
        DateTimeOffset last = keys.Where(key => key.Kid != pair.Kid && key.SignsAt <= now).Select(key => key.SignsAt).DefaultIfEmpty(DateTimeOffset.MinValue).Max();
        await tx.Run("""
            INSERT INTO signing_keys (kid, instance_id, public_key, wrapped_private_key, created_at, signs_at) VALUES (@Kid, @instanceId, @PublicKeyPem, @wrapped, @now, @signsAt)
            ON CONFLICT (instance_id, kid) DO UPDATE SET signs_at = excluded.signs_at
            """,
            new { pair.Kid, instanceId, pair.PublicKeyPem, wrapped = kek.Wrap(Purpose, instanceId + pair.Kid, pair.PrivateKey), now, signsAt = turn > last ? turn : last.AddMilliseconds(1) });
        CryptographicOperations.ZeroMemory(pair.PrivateKey);
    }

    /// <summary>Newest first.</summary>
    private static Task<IReadOnlyList<SigningKeyRow>> Keys(Tx tx, string instanceId) =>
        tx.Many<SigningKeyRow>($"SELECT * FROM signing_keys WHERE instance_id = @instanceId ORDER BY signs_at DESC, created_at DESC {tx.Dialect.LockForUpdate}", new { instanceId });

    private sealed record SigningKeyRow
    {
        public required string Kid { get; init; }

        public required string InstanceId { get; init; }

        public required string PublicKey { get; init; }

        public required string WrappedPrivateKey { get; init; }

        public DateTimeOffset CreatedAt { get; init; }

        public DateTimeOffset SignsAt { get; init; }

        public bool NamedByFile { get; init; }
    }
}
