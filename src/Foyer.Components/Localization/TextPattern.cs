namespace Foyer.Components.Localization;

/// <summary>A piece of a text: plain words, or a token with the label its modifier carries.</summary>
/// <param name="Text">The words; of a token, the label of <c>link('label')</c> or empty.</param>
/// <param name="Token">Name of the token; null for plain words.</param>
public sealed record TextPiece(string Text, string? Token);

/// <summary>Reads <c>Sign in to {{applicationName}}</c> and <c>{{termsLink|link('terms')}}</c>.</summary>
internal static class TextPattern
{
    public static IReadOnlyList<TextPiece> Parse(string pattern)
    {
        List<TextPiece> pieces = [];
        int at = 0;
        while (at < pattern.Length)
        {
            int open = pattern.IndexOf("{{", at, StringComparison.Ordinal);
            int close = open < 0 ? -1 : pattern.IndexOf("}}", open, StringComparison.Ordinal);
            if (close < 0)
            {
                pieces.Add(new TextPiece(pattern[at..], null));
                break;
            }

            if (open > at)
            {
                pieces.Add(new TextPiece(pattern[at..open], null));
            }

            pieces.Add(Token(pattern[(open + 2)..close]));
            at = close + 2;
        }

        return pieces;
    }

    private static TextPiece Token(string inside)
    {
        int bar = inside.IndexOf('|', StringComparison.Ordinal);
        if (bar < 0)
        {
            return new TextPiece("", inside.Trim());
        }

        int open = inside.IndexOf('\'', bar);
        int close = inside.LastIndexOf('\'');
        return new TextPiece(open >= 0 && close > open ? inside[(open + 1)..close] : "", inside[..bar].Trim());
    }
}
