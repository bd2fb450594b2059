using System.Globalization;
using Foyer.Contracts;
using Foyer.Server.Messages;
using Foyer.Server.Instances;
using Foyer.Server.Invitations;
using Foyer.Server.Tickets;

namespace Foyer.Server.Waitlist;

/// <summary>A row of <c>waitlist_entries</c>.</summary>
internal sealed record WaitlistEntryRow
{
    public required string Id { get; init; }

    public required string InstanceId { get; init; }

    public required string EmailAddress { get; init; }

    /// <summary><c>pending</c>, <c>invited</c>, <c>rejected</c> or <c>completed</c>.</summary>
    public required string Status { get; init; }

    public string? InvitationId { get; init; }

    public DateTimeOffset? InvitedAt { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>Reads and writes <c>waitlist_entries</c>.</summary>
internal sealed class WaitlistStore(Database db, Mailer mailer, Outbox outbox, TimeProvider clock)
{
    public Task<WaitlistEntryRow?> Find(string instanceId, string id, CancellationToken ct) =>
        db.One<WaitlistEntryRow>("SELECT * FROM waitlist_entries WHERE id = @id AND instance_id = @instanceId", new { id, instanceId }, ct);

    /// <summary>The entry locked against other writers until the transaction ends.</summary>
    public Task<WaitlistEntryRow?> FindForUpdate(Tx tx, string instanceId, string id) =>
        tx.One<WaitlistEntryRow>($"SELECT * FROM waitlist_entries WHERE id = @id AND instance_id = @instanceId {tx.Dialect.LockForUpdate}", new { id, instanceId });

    /// <summary>Puts an address on the list; one that stands there already keeps its entry, and gets no second message.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="instance">Whose list.</param>
    /// <param name="emailAddress">Normalised.</param>
    /// <param name="notify">Whether to send the confirmation.</param>
    public async Task<WaitlistEntryRow> Join(Tx tx, Instance instance, string emailAddress, bool notify)
    {
        DateTimeOffset now = clock.GetUtcNow();
        string id = Ids.New("wle", now);
        WaitlistEntryRow? made = await tx.One<WaitlistEntryRow>("""
            INSERT INTO waitlist_entries (id, instance_id, email_address, status, created_at, updated_at) VALUES (@id, @instanceId, @emailAddress, 'pending', @now, @now)
            ON CONFLICT DO NOTHING RETURNING *
            """, new { id, instanceId = instance.Id, emailAddress, now });
        if (made is null)
        {
            return (await tx.One<WaitlistEntryRow>("SELECT * FROM waitlist_entries WHERE instance_id = @instanceId AND email_address = @emailAddress", new { instanceId = instance.Id, emailAddress }))!;
        }

        await Announce(tx, instance.Id, "waitlistEntry.created", id);
        if (notify)
        {
            await mailer.Send(tx, instance, new WaitlistConfirmationMessage(Recipient.Email(emailAddress)));
        }

        return made;
    }

    /// <summary>Moves an entry on.</summary>
    public async Task<WaitlistEntryRow> Move(Tx tx, WaitlistEntryRow row, string status, string? invitationId)
    {
        WaitlistEntryRow moved = (await tx.One<WaitlistEntryRow>("""
            UPDATE waitlist_entries SET status = @status, invitation_id = COALESCE(@invitationId, invitation_id),
                invited_at = CASE WHEN @status = 'invited' THEN CAST(@now AS bigint) ELSE invited_at END,
                updated_at = CASE WHEN updated_at >= @now THEN updated_at + 1 ELSE @now END
            WHERE id = @Id RETURNING *
            """, new { row.Id, status, invitationId, now = clock.GetUtcNow() }))!;
        await Announce(tx, row.InstanceId, "waitlistEntry.updated", row.Id);
        return moved;
    }

    /// <summary>Removes an entry that still waits; false when there is none that does.</summary>
    public async Task<bool> Delete(Tx tx, string instanceId, string id)
    {
        bool deleted = await tx.Run("DELETE FROM waitlist_entries WHERE id = @id AND instance_id = @instanceId AND status = 'pending'", new { id, instanceId }) == 1;
        if (deleted)
        {
            await outbox.Audit(tx, instanceId, "waitlistEntry.deleted", null, id);
        }

        return deleted;
    }

    /// <summary>The entries as operators see them, with their invitations.</summary>
    public async Task<IReadOnlyList<WaitlistEntry>> ToResources(Instance instance, string frontendBase, IReadOnlyList<WaitlistEntryRow> rows, CancellationToken ct)
    {
        string[] ids = [.. rows.Select(row => row.InvitationId).OfType<string>()];
        Dictionary<string, Ticket> tickets = ids.Length == 0 ? [] : (await db.Many<Ticket>(
            $"SELECT * FROM tickets WHERE instance_id = @instanceId AND {db.Dialect.In("id", "ids")}", new { instanceId = instance.Id, ids = new TextList(ids) }, ct)).ToDictionary(ticket => ticket.Id, StringComparer.Ordinal);
        DateTimeOffset now = clock.GetUtcNow();
        return
        [
            .. rows.Select(row => new WaitlistEntry
            {
                Id = row.Id,
                EmailAddress = row.EmailAddress,
                Status = row.Status,
                Invitation = row.InvitationId is { } id && tickets.TryGetValue(id, out Ticket? ticket) ? InvitationMaker.ToResource(instance, frontendBase, ticket, now) : null,
                CreatedAt = row.CreatedAt,
                UpdatedAt = row.UpdatedAt,
            }),
        ];
    }

    private Task Announce(Tx tx, string instanceId, string type, string id) =>
        outbox.Announce(tx, instanceId, type, id, string.Create(CultureInfo.InvariantCulture, $$"""{"id":"{{id}}"}"""));
}

internal static class WaitlistFaults
{
    public static readonly Fault Off = new(403, "waitlist_not_enabled", "No waitlist", "This application has no waitlist.");

    public static readonly Fault NotPending = new(400, "waitlist_entry_not_pending", "Not waiting any more", "The entry was moved on already: invited, rejected or completed.");

    /// <summary>Of several entries, says which.</summary>
    public static Fault Of(Fault fault, int at) => fault with { LongMessage = $"Item {at + 1}: {fault.LongMessage}" };
}
