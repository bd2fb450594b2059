using System.Net.Http.Headers;
using System.Text;
using Foyer.Server.Instances;

namespace Foyer.Server.Messages.Delivery;

/// <summary>Twilio's <c>POST /2010-04-01/Accounts/{sid}/Messages.json</c>, for SMS and WhatsApp.</summary>
internal sealed class TwilioCarrier(HttpCarrier http) : IMessageCarrier
{
    private const string DefaultUrl = "https://api.twilio.com";

    public string Channel => Recipient.SmsChannel;

    public string Provider => "twilio";

    public async Task<Carried> Carry(Message message, MessageRoute route, Instance instance, CancellationToken ct)
    {
        SmsDelivery settings = route.Settings.Sms;
        bool isWhatsApp = message.Channel == Recipient.WhatsAppChannel;
        if (isWhatsApp && settings.WhatsappFrom.Length == 0)
        {
            return Carried.Refused("no_whatsapp_sender");
        }

        string from = isWhatsApp ? "whatsapp:" + settings.WhatsappFrom : settings.From;
        Dictionary<string, string> form = new()
        {
            ["To"] = isWhatsApp ? "whatsapp:" + message.To : message.To,
            [from.StartsWith("MG", StringComparison.Ordinal) ? "MessagingServiceSid" : "From"] = from,
            ["Body"] = message.Text,
        };
        string host = settings.Url.Length > 0 ? settings.Url.TrimEnd('/') : DefaultUrl;
        using HttpRequestMessage request = new(HttpMethod.Post, $"{host}/2010-04-01/Accounts/{Uri.EscapeDataString(settings.AccountSid)}/Messages.json") { Content = new FormUrlEncodedContent(form) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{settings.AccountSid}:{settings.AuthToken.Reveal()}")));
        return await http.Send(request, ct);
    }
}
