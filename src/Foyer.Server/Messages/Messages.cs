using System.Text.Json;
using System.Text.Json.Serialization;

namespace Foyer.Server.Messages;

/// <summary>An e-mail or text message, ready to leave.</summary>
/// <param name="Channel"><c>email</c> or <c>sms</c>.</param>
/// <param name="To">Address or number, as stored.</param>
/// <param name="Subject">One line; empty for text messages.</param>
/// <param name="Text">Plain text.</param>
/// <param name="Code">The code or link inside, for the development outbox.</param>
internal sealed record Message(string Channel, string To, string Subject, string Text, string Code);

/// <summary>The words of the messages the flows send.</summary>
internal static class MessageTexts
{
    public static Message VerificationCode(string applicationName, string emailAddress, string code) => new(
        "email",
        emailAddress,
        OneLine($"{code} is your {applicationName} code"),
        $"""
        Your code for {applicationName}:

        {code}

        It works for 10 minutes and only once. If you did not ask for it, somebody may have typed your address by mistake: ignore this message and do not pass the code on.
        """,
        code);

    public static Message PhoneCode(string applicationName, string phoneNumber, string code) =>
        new("sms", phoneNumber, "", $"{code} is your {applicationName} code. Do not share it.", code);

    /// <summary>A header line ends at the first line break, so none may come from a name.</summary>
    private static string OneLine(string text) => string.Concat(text.Where(c => !char.IsControl(c)));
}

/// <summary>A message that was sent, as the development outbox shows it.</summary>
internal sealed record SentMessage(string Id, DateTimeOffset CreatedAt, Message Message);

/// <summary>Reads what was sent lately.</summary>
internal interface IOutboxReader
{
    /// <summary>The newest messages of an instance, newest first.</summary>
    Task<IReadOnlyList<SentMessage>> Recent(string instanceId, int count, CancellationToken ct);
}

/// <summary>
/// Where messages go until a mail provider is configured: the outbox of the instance, wrapped at rest, kept for a day,
/// shown on the outbox page of development instances.
/// </summary>
internal sealed class MessageStore(Database db, KeyEncryptionKey kek, TimeProvider clock) : IOutboxHandler, IOutboxReader
{
    private const string Purpose = "message";
    public static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    public string Kind => OutboxKind.Message.Name;

    public Task Handle(Tx tx, OutboxEntry entry, string body)
    {
        Message message = JsonSerializer.Deserialize(body, MessageJson.Default.Message)!;
        return tx.Run("INSERT INTO messages (id, instance_id, channel, wrapped, created_at) VALUES (@Id, @InstanceId, @Channel, @wrapped, @now)",
            new { entry.Id, entry.InstanceId, message.Channel, wrapped = kek.Wrap(Purpose, entry.Id, body), now = clock.GetUtcNow() });
    }

    public async Task<IReadOnlyList<SentMessage>> Recent(string instanceId, int count, CancellationToken ct)
    {
        IReadOnlyList<Row> rows = await db.Many<Row>("SELECT * FROM messages WHERE instance_id = @instanceId ORDER BY created_at DESC, id DESC LIMIT @count", new { instanceId, count }, ct);
        return [.. rows.Select(row => new SentMessage(row.Id, row.CreatedAt, JsonSerializer.Deserialize(kek.UnwrapText(Purpose, row.Id, row.Wrapped), MessageJson.Default.Message)!))];
    }

    private sealed record Row
    {
        public required string Id { get; init; }

        public required string Wrapped { get; init; }

        public DateTimeOffset CreatedAt { get; init; }
    }
}

[JsonSerializable(typeof(Message))]
internal sealed partial class MessageJson : JsonSerializerContext;
