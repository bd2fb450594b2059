using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Foyer.Server.Claims;

/// <summary>
/// What stands between <c>{{</c> and <c>}}</c>: shortcodes and literals joined by <c>||</c>, of which the first that is truthy
/// counts, else the last. No calls, no arithmetic, no loops: the work is bounded by the text.
/// </summary>
internal sealed class ClaimExpression
{
    public const int MaxOperands = 10;
    private const int MaxPath = 16;
    private readonly Operand[] _operands;

    private ClaimExpression(Operand[] operands) => _operands = operands;

    /// <summary>Whether it must look at the person's row.</summary>
    public bool NeedsUser => Array.Exists(_operands, operand => operand.Code is { } code && !Shortcodes.IsKnownFromSession(code));

    public ClaimValue Evaluate(ClaimSource source)
    {
        ClaimValue value = ClaimValue.Null;
        foreach (Operand operand in _operands)
        {
            value = operand.Code is { } code ? source.Of(code).Descend(operand.Path) : operand.Literal;
            if (value.IsTruthy)
            {
                break;
            }
        }

        return value;
    }

    /// <summary>Reads an expression; when it is none, says why in words that follow its quotation.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ClaimExpression? expression, out string problem)
    {
        expression = null;
        problem = "";
        List<Operand> operands = [];
        int at = 0;
        while (true)
        {
            SkipSpace(text, ref at);
            if (operands.Count == MaxOperands)
            {
                problem = $"has more than {MaxOperands} alternatives";
                return false;
            }

            if (!TryOperand(text, ref at, out Operand operand, out problem))
            {
                return false;
            }

            operands.Add(operand);
            SkipSpace(text, ref at);
            if (at == text.Length)
            {
                expression = new ClaimExpression([.. operands]);
                return true;
            }

            if (!text.AsSpan(at).StartsWith("||", StringComparison.Ordinal))
            {
                problem = "is neither a shortcode nor alternatives joined by ||";
                return false;
            }

            at += 2;
        }
    }

    private static void SkipSpace(string text, ref int at)
    {
        while (at < text.Length && text[at] is ' ' or '\t')
        {
            at++;
        }
    }

    private static bool TryOperand(string text, ref int at, out Operand operand, out string problem)
    {
        problem = "";
        operand = default;
        if (at < text.Length && text[at] == '\'')
        {
            return TryText(text, ref at, out operand, out problem);
        }

        int start = at;
        while (at < text.Length && text[at] is not (' ' or '\t' or '|' or '\''))
        {
            at++;
        }

        string word = text[start..at];
        if (word.Length == 0)
        {
            problem = "has an empty alternative";
            return false;
        }

        if (word is "true" or "false" or "null")
        {
            operand = new Operand(null, [], word == "null" ? ClaimValue.Null : ClaimValue.Of(word == "true"));
            return true;
        }

        if (char.IsAsciiDigit(word[0]) || word[0] == '-')
        {
            problem = "holds a number that is none in JSON";
            return TryNumber(word, out operand);
        }

        return TryShortcode(word, out operand, out problem);
    }

    private static bool TryText(string text, ref int at, out Operand operand, out string problem)
    {
        StringBuilder literal = new();
        for (at++; at < text.Length; at++)
        {
            if (text[at] == '\'')
            {
                at++;
                operand = new Operand(null, [], ClaimValue.Of(literal.ToString()));
                problem = "";
                return true;
            }

            if (text[at] == '\\' && at + 1 < text.Length && text[at + 1] is '\'' or '\\')
            {
                at++;
            }

            literal.Append(text[at]);
        }

        operand = default;
        problem = "holds a text that does not end";
        return false;
    }

    private static bool TryNumber(string word, out Operand operand)
    {
        operand = default;
        if (!double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) || !double.IsFinite(number))
        {
            return false;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(word);
            operand = new Operand(null, [], ClaimValue.Of(document.RootElement.Clone()));
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The longest known name at the front; what follows descends into its document.</summary>
    private static bool TryShortcode(string word, out Operand operand, out string problem)
    {
        string[] names = word.Split('.');
        operand = default;
        problem = "is not a shortcode";
        if (names.Length < 2 || names.Length > MaxPath || !Shortcodes.All.TryGetValue($"{names[0]}.{names[1]}", out Shortcode code) || Array.Exists(names, name => name.Length == 0))
        {
            return false;
        }

        if (names.Length > 2 && !Shortcodes.IsDocument(code))
        {
            problem = $"goes into {names[0]}.{names[1]}, which has nothing inside";
            return false;
        }

        operand = new Operand(code, names[2..], default);
        return true;
    }

    private readonly record struct Operand(Shortcode? Code, string[] Path, ClaimValue Literal);
}
