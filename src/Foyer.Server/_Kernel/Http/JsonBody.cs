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
            foreach (JsonProperty member in document.RootElement.EnumerateObject())
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

            return document.RootElement.Deserialize(type)!;
        }
    }

    /// <summary>The body as a JSON object; null when there is none.</summary>
    public static async Task<Outcome<JsonDocument?>> ReadDocument(HttpRequest request, CancellationToken ct)
    {
        if ((await Params.ReadBytes(request, ct)).IsFault(out Fault? fault, out byte[] body))
        {
            return fault;
        }

        if (body.Length == 0)
        {
            return (JsonDocument?)null;
        }

        if (request.ContentType?.Split(';')[0].Trim().ToLowerInvariant() is not ("application/json" or null))
        {
            return RequestFaults.UnsupportedMediaType;
        }

        return StrictJson.Parse(body, out _) is { } document ? document : RequestFaults.Malformed;
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
