using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Foyer.Contracts;
using Foyer.Server.Instances;

namespace Foyer.Server.Tokens;

/// <summary>What a session token says of its session.</summary>
internal readonly record struct TokenSubject(string SessionId, string UserId, string Status, DateTimeOffset? FirstFactorAt, DateTimeOffset? SecondFactorAt, string? Actor);

/// <summary>Mints session tokens, version 2 (WIRE §5.2, §5.3): one signature and little else.</summary>
internal sealed class SessionTokens(TimeProvider clock)
{
    /// <summary>Seconds before <c>iat</c> from which a token counts, for clocks that run behind.</summary>
    private const int NotBefore = 10;

    /// <param name="instance">Signs and issues.</param>
    /// <param name="subject">The session.</param>
    /// <param name="appOrigin">Becomes <c>azp</c>; left out when not known.</param>
    /// <param name="clientUpdatedAt">A token must not be older than the client it comes with (WIRE §17.16).</param>
    /// <param name="lifetime">Seconds; null for the instance's own.</param>
    public string Mint(Instance instance, in TokenSubject subject, string? appOrigin, DateTimeOffset? clientUpdatedAt = null, long? lifetime = null)
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
            json.WriteEndObject();
        }

        return Sign(instance, payload.WrittenSpan, iat);
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

        return Sign(instance, payload.WrittenSpan, iat);
    }

    /// <summary>Minutes since a factor was proven; -1 when it never was.</summary>
    public static int MinutesSince(DateTimeOffset? at, DateTimeOffset now) => at is null ? -1 : Math.Max(0, (int)(now - at.Value).TotalMinutes);

    private static string Sign(Instance instance, ReadOnlySpan<byte> payload, long originIssuedAt)
    {
        Keys.SigningKey key = instance.Keys.Current;
        byte[] header = Encoding.ASCII.GetBytes($$"""{"alg":"RS256","cat":"{{TokenCategories.Session}}","kid":"{{key.Kid}}","oiat":{{originIssuedAt}},"typ":"JWT"}""");
        byte[] token = new byte[Base64Url.GetEncodedLength(header.Length) + 1 + Base64Url.GetEncodedLength(payload.Length) + 1 + Base64Url.GetEncodedLength(256)];
        int length = Base64Url.EncodeToUtf8(header, token);
        token[length++] = (byte)'.';
        length += Base64Url.EncodeToUtf8(payload, token.AsSpan(length));
        Span<byte> signature = stackalloc byte[256];
        key.Sign(token.AsSpan(0, length), signature);
        token[length++] = (byte)'.';
        length += Base64Url.EncodeToUtf8(signature, token.AsSpan(length));
        return Encoding.ASCII.GetString(token, 0, length);
    }
}
