using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Foyer.Server.PhoneNumbers;

/// <summary>
/// What a phone number is, and of which country. Numbers are E.164: what is stored is what is compared and dialled.
/// Satellite, premium and other codes of no country are no numbers here: nobody signs in with one, and calling them costs.
/// </summary>
internal static class PhoneNumberRules
{
    private const int Shown = 4;
    private static readonly FrozenDictionary<string, Plan[]> ByCallingCode = Load();

    /// <summary>Countries there is a numbering plan of, ISO 3166-1 alpha-2.</summary>
    public static FrozenSet<string> Countries { get; } = ByCallingCode.Values.SelectMany(plans => plans.Select(plan => plan.Country)).ToFrozenSet();

    /// <summary>
    /// The number in E.164; null when it is none. Spaces and signs between the digits are dropped, and so is the zero
    /// people write before a number at home (<c>+44 (0)20 …</c>): one line has one form.
    /// </summary>
    public static string? Normalize(string? text)
    {
        const int longestInput = 64;
        if (text is null || text.Length > longestInput)
        {
            return null;
        }

        string number = new([.. text.Where(c => c is not (' ' or '-' or '(' or ')' or '.' or '\u00A0'))]);
        if (number.Length is < 8 or > 20 || number[0] != '+' || !number[1..].All(char.IsAsciiDigit) || Split(number) is not var (callingCode, national, plans))
        {
            return null;
        }

        if (plans.Any(plan => plan.Fits(national)))
        {
            return number;
        }

        string? trunk = plans[0].NationalPrefix;
        return trunk.Length > 0 && national.StartsWith(trunk, StringComparison.Ordinal) && plans.Any(plan => plan.Fits(national[trunk.Length..]))
            ? $"+{callingCode}{national[trunk.Length..]}"
            : null;
    }

    /// <summary>The country of a number in E.164; null when its code is no country's.</summary>
    public static string? CountryOf(string phoneNumber)
    {
        if (Split(phoneNumber) is not var (_, national, plans))
        {
            return null;
        }

        // The first country of a shared code is its main one: what is nobody else's is there.
        return (plans.FirstOrDefault(plan => plans.Length == 1 || plan.Claims(national)) ?? plans[0]).Country;
    }

    /// <summary>The number for eyes that need not see all of it: <c>+1******0100</c>.</summary>
    public static string Mask(string phoneNumber)
    {
        string code = Split(phoneNumber) is var (callingCode, _, _) ? "+" + callingCode : phoneNumber[..Math.Min(2, phoneNumber.Length)];
        int hidden = Math.Max(0, phoneNumber.Length - code.Length - Shown);
        return code + new string('*', hidden) + phoneNumber[(code.Length + hidden)..];
    }

    private static (string CallingCode, string National, Plan[] Plans)? Split(string phoneNumber)
    {
        for (int length = 1; length <= 3 && length + 1 < phoneNumber.Length; length++)
        {
            string code = phoneNumber.Substring(1, length);
            if (ByCallingCode.TryGetValue(code, out Plan[]? plans))
            {
                return (code, phoneNumber[(length + 1)..], plans);
            }
        }

        return null;
    }

    private static FrozenDictionary<string, Plan[]> Load()
    {
        using StreamReader reader = new(Assembly.GetExecutingAssembly().GetManifestResourceStream("phone-numbers.txt")!);
        return reader.ReadToEnd().Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(Plan.Parse)
            .GroupBy(plan => plan.CallingCode).ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);
    }

    /// <summary>The numbering plan of a country.</summary>
    private sealed class Plan
    {
        private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);
        private readonly Lazy<Regex> _pattern;
        private readonly Lazy<Regex>? _leading;
        private readonly Lazy<Regex>? _kinds;

        private Plan(string[] columns)
        {
            (Country, CallingCode, NationalPrefix) = (columns[0], columns[1], columns[2]);
            Lengths = [.. columns[3].Split(',').Select(length => int.Parse(length, CultureInfo.InvariantCulture))];
            _pattern = Whole(columns[4]);
            _leading = columns[5].Length > 0 ? new(() => new Regex($"^(?:{columns[5]})", RegexOptions.CultureInvariant, Patience)) : null;
            _kinds = columns[6].Length > 0 ? Whole(columns[6]) : null;
        }

        public string Country { get; }

        public string CallingCode { get; }

        public string NationalPrefix { get; }

        private int[] Lengths { get; }

        public static Plan Parse(string line) => new(line.Split('\t'));

        public bool Fits(string national) => Lengths.Contains(national.Length) && _pattern.Value.IsMatch(national);

        /// <summary>Among countries that share a calling code: whether the number is this one's.</summary>
        public bool Claims(string national) => _leading?.Value.IsMatch(national) ?? _kinds?.Value.IsMatch(national) ?? false;

        private static Lazy<Regex> Whole(string pattern) => new(() => new Regex($"^(?:{pattern})$", RegexOptions.CultureInvariant, Patience));
    }
}
