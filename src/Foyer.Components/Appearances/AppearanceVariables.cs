using System.Buffers;
using System.Text;

namespace Foyer.Components;

/// <summary>
/// Values of the public <c>--clerk-*</c> CSS variables, any CSS value each; null keeps the theme's. They travel in a
/// stylesheet of their own, so a strict content security policy holds.
/// </summary>
public sealed record AppearanceVariables
{
    private static readonly SearchValues<char> Forbidden = SearchValues.Create(";{}<>\\@\r\n");

    /// <summary>Buttons, links, the sill. Tints and the focus ring follow it.</summary>
    public string? ColorPrimary { get; init; }

    /// <summary>Text on <see cref="ColorPrimary"/>.</summary>
    public string? ColorPrimaryForeground { get; init; }

    /// <summary>Errors.</summary>
    public string? ColorDanger { get; init; }

    /// <summary>Base of lines and borders.</summary>
    public string? ColorNeutral { get; init; }

    /// <summary>Text.</summary>
    public string? ColorForeground { get; init; }

    /// <summary>Text of less weight.</summary>
    public string? ColorMutedForeground { get; init; }

    /// <summary>Quiet surfaces.</summary>
    public string? ColorMuted { get; init; }

    /// <summary>The card.</summary>
    public string? ColorBackground { get; init; }

    /// <summary>Inputs.</summary>
    public string? ColorInput { get; init; }

    /// <summary>Text in inputs.</summary>
    public string? ColorInputForeground { get; init; }

    /// <summary>Lines.</summary>
    public string? ColorBorder { get; init; }

    /// <summary>The ring around what has the focus.</summary>
    public string? ColorRing { get; init; }

    /// <summary>Type face.</summary>
    public string? FontFamily { get; init; }

    /// <summary>Type face of buttons.</summary>
    public string? FontFamilyButtons { get; init; }

    /// <summary>Type face of codes.</summary>
    public string? FontFamilyMono { get; init; }

    /// <summary>Size of text; other sizes follow.</summary>
    public string? FontSize { get; init; }

    /// <summary>Corners; the card's follow.</summary>
    public string? BorderRadius { get; init; }

    /// <summary>Base of all distances.</summary>
    public string? Spacing { get; init; }

    /// <summary>The stylesheet that sets them; empty when none is set.</summary>
    /// <exception cref="ArgumentException">A value would end the declaration or load something.</exception>
    internal string ToCss()
    {
        (string Name, string? Value)[] all =
        [
            ("color-primary", ColorPrimary), ("color-primary-foreground", ColorPrimaryForeground), ("color-danger", ColorDanger),
            ("color-neutral", ColorNeutral), ("color-foreground", ColorForeground), ("color-muted-foreground", ColorMutedForeground),
            ("color-muted", ColorMuted), ("color-background", ColorBackground), ("color-input", ColorInput),
            ("color-input-foreground", ColorInputForeground), ("color-border", ColorBorder), ("color-ring", ColorRing),
            ("font-family", FontFamily), ("font-family-buttons", FontFamilyButtons), ("font-family-mono", FontFamilyMono),
            ("font-size", FontSize), ("border-radius", BorderRadius), ("spacing", Spacing),
        ];
        StringBuilder css = new();
        foreach ((string name, string? value) in all)
        {
            if (value is not null)
            {
                css.Append("--clerk-").Append(name).Append(':').Append(Checked(name, value)).Append(';');
            }
        }

        return css.Length == 0 ? "" : $"@layer foyer.tokens{{:where(:root){{{css}}}}}";
    }

    private static string Checked(string name, string value) =>
        value.AsSpan().ContainsAny(Forbidden) || value.Contains("url(", StringComparison.OrdinalIgnoreCase) || value.Contains("/*", StringComparison.Ordinal)
            ? throw new ArgumentException($"'{value}' cannot be the value of the appearance variable {name}.")
            : value;
}
