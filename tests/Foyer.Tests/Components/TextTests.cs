using Foyer.Components.Localization;
using Foyer.Contracts;

namespace Foyer.Tests.Components;

/// <summary>Words: complete in English, never invented elsewhere.</summary>
public sealed class TextTests
{
    private readonly TextLibrary _library = new();

    [Theory]
    [InlineData("de")]
    [InlineData("ar")]
    public void A_language_translates_English_keys_and_keeps_their_tokens(string language)
    {
        IReadOnlyDictionary<string, string> english = _library.Words("en");
        IReadOnlyDictionary<string, string> words = _library.Words(language);

        // An address reads the same everywhere.
        Assert.All(english.Keys, key => Assert.True(key == "formFieldInputPlaceholder__emailAddress" || words.ContainsKey(key), $"{language} has no '{key}'."));
        Assert.All(words, pair =>
        {
            Assert.True(english.ContainsKey(pair.Key), $"English has no '{pair.Key}'.");
            Assert.Equal(Tokens(english[pair.Key]), Tokens(pair.Value));
        });
    }

    [Fact]
    public void Tokens_are_filled_in_and_a_missing_text_is_English()
    {
        Texts texts = _library.For(["ar"]).With(new Dictionary<string, string> { ["applicationName"] = "Acme" });

        Assert.Contains("Acme", texts["signIn.start.title"], StringComparison.Ordinal);
        Assert.Equal(_library.For(["en"])["formFieldInputPlaceholder__emailAddress"], texts["formFieldInputPlaceholder__emailAddress"]);
        Assert.Throws<KeyNotFoundException>(() => texts["signIn.start.titel"]);
    }

    [Theory]
    [InlineData("form_param_nil", "password", "Enter your password.")]
    [InlineData("form_param_nil", "first_name", "Please fill this in.")]
    [InlineData("form_param_nil", null, "Please fill this in.")]
    [InlineData("never_heard_of", "password", "The server's sentence.")]
    public void An_error_is_told_by_code_and_field_then_by_code_then_in_the_servers_words(string code, string? field, string expected)
    {
        ErrorResource error = new()
        {
            Code = code, Message = "short", LongMessage = "The server's sentence.", Meta = field is null ? null : new ErrorMeta { ParamName = field },
        };

        Assert.Equal(expected, _library.For(["en"]).Of(error));
    }

    [Fact]
    public void Links_inside_a_text_keep_their_labels()
    {
        IReadOnlyList<TextPiece> pieces = _library.For(["en"]).Pieces("signUp.legalConsent.checkbox.label__onlyTermsOfService");

        Assert.Equal([new TextPiece("I accept the ", null), new TextPiece("terms of service", "termsOfServiceLink"), new TextPiece(".", null)], pieces);
    }

    private static IEnumerable<string> Tokens(string text) => TextPattern.Parse(text).Select(piece => piece.Token).OfType<string>().Order();
}
