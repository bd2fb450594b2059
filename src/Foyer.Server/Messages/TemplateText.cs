using System.Collections.Concurrent;
using System.Text;
using System.Text.Encodings.Web;

namespace Foyer.Server.Messages;

/// <summary>
/// An operator's template: text with <c>{{placeholders}}</c> and nothing else. No conditions, no loops, no helpers: there is
/// nothing in it to run. Each value is escaped for the place it stands in, and a place where that cannot be done safely is
/// refused when the settings are read.
/// </summary>
internal sealed class TemplateText
{
    public const int MaxLength = 256 * 1024;

    private static readonly ConcurrentDictionary<(Kind Kind, string Source), TemplateText> Parsed = new();
    private readonly IReadOnlyList<Piece> _pieces;
    private readonly bool _isLine;

    private TemplateText(IReadOnlyList<Piece> pieces, bool isLine)
    {
        _pieces = pieces;
        _isLine = isLine;
    }

    private enum Kind { Html, Plain, Line }

    private enum Place { Text, Attribute, Url, UrlPart }

    /// <summary>What the template names.</summary>
    public IEnumerable<string> Placeholders => _pieces.Where(piece => piece.IsPlaceholder).Select(piece => piece.Text).Distinct();

    /// <summary>A template of HTML.</summary>
    /// <exception cref="FormatException">A placeholder is broken or stands where no value is safe; the message says which.</exception>
    public static TemplateText Html(string source) => Cached(Kind.Html, source);

    /// <summary>A template of plain text.</summary>
    /// <exception cref="FormatException">A placeholder is broken.</exception>
    public static TemplateText Plain(string source) => Cached(Kind.Plain, source);

    /// <summary>A template of one line.</summary>
    /// <exception cref="FormatException">A placeholder is broken.</exception>
    public static TemplateText Line(string source) => Cached(Kind.Line, source);

    /// <summary>The text with its values; a value that is absent is empty.</summary>
    public string Fill(IReadOnlyDictionary<string, string> values)
    {
        StringBuilder text = new();
        foreach (Piece piece in _pieces)
        {
            text.Append(piece.IsPlaceholder ? Escape(values.GetValueOrDefault(piece.Text, ""), piece.Place) : piece.Text);
        }

        return _isLine ? string.Concat(text.ToString().Where(c => !char.IsControl(c) && c is not ('\u2028' or '\u2029'))) : text.ToString();
    }

    private string Escape(string value, Place? place) => place switch
    {
        Place.Text or Place.Attribute => HtmlEncoder.Default.Encode(value),
        Place.Url => HtmlEncoder.Default.Encode(Uri.TryCreate(value, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https" ? value : "#"),
        Place.UrlPart => Uri.EscapeDataString(value),
        _ => value,
    };

    private static TemplateText Cached(Kind kind, string source)
    {
        const int kept = 1000;
        if (Parsed.TryGetValue((kind, source), out TemplateText? parsed))
        {
            return parsed;
        }

        if (Parsed.Count >= kept)
        {
            Parsed.Clear();
        }

        return Parsed[(kind, source)] = new TemplateText([.. Parse(source, kind == Kind.Html ? new HtmlPlaces() : null)], kind == Kind.Line);
    }

    private static IEnumerable<Piece> Parse(string source, HtmlPlaces? html)
    {
        if (source.Length > MaxLength)
        {
            throw new FormatException($"is longer than {MaxLength / 1024} KB");
        }

        int at = 0;
        while (at < source.Length)
        {
            int open = source.IndexOf("{{", at, StringComparison.Ordinal);
            string literal = open < 0 ? source[at..] : source[at..open];
            html?.Read(literal);
            if (literal.Length > 0)
            {
                yield return new Piece(literal, false, null);
            }

            if (open < 0)
            {
                yield break;
            }

            int close = source.IndexOf("}}", open, StringComparison.Ordinal);
            if (close < 0)
            {
                throw new FormatException($"opens '{{{{' at position {open} and does not close it");
            }

            string name = source[(open + 2)..close].Trim();
            if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.'))
            {
                throw new FormatException($"holds '{{{{{name}}}}}', which is no placeholder: there are no conditions, loops or helpers");
            }

            yield return new Piece(name, true, html?.Current(name));
            at = close + 2;
        }
    }

    private sealed record Piece(string Text, bool IsPlaceholder, Place? Place);

    /// <summary>Follows HTML just far enough to know what stands around a placeholder.</summary>
    private sealed class HtmlPlaces
    {
        private State _state;
        private string _tag = "";
        private string _attribute = "";
        private string _word = "";
        private int _valueLength;

        private enum State { Text, TagName, InTag, AttributeName, BeforeValue, DoubleQuoted, SingleQuoted, Unquoted, Comment, RawText }

        public Place Current(string name)
        {
            bool quoted = _state is State.DoubleQuoted or State.SingleQuoted;
            if (quoted)
            {
                bool isUrl = _attribute is "href" or "src" or "action" or "formaction" or "background" or "poster" or "xlink:href";
                if (_attribute.StartsWith("on", StringComparison.Ordinal) || _attribute is "style" or "srcset" or "srcdoc")
                {
                    throw new FormatException($"places '{{{{{name}}}}}' inside the attribute '{_attribute}', where no value is safe");
                }

                Place place = !isUrl ? Place.Attribute : _valueLength == 0 ? Place.Url : Place.UrlPart;
                _valueLength++;
                return place;
            }

            return _state == State.Text ? Place.Text : throw new FormatException($"places '{{{{{name}}}}}' inside a tag, a comment, a style or a script, where no value is safe");
        }

        public void Read(string html)
        {
            for (int at = 0; at < html.Length; at++)
            {
                Step(html, at);
            }
        }

        private void Step(string html, int at)
        {
            char c = html[at];
            switch (_state)
            {
                case State.Text when c == '<' && string.CompareOrdinal(html, at, "<!--", 0, 4) == 0:
                    (_state, _word) = (State.Comment, "");
                    break;
                // At the end of a piece a value follows, and would name the tag.
                case State.Text when c == '<' && (at + 1 == html.Length || char.IsAsciiLetter(html[at + 1]) || html[at + 1] is '/' or '!' or '?'):
                    (_state, _tag) = (State.TagName, "");
                    break;
                case State.Comment:
                    _word = (_word + c)[Math.Max(0, _word.Length - 2)..];
                    _state = _word == "-->" ? State.Text : _state;
                    break;
                case State.RawText:
                    _word = (_word + char.ToLowerInvariant(c))[Math.Max(0, _word.Length + 1 - _tag.Length - 3)..];
                    _state = _word == $"</{_tag}>" ? State.Text : _state;
                    break;
                case State.TagName when char.IsWhiteSpace(c):
                    _state = State.InTag;
                    break;
                case State.TagName or State.InTag or State.AttributeName or State.BeforeValue or State.Unquoted when c == '>':
                    _word = "";
                    _state = _tag is "style" or "script" or "textarea" or "title" ? State.RawText : State.Text;
                    break;
                case State.TagName:
                    _tag += char.ToLowerInvariant(c);
                    break;
                case State.InTag when !char.IsWhiteSpace(c) && c != '/':
                    (_state, _attribute) = (State.AttributeName, char.ToLowerInvariant(c).ToString());
                    break;
                case State.AttributeName when c == '=':
                    _state = State.BeforeValue;
                    break;
                case State.AttributeName when char.IsWhiteSpace(c):
                    _state = html.AsSpan(at).TrimStart().StartsWith("=") ? State.AttributeName : State.InTag;
                    break;
                case State.AttributeName:
                    _attribute += char.ToLowerInvariant(c);
                    break;
                case State.BeforeValue when c is '"' or '\'':
                    (_state, _valueLength) = (c == '"' ? State.DoubleQuoted : State.SingleQuoted, 0);
                    break;
                case State.BeforeValue when !char.IsWhiteSpace(c):
                    _state = State.Unquoted;
                    break;
                case State.DoubleQuoted when c == '"':
                case State.SingleQuoted when c == '\'':
                case State.Unquoted when char.IsWhiteSpace(c):
                    _state = State.InTag;
                    break;
                case State.DoubleQuoted or State.SingleQuoted:
                    _valueLength++;
                    break;
            }
        }
    }
}
