using System.Collections.Concurrent;

namespace Foyer.Components;

/// <summary>Class names of elements: the public <c>cl-</c> keys, and whatever an <see cref="Appearance"/> adds to them.</summary>
public sealed class Look
{
    private readonly Appearance _appearance;
    private readonly ConcurrentDictionary<(string Key, string? Id, bool Error), string> _classes = new();

    /// <summary>The look of an appearance.</summary>
    /// <param name="appearance">The appearance.</param>
    public Look(Appearance appearance)
    {
        ArgumentNullException.ThrowIfNull(appearance);
        _appearance = appearance;
        Theme = appearance.ColorScheme switch { ColorScheme.Light => "light", ColorScheme.Dark => "dark", _ => "auto" };
    }

    /// <summary>Value of <c>data-theme</c>.</summary>
    public string Theme { get; }

    /// <summary>The classes of an element: <c>cl-key cl-key__id cl-error</c> and those added.</summary>
    /// <param name="key">Element key, for example <c>formFieldInput</c>.</param>
    /// <param name="id">Which of several such elements, for example <c>password</c>.</param>
    /// <param name="error">Whether it shows an error.</param>
    public string Class(string key, string? id = null, bool error = false) => _classes.GetOrAdd((key, id, error), Compose);

    private string Compose((string Key, string? Id, bool Error) element)
    {
        (string key, string? id, bool error) = element;
        List<string> classes = ["cl-" + key];
        if (id is not null)
        {
            classes.Add($"cl-{key}__{id}");
        }

        if (error)
        {
            classes.Add("cl-error");
        }

        string?[] keys = [key, id is null ? null : $"{key}__{id}", error ? key + "__error" : null, error && id is not null ? $"{key}__{id}__error" : null];
        classes.AddRange(keys.OfType<string>().Where(_appearance.Elements.ContainsKey).Select(name => _appearance.Elements[name]));
        return string.Join(' ', classes);
    }
}
