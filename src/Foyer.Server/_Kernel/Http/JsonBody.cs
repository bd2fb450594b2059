using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Foyer.Server;

/// <summary>Reads the JSON body of a Backend API request into its type: strict syntax, no unknown members, no wrong types.</summary>
internal static class JsonBody
{
    public static async Task<Outcome<T>> Read<T>(HttpRequest request, JsonTypeInfo<T> type, CancellationToken ct) where T : class, new()
    {
        if ((await ReadDocument(request, ct)).IsFault(out Fault? fault, out JsonDocument? document))
        {
            return fault;
        }

        if (document is null)
        {
            return new T();
        }

        using (document)
        {
            return Check(document.RootElement, type) is { } wrong ? wrong : document.RootElement.Deserialize(type)!;
        }
    }

    /// <summary>Reads a body that is a list of such objects, at least one.</summary>
    public static async Task<Outcome<IReadOnlyList<T>>> ReadList<T>(HttpRequest request, JsonTypeInfo<T> type, int max, CancellationToken ct) where T : class
    {
        if ((await ReadBytes(request, ct)).IsFault(out Fault? fault, out byte[] body))
        {
            return fault;
        }

        using JsonDocument? document = StrictJson.ParseList(body);
        if (document is null)
        {
            return RequestFaults.Malformed;
        }

        int count = document.RootElement.GetArrayLength();
        if (count == 0 || count > max)
        {
            return count == 0 ? RequestFaults.Missing("body") : RequestFaults.TooLong("body");
        }

        List<T> items = [];
        foreach (JsonElement item in document.RootElement.EnumerateArray())
        {
            fault = item.ValueKind == JsonValueKind.Object ? Check(item, type) : RequestFaults.Type($"body[{items.Count}]");
            if (fault is not null)
            {
                return fault;
            }

            items.Add(item.Deserialize(type)!);
        }

        return items;
    }

    /// <summary>The body as a JSON object; null when there is none.</summary>
    public static async Task<Outcome<JsonDocument?>> ReadDocument(HttpRequest request, CancellationToken ct)
    {
        if ((await ReadBytes(request, ct)).IsFault(out Fault? fault, out byte[] body))
        {
            return fault;
        }

        if (body.Length == 0)
        {
            return (JsonDocument?)null;
        }

        return StrictJson.Parse(body, out _) is { } document ? document : RequestFaults.Malformed;
    }

    private static async Task<Outcome<byte[]>> ReadBytes(HttpRequest request, CancellationToken ct)
    {
        if ((await Params.ReadBytes(request, ct)).IsFault(out Fault? fault, out byte[] body))
        {
            return fault;
        }

        return body.Length > 0 && request.ContentType?.Split(';')[0].Trim().ToLowerInvariant() is not ("application/json" or null) ? RequestFaults.UnsupportedMediaType : body;
    }

    private static Fault? Check<T>(JsonElement body, JsonTypeInfo<T> type)
    {
        foreach (JsonProperty member in body.EnumerateObject())
        {
            JsonPropertyInfo? property = type.Properties.FirstOrDefault(property => property.Name == member.Name);
            if (property is null)
            {
                return RequestFaults.Unknown(member.Name);
            }

            if (!Fits(member.Value, property, type))
            {
                return RequestFaults.Type(member.Name);
            }
        }

        return null;
    }

    private static bool Fits<T>(JsonElement value, JsonPropertyInfo property, JsonTypeInfo<T> type)
    {
        try
        {
            value.Deserialize(type.Options.GetTypeInfo(property.PropertyType));
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
