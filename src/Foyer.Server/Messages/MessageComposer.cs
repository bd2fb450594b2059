using Foyer.Components.Messages;
using Foyer.Contracts;
using Foyer.Server.Instances;

namespace Foyer.Server.Messages;

/// <summary>Renders a draft: with the operator's template where there is one, else with ours in the language of who gets it.</summary>
internal sealed class MessageComposer(MessageWriter writer)
{
    /// <summary>The values of a draft under the names our own words have for them.</summary>
    private static readonly (string Wire, string Own)[] Names =
    [
        ("otp_code", "code"), ("magic_link", "link"), ("action_url", "link"), ("ttl_minutes", "minutes"), ("lockout_minutes", "minutes"), ("expires_in_days", "days"),
        ("requested_by", "requestedBy"), ("requested_at", "at"), ("changed_at", "at"), ("session_created_at", "at"), ("device", "device"), ("location", "location"),
        ("ip_address", "ipAddress"), ("identifier", "identifier"), ("new_email_address", "newAddress"), ("inviter_name", "inviterName"), ("passkey_name", "passkey"),
    ];

    /// <summary>What people may choose themselves: shown as text, never as something to follow.</summary>
    private static readonly string[] Chosen = ["inviter_name", "passkey_name", "device", "location", "requested_by"];

    /// <returns>The message; null when the operator switched this template off.</returns>
    public async Task<Message?> Compose(Instance instance, MessageDraft draft)
    {
        bool isEmail = draft.Channel == Recipient.EmailChannel;
        EmailTemplate? email = isEmail ? instance.Settings.Messages.Templates.Email.GetValueOrDefault(draft.Slug) : null;
        SmsTemplate? sms = isEmail ? null : instance.Settings.Messages.Templates.Sms.GetValueOrDefault(draft.Slug);
        if (email is { Enabled: false } || sms is { Enabled: false })
        {
            return null;
        }

        AppFacts app = AppFacts.Of(instance);
        Dictionary<string, string> values = Values(draft, app);
        WrittenMessage written = isEmail
            ? Overridden(await writer.Email(draft.Slug, draft.Locale, app.Brand, OwnNames(draft, values, app)), email!, values)
            : Overridden(writer.Sms(draft.Slug, draft.Locale, app.Brand, OwnNames(draft, values, app)), sms!, values);
        return new Message
        {
            Id = draft.Id,
            Slug = draft.Slug,
            Channel = draft.Channel,
            To = draft.To,
            Subject = written.Subject,
            Html = written.Html,
            Text = written.Text,
            Code = draft.Values.GetValueOrDefault("otp_code", ""),
            Link = draft.Values.GetValueOrDefault("magic_link") ?? draft.Values.GetValueOrDefault("action_url", ""),
            FromEmailName = email?.FromEmailName ?? "",
            ReplyToEmailName = email?.ReplyToEmailName ?? "",
        };
    }

    /// <summary>What an operator's template may name, with its values here.</summary>
    private static Dictionary<string, string> Values(MessageDraft draft, AppFacts app)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        foreach ((string name, string value) in draft.Values)
        {
            values[name] = Chosen.Contains(name) ? Tame(value) : value;
        }

        values["app.name"] = app.Brand.ApplicationName;
        values["app.url"] = app.Brand.HomeUrl ?? "";
        values["app.logo_image_url"] = app.Brand.LogoUrl ?? "";
        values["app.domain_name"] = app.Domain ?? "";
        values["theme.primary_color"] = app.Brand.PrimaryColor;
        values["theme.button_text_color"] = app.Brand.ButtonTextColor;
        values["support_email"] = app.SupportEmail ?? "";
        values[draft.Channel == Recipient.EmailChannel ? "to_email_address" : "to_phone_number"] = draft.To;
        return values;
    }

    private static Dictionary<string, string> OwnNames(MessageDraft draft, Dictionary<string, string> values, AppFacts app)
    {
        Dictionary<string, string> own = new(StringComparer.Ordinal) { ["emailAddress"] = draft.To };
        foreach ((string wire, string name) in Names)
        {
            if (values.TryGetValue(wire, out string? value))
            {
                own[name] = value;
            }
        }

        if (app.SupportEmail is { Length: > 0 } support)
        {
            own["support"] = support;
        }

        // No phone offers a code to a site of this machine.
        if (app.Domain is { } domain && domain.Contains('.', StringComparison.Ordinal))
        {
            own["domain"] = domain;
        }

        return own;
    }

    private static WrittenMessage Overridden(WrittenMessage ours, EmailTemplate template, Dictionary<string, string> values)
    {
        string html = template.Body.Length > 0 ? TemplateText.Html(template.Body).Fill(values) : ours.Html;
        string text = template.Text.Length > 0 ? TemplateText.Plain(template.Text).Fill(values) : template.Body.Length > 0 ? PlainText.Of(html) : ours.Text;
        string subject = template.Subject.Length > 0 ? TemplateText.Line(template.Subject).Fill(values) : ours.Subject;
        return new WrittenMessage(subject, html, text);
    }

    private static WrittenMessage Overridden(WrittenMessage ours, SmsTemplate template, Dictionary<string, string> values) =>
        template.Body.Length > 0 ? ours with { Text = TemplateText.Plain(template.Body).Fill(values) } : ours;

    /// <summary>
    /// One short line that no mail program turns into a link: what stands between the parts of an address is followed by a
    /// space without width.
    /// </summary>
    internal static string Tame(string text)
    {
        const int longest = 100;
        System.Text.StringBuilder tamed = new();
        foreach (System.Text.Rune rune in text.EnumerateRunes().Take(longest))
        {
            bool isBreak = System.Text.Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029;
            bool turnsText = rune.Value is >= 0x202A and <= 0x202E or >= 0x2066 and <= 0x2069;
            tamed.Append(isBreak ? " " : turnsText ? "" : rune.ToString());
            if (rune.Value is '.' or ':' or '/' or '@')
            {
                tamed.Append('\u200B');
            }
        }

        return tamed.ToString().Trim();
    }
}

/// <summary>What messages say of the application they come from.</summary>
/// <param name="Brand">Name and looks.</param>
/// <param name="Domain">Host of the app, for codes that belong to a site; null when there is none to name.</param>
/// <param name="SupportEmail">Where people may write; null for nowhere.</param>
internal sealed record AppFacts(MessageBrand Brand, string? Domain, string? SupportEmail)
{
    public static AppFacts Of(Instance instance)
    {
        DisplayConfig display = instance.Settings.DisplayConfig;
        string? home = Absolute(display.HomeUrl) ?? Absolute(instance.HomeUrl) ?? (instance.IsDevelopment ? null : "https://" + instance.Hosts[0]);
        return new AppFacts(
            new MessageBrand(
                Line(display.ApplicationName.Length > 0 ? display.ApplicationName : instance.ApplicationName),
                home,
                Absolute(display.LogoImageUrl),
                display.Theme.General.Color,
                display.Theme.Buttons.FontColor),
            home is null ? null : new Uri(home).Host,
            display.SupportEmail);
    }

    private static string? Absolute(string? url) => Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) && Origins.IsWeb(uri) ? uri.AbsoluteUri : null;

    private static string Line(string text) => string.Concat(text.Where(c => !char.IsControl(c)));
}
