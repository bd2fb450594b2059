using Foyer.Contracts;
using Foyer.Server.Instances;

namespace Foyer.Server.RedirectUrls;

/// <summary>A row of <c>redirect_urls</c>.</summary>
internal sealed record RedirectUrlRow
{
    public required string Id { get; init; }

    public required string Url { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public RedirectUrl ToResource() => new() { Id = Id, Url = Url, CreatedAt = CreatedAt, UpdatedAt = UpdatedAt };
}

/// <summary>Reads and writes <c>redirect_urls</c>. The judges of redirects read the picture of the instance, which every node renews when a change commits.</summary>
internal sealed class RedirectUrlStore(Database db, Outbox outbox, TimeProvider clock)
{
    public Task<RedirectUrlRow?> Find(string instanceId, string id, CancellationToken ct) =>
        db.One<RedirectUrlRow>("SELECT * FROM redirect_urls WHERE id = @id AND instance_id = @instanceId", new { id, instanceId }, ct);

    /// <summary>Newest first.</summary>
    public Task<IReadOnlyList<RedirectUrlRow>> List(string instanceId, int limit, long offset, CancellationToken ct) =>
        db.Many<RedirectUrlRow>("SELECT * FROM redirect_urls WHERE instance_id = @instanceId ORDER BY created_at DESC, id DESC LIMIT @limit OFFSET @offset", new { instanceId, limit, offset }, ct);

    public Task<long> Count(string instanceId, CancellationToken ct) => db.One<long>("SELECT count(*) FROM redirect_urls WHERE instance_id = @instanceId", new { instanceId }, ct);

    /// <summary>Adds an address; null when it is there already.</summary>
    public async Task<RedirectUrlRow?> Insert(Tx tx, string instanceId, string url)
    {
        DateTimeOffset now = clock.GetUtcNow();
        RedirectUrlRow? row = await tx.One<RedirectUrlRow>(
            "INSERT INTO redirect_urls (id, instance_id, url, created_at, updated_at) VALUES (@id, @instanceId, @url, @now, @now) ON CONFLICT DO NOTHING RETURNING *", new { id = Ids.New("ru", now), instanceId, url, now });
        if (row is not null)
        {
            await Told(tx, instanceId, "redirect_url.created", row.Id);
        }

        return row;
    }

    public async Task<bool> Delete(Tx tx, string instanceId, string id)
    {
        bool deleted = await tx.Run("DELETE FROM redirect_urls WHERE id = @id AND instance_id = @instanceId", new { id, instanceId }) == 1;
        if (deleted)
        {
            await Told(tx, instanceId, "redirect_url.deleted", id);
        }

        return deleted;
    }

    private async Task Told(Tx tx, string instanceId, string action, string id)
    {
        await outbox.Audit(tx, instanceId, action, null, id);
        await InstanceWatcher.Announce(tx);
    }
}

internal static class RedirectUrlFaults
{
    public static readonly Fault Duplicate = new Fault(422, "duplicate_record", "Listed already", "This address is on the list.").At("url");
}
