namespace Foyer.Components.Outbox;

/// <summary>A message a development instance sent, as its outbox page shows it.</summary>
/// <param name="Channel"><c>email</c>, <c>sms</c> or <c>whatsapp</c>.</param>
/// <param name="To">Address or number.</param>
/// <param name="Subject">One line; empty for text messages.</param>
/// <param name="Text">Plain text.</param>
/// <param name="Code">The code or link inside; empty when there is none.</param>
/// <param name="SentAt">When it was sent.</param>
public sealed record OutboxMessage(string Channel, string To, string Subject, string Text, string Code, DateTimeOffset SentAt)
{
    /// <summary>Where the message is shown as mail programs show it; null for text messages.</summary>
    public string? PreviewUrl { get; init; }

    /// <summary>Whether <see cref="Code"/> is a link to follow.</summary>
    public bool IsLink => Code.StartsWith("http://", StringComparison.Ordinal) || Code.StartsWith("https://", StringComparison.Ordinal);

    /// <summary>The text cut where the code stands, so that a view can mark it.</summary>
    public IReadOnlyList<string> AroundCode => Code.Length == 0 ? [Text] : Text.Split(Code);
}
