using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Foyer.Server;

/// <summary>
/// The parameters of a Frontend API request, form-encoded or JSON alike (WIRE §2.1). In a form null is the empty text,
/// booleans are words and objects are JSON text; empty is not the same as absent.
/// </summary>
internal sealed class Params
{
    public const int MaxBody = 1024 * 1024;
    public const int MaxKeys = 1000;

    public static readonly Params Empty = new([]);

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly Dictionary<string, StringValues> _values;

    private Params(Dictionary<string, StringValues> values) => _values = values;

    /// <summary>Reads the request's body; a body that cannot be read is a fault.</summary>
    public static async Task<Outcome<Params>> Read(HttpRequest request, CancellationToken ct)
    {
        if (request.ContentLength > MaxBody)
        {
            return RequestFaults.TooLarge;
        }

        if (request.ContentLength is 0 || HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        {
            return Empty;
        }

        if ((await ReadBytes(request, ct)).IsFault(out Fault? fault, out byte[] body))
        {
            return fault;
        }

        if (body.Length == 0)
        {
            return Empty;
        }

        string type = request.ContentType?.Split(';')[0].Trim().ToLowerInvariant() ?? "";
        return type switch
        {
            "application/json" => FromJson(body),
            "" or "application/x-www-form-urlencoded" => FromForm(body),
            _ => RequestFaults.UnsupportedMediaType,
        };
    }

    /// <summary>Reads a whole body of at most <see cref="MaxBody"/> bytes, whatever its declared length.</summary>
    public static async Task<Outcome<byte[]>> ReadBytes(HttpRequest request, CancellationToken ct)
    {
        try
        {
            using MemoryStream buffer = new(request.ContentLength is { } length and <= MaxBody ? (int)length : 0);
            byte[] chunk = new byte[8192];
            int read;
            while ((read = await request.Body.ReadAsync(chunk, ct)) > 0)
            {
                if (buffer.Length + read > MaxBody)
                {
                    return RequestFaults.TooLarge;
                }

                buffer.Write(chunk, 0, read);
            }

            return buffer.ToArray();
        }
        catch (BadHttpRequestException bad)
        {
            return bad.StatusCode == StatusCodes.Status413PayloadTooLarge ? RequestFaults.TooLarge : RequestFaults.Malformed;
        }
    }

    /// <summary>Whether the parameter was sent at all, empty or not.</summary>
    public bool Has(string name) => _values.ContainsKey(name);

    /// <summary>The parameter as text, trimmed of nothing; null when absent or empty.</summary>
    public string? Text(string name) => _values.TryGetValue(name, out StringValues value) && value.ToString() is { Length: > 0 } text ? text : null;

    /// <summary>All values of a repeated parameter.</summary>
    public IReadOnlyList<string> Texts(string name) => _values.TryGetValue(name, out StringValues value) ? [.. value.Where(item => !string.IsNullOrEmpty(item)).Select(item => item!)] : [];

    /// <summary>Whether the parameter says <c>true</c>.</summary>
    public bool Flag(string name) => Text(name) is "true" or "1";

    /// <summary>The parameter as a JSON object; a fault when it is anything else, null when absent.</summary>
    public Outcome<JsonElement?> Object(string name)
    {
        if (Text(name) is not { } text)
        {
            return (JsonElement?)null;
        }

        using JsonDocument? document = StrictJson.Parse(Encoding.UTF8.GetBytes(text), out bool isObject);
        return document is not null ? document.RootElement.Clone() : isObject ? RequestFaults.Format(name) : RequestFaults.Type(name);
    }

    private static Outcome<Params> FromForm(byte[] body)
    {
        Dictionary<string, StringValues> values = new(StringComparer.Ordinal);
        int keys = 0;
        string text;
        try
        {
            text = StrictUtf8.GetString(body);
        }
        catch (ArgumentException)
        {
            return RequestFaults.Malformed;
        }

        foreach (Range range in text.AsSpan().Split('&'))
        {
            ReadOnlySpan<char> pair = text.AsSpan()[range];
            if (pair.IsEmpty)
            {
                continue;
            }

            if (++keys > MaxKeys)
            {
                return RequestFaults.Malformed;
            }

            int equals = pair.IndexOf('=');
            if (Decode(equals < 0 ? pair : pair[..equals]) is not { } name || Decode(equals < 0 ? [] : pair[(equals + 1)..]) is not { } value)
            {
                return RequestFaults.Malformed;
            }

            values[name] = values.TryGetValue(name, out StringValues earlier) ? StringValues.Concat(earlier, value) : new StringValues(value);
        }

        return new Params(values);
    }

    /// <summary>Decodes one name or value; null when its percent signs do not spell UTF-8 text without NUL.</summary>
    private static string? Decode(ReadOnlySpan<char> encoded)
    {
        byte[] bytes = new byte[Encoding.UTF8.GetMaxByteCount(encoded.Length)];
        int length = 0;
        for (int i = 0; i < encoded.Length; i++)
        {
            if (encoded[i] == '%')
            {
                if (i + 2 >= encoded.Length || !byte.TryParse(encoded.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value) || value == 0)
                {
                    return null;
                }

                bytes[length++] = value;
                i += 2;
            }
            else
            {
                length += Encoding.UTF8.GetBytes(encoded[i] == '+' ? " " : encoded.Slice(i, 1 + (char.IsHighSurrogate(encoded[i]) && i + 1 < encoded.Length ? 1 : 0)), bytes.AsSpan(length));
                i += char.IsHighSurrogate(encoded[i]) ? 1 : 0;
            }
        }

        try
        {
            return StrictUtf8.GetString(bytes, 0, length);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static Outcome<Params> FromJson(byte[] body)
    {
        using JsonDocument? document = StrictJson.Parse(body, out _);
        if (document is null)
        {
            return RequestFaults.Malformed;
        }

        Dictionary<string, StringValues> values = new(StringComparer.Ordinal);
        foreach (JsonProperty member in document.RootElement.EnumerateObject())
        {
            values[member.Name] = member.Value.ValueKind == JsonValueKind.Array
                ? new StringValues([.. member.Value.EnumerateArray().Select(AsText)])
                : new StringValues(AsText(member.Value));
            if (values.Count > MaxKeys)
            {
                return RequestFaults.Malformed;
            }
        }

        return new Params(values);
    }

    private static string AsText(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Null => "",
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => value.GetRawText(),
    };
}

internal static class OutcomeExtensions
{
    /// <summary>Takes an outcome apart in one step.</summary>
    public static bool IsFault<T>(this Outcome<T> outcome, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Fault? fault, out T value)
    {
        bool isFault = outcome.IsFault(out fault);
        value = isFault ? default! : outcome.Value;
        return isFault;
    }

    /// <summary>A whole number written in plain digits; null when it is not one.</summary>
    public static long? AsNumber(this string? text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null;
}
