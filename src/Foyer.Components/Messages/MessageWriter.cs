using Foyer.Components.Localization;
using Foyer.Components.Rendering;

namespace Foyer.Components.Messages;

/// <summary>A message in all its forms.</summary>
/// <param name="Subject">One line; empty for text messages.</param>
/// <param name="Html">The HTML of an e-mail; empty for text messages.</param>
/// <param name="Text">Plain text.</param>
public sealed record WrittenMessage(string Subject, string Html, string Text);

/// <summary>Writes the messages of all flows in the language of who gets them.</summary>
/// <param name="texts">The languages.</param>
/// <param name="views">Renders the e-mails.</param>
public sealed class MessageWriter(TextLibrary texts, ViewRenderer views)
{
    private const int ShortName = 40;

    /// <summary>Which values the words of each e-mail name beside the application and the recipient; a link comes with a button.</summary>
    private static readonly Dictionary<string, Shape> Shapes = new(StringComparer.Ordinal)
    {
        ["verification_code"] = new(["requestedBy"], ["ignore"]),
        ["reset_password_code"] = new(["requestedBy"], ["ignore"]),
        ["magic_link_sign_in"] = new(["requestedBy"], ["ignore"]),
        ["magic_link_sign_up"] = new(["requestedBy"], ["ignore"]),
        ["magic_link_user_profile"] = new(["requestedBy"], ["ignore"]),
        ["account_exists"] = new(["requestedBy"], ["ignore"]),
        ["invitation"] = new([], ["ignore"]),
        ["waitlist_confirmation"] = new([], []),
        ["waitlist_invitation"] = new([], []),
        ["password_changed"] = new(["at"], ["notMe"]),
        ["password_removed"] = new(["at"], ["notMe"]),
        ["primary_email_address_changed"] = new(["newAddress", "at"], ["notMe"]),
        ["identification_added"] = new(["identifier", "at"], ["notMe"]),
        ["identification_removed"] = new(["identifier", "at"], ["notMe"]),
        ["passkey_added"] = new(["passkey", "at"], ["notMe"]),
        ["passkey_removed"] = new(["passkey", "at"], ["notMe"]),
        ["trusted_device_added"] = new(["device", "at"], ["notMe"]),
        ["new_device_sign_in"] = new(["device", "location", "ipAddress", "at"], ["notMe"]),
        ["account_locked"] = new(["at"], ["notMe__locked"]),
    };

    /// <summary>What can be mailed, by slug.</summary>
    public static IReadOnlyList<string> EmailSlugs { get; } = [.. Shapes.Keys];

    /// <summary>What can be sent as text message, by slug.</summary>
    public static IReadOnlyList<string> SmsSlugs { get; } = ["verification_code", "reset_password_code", "account_exists"];

    /// <summary>Writes an e-mail.</summary>
    /// <param name="slug">One of <see cref="EmailSlugs"/>.</param>
    /// <param name="locale">BCP 47 tag of the person; null for English.</param>
    /// <param name="brand">Who sends it.</param>
    /// <param name="values">
    /// What its words name: <c>emailAddress</c>, <c>code</c>, <c>link</c>, <c>minutes</c>, <c>days</c>, <c>inviterName</c>,
    /// <c>requestedBy</c>, <c>device</c>, <c>location</c>, <c>ipAddress</c>, <c>passkey</c>, <c>identifier</c>, <c>newAddress</c>, <c>at</c>,
    /// <c>support</c>. Those absent are left out.
    /// </param>
    /// <exception cref="KeyNotFoundException">No e-mail has this slug.</exception>
    public async Task<WrittenMessage> Email(string slug, string? locale, MessageBrand brand, IReadOnlyDictionary<string, string> values)
    {
        MessageDocument document = Compose(slug, locale, brand, values);
        string html = await views.Render<EmailView>(new Dictionary<string, object?> { [nameof(EmailView.Document)] = document });
        return new WrittenMessage(document.Subject, html, document.ToPlainText());
    }

    /// <summary>Writes a text message: at most 320 characters, the code, if there is one, first, a line for the browser to read at the end.</summary>
    /// <param name="slug">One of <see cref="SmsSlugs"/>.</param>
    /// <param name="locale">BCP 47 tag of the person; null for English.</param>
    /// <param name="brand">Who sends it.</param>
    /// <param name="values"><c>code</c>, where the message holds one; <c>domain</c>, the site the code belongs to, where there is one.</param>
    /// <exception cref="KeyNotFoundException">No text message has this slug.</exception>
    public WrittenMessage Sms(string slug, string? locale, MessageBrand brand, IReadOnlyDictionary<string, string> values)
    {
        ArgumentNullException.ThrowIfNull(brand);
        ArgumentNullException.ThrowIfNull(values);
        Texts words = Words(locale, brand with { ApplicationName = Shorten(brand.ApplicationName) }, values);
        string line = words[$"foyer.message.{slug}.sms"];
        // The form browsers read a code from belongs to one site: no other site is offered it.
        string autofill = values.ContainsKey("code") && values.TryGetValue("domain", out string? domain) && domain.Length is > 0 and <= 100 ? $"\n\n@{domain} #{values["code"]}" : "";
        return new WrittenMessage("", "", line + autofill);
    }

    /// <summary>What an e-mail says, before it has a form.</summary>
    internal MessageDocument Compose(string slug, string? locale, MessageBrand brand, IReadOnlyDictionary<string, string> values)
    {
        ArgumentNullException.ThrowIfNull(brand);
        ArgumentNullException.ThrowIfNull(values);
        Shape shape = Shapes[slug];
        Texts words = Words(locale, brand, values);
        string key = $"foyer.message.{slug}.";
        bool Has(string name) => values.TryGetValue(name, out string? value) && value.Length > 0;
        List<string> notes = [];
        if (Has("code") || Has("link"))
        {
            if (Has("minutes"))
            {
                notes.Add(words["foyer.message.minutes"]);
            }
            else if (Has("days"))
            {
                notes.Add(words["foyer.message.days"]);
            }
        }

        notes.AddRange(shape.Notes.Select(note => note switch
        {
            "notMe" when Has("support") => words["foyer.message.notMe__support"],
            _ => words["foyer.message." + note],
        }));
        bool named = slug == "invitation" && Has("inviterName");
        return new MessageDocument
        {
            Language = words.Language,
            Direction = words.Direction,
            Subject = OneLine(words[named ? key + "subject__named" : key + "subject"]),
            Title = words[key + "title"],
            Text = words[named ? key + "text__named" : key + "text"],
            Code = Has("code") ? values["code"] : null,
            ActionLabel = Has("link") ? words[key + "action"] : null,
            ActionUrl = Has("link") ? values["link"] : null,
            ActionFallback = Has("link") ? words["foyer.message.linkFallback"] : null,
            Details = [.. shape.Details.Where(Has).Select(detail => KeyValuePair.Create(words["foyer.message.detail__" + detail], values[detail]))],
            Notes = notes,
            Footer = words["foyer.message.footer"],
            Brand = brand,
        };
    }

    private Texts Words(string? locale, MessageBrand brand, IReadOnlyDictionary<string, string> values) =>
        texts.For(locale is null ? [] : [locale]).With(values).With(new Dictionary<string, string> { ["applicationName"] = brand.ApplicationName });

    /// <summary>A header line ends at the first line break, so none may come from a name.</summary>
    private static string OneLine(string text) => string.Concat(text.Where(c => !char.IsControl(c) && c is not ('\u2028' or '\u2029')));

    private static string Shorten(string name) => name.Length <= ShortName ? name : string.Concat(name.AsSpan(0, char.IsHighSurrogate(name[ShortName - 2]) ? ShortName - 2 : ShortName - 1), "…");

    private sealed record Shape(string[] Details, string[] Notes);
}
