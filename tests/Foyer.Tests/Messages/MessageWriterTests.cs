using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Foyer.Components.Localization;
using Foyer.Components.Messages;
using Foyer.Components.Rendering;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Foyer.Tests.Messages;

/// <summary>Every message in every language: whole, readable without images or styles, and loading nothing.</summary>
public sealed class MessageWriterTests
{
    private static readonly MessageBrand Brand = new("Acme", "https://acme.dev/", null, "#0a6259", "#ffffff");

    private static readonly Dictionary<string, string> Everything = new()
    {
        ["emailAddress"] = "ada@example.com", ["minutes"] = "10", ["days"] = "30", ["inviterName"] = "Grace", ["requestedBy"] = "Chrome, Macintosh", ["device"] = "Firefox, Linux",
        ["location"] = "Zürich, CH", ["ipAddress"] = "203.0.113.7", ["passkey"] = "My key 🔑", ["identifier"] = "new@example.com", ["newAddress"] = "new@example.com", ["at"] = "2026-01-01 00:00 UTC", ["support"] = "help@acme.dev",
    };

    public static TheoryData<string, string> All
    {
        get
        {
            TheoryData<string, string> all = [];
            foreach (string slug in MessageWriter.EmailSlugs)
            {
                foreach (string language in new[] { "en", "de", "ar" })
                {
                    all.Add(slug, language);
                }
            }

            return all;
        }
    }

    [Theory, MemberData(nameof(All))]
    public async Task An_email_is_whole_in_every_language(string slug, string language)
    {
        Assert.Equal(19, MessageWriter.EmailSlugs.Count);
        Dictionary<string, string> values = Values(slug);
        WrittenMessage message = await Writer().Email(slug, language, Brand, values);
        IHtmlDocument document = new HtmlParser().ParseDocument(message.Html);

        Assert.Equal((language, language == "ar" ? "rtl" : "ltr"), (document.DocumentElement.GetAttribute("lang"), document.DocumentElement.GetAttribute("dir")));
        Assert.Equal(message.Subject, document.Title);
        Assert.Single(document.QuerySelectorAll("h1"));
        Assert.Empty(document.QuerySelectorAll("img, script, link, iframe, form"));
        Assert.All(document.QuerySelectorAll("table"), table => Assert.Equal("presentation", table.GetAttribute("role")));
        Assert.DoesNotContain("{{", message.Subject + message.Html + message.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", message.Subject, StringComparison.Ordinal);
        Assert.True(message.Html.Length < 20_000, "Some mail programs cut long mail.");
        foreach (string part in new[] { "code", "link" }.Where(values.ContainsKey))
        {
            Assert.Contains(values[part], message.Text, StringComparison.Ordinal);
            Assert.Contains(document.QuerySelectorAll("bdi[dir=ltr]"), isolated => isolated.TextContent == values[part]);
        }
    }

    [Fact]
    public async Task The_words_are_these()
    {
        WrittenMessage message = await Writer().Email("verification_code", null, Brand, Values("verification_code"));
        Assert.Equal("048213 is your Acme code", message.Subject);
        Assert.Equal(
            """
            Your code

            Enter this code to continue to Acme.

            048213

            Asked for by: Chrome, Macintosh

            It works for 10 minutes, and only once.

            If you did not ask for this, somebody may have typed your address by mistake. Ignore this message and pass it on to nobody.

            -- 
            Acme sent this message to ada@example.com.

            """,
            message.Text);
    }

    [Theory]
    [InlineData("https://acme.dev/logo.png", true)]
    [InlineData("javascript:alert(1)", false)]
    [InlineData("data:image/svg+xml,<svg/>", false)]
    [InlineData("/logo.png", false)]
    public async Task Nothing_is_shown_from_elsewhere_but_a_logo_of_the_web(string logo, bool shown)
    {
        WrittenMessage message = await Writer().Email("password_changed", null, Brand with { LogoUrl = logo }, Values("password_changed"));
        var images = new HtmlParser().ParseDocument(message.Html).QuerySelectorAll("img");
        Assert.Equal(shown ? 1 : 0, images.Length);
        Assert.All(images, image => Assert.Equal("Acme", image.GetAttribute("alt")));
    }

    [Fact]
    public async Task A_colour_cannot_leave_its_style()
    {
        WrittenMessage message = await Writer().Email("magic_link_sign_in", null, Brand with { PrimaryColor = "red;background:url(https://evil.example)" }, Values("magic_link_sign_in"));
        Assert.DoesNotContain("evil", message.Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("verification_code", "en")]
    [InlineData("verification_code", "de")]
    [InlineData("verification_code", "ar")]
    [InlineData("reset_password_code", "en")]
    [InlineData("reset_password_code", "de")]
    [InlineData("reset_password_code", "ar")]
    public void A_text_message_begins_with_the_code_and_ends_with_the_line_browsers_read(string slug, string language)
    {
        Dictionary<string, string> values = new() { ["code"] = "048213", ["domain"] = "app.acme.dev" };
        string text = Writer().Sms(slug, language, Brand, values).Text;
        Assert.StartsWith("048213 ", text, StringComparison.Ordinal);
        Assert.EndsWith("\n\n@app.acme.dev #048213", text, StringComparison.Ordinal);
        // The letters of one segment: 160 of the usual alphabet. Other scripts take two.
        Assert.InRange(text.Length, 1, language == "ar" ? 134 : 160);
    }

    [Fact]
    public void A_text_message_has_at_most_320_characters_whatever_the_application_is_called()
    {
        MessageBrand loud = Brand with { ApplicationName = string.Concat(Enumerable.Repeat("🎉", 500)) };
        Assert.All(MessageWriter.SmsSlugs, slug =>
        {
            string text = Writer().Sms(slug, "de", loud, new Dictionary<string, string> { ["code"] = "048213", ["domain"] = new string('a', 90) + ".example" }).Text;
            Assert.InRange(text.Length, 1, 320);
            Assert.DoesNotContain('\uFFFD', System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text)));
        });
    }

    private static Dictionary<string, string> Values(string slug)
    {
        Dictionary<string, string> values = new(Everything);
        if (slug.EndsWith("_code", StringComparison.Ordinal))
        {
            values["code"] = "048213";
        }
        else if (slug.StartsWith("magic_link", StringComparison.Ordinal) || slug.EndsWith("invitation", StringComparison.Ordinal))
        {
            values["link"] = "https://clerk.acme.dev/v1/verify?token=abc&x=1";
        }

        return values;
    }

    private static MessageWriter Writer()
    {
        ServiceProvider services = new ServiceCollection().BuildServiceProvider();
        return new MessageWriter(new TextLibrary(), new ViewRenderer(services, NullLoggerFactory.Instance));
    }
}
