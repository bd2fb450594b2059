using AngleSharp.Html.Parser;
using Foyer.Server.Messages;

namespace Foyer.Tests.Messages;

/// <summary>An operator's template: placeholders, each escaped for its place, and nothing that runs.</summary>
public sealed class TemplateTextTests
{
    private static readonly Dictionary<string, string> Values = new() { ["name"] = "<b>\"O'Hara\" & co", ["url"] = "https://example.com/?a=1&b=2", ["bad"] = "javascript:alert(1)" };

    [Theory]
    [InlineData("<p>{{name}}</p>", "p")]
    [InlineData("<p class=x>{{ name }}</p>", "p")]
    [InlineData("a < b <p>{{name}}</p>", "p")]
    [InlineData("<!-- > -- --><p>{{name}}</p>", "p")]
    [InlineData("<style>p > b { }</style><p>{{name}}</p>", "p")]
    [InlineData("<p a='>' b=\"'\">{{name}}</p>", "p")]
    public void A_value_in_the_text_stays_text(string template, string element)
    {
        var document = new HtmlParser().ParseDocument(TemplateText.Html(template).Fill(Values));
        Assert.Equal(Values["name"], document.QuerySelector(element)!.TextContent);
        Assert.Empty(document.QuerySelectorAll("b"));
    }

    [Theory]
    [InlineData("<a title='{{name}}'>x</a>", "title")]
    [InlineData("<a title = \"{{name}}\">x</a>", "title")]
    public void A_value_in_an_attribute_stays_in_it(string template, string attribute)
    {
        var link = new HtmlParser().ParseDocument(TemplateText.Html(template).Fill(Values)).QuerySelector("a")!;
        Assert.Equal(Values["name"], link.GetAttribute(attribute));
        Assert.Single(link.Attributes);
    }

    [Theory]
    [InlineData("<a href='{{url}}'>x</a>", "https://example.com/?a=1&b=2")]
    [InlineData("<a href=\"{{bad}}\">x</a>", "#")]
    [InlineData("<a href=\"https://example.com/{{name}}\">x</a>", "https://example.com/%3Cb%3E%22O%27Hara%22%20%26%20co")]
    [InlineData("<a href=\"{{url}}{{bad}}\">x</a>", "https://example.com/?a=1&b=2javascript%3Aalert%281%29")]
    public void A_value_in_an_address_is_an_address_of_the_web_or_a_part_of_one(string template, string expected) =>
        Assert.Equal(expected, new HtmlParser().ParseDocument(TemplateText.Html(template).Fill(Values)).QuerySelector("a")!.GetAttribute("href"));

    [Theory]
    [InlineData("<a href={{url}}>x</a>")]
    [InlineData("<a {{name}}>x</a>")]
    [InlineData("<{{name}}>")]
    [InlineData("<p onclick=\"{{name}}\">")]
    [InlineData("<p style='{{name}}'>")]
    [InlineData("<iframe srcdoc='{{name}}'>")]
    [InlineData("<script>{{name}}</script>")]
    [InlineData("<STYLE>{{name}}</style>")]
    [InlineData("<title>{{name}}</title>")]
    [InlineData("<!-- {{name}} -->")]
    [InlineData("{{#if name}}x{{/if}}")]
    [InlineData("{{{name}}}")]
    [InlineData("{{name | upper}}")]
    [InlineData("{{constructor()}}")]
    [InlineData("{{}}")]
    [InlineData("{{name")]
    public void A_place_where_no_value_is_safe_is_refused(string template) => Assert.Throws<FormatException>(() => TemplateText.Html(template));

    [Fact]
    public void A_value_is_never_read_as_a_template_itself() =>
        Assert.Equal("{{b}}", TemplateText.Plain("{{a}}").Fill(new Dictionary<string, string> { ["a"] = "{{b}}", ["b"] = "secret" }));

    [Fact]
    public void A_line_stays_one_line() =>
        Assert.Equal("aBcc: eve b", TemplateText.Line("{{a}} b").Fill(new Dictionary<string, string> { ["a"] = "a\r\nBcc: eve\u2028" }));

    [Fact]
    public void The_words_of_a_body_are_its_plain_text() => Assert.Equal(
        "Hello & welcome\n\nCome (https://example.com/?a=1&b=2)\none\ntwo\n",
        PlainText.Of("<head><title>x</title></head><style>p{}</style><p>Hello &amp; welcome</p>\n\n<p></p><div><a class=\"b\" href=\"https://example.com/?a=1&amp;b=2\">Come</a><br>one</div><ul><li>two</li></ul><!-- no -->"));
}
