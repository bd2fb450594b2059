using System.Text;

namespace Foyer.Components.Messages;

/// <summary>
/// What a message says, in the order it is said. The HTML and the plain text are made from it alike, so they cannot
/// differ.
/// </summary>
public sealed record MessageDocument
{
    /// <summary>BCP 47 tag of the words, for example <c>en</c>.</summary>
    public required string Language { get; init; }

    /// <summary><c>ltr</c> or <c>rtl</c>.</summary>
    public required string Direction { get; init; }

    /// <summary>One line: what the message is about.</summary>
    public required string Subject { get; init; }

    /// <summary>The heading inside.</summary>
    public required string Title { get; init; }

    /// <summary>What happened, or what to do.</summary>
    public required string Text { get; init; }

    /// <summary>A code to copy; null when there is none.</summary>
    public string? Code { get; init; }

    /// <summary>Label of the button; null when there is none.</summary>
    public string? ActionLabel { get; init; }

    /// <summary>Where the button leads: an absolute address.</summary>
    public string? ActionUrl { get; init; }

    /// <summary>Shown above the address written out, for who cannot press the button.</summary>
    public string? ActionFallback { get; init; }

    /// <summary>Facts such as the device and the time, by their labels.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Details { get; init; } = [];

    /// <summary>What else there is to know, a paragraph each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Who sent it, and to whom.</summary>
    public required string Footer { get; init; }

    /// <summary>Name and looks of the sender.</summary>
    public required MessageBrand Brand { get; init; }

    /// <summary>The document without any markup; lines end in a line feed.</summary>
    public string ToPlainText()
    {
        StringBuilder text = new();
        void Paragraph(string? words)
        {
            if (!string.IsNullOrEmpty(words))
            {
                text.Append(text.Length > 0 ? "\n\n" : "").Append(words);
            }
        }

        Paragraph(Title);
        Paragraph(Text);
        Paragraph(Code);
        Paragraph(ActionUrl is null ? null : $"{ActionLabel}:\n{ActionUrl}");
        Paragraph(string.Join('\n', Details.Select(detail => $"{detail.Key}: {detail.Value}")));
        foreach (string note in Notes)
        {
            Paragraph(note);
        }

        Paragraph("-- \n" + Footer);
        return text.Append('\n').ToString();
    }
}

/// <summary>Name and looks of who sends a message.</summary>
/// <param name="ApplicationName">The application's name.</param>
/// <param name="HomeUrl">Where its name or logo leads; null for nowhere.</param>
/// <param name="LogoUrl">Absolute address of its logo; null for its name in letters.</param>
/// <param name="PrimaryColor">Colour of the button: <c>#rgb</c>, <c>#rrggbb</c> or a colour's name; anything else gives way to the default.</param>
/// <param name="ButtonTextColor">Colour of the words on it, by the same rule.</param>
public sealed partial record MessageBrand(string ApplicationName, string? HomeUrl, string? LogoUrl, string PrimaryColor, string ButtonTextColor)
{
    /// <summary>The button's colour, safe inside a style.</summary>
    internal string SafePrimary => SafeColor().IsMatch(PrimaryColor) ? PrimaryColor : "#0a6259";

    /// <summary>The colour of the button's words, safe inside a style.</summary>
    internal string SafeButtonText => SafeColor().IsMatch(ButtonTextColor) ? ButtonTextColor : "#ffffff";

    /// <summary>The logo's address where it is one of the web; null otherwise.</summary>
    internal string? SafeLogo => Web(LogoUrl);

    /// <summary>The home's address where it is one of the web; null otherwise.</summary>
    internal string? SafeHome => Web(HomeUrl);

    private static string? Web(string? address) => Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https" ? uri.AbsoluteUri : null;

    [System.Text.RegularExpressions.GeneratedRegex("^(#[0-9a-fA-F]{3}|#[0-9a-fA-F]{6}|[a-zA-Z]{3,20})$")]
    private static partial System.Text.RegularExpressions.Regex SafeColor();
}
