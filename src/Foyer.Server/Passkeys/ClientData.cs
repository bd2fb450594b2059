using System.Text.Json;

namespace Foyer.Server.Passkeys;

/// <summary>What the browser says of the ceremony, and signs through the authenticator (WebAuthn L3 §5.8.1).</summary>
internal sealed record ClientData
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    public required string Type { get; init; }

    /// <summary>Base64url without padding.</summary>
    public required string Challenge { get; init; }

    public required string Origin { get; init; }

    /// <summary>Whether the page was framed by a page of another origin.</summary>
    public bool CrossOrigin { get; init; }

    /// <summary>Reads the JSON; names it does not know are let through, because browsers add some.</summary>
    public static ClientData? Read(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(utf8, Strict);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || Text(root, "type") is not { } type || Text(root, "challenge") is not { } challenge || Text(root, "origin") is not { } origin)
            {
                return null;
            }

            bool crossOrigin = root.TryGetProperty("topOrigin", out _);
            if (root.TryGetProperty("crossOrigin", out JsonElement said))
            {
                if (said.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
                {
                    return null;
                }

                crossOrigin |= said.GetBoolean();
            }

            return new ClientData { Type = type, Challenge = challenge, Origin = origin, CrossOrigin = crossOrigin };
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Steps 7 to 11 of a registration, 10 to 14 of an assertion (WebAuthn L3 §7.1, §7.2).</summary>
    public Fault? Refuse(string type, Expectations expected) =>
        Type != type ? PasskeyFaults.TypeWrong :
        !Secrets.Same(Challenge, expected.Challenge) ? PasskeyFaults.ChallengeWrong :
        Origin != expected.Origin ? PasskeyFaults.OriginWrong :
        CrossOrigin ? PasskeyFaults.CrossOrigin :
        null;

    private static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <summary>What a ceremony was begun with.</summary>
/// <param name="Challenge">The challenge, base64url without padding.</param>
/// <param name="Origin">The page's origin.</param>
/// <param name="RpId">The domain credentials are bound to.</param>
/// <param name="RequireUserVerification">Whether the person, not just somebody, must have been there.</param>
internal sealed record Expectations(string Challenge, string Origin, string RpId, bool RequireUserVerification = true)
{
    /// <summary>Steps that registration and assertion share: the domain and the flags (WebAuthn L3 §7.1 13–17, §7.2 16–19).</summary>
    public Fault? Refuse(AuthenticatorData data) =>
        !data.IsFor(RpId) ? PasskeyFaults.RpIdWrong :
        !data.UserPresent ? PasskeyFaults.UserNotPresent :
        RequireUserVerification && !data.UserVerified ? PasskeyFaults.UserNotVerified :
        data.BackedUp && !data.BackupEligible ? PasskeyFaults.BackupStateWrong :
        null;
}
