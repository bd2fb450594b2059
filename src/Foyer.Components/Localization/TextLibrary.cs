using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Foyer.Components.Localization;

/// <summary>
/// The languages there are, read when first asked for: each one JSON file in <c>Localization/Texts</c> for the screens and
/// one for messages.
/// </summary>
public sealed class TextLibrary
{
    private static readonly string[] Languages = ["en", "de", "ar"];
    private readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, string>> _words = new();

    /// <summary>The words for a person.</summary>
    /// <param name="preferences">BCP 47 tags, best first; a tag with a region falls back to its language. English when none is known.</param>
    public Texts For(IEnumerable<string> preferences)
    {
        ArgumentNullException.ThrowIfNull(preferences);
        string language = preferences.Select(Known).FirstOrDefault(known => known is not null) ?? "en";
        return new Texts(language, Words(language), Words("en"));
    }

    internal IReadOnlyDictionary<string, string> Words(string language) => _words.GetOrAdd(language, Read);

    private static string? Known(string tag)
    {
        string language = tag.Split('-', '_')[0].Trim();
        return Languages.FirstOrDefault(known => known.Equals(language, StringComparison.OrdinalIgnoreCase));
    }

    private static IReadOnlyDictionary<string, string> Read(string language) =>
        new Dictionary<string, string>(new[] { $"{language}.json", $"messages.{language}.json" }.SelectMany(ReadFile), StringComparer.Ordinal);

    private static Dictionary<string, string> ReadFile(string name)
    {
        using Stream file = Assembly.GetExecutingAssembly().GetManifestResourceStream("texts/" + name)
            ?? throw new InvalidOperationException($"The texts '{name}' are not in the assembly.");
        return JsonSerializer.Deserialize(file, TextJson.Default.DictionaryStringString)!;
    }
}

[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class TextJson : JsonSerializerContext;
