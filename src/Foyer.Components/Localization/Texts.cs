using Foyer.Contracts;

namespace Foyer.Components.Localization;

/// <summary>
/// Words of one language. Keys are the official localization keys where one exists, else they begin with <c>foyer.</c>;
/// a key the language lacks is answered in English.
/// </summary>
public sealed class Texts
{
    private readonly IReadOnlyDictionary<string, string> _own;
    private readonly IReadOnlyDictionary<string, string> _english;
    private readonly IReadOnlyDictionary<string, string> _tokens;

    internal Texts(
        string language, IReadOnlyDictionary<string, string> own, IReadOnlyDictionary<string, string> english, IReadOnlyDictionary<string, string>? tokens = null)
    {
        Language = language;
        _own = own;
        _english = english;
        _tokens = tokens ?? new Dictionary<string, string>();
    }

    /// <summary>The language, a BCP 47 tag such as <c>de</c>. Not a culture of the platform: slim containers have none.</summary>
    public string Language { get; }

    /// <summary>Value of the <c>dir</c> attribute: <c>rtl</c> or <c>ltr</c>.</summary>
    public string Direction => Language is "ar" ? "rtl" : "ltr";

    /// <summary>The text of a key, its tokens filled in.</summary>
    /// <param name="key">For example <c>signIn.start.title</c>.</param>
    /// <exception cref="KeyNotFoundException">English has no such key: a misspelt key must not reach a screen.</exception>
    public string this[string key] => Format(Pattern(key) ?? throw new KeyNotFoundException($"There is no text '{key}'."));

    /// <summary>The text of a key with one more token.</summary>
    /// <param name="key">For example <c>foyer.resendIn</c>.</param>
    /// <param name="token">Name of the token, without braces.</param>
    /// <param name="value">What stands in its place.</param>
    public string With(string key, string token, string value) => With(new Dictionary<string, string> { [token] = value })[key];

    /// <summary>The same words, with more tokens known.</summary>
    /// <param name="tokens">Values by token name; they win over those known already.</param>
    public Texts With(IReadOnlyDictionary<string, string> tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        Dictionary<string, string> all = new(_tokens);
        foreach ((string token, string value) in tokens)
        {
            all[token] = value;
        }

        return new Texts(Language, _own, _english, all);
    }

    /// <summary>The pieces of a text that holds links.</summary>
    /// <param name="key">The key.</param>
    /// <exception cref="KeyNotFoundException">English has no such key.</exception>
    public IReadOnlyList<TextPiece> Pieces(string key) => TextPattern.Parse(Pattern(key) ?? throw new KeyNotFoundException($"There is no text '{key}'."));

    /// <summary>What to tell a person about a failure: by code and field, by code, or in the server's own words.</summary>
    /// <param name="error">The failure.</param>
    /// <param name="place">Who is told: <c>signedIn</c> where a failure has other words for somebody who has an account; null for anybody.</param>
    public string Of(ErrorResource error, string? place = null)
    {
        ArgumentNullException.ThrowIfNull(error);
        string key = "unstable__errors." + error.Code;
        string? pattern = (error.Meta?.ParamName is { } field ? In($"{key}__{field}", place) : null) ?? In(key, place);
        return pattern is not null ? Format(pattern) : error.LongMessage.Length > 0 ? error.LongMessage : error.Message;
    }

    private string? In(string key, string? place) => (place is null ? null : Pattern($"{key}__{place}")) ?? Pattern(key);

    private string? Pattern(string key) => _own.GetValueOrDefault(key) ?? _english.GetValueOrDefault(key);

    private string Format(string pattern) => string.Concat(
        TextPattern.Parse(pattern).Select(piece => piece.Token is null ? piece.Text : piece.Text.Length > 0 ? piece.Text : _tokens.GetValueOrDefault(piece.Token, "")));
}
