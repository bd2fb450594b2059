using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Text;
using Foyer.Server.Instances;

namespace Foyer.Server.Messages.Delivery;

/// <summary>A mail server, over STARTTLS unless the settings say otherwise: then nothing is said before the connection is encrypted.</summary>
internal sealed class SmtpCarrier : IMessageCarrier
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public string Channel => Recipient.EmailChannel;

    public string Provider => "smtp";

    public async Task<Carried> Carry(Message message, MessageRoute route, Instance instance, CancellationToken ct)
    {
        SmtpSettings settings = route.Settings.Email.Smtp;
        using SmtpClient client = new(settings.Host, settings.Port)
        {
            EnableSsl = settings.Security == "starttls",
            UseDefaultCredentials = false,
            Credentials = settings.Username.Length > 0 ? new NetworkCredential(settings.Username, settings.Password.Reveal()) : null,
            DeliveryFormat = SmtpDeliveryFormat.SevenBit,
        };
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(Patience);
        try
        {
            using MailMessage mail = Mail(message, route, instance);
            await client.SendMailAsync(mail, deadline.Token);
            return Carried.Done;
        }
        catch (SmtpException refused)
        {
            // The exception quotes the server, which quotes the address: only its number leaves here.
            string reason = "smtp_" + ((int)refused.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
            return IsFinal(refused) ? Carried.Refused(reason) : Carried.Later(reason);
        }
        catch (Exception failure) when (failure is IOException or InvalidOperationException or System.Net.Sockets.SocketException or System.Security.Authentication.AuthenticationException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            return Carried.Later(failure is OperationCanceledException ? "timeout" : "unreachable");
        }
    }

    /// <summary>Whether the server said this very message or mailbox will never do. Everything else may pass, or be mended.</summary>
    private static bool IsFinal(SmtpException refused) => refused.StatusCode
        is SmtpStatusCode.MailboxUnavailable or SmtpStatusCode.UserNotLocalTryAlternatePath or SmtpStatusCode.ExceededStorageAllocation or SmtpStatusCode.MailboxNameNotAllowed;

    private static MailMessage Mail(Message message, MessageRoute route, Instance instance)
    {
        string from = route.From(message);
        MailMessage mail = new()
        {
            From = new MailAddress(from, HttpCarrier.Line(route.FromName(instance)), Encoding.UTF8),
            Subject = HttpCarrier.Line(message.Subject),
            SubjectEncoding = Encoding.UTF8,
            HeadersEncoding = Encoding.UTF8,
        };
        mail.To.Add(new MailAddress(message.To));
        if (route.ReplyTo(message) is { } replyTo)
        {
            mail.ReplyToList.Add(new MailAddress(replyTo));
        }

        // The same at every attempt: a server that has it already knows it again.
        mail.Headers.Add("Message-ID", $"<{message.Id}@{from[(from.IndexOf('@', StringComparison.Ordinal) + 1)..]}>");
        mail.Headers.Add("Auto-Submitted", "auto-generated");
        mail.AlternateViews.Add(View(message.Text, MediaTypeNames.Text.Plain));
        mail.AlternateViews.Add(View(message.Html, MediaTypeNames.Text.Html));
        return mail;
    }

    private static AlternateView View(string content, string mediaType)
    {
        AlternateView view = AlternateView.CreateAlternateViewFromString(content, Encoding.UTF8, mediaType);
        view.TransferEncoding = TransferEncoding.Base64;
        return view;
    }
}
