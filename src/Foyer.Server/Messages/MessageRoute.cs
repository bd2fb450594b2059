using Foyer.Server.Instances;

namespace Foyer.Server.Messages;

/// <summary>Who delivers a message of an instance.</summary>
/// <param name="IsOurs">False when the operator delivers it from the event (<c>delivered_by_clerk</c> off).</param>
/// <param name="Provider">The provider configured for its channel; empty when there is none.</param>
internal sealed record MessageRoute(bool IsOurs, string Provider, MessageSettings Settings)
{
    private const string DefaultName = "notifications";

    public bool HasCarrier => IsOurs && Provider.Length > 0;

    public static MessageRoute Of(Instance instance, Message message)
    {
        MessageSettings settings = instance.Settings.Messages;
        MessageRoute route = message.Channel == Recipient.EmailChannel
            ? new MessageRoute(settings.Templates.Email.GetValueOrDefault(message.Slug)?.DeliveredByClerk ?? true, settings.Email.Provider, settings)
            : new MessageRoute(settings.Templates.Sms.GetValueOrDefault(message.Slug)?.DeliveredByClerk ?? true, settings.Sms.Provider, settings);
        // Links to test addresses stay in the outbox: the mailbox is made up.
        return instance.TestMode && TestIdentifiers.IsTest(message.To) ? route with { Provider = "" } : route;
    }

    /// <summary>Local part of the sender.</summary>
    public string FromEmailName(Message message) => message.FromEmailName.Length > 0 ? message.FromEmailName : LocalPart(Settings.Email.From) ?? DefaultName;

    /// <summary>Local part of the address answers go to; null for the sender's.</summary>
    public string? ReplyToEmailName(Message message) => message.ReplyToEmailName.Length > 0 ? message.ReplyToEmailName : LocalPart(Settings.Email.ReplyTo);

    /// <summary>The sender's name.</summary>
    public string FromName(Instance instance) => Settings.Email.FromName.Length > 0 ? Settings.Email.FromName : AppFacts.Of(instance).Brand.ApplicationName;

    /// <summary>The sender's whole address.</summary>
    public string From(Message message) => $"{FromEmailName(message)}@{Settings.Email.From[(Settings.Email.From.IndexOf('@', StringComparison.Ordinal) + 1)..]}";

    /// <summary>The whole address answers go to; null for the sender's.</summary>
    public string? ReplyTo(Message message)
    {
        string address = Settings.Email.ReplyTo.Length > 0 ? Settings.Email.ReplyTo : Settings.Email.From;
        return ReplyToEmailName(message) is { } name ? $"{name}@{address[(address.IndexOf('@', StringComparison.Ordinal) + 1)..]}" : null;
    }

    private static string? LocalPart(string address) => address.IndexOf('@', StringComparison.Ordinal) is > 0 and var at ? address[..at] : null;
}
