using System.Globalization;
using System.Text.Json;

namespace Foyer.Server.Claims;

/// <summary>The value of a shortcode or literal: null, text, a whole number, a truth, or any JSON.</summary>
internal readonly struct ClaimValue
{
    private readonly JsonValueKind _kind;
    private readonly string? _text;
    private readonly long _number;
    private readonly JsonElement _json;

    private ClaimValue(JsonValueKind kind, string? text = null, long number = 0, JsonElement json = default)
    {
        _kind = kind;
        _text = text;
        _number = number;
        _json = json;
    }

    public static ClaimValue Null => new(JsonValueKind.Null);

    public static ClaimValue Of(string? text) => text is null ? Null : new(JsonValueKind.String, text);

    public static ClaimValue Of(bool flag) => new(flag ? JsonValueKind.True : JsonValueKind.False);

    /// <summary>An instant, in seconds as everything in a token.</summary>
    public static ClaimValue Of(DateTimeOffset? at) => at is { } instant ? new(JsonValueKind.Number, number: instant.ToUnixTimeSeconds()) : Null;

    public static ClaimValue Of(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => Null,
        JsonValueKind.String => Of(json.GetString()),
        JsonValueKind.True or JsonValueKind.False => new(json.ValueKind),
        _ => new(json.ValueKind, json: json),
    };

    /// <summary>Null, false, zero and the empty text are not; everything else is, as in JavaScript.</summary>
    public bool IsTruthy => _kind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined or JsonValueKind.False => false,
        JsonValueKind.String => _text!.Length > 0,
        JsonValueKind.Number => _json.ValueKind == JsonValueKind.Number ? _json.GetDouble() != 0 : _number != 0,
        _ => true,
    };

    /// <summary>What lies under a path; null where it leads nowhere.</summary>
    public ClaimValue Descend(ReadOnlySpan<string> path)
    {
        JsonElement at = _json;
        foreach (string name in path)
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out JsonElement inner))
            {
                return Null;
            }

            at = inner;
        }

        return path.IsEmpty ? this : Of(at);
    }

    /// <summary>Writes it with its type.</summary>
    public void Write(Utf8JsonWriter json)
    {
        switch (_kind)
        {
            case JsonValueKind.String: json.WriteStringValue(_text); break;
            case JsonValueKind.True: json.WriteBooleanValue(true); break;
            case JsonValueKind.False: json.WriteBooleanValue(false); break;
            case JsonValueKind.Number when _json.ValueKind != JsonValueKind.Number: json.WriteNumberValue(_number); break;
            case JsonValueKind.Number or JsonValueKind.Object or JsonValueKind.Array: _json.WriteTo(json); break;
            default: json.WriteNullValue(); break;
        }
    }

    /// <summary>As it stands inside a text: nothing for null, JSON for what is no text.</summary>
    public override string ToString() => _kind switch
    {
        JsonValueKind.String => _text!,
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Number when _json.ValueKind != JsonValueKind.Number => _number.ToString(CultureInfo.InvariantCulture),
        JsonValueKind.Number or JsonValueKind.Object or JsonValueKind.Array => _json.GetRawText(),
        _ => "",
    };
}

/// <summary>Where shortcodes get their values from.</summary>
internal abstract class ClaimSource
{
    public abstract ClaimValue Of(Shortcode code);
}
