using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Foyer.Server.Instances;

namespace Foyer.Server.Messages.Delivery;

/// <summary>Posts messages as JSON to an address of the operator's, signed as Standard Webhooks are.</summary>
internal sealed class WebhookCarrier(HttpCarrier http, TimeProvider clock, string channel) : IMessageCarrier
{
    public string Channel => channel;

    public string Provider => "webhook";

    public async Task<Carried> Carry(Message message, MessageRoute route, Instance instance, CancellationToken ct)
    {
        bool isEmail = message.Channel == Recipient.EmailChannel;
        JsonObject body = isEmail
            ? new JsonObject
            {
                ["object"] = "email",
                ["id"] = message.Id,
                ["slug"] = message.Slug,
                ["from"] = route.From(message),
                ["from_name"] = route.FromName(instance),
                ["reply_to"] = route.ReplyTo(message),
                ["to"] = message.To,
                ["subject"] = message.Subject,
                ["body"] = message.Html,
                ["body_plain"] = message.Text,
            }
            : new JsonObject
            {
                ["object"] = "sms_message",
                ["id"] = message.Id,
                ["slug"] = message.Slug,
                ["channel"] = message.Channel,
                ["from"] = message.Channel == Recipient.WhatsAppChannel ? route.Settings.Sms.WhatsappFrom : route.Settings.Sms.From,
                ["to"] = message.To,
                ["message"] = message.Text,
            };
        (string url, Secret secret) = isEmail ? (route.Settings.Email.Url, route.Settings.Email.ApiKey) : (route.Settings.Sms.Url, route.Settings.Sms.AuthToken);
        using HttpRequestMessage request = HttpCarrier.Json(url, body, message.Id);
        if (!secret.IsEmpty)
        {
            Sign(request, message.Id, body.ToJsonString(), secret);
        }

        return await http.Send(request, ct);
    }

    private void Sign(HttpRequestMessage request, string id, string body, Secret secret)
    {
        string at = clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] mac = HMACSHA256.HashData(KeyOf(secret.Reveal()), Encoding.UTF8.GetBytes($"{id}.{at}.{body}"));
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", at);
        request.Headers.Add("webhook-signature", "v1," + Convert.ToBase64String(mac));
    }

    /// <summary>The bytes of <c>whsec_</c> and Base64; of any other text, the text's own.</summary>
    private static byte[] KeyOf(string secret)
    {
        const string prefix = "whsec_";
        byte[] key = new byte[secret.Length];
        return secret.StartsWith(prefix, StringComparison.Ordinal) && Convert.TryFromBase64String(secret[prefix.Length..], key, out int length)
            ? key[..length]
            : Encoding.UTF8.GetBytes(secret);
    }
}
