using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Foyer.Server.Instances;

/// <summary>Checks the operator's list of custom fields and writes out what they left to its default; each refusal names its place in the list.</summary>
internal static partial class CustomFieldList
{
    private const int MaxFields = 30;
    private static readonly string[] Types = ["text", "textarea", "number", "date", "select", "checkbox"];
    private static readonly string[] Members = ["key", "type", "required", "options", "labels", "placeholders", "max_length"];
    private static readonly string[] OptionMembers = ["value", "labels"];

    public static void Complete(JsonArray fields, string path)
    {
        if (fields.Count > MaxFields)
        {
            throw new SettingsException(path, $"may have at most {MaxFields} fields");
        }

        HashSet<string> keys = new(StringComparer.Ordinal);
        for (int i = 0; i < fields.Count; i++)
        {
            string here = $"{path}[{i}]";
            string key = Check(Object(fields[i], here, Members), here);
            if (!keys.Add(key))
            {
                throw new SettingsException(here + ".key", $"'{key}' is taken by a field before it");
            }

            FillIn(fields[i]!.AsObject());
        }
    }

    // A list stands in the place of the default list, so nothing else fills in its items.
    private static void FillIn(JsonObject field)
    {
        field["type"] ??= "text";
        field["required"] ??= false;
        field["options"] ??= new JsonArray();
        field["labels"] ??= new JsonObject();
        field["placeholders"] ??= new JsonObject();
        field["max_length"] ??= 256;
        foreach (JsonNode? option in field["options"]!.AsArray())
        {
            option!["labels"] ??= new JsonObject();
        }
    }

    private static string Check(JsonObject field, string path)
    {
        string key = Text(field["key"], path + ".key") ?? "";
        if (!Key().IsMatch(key))
        {
            throw new SettingsException(path + ".key", "must be letters, digits and underscores, at most 40, a letter first");
        }

        string type = Text(field["type"], path + ".type") ?? "text";
        if (!Types.Contains(type))
        {
            throw new SettingsException(path + ".type", $"does not know '{type}'; it can be {string.Join(", ", Types)}");
        }

        if (field["required"] is { } required && required.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False))
        {
            throw new SettingsException(path + ".required", "must be true or false");
        }

        if (field["max_length"] is { } length && !(length is JsonValue number && number.TryGetValue(out int max) && max is >= 1 and <= 2000))
        {
            throw new SettingsException(path + ".max_length", "must be between 1 and 2000");
        }

        CheckTexts(field["labels"], path + ".labels");
        CheckTexts(field["placeholders"], path + ".placeholders");
        CheckOptions(field["options"], type, path + ".options");
        return key;
    }

    private static void CheckOptions(JsonNode? node, string type, string path)
    {
        if (node is not (null or JsonArray))
        {
            throw new SettingsException(path, "must be a list");
        }

        JsonArray options = node?.AsArray() ?? [];
        if (options.Count > 0 != (type == "select"))
        {
            throw new SettingsException(path, type == "select" ? "must offer something: the field is a select" : "belong to a select only");
        }

        HashSet<string> values = new(StringComparer.Ordinal);
        for (int i = 0; i < options.Count; i++)
        {
            string here = $"{path}[{i}]";
            JsonObject option = Object(options[i], here, OptionMembers);
            CheckTexts(option["labels"], here + ".labels");
            if (Text(option["value"], here + ".value") is not { Length: > 0 and <= 200 } value || !values.Add(value))
            {
                throw new SettingsException(here + ".value", "must be a text of 1 to 200 characters no other option has");
            }
        }
    }

    private static void CheckTexts(JsonNode? node, string path)
    {
        if (node is null)
        {
            return;
        }

        if (node is not JsonObject texts)
        {
            throw new SettingsException(path, "must be an object of texts by language");
        }

        foreach ((string language, JsonNode? text) in texts)
        {
            if (text?.GetValueKind() != JsonValueKind.String)
            {
                throw new SettingsException($"{path}.{language}", "must be text");
            }
        }
    }

    private static JsonObject Object(JsonNode? node, string path, string[] members)
    {
        JsonObject value = node as JsonObject ?? throw new SettingsException(path, "must be an object");
        return value.FirstOrDefault(member => !members.Contains(member.Key)) is { Key: { } unknown } ? throw new SettingsException($"{path}.{unknown}", "is not a setting") : value;
    }

    private static string? Text(JsonNode? node, string path) =>
        node is null ? null : node.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : throw new SettingsException(path, "must be text");

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_]{0,39}$")]
    private static partial Regex Key();
}
