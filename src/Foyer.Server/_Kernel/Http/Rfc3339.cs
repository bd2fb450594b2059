using System.Globalization;
using System.Text.RegularExpressions;

namespace Foyer.Server;

/// <summary>Instants as the Backend API takes them: RFC 3339, a date, a time and an offset, and nothing else that looks like a date somewhere.</summary>
internal static partial class Rfc3339
{
    /// <summary>The instant; null when the text is none. Digits beyond the tenth of a microsecond are dropped.</summary>
    public static DateTimeOffset? Parse(string? text)
    {
        if (text is not { Length: <= 40 } || Form().Match(text) is not { Success: true } match)
        {
            return null;
        }

        string fraction = match.Groups["fraction"].Value;
        string offset = match.Groups["offset"].Value.ToUpperInvariant();
        string plain = $"{match.Groups["date"].Value}T{match.Groups["time"].Value}.{fraction.PadRight(7, '0')[..7]}{(offset == "Z" ? "+00:00" : offset)}";
        return DateTimeOffset.TryParseExact(plain, "yyyy-MM-dd'T'HH:mm:ss.fffffffzzz", CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out DateTimeOffset instant) ? instant : null;
    }

    [GeneratedRegex(@"^(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ](?<time>[0-9]{2}:[0-9]{2}:[0-9]{2})(\.(?<fraction>[0-9]{1,12}))?(?<offset>[Zz]|[+-][0-9]{2}:[0-9]{2})\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
