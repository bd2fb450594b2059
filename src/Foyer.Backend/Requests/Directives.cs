using System.Text.Json;
using Foyer.Contracts;

namespace Foyer.Backend;

/// <summary>Cookies the server asks the app to set on its own origin (WIRE §4.3, §4.5).</summary>
internal static class Directives
{
    private static readonly string[] Allowed =
        [CookieNames.Session, CookieNames.ClientUat, CookieNames.Refresh, CookieNames.DevBrowser, CookieNames.Handshake, CookieNames.HandshakeNonce];

    /// <summary>Those that may be set: the protocol's own names, nothing that could break out of a header.</summary>
    public static string[] Accept(IEnumerable<string?> directives) =>
        [.. directives.OfType<string>().Where(directive => !directive.Any(char.IsControl) && Array.Exists(Allowed, name => IsNamed(directive, name)))];

    /// <summary>The session token among them: the last that is set counts. Empty when the session is cleared, or not mentioned.</summary>
    public static string SessionToken(IEnumerable<string> directives) =>
        directives.LastOrDefault(directive => IsNamed(directive, CookieNames.Session)) is { } last
            ? last[(last.IndexOf('=', StringComparison.Ordinal) + 1)..].Split(';')[0].Trim()
            : "";

    /// <summary>The directives inside a handshake token's payload, which was verified; null when there are none.</summary>
    public static string[]? FromPayload(ReadOnlySpan<byte> payload)
    {
        try
        {
            JsonElement body = JsonSerializer.Deserialize(payload, WireJson.Default.JsonElement);
            return body.ValueKind == JsonValueKind.Object && body.TryGetProperty("handshake", out JsonElement list) && list.ValueKind == JsonValueKind.Array
                ? Accept(list.EnumerateArray().Select(one => one.ValueKind == JsonValueKind.String ? one.GetString() : null))
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether a handshake token's payload, which was verified, ended before an instant; one without an end never does.</summary>
    public static bool IsExpired(ReadOnlySpan<byte> payload, long instant)
    {
        try
        {
            JsonElement body = JsonSerializer.Deserialize(payload, WireJson.Default.JsonElement);
            return body.ValueKind == JsonValueKind.Object && body.TryGetProperty("exp", out JsonElement exp) && (!exp.TryGetInt64(out long end) || end <= instant);
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return true;
        }
    }

    private static bool IsNamed(string directive, string name) =>
        directive.StartsWith(name, StringComparison.Ordinal) && directive.Length > name.Length && directive[name.Length] is '=' or '_';
}
