using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Foyer.Server.Instances;

namespace Foyer.Server.Messages.Delivery;

/// <summary>Resend's <c>POST /emails</c>.</summary>
internal sealed class ResendCarrier(HttpCarrier http) : IMessageCarrier
{
    private const string DefaultUrl = "https://api.resend.com/emails";

    public string Channel => Recipient.EmailChannel;

    public string Provider => "resend";

    public async Task<Carried> Carry(Message message, MessageRoute route, Instance instance, CancellationToken ct)
    {
        EmailDelivery settings = route.Settings.Email;
        JsonObject body = new()
        {
            ["from"] = HttpCarrier.Named(route.FromName(instance), route.From(message)),
            ["to"] = new JsonArray(message.To),
            ["subject"] = message.Subject,
            ["html"] = message.Html,
            ["text"] = message.Text,
        };
        if (route.ReplyTo(message) is { } replyTo)
        {
            body["reply_to"] = replyTo;
        }

        using HttpRequestMessage request = HttpCarrier.Json(settings.Url.Length > 0 ? settings.Url : DefaultUrl, body, message.Id);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", settings.ApiKey.Reveal());
        return await http.Send(request, ct);
    }
}
