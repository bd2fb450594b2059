using System.Text.Json.Nodes;
using Foyer.Server.Instances;

namespace Foyer.Server.Messages.Delivery;

/// <summary>Postmark's <c>POST /email</c>.</summary>
internal sealed class PostmarkCarrier(HttpCarrier http) : IMessageCarrier
{
    private const string DefaultUrl = "https://api.postmarkapp.com/email";

    public string Channel => Recipient.EmailChannel;

    public string Provider => "postmark";

    public async Task<Carried> Carry(Message message, MessageRoute route, Instance instance, CancellationToken ct)
    {
        EmailDelivery settings = route.Settings.Email;
        JsonObject body = new()
        {
            ["From"] = HttpCarrier.Named(route.FromName(instance), route.From(message)),
            ["To"] = message.To,
            ["Subject"] = message.Subject,
            ["HtmlBody"] = message.Html,
            ["TextBody"] = message.Text,
            ["MessageStream"] = "outbound",
            ["Tag"] = message.Slug,
            // Postmark counts openings and rewrites links where its server is set so; a link that signs in must arrive as it is.
            ["TrackOpens"] = false,
            ["TrackLinks"] = "None",
            ["Metadata"] = new JsonObject { ["message_id"] = message.Id },
        };
        if (route.ReplyTo(message) is { } replyTo)
        {
            body["ReplyTo"] = replyTo;
        }

        using HttpRequestMessage request = HttpCarrier.Json(settings.Url.Length > 0 ? settings.Url : DefaultUrl, body, message.Id);
        request.Headers.Add("X-Postmark-Server-Token", settings.ApiKey.Reveal());
        return await http.Send(request, ct);
    }
}
