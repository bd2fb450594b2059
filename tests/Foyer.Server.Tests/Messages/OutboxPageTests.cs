using System.Net;
using Foyer.Server.Messages;
using static Foyer.Server.Tests.Databases;

namespace Foyer.Server.Tests.Messages;

/// <summary>The development outbox: everything that would have been sent, to this machine alone.</summary>
public sealed class OutboxPageTests
{
    [Theory, MemberData(nameof(Both), MemberType = typeof(Databases))]
    public async Task Every_channel_shows_with_its_code_or_link_and_mail_as_mail_programs_show_it(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        DateTimeOffset until = foyer.Clock.GetUtcNow().AddMinutes(10);
        await foyer.Send(MagicLinkMessage.SignUp(Post.Ada, new Uri("https://clerk.example.com/v1/verify?token=abc"), until));
        await foyer.Send(new VerificationCodeMessage(Recipient.Phone("+4915112345678"), "123456", until));
        await foyer.Send(new VerificationCodeMessage(Recipient.Phone("+5511961234567", "whatsapp"), "654321", until));
        string id = (await Sent(foyer, TestFoyer.DevelopmentHost)).Single(message => message.Message.Channel == "email").Id;

        string page = await (await Get(foyer, "/outbox")).Content.ReadAsStringAsync();
        Assert.Contains("SMS", page, StringComparison.Ordinal);
        Assert.Contains("WhatsApp", page, StringComparison.Ordinal);
        Assert.Contains("123456", page, StringComparison.Ordinal);
        Assert.Contains("href=\"https://clerk.example.com/v1/verify?token=abc\"", page, StringComparison.Ordinal);
        var frame = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(page).QuerySelector("iframe")!;
        Assert.Equal(("", "/outbox/" + id), (frame.GetAttribute("sandbox"), frame.GetAttribute("src")));

        HttpResponseMessage preview = await Get(foyer, "/outbox/" + id);
        string policy = preview.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'none'; style-src 'unsafe-inline'", policy, StringComparison.Ordinal);
        Assert.EndsWith("; frame-ancestors 'self'; sandbox", policy, StringComparison.Ordinal);
        Assert.Contains("Confirm your email address", await preview.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Both), MemberType = typeof(Databases))]
    public async Task Production_and_other_instances_show_nothing(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        await foyer.Send(new PasswordChangedMessage(Post.Ada), TestFoyer.ProductionHost);
        await foyer.Send(new PasswordChangedMessage(Post.Ada));
        string production = (await Sent(foyer, TestFoyer.ProductionHost)).Single().Id;
        string development = (await Sent(foyer, TestFoyer.DevelopmentHost)).Single().Id;

        Assert.Equal(HttpStatusCode.NotFound, (await Get(foyer, "/outbox", TestFoyer.ProductionHost)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await Get(foyer, "/outbox/" + production, TestFoyer.ProductionHost)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await Get(foyer, "/outbox/" + production)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await Get(foyer, "/outbox/" + development, TestFoyer.OtherHost)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await Get(foyer, "/outbox/ema_0")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Get(foyer, "/outbox/" + development)).StatusCode);
    }

    /// <summary>Whoever reads codes signs in as anybody, and a tunnel lets in whoever knows its address.</summary>
    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.7", false)]
    [InlineData("X-Forwarded-For", "203.0.113.7, 127.0.0.1", false)]
    [InlineData("X-Forwarded-For", "127.0.0.1, 203.0.113.7", false)]
    [InlineData("X-Forwarded-For", "unknown", false)]
    [InlineData("Forwarded", "for=203.0.113.7", false)]
    [InlineData("X-Forwarded-For", "127.0.0.1", true)]
    [InlineData("X-Forwarded-For", "::1", true)]
    public async Task Who_comes_through_a_tunnel_of_this_machine_sees_nothing(string header, string value, bool isOfThisMachine)
    {
        await using TestFoyer foyer = await TestFoyer.Start(Sqlite);
        await foyer.Send(new PasswordChangedMessage(Post.Ada));
        string id = (await Sent(foyer, TestFoyer.DevelopmentHost)).Single().Id;
        foreach (string path in new[] { "/outbox", "/outbox/" + id })
        {
            Assert.Equal(isOfThisMachine ? HttpStatusCode.OK : HttpStatusCode.NotFound, (await Get(foyer, path, adjust: request => request.Headers.TryAddWithoutValidation(header, value))).StatusCode);
        }
    }

    private static async Task<IReadOnlyList<SentMessage>> Sent(TestFoyer foyer, string host)
    {
        await foyer.Deliver();
        return await foyer.Get<IOutboxReader>().Recent(foyer.InstanceOf(host).Id, 10, default);
    }

    private static async Task<HttpResponseMessage> Get(TestFoyer foyer, string path, string host = TestFoyer.DevelopmentHost, Action<HttpRequestMessage>? adjust = null)
    {
        using HttpClient http = foyer.Raw();
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        request.Headers.Host = host;
        adjust?.Invoke(request);
        return await http.SendAsync(request);
    }
}
