using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Foyer.Server.Images;

/// <summary>
/// The picture of people who have none: their initials on a colour of their own. Everything needed to draw it is in its
/// address, signed, so that it is drawn without a read, kept for ever, and shows nothing this server did not put there.
/// </summary>
internal sealed class Initials(KeyEncryptionKey kek)
{
    private const string Purpose = "initials";
    private const int SignatureLength = 16;

    /// <summary>Twelve hues, each at least 4.5 to 1 against white (WCAG 2.2, 1.4.3).</summary>
    private static readonly string[] Colours = ["#b42318", "#a8440a", "#8a5300", "#5f6b00", "#2f7a1f", "#0f766e", "#0e7490", "#1d6fb8", "#3f5bd9", "#6b46d6", "#9333b8", "#b42a72"];

    /// <summary>The token of a person's initials: the last part of the address.</summary>
    /// <param name="userId">Chooses the colour.</param>
    /// <param name="firstName">Gives the first letter.</param>
    /// <param name="lastName">Gives the second letter.</param>
    /// <param name="username">Gives the letter of people without a name.</param>
    public string Token(string userId, string? firstName, string? lastName, string? username)
    {
        string letters = Letter(firstName) + Letter(lastName);
        letters = letters.Length > 0 ? letters : Letter(username);
        int colour = SHA256.HashData(Encoding.UTF8.GetBytes(userId))[0] % Colours.Length;
        string body = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(colour.ToString("D2", CultureInfo.InvariantCulture) + letters));
        return body + "." + Signature(body);
    }

    /// <summary>The drawing a token stands for; null when this server did not make the token.</summary>
    public string? Draw(string token)
    {
        int dot = token.IndexOf('.', StringComparison.Ordinal);
        if (token.Length > 64 || dot < 1 || !Secrets.Same(token[(dot + 1)..], Signature(token[..dot])))
        {
            return null;
        }

        string body = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token.AsSpan(0, dot)));
        string colour = Colours[int.Parse(body.AsSpan(0, 2), CultureInfo.InvariantCulture)];
        return body.Length > 2 ? Text(colour, System.Security.SecurityElement.Escape(body[2..])!) : Silhouette(colour);
    }

    /// <summary>The first letter or digit of a name, as a capital.</summary>
    private static string Letter(string? name)
    {
        foreach (Rune rune in (name ?? "").EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune))
            {
                return Rune.ToUpperInvariant(rune).ToString();
            }
        }

        return "";
    }

    private string Signature(string body) => kek.Digest(Purpose, body)[..SignatureLength];

    private static string Text(string colour, string letters) => $"""
        <svg xmlns="http://www.w3.org/2000/svg" width="256" height="256" viewBox="0 0 256 256"><rect width="256" height="256" fill="{colour}"/><text x="128" y="128" dy=".36em" text-anchor="middle" font-family="system-ui,-apple-system,'Segoe UI',Roboto,sans-serif" font-size="104" font-weight="600" fill="#fff">{letters}</text></svg>
        """;

    private static string Silhouette(string colour) => $"""
        <svg xmlns="http://www.w3.org/2000/svg" width="256" height="256" viewBox="0 0 256 256"><rect width="256" height="256" fill="{colour}"/><circle cx="128" cy="104" r="44" fill="#fff"/><path d="M40 232a88 72 0 0 1 176 0z" fill="#fff"/></svg>
        """;
}
