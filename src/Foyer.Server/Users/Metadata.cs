using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Foyer.Server.Users;

/// <summary>The three kinds of metadata: JSON objects of at most 8 KB.</summary>
internal static class Metadata
{
    public const int MaxBytes = 8192;

    /// <summary>Letters stay letters: escaped, most of the world's would take the room of six.</summary>
    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Checks an object that is to be stored; null when it may be.</summary>
    public static Fault? Check(JsonElement value, string paramName) =>
        value.ValueKind != JsonValueKind.Object ? RequestFaults.Type(paramName) :
        Encoding.UTF8.GetByteCount(value.GetRawText()) > MaxBytes ? UserFaults.MetadataTooLarge.At(paramName) :
        null;

    /// <summary>Merges a patch (RFC 7396): null removes, objects merge, everything else replaces.</summary>
    public static string Merge(string stored, JsonElement patch) => Merge(JsonNode.Parse(stored), JsonNode.Parse(patch.GetRawText()))?.ToJsonString(Plain) ?? "{}";

    private static JsonNode? Merge(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject changes)
        {
            return patch?.DeepClone();
        }

        JsonObject result = target as JsonObject ?? [];
        foreach ((string name, JsonNode? value) in changes)
        {
            if (value is null)
            {
                result.Remove(name);
            }
            else
            {
                JsonNode? merged = Merge(result[name], value);
                result.Remove(name);
                result[name] = merged;
            }
        }

        return result;
    }
}
