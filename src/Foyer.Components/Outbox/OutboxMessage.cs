namespace Foyer.Components.Outbox;

/// <summary>A message a development instance sent, as its outbox page shows it.</summary>
/// <param name="Channel"><c>email</c> or <c>sms</c>.</param>
/// <param name="To">Address or number.</param>
/// <param name="Subject">One line; empty for text messages.</param>
/// <param name="Text">Plain text.</param>
/// <param name="Code">The code or link inside; empty when there is none.</param>
/// <param name="SentAt">When it was sent.</param>
public sealed record OutboxMessage(string Channel, string To, string Subject, string Text, string Code, DateTimeOffset SentAt)
{
    /// <summary>Whether <see cref="Code"/> is a link to follow.</summary>
    public bool IsLink => Code.StartsWith("http://", StringComparison.Ordinal) || Code.StartsWith("https://", StringComparison.Ordinal);

    /// <summary>The text cut where the code stands, so that a view can mark it.</summary>
    public IReadOnlyList<string> AroundCode => Code.Length == 0 ? [Text] : Text.Split(Code);
}
