using System.Text;
using System.Text.Json;
using Foyer.Contracts;

namespace Foyer.Backend;

/// <summary>Checks a token's header before anything in it is acted upon (WIRE §5.1, §5.2). Allocates nothing.</summary>
internal static class TokenHeader
{
    /// <summary>Longest key id, in bytes.</summary>
    public const int MaxKid = 128;

    /// <summary>Reads the header; answers why it is refused, or null.</summary>
    /// <param name="json">The decoded header.</param>
    /// <param name="kid">Room for the key id, at least <see cref="MaxKid"/>.</param>
    /// <param name="kidLength">Length of the key id; 0 when there is none.</param>
    public static string? Check(ReadOnlySpan<byte> json, Span<byte> kid, out int kidLength)
    {
        kidLength = 0;
        Algorithm alg = Algorithm.Missing;
        bool isJwt = true, isSession = true;
        try
        {
            Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = 8 });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return TokenReasons.Invalid;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                ReadOnlySpan<byte> name = reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(reader.GetString()!) : reader.ValueSpan;
                if (name.SequenceEqual("alg"u8))
                {
                    alg = IsText(ref reader, "RS256"u8) ? Algorithm.Rs256 : Algorithm.Other;
                }
                else if (name.SequenceEqual("typ"u8))
                {
                    isJwt = IsText(ref reader, "JWT"u8);
                }
                else if (name.SequenceEqual("cat"u8))
                {
                    isSession = reader.Read() && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(TokenCategories.Session);
                }
                else if (name.SequenceEqual("kid"u8))
                {
                    if (!reader.Read() || reader.TokenType != JsonTokenType.String || reader.ValueSpan.Length > MaxKid)
                    {
                        return TokenReasons.Invalid;
                    }

                    kidLength = reader.CopyString(kid);
                }
                else if (name.SequenceEqual("crit"u8) || name.SequenceEqual("b64"u8) || name.SequenceEqual("enc"u8) || name.SequenceEqual("zip"u8))
                {
                    return TokenReasons.Invalid;
                }
                else
                {
                    reader.Skip();
                }
            }

            // The reader refuses what follows the object only when it is asked to go on.
            while (reader.Read())
            {
            }
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return TokenReasons.Invalid;
        }

        return (isJwt, alg, isSession) switch
        {
            (false, _, _) => TokenReasons.Invalid,
            (_, not Algorithm.Rs256, _) => TokenReasons.InvalidAlgorithm,
            (_, _, false) => TokenReasons.TypeMismatch,
            _ => null,
        };
    }

    private static bool IsText(ref Utf8JsonReader reader, ReadOnlySpan<byte> expected) =>
        reader.Read() && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(expected);

    private enum Algorithm
    {
        Missing,
        Rs256,
        Other,
    }
}
