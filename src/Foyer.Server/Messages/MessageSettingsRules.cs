using System.Net.Mail;
using Foyer.Server.Instances;

namespace Foyer.Server.Messages;

/// <summary>Whether messages could leave with these settings, and in words that can be filled in. Pure.</summary>
internal static class MessageSettingsRules
{
    private static readonly string[] Shared = ["app.name", "app.url", "app.logo_image_url", "app.domain_name", "theme.primary_color", "theme.button_text_color", "support_email"];

    /// <summary>What each message's template may name beside <see cref="Shared"/> and the recipient; first what it must name.</summary>
    private static readonly Dictionary<string, (string? Required, string[] More)> Known = new(StringComparer.Ordinal)
    {
        ["verification_code"] = ("otp_code", ["ttl_minutes", "requested_by", "requested_at"]),
        ["reset_password_code"] = ("otp_code", ["ttl_minutes", "requested_by", "requested_at"]),
        ["magic_link_sign_in"] = ("magic_link", ["ttl_minutes", "requested_by", "requested_at"]),
        ["magic_link_sign_up"] = ("magic_link", ["ttl_minutes", "requested_by", "requested_at"]),
        ["magic_link_user_profile"] = ("magic_link", ["ttl_minutes", "requested_by", "requested_at"]),
        ["account_exists"] = (null, ["requested_by", "requested_at"]),
        ["invitation"] = ("action_url", ["inviter_name", "expires_in_days"]),
        ["waitlist_confirmation"] = (null, []),
        ["waitlist_invitation"] = ("action_url", []),
        ["password_changed"] = (null, ["changed_at"]),
        ["password_removed"] = (null, ["changed_at"]),
        ["primary_email_address_changed"] = (null, ["new_email_address", "changed_at"]),
        ["identification_added"] = (null, ["identifier", "changed_at"]),
        ["identification_removed"] = (null, ["identifier", "changed_at"]),
        ["passkey_added"] = (null, ["passkey_name", "changed_at"]),
        ["passkey_removed"] = (null, ["passkey_name", "changed_at"]),
        ["trusted_device_added"] = (null, ["device", "changed_at"]),
        ["new_device_sign_in"] = (null, ["device", "ip_address", "location", "session_created_at"]),
        ["account_locked"] = (null, ["lockout_minutes", "changed_at"]),
    };

    /// <exception cref="SettingsException">Something is missing or broken; the path says where.</exception>
    public static void Check(MessageSettings settings)
    {
        CheckEmail(settings.Email);
        CheckSms(settings.Sms);
        foreach ((string slug, EmailTemplate template) in settings.Templates.Email)
        {
            CheckTemplate("messages.templates.email." + slug, slug, template);
        }

        foreach ((string slug, SmsTemplate template) in settings.Templates.Sms)
        {
            string path = "messages.templates.sms." + slug;
            CheckEnabled(path, slug, template.Enabled);
            CheckWords(path + ".body", slug, template.Body, TemplateText.Plain, "to_phone_number", mustHoldRequired: true);
        }
    }

    private static void CheckEmail(EmailDelivery email)
    {
        foreach ((string name, string address) in new[] { ("from", email.From), ("reply_to", email.ReplyTo) })
        {
            if (address.Length > 0 && !(MailAddress.TryCreate(address, out MailAddress? read) && read.Address == address))
            {
                throw new SettingsException("messages.email." + name, $"must be an e-mail address and nothing else, not '{address}'");
            }
        }

        CheckLine("messages.email.from_name", email.FromName);
        if (email.Provider.Length == 0)
        {
            return;
        }

        Demand("messages.email.from", email.From, "must say who e-mail comes from");
        if (email.Provider == "smtp")
        {
            Demand("messages.email.smtp.host", email.Smtp.Host, "must name the mail server");
            if (!email.Smtp.Password.IsEmpty && email.Smtp.Security == "none")
            {
                throw new SettingsException("messages.email.smtp.security", "must be starttls when there is a password: it would travel in clear");
            }
        }
        else if (email.Provider != "webhook" && email.ApiKey.IsEmpty)
        {
            throw new SettingsException("messages.email.api_key", $"is missing: {email.Provider} asks for it");
        }

        CheckUrl("messages.email.url", email.Url, mustBe: email.Provider == "webhook");
    }

    private static void CheckSms(SmsDelivery sms)
    {
        CheckLine("messages.sms.from", sms.From);
        CheckLine("messages.sms.whatsapp_from", sms.WhatsappFrom);
        if (sms.BlockedCountryCodes.FirstOrDefault(code => code.Length != 2 || !code.All(char.IsAsciiLetterUpper)) is { } wrong)
        {
            throw new SettingsException("messages.sms.blocked_country_codes", $"must hold countries as two capital letters, not '{wrong}'");
        }

        if (sms.Provider == "twilio")
        {
            Demand("messages.sms.from", sms.From, "must say which number text messages come from");
            Demand("messages.sms.account_sid", sms.AccountSid, "is missing: twilio asks for it");
            if (sms.AuthToken.IsEmpty)
            {
                throw new SettingsException("messages.sms.auth_token", "is missing: twilio asks for it");
            }
        }

        CheckUrl("messages.sms.url", sms.Url, mustBe: sms.Provider == "webhook");
    }

    private static void CheckTemplate(string path, string slug, EmailTemplate template)
    {
        CheckEnabled(path, slug, template.Enabled);
        CheckWords(path + ".subject", slug, template.Subject, TemplateText.Line, "to_email_address", mustHoldRequired: false);
        CheckLine(path + ".subject", template.Subject);
        CheckWords(path + ".body", slug, template.Body, TemplateText.Html, "to_email_address", mustHoldRequired: true);
        CheckWords(path + ".text", slug, template.Text, TemplateText.Plain, "to_email_address", mustHoldRequired: true);
        foreach ((string name, string local) in new[] { ("from_email_name", template.FromEmailName), ("reply_to_email_name", template.ReplyToEmailName) })
        {
            if (local.Length > 0 && !(local.Length <= 64 && local.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '+') && MailAddress.TryCreate(local + "@example.com", out _)))
            {
                throw new SettingsException($"{path}.{name}", "must be what stands before the @ of an address: letters, digits, dots, dashes, underscores, plus signs");
            }
        }
    }

    private static void CheckEnabled(string path, string slug, bool enabled)
    {
        if (!enabled && Known[slug].Required is not null)
        {
            throw new SettingsException(path + ".enabled", "cannot be off: somebody waits for this message. To deliver it yourself, turn delivered_by_clerk off");
        }
    }

    private static void CheckWords(string path, string slug, string words, Func<string, TemplateText> read, string recipient, bool mustHoldRequired)
    {
        if (words.Length == 0)
        {
            return;
        }

        (string? required, string[] more) = Known[slug];
        List<string> named;
        try
        {
            named = [.. read(words).Placeholders];
        }
        catch (FormatException broken)
        {
            throw new SettingsException(path, broken.Message);
        }

        IEnumerable<string> known = [.. required is null ? [] : new[] { required }, .. more, recipient, .. Shared];
        if (named.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
        {
            throw new SettingsException(path, $"names '{{{{{unknown}}}}}', which this message does not have; it has {string.Join(", ", known)}");
        }

        if (mustHoldRequired && required is not null && !named.Contains(required))
        {
            throw new SettingsException(path, $"must hold '{{{{{required}}}}}': without it the message is of no use");
        }
    }

    private static void CheckUrl(string path, string url, bool mustBe)
    {
        if (mustBe)
        {
            Demand(path, url, "is missing: the webhook's address");
        }

        if (url.Length > 0 && !(Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && Origins.IsLoopbackHost(uri.Host)))))
        {
            throw new SettingsException(path, "must begin with https://, or lead to this machine");
        }
    }

    private static void CheckLine(string path, string text)
    {
        if (text.Any(char.IsControl))
        {
            throw new SettingsException(path, "must be one line");
        }
    }

    private static void Demand(string path, string text, string problem)
    {
        if (text.Length == 0)
        {
            throw new SettingsException(path, problem);
        }
    }
}
