using System.Text.Json;

namespace Foyer.Server;

/// <summary>JSON as this server takes it: an object without duplicate names, at most 32 deep, all of it text that can be stored and written again.</summary>
internal static class StrictJson
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    /// <summary>The document; null when it is not JSON of that kind. <paramref name="isObject"/> tells syntax from kind.</summary>
    public static JsonDocument? Parse(ReadOnlyMemory<byte> utf8, out bool isObject) => Parse(utf8, JsonValueKind.Object, out isObject);

    /// <summary>The same for a list.</summary>
    public static JsonDocument? ParseList(ReadOnlyMemory<byte> utf8) => Parse(utf8, JsonValueKind.Array, out _);

    private static JsonDocument? Parse(ReadOnlyMemory<byte> utf8, JsonValueKind kind, out bool isObject)
    {
        isObject = true;
        JsonDocument? document = null;
        try
        {
            document = JsonDocument.Parse(utf8, Options);
            isObject = document.RootElement.ValueKind == kind;
            if (isObject && !IsSpoiled(document.RootElement))
            {
                return document;
            }
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // Not JSON; or an escaped half of a surrogate pair, which is met only when the text is read.
        }

        document?.Dispose();
        return null;
    }

    /// <summary>NUL cannot be stored by every database: both engines refuse alike.</summary>
    private static bool IsSpoiled(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => HasNul(element.GetString()!),
        JsonValueKind.Object => element.EnumerateObject().Any(member => HasNul(member.Name) || IsSpoiled(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().Any(IsSpoiled),
        _ => false,
    };

    private static bool HasNul(string text) => text.Contains('\0', StringComparison.Ordinal);
}
