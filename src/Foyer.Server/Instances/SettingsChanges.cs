using System.Text.Json.Nodes;

namespace Foyer.Server.Instances;

/// <summary>
/// What the Backend API changed of an instance's settings, beside what the configuration file says. A setting the file
/// names is the file's: anything else would be undone by the next start, without a word. Pure.
/// </summary>
internal static class SettingsChanges
{
    /// <summary>The file's settings with the changes laid over them.</summary>
    public static JsonObject Over(JsonObject file, JsonObject changes)
    {
        JsonObject merged = file.DeepClone().AsObject();
        Lay(merged, changes);
        return merged;
    }

    /// <summary>Lays changes over a document.</summary>
    public static void Lay(JsonObject target, JsonObject changes)
    {
        foreach ((string name, JsonNode? value) in changes)
        {
            if (target[name] is JsonObject group && value is JsonObject inner)
            {
                Lay(group, inner);
            }
            else
            {
                target[name] = value?.DeepClone();
            }
        }
    }

    /// <summary>The changes without those of settings the file names.</summary>
    public static JsonObject Beside(JsonObject file, JsonObject changes)
    {
        JsonObject left = [];
        foreach ((string name, JsonNode? value) in changes)
        {
            if (!file.TryGetPropertyValue(name, out JsonNode? named))
            {
                left[name] = value?.DeepClone();
            }
            else if (named is JsonObject group && value is JsonObject inner && Beside(group, inner) is { Count: > 0 } beside)
            {
                left[name] = beside;
            }
        }

        return left;
    }

    /// <summary>The first setting that the file names and the changes would have otherwise; null when there is none.</summary>
    public static string? Named(JsonObject file, JsonObject changes, string path = "")
    {
        foreach ((string name, JsonNode? value) in changes)
        {
            if (!file.TryGetPropertyValue(name, out JsonNode? named) || JsonNode.DeepEquals(named, value))
            {
                continue;
            }

            if (named is not JsonObject group || value is not JsonObject inner)
            {
                return path + name;
            }

            if (Named(group, inner, path + name + ".") is { } deeper)
            {
                return deeper;
            }
        }

        return null;
    }
}

internal static class SettingsFaults
{
    private static readonly Fault InFile = new(422, "setting_in_configuration_file", "This setting stands in the configuration file", "The server's configuration file says otherwise. Change it there, or take it out of the file.");

    /// <summary>The file names the setting, so the file alone changes it.</summary>
    public static Fault NamedByFile(string path, string param) => (InFile with { LongMessage = $"The setting '{path}' stands in the server's configuration file. Change it there, or take it out of the file." }).At(param);
}
