using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Foyer.Server.Passkeys;

/// <summary>A credential as browsers hand it over: JSON with base64url inside (WebAuthn L3 §5.1).</summary>
internal sealed record CredentialJson
{
    /// <summary>Characters of JSON. An attestation with its certificates takes a tenth of it.</summary>
    public const int MaxLength = 64 * 1024;

    private const int MaxTransports = 8;

    public required ReadOnlyMemory<byte> Id { get; init; }

    public required ReadOnlyMemory<byte> ClientDataJson { get; init; }

    /// <summary>Registrations only.</summary>
    public ReadOnlyMemory<byte>? AttestationObject { get; init; }

    /// <summary>Assertions only.</summary>
    public ReadOnlyMemory<byte>? AuthenticatorData { get; init; }

    /// <summary>Assertions only.</summary>
    public ReadOnlyMemory<byte>? Signature { get; init; }

    /// <summary>Whom the credential says it is of; assertions only, and there optional.</summary>
    public ReadOnlyMemory<byte>? UserHandle { get; init; }

    /// <summary>How the authenticator is reached, for later hints.</summary>
    public IReadOnlyList<string> Transports { get; init; } = [];

    public static CredentialJson? Read(string? text)
    {
        if (text is null || text.Length > MaxLength)
        {
            return null;
        }

        try
        {
            using JsonDocument? document = StrictJson.Parse(Encoding.UTF8.GetBytes(text), out _);
            if (document?.RootElement is not { } root || !root.TryGetProperty("response", out JsonElement response) || response.ValueKind != JsonValueKind.Object ||
                Word(root, "type") != "public-key" || Bytes(root, "rawId") is not { } id || Word(root, "id") is not { } shown || shown != Base64Url.EncodeToString(id.Span) ||
                Bytes(response, "clientDataJSON") is not { } clientData || id.Length is 0 or > Passkeys.AuthenticatorData.MaxCredentialId)
            {
                return null;
            }

            return new CredentialJson
            {
                Id = id,
                ClientDataJson = clientData,
                AttestationObject = Bytes(response, "attestationObject"),
                AuthenticatorData = Bytes(response, "authenticatorData"),
                Signature = Bytes(response, "signature"),
                UserHandle = Bytes(response, "userHandle"),
                Transports = TransportsOf(response),
            };
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string[] TransportsOf(JsonElement response) =>
        response.TryGetProperty("transports", out JsonElement list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Take(MaxTransports).Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!).Where(IsTransport)]
            : [];

    private static bool IsTransport(string name) => name is "usb" or "nfc" or "ble" or "smart-card" or "hybrid" or "internal" or "cable";

    private static string? Word(JsonElement owner, string name) => owner.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static ReadOnlyMemory<byte>? Bytes(JsonElement owner, string name) =>
        Word(owner, name) is { } text ? text.Contains('=', StringComparison.Ordinal) ? throw new FormatException() : Base64Url.DecodeFromChars(text) : null;
}
