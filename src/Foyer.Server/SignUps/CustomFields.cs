using System.Globalization;
using System.Text.Json;
using Foyer.Contracts;

namespace Foyer.Server.SignUps;

/// <summary>The operator's own fields of a sign-up, as <c>unsafe_metadata</c> holds them. No I/O.</summary>
internal static class CustomFields
{
    /// <summary>Checks what was given for the operator's fields; fields not given, and members that are no fields, pass.</summary>
    /// <returns>The fault, at <c>custom_</c> and the key; null when all is well.</returns>
    public static Fault? Check(IReadOnlyList<CustomFieldSettings> fields, JsonElement? metadata)
    {
        foreach (CustomFieldSettings field in fields)
        {
            if (Given(field, metadata) is { } value && Check(field, value) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    /// <inheritdoc cref="Missing(IReadOnlyList{CustomFieldSettings}, JsonElement?)" />
    public static IReadOnlyList<string> Missing(IReadOnlyList<CustomFieldSettings> fields, string metadata)
    {
        if (!fields.Any(field => field.Required))
        {
            return [];
        }

        using JsonDocument kept = JsonDocument.Parse(metadata);
        return Missing(fields, kept.RootElement);
    }

    /// <summary>The names of required fields that are not given, or not rightly: a sign-up is not complete before they are.</summary>
    public static IReadOnlyList<string> Missing(IReadOnlyList<CustomFieldSettings> fields, JsonElement? metadata) =>
        [.. fields.Where(field => field.Required && !(Given(field, metadata) is { } value && Check(field, value) is null && IsFilled(value))).Select(field => field.Name)];

    private static JsonElement? Given(CustomFieldSettings field, JsonElement? metadata) =>
        metadata is { ValueKind: JsonValueKind.Object } members && members.TryGetProperty(field.Key, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static bool IsFilled(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => !string.IsNullOrWhiteSpace(value.GetString()),
        JsonValueKind.False => false,
        _ => true,
    };

    private static Fault? Check(CustomFieldSettings field, JsonElement value) => (field.Type, value.ValueKind) switch
    {
        ("checkbox", JsonValueKind.True or JsonValueKind.False) => null,
        ("number", JsonValueKind.Number) => value.TryGetDouble(out double number) && double.IsFinite(number) ? null : RequestFaults.Format(field.Name),
        ("text" or "textarea", JsonValueKind.String) => value.GetString()!.Length > field.MaxLength ? RequestFaults.TooLong(field.Name) : null,
        // Nothing chosen is nothing given; whether that will do is for Missing to say.
        ("select" or "date", JsonValueKind.String) when value.GetString()!.Length == 0 => null,
        ("select", JsonValueKind.String) => field.Options.Any(option => option.Value == value.GetString()) ? null : RequestFaults.Value(field.Name),
        ("date", JsonValueKind.String) => DateOnly.TryParseExact(value.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? null : RequestFaults.Format(field.Name),
        _ => RequestFaults.Type(field.Name),
    };
}
