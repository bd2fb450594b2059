using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Foyer.Contracts;

namespace Foyer.Components.SignUps;

/// <summary>The operator's own fields between a form, which knows text only, and <c>unsafe_metadata</c>. Pure.</summary>
internal static class CustomValues
{
    /// <summary>What is to be kept: what was there, with the fields of this form laid over it.</summary>
    /// <param name="asked">The custom fields of the form.</param>
    /// <param name="typed">Texts by name.</param>
    /// <param name="kept">Metadata of the sign-up so far.</param>
    /// <returns>The metadata, null when there is nothing to keep; and what could not be understood.</returns>
    public static (JsonElement? Metadata, Problems Problems) Read(IEnumerable<CustomFieldSettings> asked, IReadOnlyDictionary<string, string> typed, JsonElement? kept)
    {
        JsonObject all = kept is { ValueKind: JsonValueKind.Object } before ? JsonNode.Parse(before.GetRawText())!.AsObject() : [];
        List<ErrorResource> wrong = [];
        foreach (CustomFieldSettings field in asked)
        {
            string text = typed.GetValueOrDefault(field.Name, "");
            all.Remove(field.Key);
            switch (field.Type)
            {
                case "checkbox":
                    all[field.Key] = text.Length > 0;
                    break;
                case "number" when text.Length > 0:
                    if (double.TryParse(text.Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number))
                    {
                        all[field.Key] = number;
                    }
                    else
                    {
                        wrong.AddRange(Problems.Found(ErrorCodes.FormParamFormatInvalid, field.Name).All);
                    }

                    break;
                default:
                    if (text.Length > 0)
                    {
                        all[field.Key] = text;
                    }

                    break;
            }
        }

        return (all.Count == 0 ? null : JsonDocument.Parse(all.ToJsonString()).RootElement.Clone(), new Problems(wrong));
    }

    /// <summary>A value as a form shows it.</summary>
    public static string? Text(CustomFieldSettings field, JsonElement? metadata)
    {
        if (metadata is not { ValueKind: JsonValueKind.Object } members || !members.TryGetProperty(field.Key, out JsonElement value))
        {
            return null;
        }

        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.True => "true",
            _ => null,
        };
    }

    /// <summary>The words for a language: its own, English, the first there are, else <paramref name="otherwise"/>.</summary>
    public static string Label(IReadOnlyDictionary<string, string> texts, string language, string otherwise) =>
        texts.GetValueOrDefault(language) ?? texts.GetValueOrDefault("en") ?? texts.Values.FirstOrDefault() ?? otherwise;
}
