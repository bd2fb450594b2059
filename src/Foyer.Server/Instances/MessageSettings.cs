using System.Text.Json;
using System.Text.Json.Serialization;
using Foyer.Components.Messages;

namespace Foyer.Server.Instances;

/// <summary>What is sent, in which words, and who carries it.</summary>
internal sealed record MessageSettings
{
    /// <summary>Seconds before another code is sent for the same attempt, 0 to 600. Default 30.</summary>
    public int ResendCooldownInSeconds { get; init; } = 30;

    /// <summary>Who delivers e-mail. Default nobody.</summary>
    public EmailDelivery Email { get; init; } = new();

    /// <summary>Who delivers text messages. Default nobody.</summary>
    public SmsDelivery Sms { get; init; } = new();

    /// <summary>The operator's own words.</summary>
    public MessageTemplates Templates { get; init; } = new();
}

/// <summary>Who delivers e-mail.</summary>
internal sealed record EmailDelivery
{
    /// <summary><c>smtp</c>, <c>resend</c>, <c>postmark</c>, <c>webhook</c>, or empty for none: messages stay in the development outbox.</summary>
    public string Provider { get; init; } = "";

    /// <summary>The sender's address, for example <c>notifications@example.com</c>.</summary>
    public string From { get; init; } = "";

    /// <summary>The sender's name. Default: the application's.</summary>
    public string FromName { get; init; } = "";

    /// <summary>Where answers go. Default: the sender.</summary>
    public string ReplyTo { get; init; } = "";

    /// <summary>Address of the webhook; or of a service that speaks like Resend or Postmark. Default for those: their own.</summary>
    public string Url { get; init; } = "";

    /// <summary>Resend's API key, Postmark's server token, or the secret that signs calls of the webhook.</summary>
    [JsonConverter(typeof(SecretConverter))]
    public Secret ApiKey { get; init; }

    public SmtpSettings Smtp { get; init; } = new();
}

/// <summary>A mail server.</summary>
internal sealed record SmtpSettings
{
    public string Host { get; init; } = "";

    /// <summary>1 to 65,535. Default 587.</summary>
    public int Port { get; init; } = 587;

    /// <summary><c>starttls</c> (default): nothing is said before the connection is encrypted; or <c>none</c>, for a server on a network you trust.</summary>
    public string Security { get; init; } = "starttls";

    /// <summary>Empty for a server that asks for none.</summary>
    public string Username { get; init; } = "";

    [JsonConverter(typeof(SecretConverter))]
    public Secret Password { get; init; }
}

/// <summary>Who delivers text messages.</summary>
internal sealed record SmsDelivery
{
    /// <summary><c>twilio</c>, <c>webhook</c>, or empty for none.</summary>
    public string Provider { get; init; } = "";

    /// <summary>The sender: a number, or Twilio's messaging service (<c>MG…</c>).</summary>
    public string From { get; init; } = "";

    /// <summary>The sender on WhatsApp: a number. Empty: codes go by SMS.</summary>
    public string WhatsappFrom { get; init; } = "";

    /// <summary>Address of the webhook, or of a service that speaks like Twilio.</summary>
    public string Url { get; init; } = "";

    /// <summary>Twilio's account, <c>AC…</c>.</summary>
    public string AccountSid { get; init; } = "";

    /// <summary>Twilio's token, or the secret that signs calls of the webhook.</summary>
    [JsonConverter(typeof(SecretConverter))]
    public Secret AuthToken { get; init; }

    /// <summary>Countries (ISO 3166-1 alpha-2) whose numbers get no message. Default none.</summary>
    public IReadOnlyList<string> BlockedCountryCodes { get; init; } = [];

    /// <summary>Codes to one number in an hour, 1 to 100. Default 5.</summary>
    public int MaxPerNumberPerHour { get; init; } = 5;

    /// <summary>Codes in an hour to numbers that differ in their last three digits only, 1 to 1,000. Default 25.</summary>
    public int MaxPerRangePerHour { get; init; } = 25;

    /// <summary>Codes of the instance in an hour, 1 to 1,000,000. Default 1,000.</summary>
    public int MaxPerHour { get; init; } = 1000;
}

/// <summary>The operator's own words, by slug. Every slug is present.</summary>
internal sealed record MessageTemplates
{
    public IReadOnlyDictionary<string, EmailTemplate> Email { get; init; } = MessageWriter.EmailSlugs.ToDictionary(slug => slug, _ => new EmailTemplate());

    public IReadOnlyDictionary<string, SmsTemplate> Sms { get; init; } = MessageWriter.SmsSlugs.ToDictionary(slug => slug, _ => new SmsTemplate());
}

/// <summary>An e-mail in the operator's words. What is empty stays ours.</summary>
internal sealed record EmailTemplate
{
    /// <summary>One line.</summary>
    public string Subject { get; init; } = "";

    /// <summary>HTML.</summary>
    public string Body { get; init; } = "";

    /// <summary>Plain text. Default: the words of <see cref="Body"/>.</summary>
    public string Text { get; init; } = "";

    /// <summary>Local part of the sender's address.</summary>
    public string FromEmailName { get; init; } = "";

    /// <summary>Local part of the address answers go to.</summary>
    public string ReplyToEmailName { get; init; } = "";

    /// <summary>Whether this server delivers it. Off: only the event <c>email.created</c>. Default true.</summary>
    public bool DeliveredByClerk { get; init; } = true;

    /// <summary>Whether it is sent at all. Default true; only notifications can be off.</summary>
    public bool Enabled { get; init; } = true;
}

/// <summary>A text message in the operator's words.</summary>
internal sealed record SmsTemplate
{
    /// <summary>Plain text. Empty: ours.</summary>
    public string Body { get; init; } = "";

    /// <summary>Whether this server delivers it. Off: only the event <c>sms.created</c>. Default true.</summary>
    public bool DeliveredByClerk { get; init; } = true;

    /// <summary>Always true: a code somebody waits for.</summary>
    public bool Enabled { get; init; } = true;
}

/// <summary>Reads a secret of the settings. It is never written: a projection of settings shows an empty text.</summary>
internal sealed class SecretConverter : JsonConverter<Secret>
{
    public override Secret Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetString() ?? "");

    public override void Write(Utf8JsonWriter writer, Secret value, JsonSerializerOptions options) => writer.WriteStringValue("");
}
