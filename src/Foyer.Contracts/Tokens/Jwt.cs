using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Foyer.Contracts;

/// <summary>
/// A compact JWS taken apart, <b>not verified</b> (RFC 7515 §7.1). Reading one proves nothing; verification is in
/// <c>Foyer.Backend</c>.
/// </summary>
public sealed record Jwt
{
    /// <summary>Longest token that is read at all, in characters.</summary>
    public const int MaxLength = 16 * 1024;

    private Jwt(string raw, JwtHeader header, byte[] payload)
    {
        Raw = raw;
        Header = header;
        Payload = payload;
    }

    /// <summary>The token as it came.</summary>
    public string Raw { get; }

    /// <summary>The header's members that matter here.</summary>
    public JwtHeader Header { get; }

    /// <summary>The payload: UTF-8 JSON, an object.</summary>
    public ReadOnlyMemory<byte> Payload { get; }

    /// <summary>The payload as session claims.</summary>
    /// <exception cref="JsonException">A claim has the wrong type.</exception>
    public SessionClaims Claims => JsonSerializer.Deserialize(Payload.Span, WireJson.Default.SessionClaims)!;

    /// <summary>Takes a token apart; false when it is not three strict base64url parts with JSON objects inside.</summary>
    /// <param name="raw">The compact token.</param>
    /// <param name="jwt">The parts.</param>
    public static bool TryRead([NotNullWhen(true)] string? raw, [NotNullWhen(true)] out Jwt? jwt)
    {
        jwt = null;
        if (raw is null || raw.Length > MaxLength)
        {
            return false;
        }

        int first = raw.IndexOf('.', StringComparison.Ordinal);
        int second = first < 0 ? -1 : raw.IndexOf('.', first + 1);
        if (second < 0 || raw.IndexOf('.', second + 1) >= 0)
        {
            return false;
        }

        if (Decode(raw.AsSpan(0, first)) is not { } header || Decode(raw.AsSpan(first + 1, second - first - 1)) is not { } payload ||
            Decode(raw.AsSpan(second + 1)) is null)
        {
            return false;
        }

        try
        {
            if (JwtHeader.Read(header) is not { } read || !IsObject(payload))
            {
                return false;
            }

            jwt = new Jwt(raw, read, payload);
            return true;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Decodes strict base64url: no padding, no white space, no other alphabet, no stray bits (RFC 7515 §2).</summary>
    /// <param name="part">The encoded text.</param>
    /// <returns>The bytes, or null when the text is not in that form.</returns>
    public static byte[]? Decode(ReadOnlySpan<char> part)
    {
        foreach (char c in part)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))
            {
                return null;
            }
        }

        byte[] bytes = new byte[Base64Url.GetMaxDecodedLength(part.Length)];
        // The decoder that "tries" throws at stray bits; this one says so.
        return Base64Url.DecodeFromChars(part, bytes, out int read, out int written) == OperationStatus.Done && read == part.Length && part.SequenceEqual(Base64Url.EncodeToString(bytes.AsSpan(0, written)))
            ? bytes[..written]
            : null;
    }

    /// <inheritdoc />
    public override string ToString() => "Jwt { … }";

    private static bool IsObject(byte[] utf8)
    {
        Utf8JsonReader reader = new(utf8, new JsonReaderOptions { MaxDepth = 32 });
        bool isObject = reader.Read() && reader.TokenType == JsonTokenType.StartObject;
        while (reader.Read())
        {
        }

        return isObject;
    }
}

/// <summary>The header of a token (RFC 7515 §4.1, WIRE §5.2).</summary>
public sealed record JwtHeader
{
    /// <summary>Signature algorithm. A verifier decides by the key it holds, never by this.</summary>
    public string? Alg { get; init; }

    /// <summary>Media type; absent or <c>JWT</c> on session tokens.</summary>
    public string? Typ { get; init; }

    /// <summary>Key id.</summary>
    public string? Kid { get; init; }

    /// <summary>Token category; see <see cref="TokenCategories"/>.</summary>
    public string? Cat { get; init; }

    /// <summary>True when the header demands extensions (<c>crit</c>, <c>b64</c>) this reader does not know.</summary>
    public bool IsCritical { get; init; }

    internal static JwtHeader? Read(ReadOnlySpan<byte> utf8)
    {
        Utf8JsonReader reader = new(utf8, new JsonReaderOptions { MaxDepth = 8 });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        string? alg = null, typ = null, kid = null, cat = null;
        bool critical = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            switch (name)
            {
                case "alg": alg = reader.GetString(); break;
                case "typ": typ = reader.GetString(); break;
                case "kid": kid = reader.GetString(); break;
                case "cat": cat = reader.GetString(); break;
                case "crit" or "b64": critical = true; reader.Skip(); break;
                default: reader.Skip(); break;
            }
        }

        while (reader.Read())
        {
        }

        return new JwtHeader { Alg = alg, Typ = typ, Kid = kid, Cat = cat, IsCritical = critical };
    }
}
