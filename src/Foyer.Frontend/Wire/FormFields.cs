using System.Text.Json;

namespace Foyer.Frontend.Wire;

/// <summary>The fields of a form body, in order. A field without a value is left out (WIRE §2.1).</summary>
internal sealed class FormFields : List<KeyValuePair<string, string>>
{
    /// <summary>Adds a text as it is; an empty text is sent, for it clears a value.</summary>
    public void Add(string name, string? value)
    {
        if (value is not null)
        {
            Add(new KeyValuePair<string, string>(name, value));
        }
    }

    public void Add(string name, bool? value) => Add(name, value is null ? null : value.Value ? "true" : "false");

    /// <summary>Adds an object as JSON text.</summary>
    public void Add(string name, JsonElement? value) => Add(name, value?.GetRawText());
}
