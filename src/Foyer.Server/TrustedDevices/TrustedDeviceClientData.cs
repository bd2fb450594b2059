using System.Text.Json;
using System.Text.Json.Serialization;

namespace Foyer.Server.TrustedDevices;

/// <summary>
/// The text a device signs. It names everything the signature is for, so that it is worth nothing anywhere else;
/// made from the same facts it is the same text. Members stand in alphabetical order.
/// </summary>
internal sealed record TrustedDeviceClientData
{
    public const string Enrollment = "trusted_device.enrollment";
    public const string SignIn = "trusted_device.sign_in";

    [JsonPropertyOrder(0)]
    public required string Algorithm { get; init; }

    [JsonPropertyOrder(1)]
    public required string AppIdentifier { get; init; }

    [JsonPropertyOrder(2)]
    public required string Challenge { get; init; }

    [JsonPropertyOrder(3)]
    public required string ChallengeId { get; init; }

    /// <summary>Unix milliseconds.</summary>
    [JsonPropertyOrder(4)]
    public required long ExpiresAt { get; init; }

    /// <summary>The origin of the Frontend API that asks.</summary>
    [JsonPropertyOrder(5)]
    public required string Issuer { get; init; }

    [JsonPropertyOrder(6)]
    public required string Platform { get; init; }

    [JsonPropertyOrder(7)]
    public required string PublicKeyThumbprint { get; init; }

    /// <summary>Null while the device is being enrolled.</summary>
    [JsonPropertyOrder(8), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TrustedDeviceId { get; init; }

    [JsonPropertyOrder(9)]
    public required string Type { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, TrustedDeviceJson.Default.TrustedDeviceClientData);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TrustedDeviceClientData))]
internal sealed partial class TrustedDeviceJson : JsonSerializerContext;
