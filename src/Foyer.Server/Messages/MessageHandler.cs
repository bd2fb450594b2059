using System.Text.Json;
using Foyer.Server.Instances;

namespace Foyer.Server.Messages;

/// <summary>
/// Turns a draft of the outbox into a message: rendered, announced as <c>email.created</c> or <c>sms.created</c>, and put
/// where its provider takes it from, or where the development outbox shows it.
/// </summary>
internal sealed class MessageHandler(MessageStore store, MessageComposer composer, InstanceRegistry instances, Outbox outbox) : IOutboxHandler
{
    public string Kind => OutboxKind.Message.Name;

    /// <summary>Renders, before the transaction: nobody waits for a writer that draws tables.</summary>
    public async Task<string> Prepare(OutboxEntry entry, string body, CancellationToken ct)
    {
        MessageDraft draft = JsonSerializer.Deserialize(body, MessageJson.Default.MessageDraft)!;
        PreparedMessage prepared = new(draft, await composer.Compose(InstanceOf(entry), draft));
        return JsonSerializer.Serialize(prepared, MessageJson.Default.PreparedMessage);
    }

    public async Task Handle(Tx tx, OutboxEntry entry, string body)
    {
        (MessageDraft draft, Message? message) = JsonSerializer.Deserialize(body, MessageJson.Default.PreparedMessage)!;
        if (message is null)
        {
            return;
        }

        Instance instance = InstanceOf(entry);
        MessageRoute route = MessageRoute.Of(instance, message);
        await store.Add(tx, instance.Id, message, route.HasCarrier ? MessageStatus.Outgoing : MessageStatus.Kept, entry.CreatedAt, draft.ExpireAt);
        await outbox.Add(tx, instance.Id, OutboxKind.Event, message.Channel == Recipient.EmailChannel ? "email.created" : "sms.created", message.Id,
            MessageEvents.Body(instance, draft, message, route, entry.CreatedAt).ToJsonString());
    }

    private Instance InstanceOf(OutboxEntry entry) =>
        instances.All.FirstOrDefault(instance => instance.Id == entry.InstanceId) ?? throw new InvalidOperationException("The instance of a message is not loaded yet.");
}

/// <summary>A draft with what became of it; no message when the operator switched this one off.</summary>
internal sealed record PreparedMessage(MessageDraft Draft, Message? Message);
