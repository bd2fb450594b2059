using Foyer.Contracts;
using Zxcvbn;
using Zxcvbn.Matcher;

namespace Foyer.Server.Passwords;

/// <summary>How hard a password is to guess.</summary>
/// <param name="Score">0 (at once) to 4 (hardly).</param>
/// <param name="Suggestions">What would help, in the codes the user interfaces translate.</param>
internal sealed record PasswordStrength(int Score, IReadOnlyList<PasswordSuggestion> Suggestions)
{
    /// <summary>More than this is not looked at: the estimate takes longer than its length, and is as high as it gets.</summary>
    private const int MaxLength = 72;

    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        ["l33t"] = "Do not count on digits and signs in the place of letters.",
        ["allUppercase"] = "Do not put every letter in upper case.",
        ["capitalization"] = "Put more than the first letter in upper case.",
        ["dates"] = "Leave out dates that have to do with you.",
        ["recentYears"] = "Leave out years of the recent past.",
        ["sequences"] = "Leave out usual sequences of characters.",
        ["repeated"] = "Do not repeat words and characters.",
        ["longerKeyboardPattern"] = "Take longer ways over the keyboard, with more turns.",
        ["anotherWord"] = "Add words that are less usual.",
    };

    /// <param name="password">The password.</param>
    /// <param name="own">Words an attacker would try first: the person's identifiers.</param>
    public static PasswordStrength Estimate(string password, IEnumerable<string> own)
    {
        Result result = Zxcvbn.Zxcvbn.MatchPassword(password.Length > MaxLength ? password[..MaxLength] : password, [.. own.Select(word => word.ToLowerInvariant())]);
        IEnumerable<string> codes = result.MatchSequence.SelectMany(Codes).Append("anotherWord").Distinct();
        return new PasswordStrength(result.Score, [.. codes.Select(code => new PasswordSuggestion(code, Words[code]))]);
    }

    private static IEnumerable<string> Codes(Match match)
    {
        if (match is L33tDictionaryMatch { Subs.Count: > 0 } && match.Token.Any(c => !char.IsLetter(c)))
        {
            yield return "l33t";
        }

        if (match is DictionaryMatch { Token.Length: > 1 } && match.Token.All(char.IsUpper))
        {
            yield return "allUppercase";
        }
        else if (match is DictionaryMatch { Token.Length: > 1 } && char.IsUpper(match.Token[0]))
        {
            yield return "capitalization";
        }

        string? code = match switch
        {
            DateMatch => "dates",
            SequenceMatch => "sequences",
            RepeatMatch => "repeated",
            SpatialMatch => "longerKeyboardPattern",
            _ => match.Pattern == "year" ? "recentYears" : null,
        };
        if (code is not null)
        {
            yield return code;
        }
    }
}
