using System.Text.Json;

namespace Foyer.Server.Messages;

/// <summary>An e-mail or text message, ready to leave.</summary>
internal sealed record Message
{
    /// <summary>Prefix <c>ema_</c> or <c>sms_</c>. Providers that know idempotency keys get it as theirs.</summary>
    public required string Id { get; init; }

    public required string Slug { get; init; }

    /// <summary><c>email</c>, <c>sms</c> or <c>whatsapp</c>.</summary>
    public required string Channel { get; init; }

    /// <summary>Address or number, as stored.</summary>
    public required string To { get; init; }

    /// <summary>One line; empty for text messages.</summary>
    public string Subject { get; init; } = "";

    /// <summary>HTML; empty for text messages.</summary>
    public string Html { get; init; } = "";

    /// <summary>Plain text.</summary>
    public string Text { get; init; } = "";

    /// <summary>The code inside; empty when there is none.</summary>
    public string Code { get; init; } = "";

    /// <summary>The link inside; empty when there is none.</summary>
    public string Link { get; init; } = "";

    /// <summary>Local part that replaces the sender's; empty for the sender as configured.</summary>
    public string FromEmailName { get; init; } = "";

    /// <summary>Local part that replaces the reply-to address's; empty for that as configured.</summary>
    public string ReplyToEmailName { get; init; } = "";
}

/// <summary>A message that was sent, as the development outbox shows it.</summary>
internal sealed record SentMessage(string Id, DateTimeOffset CreatedAt, Message Message);

/// <summary>Reads what was sent lately.</summary>
internal interface IOutboxReader
{
    /// <summary>The newest messages of an instance, newest first.</summary>
    Task<IReadOnlyList<SentMessage>> Recent(string instanceId, int count, CancellationToken ct);

    /// <summary>One message of an instance; null when there is none.</summary>
    Task<SentMessage?> Find(string instanceId, string id, CancellationToken ct);
}

/// <summary>Where a message stands.</summary>
internal static class MessageStatus
{
    /// <summary>Nobody delivers it: there is no provider, or the operator does it (<c>delivered_by_clerk</c> off).</summary>
    public const string Kept = "kept";

    /// <summary>Waits for its provider.</summary>
    public const string Outgoing = "outgoing";

    public const string Sent = "sent";

    /// <summary>The provider refused it, or could not be reached for too long.</summary>
    public const string GivenUp = "given_up";

    /// <summary>Its code or link stopped working before it could leave.</summary>
    public const string Expired = "expired";
}

/// <summary>A row of <c>messages</c> on its way.</summary>
internal sealed record MessageRow
{
    public required string Id { get; init; }

    public required string InstanceId { get; init; }

    public required string Channel { get; init; }

    public required string Slug { get; init; }

    public required string Wrapped { get; init; }

    public int Attempts { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ExpireAt { get; init; }
}

/// <summary>Reads and writes <c>messages</c>: rendered messages, wrapped at rest, kept for a day.</summary>
internal sealed class MessageStore(Database db, KeyEncryptionKey kek) : IOutboxReader
{
    private const string Purpose = "message";

    public Task Add(Tx tx, string instanceId, Message message, string status, DateTimeOffset createdAt, DateTimeOffset? expireAt) => tx.Run("""
        INSERT INTO messages (id, instance_id, channel, slug, status, wrapped, available_at, expire_at, created_at)
        VALUES (@Id, @instanceId, @Channel, @Slug, @status, @wrapped, @createdAt, @expireAt, @createdAt)
        """,
        new { message.Id, instanceId, message.Channel, message.Slug, status, wrapped = Wrap(message), createdAt, expireAt });

    public async Task<IReadOnlyList<SentMessage>> Recent(string instanceId, int count, CancellationToken ct)
    {
        IReadOnlyList<MessageRow> rows = await db.Many<MessageRow>(
            "SELECT * FROM messages WHERE instance_id = @instanceId AND wrapped <> '' ORDER BY created_at DESC, id DESC LIMIT @count", new { instanceId, count }, ct);
        return [.. rows.Select(row => new SentMessage(row.Id, row.CreatedAt, Open(row)))];
    }

    public async Task<SentMessage?> Find(string instanceId, string id, CancellationToken ct) =>
        await db.One<MessageRow>("SELECT * FROM messages WHERE id = @id AND instance_id = @instanceId AND wrapped <> ''", new { id, instanceId }, ct) is { } row
            ? new SentMessage(row.Id, row.CreatedAt, Open(row))
            : null;

    /// <summary>Takes messages that are due; the others who ask do not see them until the lease is over.</summary>
    public Task<IReadOnlyList<MessageRow>> Claim(int count, DateTimeOffset now, TimeSpan lease, CancellationToken ct) => db.Write(tx => tx.Many<MessageRow>($"""
        UPDATE messages SET available_at = @until, attempts = attempts + 1
        WHERE id IN (SELECT id FROM messages WHERE status = 'outgoing' AND available_at <= @now ORDER BY available_at, id LIMIT {count} {tx.Dialect.SkipLocked})
        RETURNING *
        """, new { now, until = now + lease }), ct);

    /// <summary>Whether any message is due.</summary>
    public async Task<bool> IsAnyDue(DateTimeOffset now, CancellationToken ct) =>
        await db.One<string>("SELECT id FROM messages WHERE status = 'outgoing' AND available_at <= @now LIMIT 1", new { now }, ct) is not null;

    public Task Retry(Tx tx, MessageRow row, DateTimeOffset at) => tx.Run("UPDATE messages SET available_at = @at WHERE id = @Id AND status = 'outgoing'", new { at, row.Id });

    /// <summary>The same message over another channel, at once and with new attempts.</summary>
    public Task Reroute(Tx tx, Message message, DateTimeOffset now) => tx.Run(
        "UPDATE messages SET channel = @Channel, wrapped = @wrapped, attempts = 0, available_at = @now WHERE id = @Id AND status = 'outgoing'",
        new { message.Channel, wrapped = Wrap(message), now, message.Id });

    /// <summary>Ends a message. Unless development shows it, its content goes: nobody needs it again.</summary>
    /// <returns>True for the one who ended it.</returns>
    public async Task<bool> Settle(Tx tx, MessageRow row, string status, bool keepContent) => await tx.Run(
        $"UPDATE messages SET status = @status{(keepContent ? "" : ", wrapped = ''")} WHERE id = @Id AND status = 'outgoing'", new { status, row.Id }) == 1;

    public Message Open(MessageRow row) => JsonSerializer.Deserialize(kek.UnwrapText(Purpose, row.Id, row.Wrapped), MessageJson.Default.Message)!;

    private string Wrap(Message message) => kek.Wrap(Purpose, message.Id, JsonSerializer.Serialize(message, MessageJson.Default.Message));
}
