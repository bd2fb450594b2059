using System.Text;
using System.Text.Json;
using Foyer.Contracts;

namespace Foyer.Backend;

/// <summary>
/// Reads the claims of a verified token. By hand, because this is on the path of every request: it allocates the claims and
/// nothing else.
/// </summary>
internal static class ClaimsReader
{
    /// <summary>The claims; null when the payload is no JSON object or a claim has the wrong type.</summary>
    public static SessionClaims? Read(ReadOnlySpan<byte> payload)
    {
        try
        {
            Utf8JsonReader reader = new(payload);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return null;
            }

            SessionClaims claims = ReadClaims(ref reader);
            return reader.Read() ? null : claims;
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static SessionClaims ReadClaims(ref Utf8JsonReader reader)
    {
        string? iss = null, sub = null, sid = null, azp = null, jti = null, sts = null, fea = null, pla = null;
        long iat = 0, exp = 0, nbf = 0;
        int v = 0;
        IReadOnlyList<int>? fva = null;
        OrganizationClaim? o = null;
        JsonElement? act = null;
        Dictionary<string, JsonElement>? custom = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ReadOnlySpan<byte> name = Name(ref reader);
            if (name.SequenceEqual("iss"u8)) { iss = Text(ref reader); }
            else if (name.SequenceEqual("sub"u8)) { sub = Text(ref reader); }
            else if (name.SequenceEqual("sid"u8)) { sid = Text(ref reader); }
            else if (name.SequenceEqual("iat"u8)) { iat = Number(ref reader); }
            else if (name.SequenceEqual("exp"u8)) { exp = Number(ref reader); }
            else if (name.SequenceEqual("nbf"u8)) { nbf = Number(ref reader); }
            else if (name.SequenceEqual("azp"u8)) { azp = Text(ref reader); }
            else if (name.SequenceEqual("jti"u8)) { jti = Text(ref reader); }
            else if (name.SequenceEqual("v"u8)) { v = (int)Math.Clamp(Number(ref reader), 0, int.MaxValue); }
            else if (name.SequenceEqual("fva"u8)) { fva = Numbers(ref reader); }
            else if (name.SequenceEqual("sts"u8)) { sts = Text(ref reader); }
            else if (name.SequenceEqual("o"u8)) { o = Organization(ref reader); }
            else if (name.SequenceEqual("fea"u8)) { fea = Text(ref reader); }
            else if (name.SequenceEqual("pla"u8)) { pla = Text(ref reader); }
            else if (name.SequenceEqual("act"u8)) { act = JsonElement.ParseValue(ref reader); }
            else
            {
                string claim = reader.GetString()!;
                reader.Read();
                (custom ??= new Dictionary<string, JsonElement>(StringComparer.Ordinal))[claim] = JsonElement.ParseValue(ref reader);
            }
        }

        return new SessionClaims
        {
            Iss = iss, Sub = sub, Sid = sid, Iat = iat, Exp = exp, Nbf = nbf, Azp = azp, Jti = jti, V = v, Fva = fva, Sts = sts, Fea = fea, Pla = pla, O = o,
            Act = act is { ValueKind: JsonValueKind.Null } ? null : act, Custom = custom,
        };
    }

    private static OrganizationClaim? Organization(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("o is no object.");
        }

        string? id = null, slg = null, rol = null, per = null, fpm = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ReadOnlySpan<byte> name = Name(ref reader);
            if (name.SequenceEqual("id"u8)) { id = Text(ref reader); }
            else if (name.SequenceEqual("slg"u8)) { slg = Text(ref reader); }
            else if (name.SequenceEqual("rol"u8)) { rol = Text(ref reader); }
            else if (name.SequenceEqual("per"u8)) { per = Text(ref reader); }
            else if (name.SequenceEqual("fpm"u8)) { fpm = Text(ref reader); }
            else { reader.Skip(); }
        }

        return new OrganizationClaim { Id = id, Slg = slg, Rol = rol, Per = per, Fpm = fpm };
    }

    private static int[]? Numbers(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("fva is no array.");
        }

        Span<int> numbers = stackalloc int[8];
        int count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            int number = reader.GetInt32();
            if (count == numbers.Length)
            {
                throw new JsonException("fva is too long.");
            }

            numbers[count++] = number;
        }

        return numbers[..count].ToArray();
    }

    private static ReadOnlySpan<byte> Name(ref Utf8JsonReader reader) =>
        reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(reader.GetString()!) : reader.ValueSpan;

    private static string? Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.GetString();
    }

    private static long Number(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.GetInt64();
    }
}
