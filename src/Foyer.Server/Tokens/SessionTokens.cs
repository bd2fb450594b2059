using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Foyer.Contracts;
using Foyer.Server.Claims;
using Foyer.Server.Instances;
using Foyer.Server.Keys;

namespace Foyer.Server.Tokens;

/// <summary>What a session token says of its session.</summary>
internal readonly record struct TokenSubject(string SessionId, string UserId, string Status, DateTimeOffset? FirstFactorAt, DateTimeOffset? SecondFactorAt, string? Actor)
{
    /// <summary>This server as the asker reaches it, for claims that are addresses; null for its configured host.</summary>
    public PublicUrl? Server { get; init; }
}

/// <summary>Mints session tokens, version 2 (WIRE §5.2, §5.3): one signature and little else.</summary>
internal sealed class SessionTokens(ClaimSources sources, TimeProvider clock)
{
    /// <summary>Browsers drop a larger cookie without a word; this leaves room for its name.</summary>
    public const int MaxLength = 4000;

    /// <summary>Seconds before <c>iat</c> from which a token counts, for clocks that run behind.</summary>
    private const int NotBefore = 10;

    /// <param name="instance">Signs and issues.</param>
    /// <param name="subject">The session.</param>
    /// <param name="appOrigin">Becomes <c>azp</c>; left out when not known.</param>
    /// <param name="clientUpdatedAt">A token must not be older than the client it comes with (WIRE §17.16).</param>
    /// <param name="lifetime">Seconds; null for the instance's own.</param>
    /// <param name="ct">Stops the read that custom claims may need.</param>
    /// <returns>The token; a fault when the instance's own claims make it too large for a cookie.</returns>
    public ValueTask<Outcome<string>> Mint(Instance instance, TokenSubject subject, string? appOrigin, DateTimeOffset? clientUpdatedAt, long? lifetime, CancellationToken ct) =>
        instance.SessionClaims is { } claims
            ? MintWithClaims(instance, subject, appOrigin, clientUpdatedAt, lifetime, claims, ct)
            : ValueTask.FromResult<Outcome<string>>(Compose(instance, subject, appOrigin, clientUpdatedAt, lifetime, null));

    /// <summary>
    /// Claims that do not fit are a refusal, never left out: whoever can lengthen one claim could otherwise make another
    /// disappear.
    /// </summary>
    private async ValueTask<Outcome<string>> MintWithClaims(
        Instance instance, TokenSubject subject, string? appOrigin, DateTimeOffset? clientUpdatedAt, long? lifetime, ClaimsTemplate claims, CancellationToken ct)
    {
        ClaimSource source = await sources.For(instance, subject, claims.NeedsUser, ct);
        string jwt = Compose(instance, subject, appOrigin, clientUpdatedAt, lifetime, json => claims.Write(json, source));
        return jwt.Length <= MaxLength ? jwt : TokenFaults.TooLarge;
    }

    private string Compose(Instance instance, in TokenSubject subject, string? appOrigin, DateTimeOffset? clientUpdatedAt, long? lifetime, Action<Utf8JsonWriter>? writeClaims)
    {
        DateTimeOffset now = clock.GetUtcNow();
        long iat = Math.Max(now.ToUnixTimeSeconds(), clientUpdatedAt?.ToUnixTimeSeconds() ?? 0);
        ArrayBufferWriter<byte> payload = new(512);
        using (Utf8JsonWriter json = new(payload, WireWriter.Options))
        {
            json.WriteStartObject();
            if (subject.Actor is not null)
            {
                json.WritePropertyName("act"u8);
                json.WriteRawValue(subject.Actor);
            }

            if (appOrigin is not null)
            {
                json.WriteString("azp"u8, appOrigin);
            }

            json.WriteNumber("exp"u8, iat + (lifetime ?? instance.Settings.SessionToken.LifetimeInSeconds));
            json.WriteStartArray("fva"u8);
            json.WriteNumberValue(MinutesSince(subject.FirstFactorAt, now));
            json.WriteNumberValue(MinutesSince(subject.SecondFactorAt, now));
            json.WriteEndArray();
            json.WriteNumber("iat"u8, iat);
            json.WriteString("iss"u8, instance.Issuer);
            json.WriteString("jti"u8, RandomNumberGenerator.GetHexString(20, lowercase: true));
            json.WriteNumber("nbf"u8, iat - NotBefore);
            json.WriteString("sid"u8, subject.SessionId);
            json.WriteString("sts"u8, subject.Status);
            json.WriteString("sub"u8, subject.UserId);
            json.WriteNumber("v"u8, 2);
            writeClaims?.Invoke(json);
            json.WriteEndObject();
        }

        return SignedJwt.Sign(instance.Keys, TokenCategories.Session, payload.WrittenSpan, iat);
    }

    /// <summary>Signs a handshake payload: the same category as a session token, as the SDK demands (WIRE §4.3).</summary>
    public string SignHandshake(Instance instance, IReadOnlyList<string> directives)
    {
        long iat = clock.GetUtcNow().ToUnixTimeSeconds();
        ArrayBufferWriter<byte> payload = new(2048);
        using (Utf8JsonWriter json = new(payload, WireWriter.Options))
        {
            json.WriteStartObject();
            json.WriteStartArray("handshake"u8);
            foreach (string directive in directives)
            {
                json.WriteStringValue(directive);
            }

            json.WriteEndArray();
            json.WriteNumber("iat"u8, iat);
            json.WriteNumber("exp"u8, iat + 60);
            json.WriteString("iss"u8, instance.Issuer);
            json.WriteEndObject();
        }

        return SignedJwt.Sign(instance.Keys, TokenCategories.Session, payload.WrittenSpan, iat);
    }

    /// <summary>Minutes since a factor was proven; -1 when it never was.</summary>
    public static int MinutesSince(DateTimeOffset? at, DateTimeOffset now) => at is null ? -1 : Math.Max(0, (int)(now - at.Value).TotalMinutes);
}

internal static class TokenFaults
{
    /// <summary>Not 422: to clerk-js that means that nobody is signed in any more (WIRE §2.8).</summary>
    public static readonly Fault TooLarge = new(400, "session_token_too_large", "Session token too large", "With the claims this instance adds, the session token does not fit into a cookie. Make the claims, or the metadata they show, smaller.");
}
