namespace Foyer.Components;

/// <summary>How the screens look. The default is the theme "Threshold" as it is.</summary>
public sealed record Appearance
{
    /// <summary>Colours of the page around the card: <see cref="ColorScheme.Auto"/> follows the person's system.</summary>
    public ColorScheme ColorScheme { get; init; }

    /// <summary>Values for the public CSS variables; none by default.</summary>
    public AppearanceVariables Variables { get; init; } = new();

    /// <summary>
    /// More classes by element key, for example <c>formButtonPrimary</c>, <c>formFieldInput__password</c> or
    /// <c>formFieldInput__password__error</c>; every rule of the theme loses against them.
    /// </summary>
    public IReadOnlyDictionary<string, string> Elements { get; init; } = new Dictionary<string, string>();
}

/// <summary>Light, dark, or as the person's system says.</summary>
public enum ColorScheme
{
    /// <summary>As the system says.</summary>
    Auto,

    /// <summary>Always light.</summary>
    Light,

    /// <summary>Always dark.</summary>
    Dark,
}
