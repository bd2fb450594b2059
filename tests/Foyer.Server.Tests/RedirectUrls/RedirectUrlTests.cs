using Foyer.Backend;
using Foyer.Server.Tests.Users;
using static Foyer.Server.Tests.Identifications.Refusals;

namespace Foyer.Server.Tests.RedirectUrls;

/// <summary>Single addresses that people may be sent back to, and the ways that lead there.</summary>
public sealed class RedirectUrlTests
{
    private const string App = "com.example.app://callback";
    private const string Page = "https://partner.example/landing";

    public static TheoryData<string> Both => Databases.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task They_are_listed_read_and_removed(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend(TestFoyer.ProductionHost);
        string app = (await backend.Post("/redirect_urls", new { url = App })).Json.Text("id")!;
        foyer.Clock.Forward(TimeSpan.FromSeconds(1));
        Answer page = await backend.Post("/redirect_urls", new { url = Page });
        Assert.Equal((200, "redirect_url", Page), (page.Status, page.Json.Text("object"), page.Json.Text("url")));
        Assert.Equal([Page, App], (await backend.Get("/redirect_urls")).Json!.AsArray().Select(item => item.Text("url")));
        Answer second = await backend.Get("/redirect_urls?paginated=true&limit=1&offset=1");
        Assert.Equal((2, App), (second.Json!["total_count"]!.GetValue<int>(), Assert.Single(second.Json["data"]!.AsArray()).Text("url")));
        Assert.Equal(App, (await backend.Get("/redirect_urls/" + app)).Json.Text("url"));

        // Another instance's do not exist.
        BackendApi other = await foyer.Backend();
        Assert.Empty((await other.Get("/redirect_urls")).Json!.AsArray());
        await Refused(404, "resource_not_found", other.Get("/redirect_urls/" + app));
        await Refused(404, "resource_not_found", other.Delete("/redirect_urls/" + app));
        Assert.Equal(("redirect_url", true), (await backend.Delete("/redirect_urls/" + app)) is var gone ? (gone.Json.Text("object"), gone.Json!["deleted"]!.GetValue<bool>()) : default);
        await Refused(404, "resource_not_found", backend.Delete("/redirect_urls/" + app));

        await Refused(422, "duplicate_record", backend.Post("/redirect_urls", new { url = Page }));
        await Refused(422, "form_param_nil", backend.Post("/redirect_urls", new { }));
        await Refused(422, "form_param_unknown", backend.Post("/redirect_urls", new { url = App, name = "x" }));
        foreach (string wrong in new[] { "http://partner.example/landing", "javascript://alert(1)", "data://x", "https://user@partner.example/", "https:partner.example", "/landing", "partner", "https://partner.example/a?b=c", "com.example.app://callback#x", "https://partner.example/a b", "https:\\\\partner.example" })
        {
            Answer refused = await backend.Post("/redirect_urls", new { url = wrong });
            Assert.Equal((wrong, 422, "redirect_url_invalid", "url"), (wrong, refused.Status, refused.Code, refused.Param));
        }
    }

    /// <summary>Exactly the address: neither another page of its site nor the site as an origin.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task What_is_listed_may_be_gone_to_and_nothing_beside_it(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend(TestFoyer.ProductionHost);
        Visitor visitor = foyer.VisitProduction(origin: null);
        Task<Answer> Go(string url) => visitor.Get("/redirect?redirect_url=" + Uri.EscapeDataString(url));
        foreach (string url in new[] { Page, App })
        {
            await Refused(400, "redirect_url_invalid", Go(url));
            Assert.Equal(200, (await backend.Post("/redirect_urls", new { url })).Status);
            Answer led = await Go(url + "?a=1,2");
            Assert.Equal((307, url + "?a=1,2"), (led.Status, led.Raw.Headers.Location!.OriginalString));
        }

        foreach (string beside in new[] { "https://partner.example/", "https://partner.example/landing/more", "https://partner.example/Landing", "https://partner.example:444/landing", "https://partner.example.evil.test/landing", "http://partner.example/landing", "com.example.app://callback2", "com.example.other://callback" })
        {
            await Refused(400, "redirect_url_invalid", Go(beside));
        }

        // Neither is it an app: no page of it calls here, and no token names it.
        Assert.Equal(400, (await foyer.VisitProduction("https://partner.example").Post("/client/sign_ins")).Status);
        await Refused(400, "redirect_url_invalid", visitor.Get("/client/handshake?redirect_url=" + Uri.EscapeDataString(Page)));
        await Refused(400, "redirect_url_invalid", visitor.Get("/client/sync?link_domain=shop.test&redirect_url=" + Uri.EscapeDataString(Page)));
        foreach (System.Text.Json.Nodes.JsonNode? listed in (await backend.Get("/redirect_urls")).Json!.AsArray())
        {
            await backend.Delete("/redirect_urls/" + listed.Text("id"));
            await Refused(400, "redirect_url_invalid", Go(listed.Text("url")!));
        }
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Without_an_address_it_leads_to_the_app(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        Answer home = await foyer.VisitProduction(origin: null).Get("/redirect");
        Assert.Equal((307, "https://app.example.com/"), (home.Status, home.Raw.Headers.Location!.AbsoluteUri));
        Assert.Equal("https://app.example.com/in?x=1", (await foyer.VisitProduction(origin: null).Get("/redirect?redirect_url=https%3A%2F%2Fapp.example.com%2Fin%3Fx%3D1")).Raw.Headers.Location!.OriginalString);
    }

    /// <summary>What the browser is asked to forget is this host's; a foreign page's picture asks for nothing.</summary>
    [Fact]
    public async Task A_browser_is_asked_to_forget_by_whoever_comes_here()
    {
        await using TestFoyer foyer = await TestFoyer.Start(Databases.Sqlite);
        Visitor visitor = foyer.VisitProduction(origin: null);
        Assert.Equal("\"*\"", Assert.Single((await visitor.Get("/clear-site-data")).Raw.Headers.GetValues("Clear-Site-Data")));
        foreach ((string mode, int status) in new[] { ("no-cors", 400), ("navigate", 200) })
        {
            Answer answer = await visitor.Send(HttpMethod.Get, "/clear-site-data", null, request =>
            {
                request.Headers.Add("Sec-Fetch-Site", "cross-site");
                request.Headers.Add("Sec-Fetch-Mode", mode);
            });
            Assert.Equal((mode, status, status == 200), (mode, answer.Status, answer.Raw.Headers.Contains("Clear-Site-Data")));
        }
    }

    [Fact]
    public async Task Health_is_told_in_the_words_of_the_contract()
    {
        await using TestFoyer foyer = await TestFoyer.Start(Databases.Sqlite);
        Assert.Equal("healthy", (await (await foyer.Visit(withDevBrowser: false)).Get("/health")).Json.Text("status"));
    }

    [Fact]
    public async Task The_client_of_the_backend_keeps_the_list()
    {
        await using TestFoyer foyer = await TestFoyer.Start(Databases.Sqlite);
        FoyerBackend backend = new(new FoyerBackendOptions { ApiUrl = foyer.Server.Url, SecretKey = (await foyer.Backend()).SecretKey });
        string id = (await backend.RedirectUrls.CreateAsync(App)).Value!.Id;
        Assert.Equal((App, 1), ((await backend.RedirectUrls.GetAsync(id)).Value!.Url, (await backend.RedirectUrls.ListAsync(limit: 5)).Value!.TotalCount));
        Assert.Equal(id, (await backend.RedirectUrls.DeleteAsync(id)).Value!.Id);

        Answer begun = await (await foyer.Visit()).Post("/client/sign_ups", ("email_address", "ada@example.com"));
        Assert.Equal("crm-7", (await backend.SignUps.UpdateAsync(begun.Response.Text("id")!, new Contracts.UpdateSignUpRequest { ExternalId = "crm-7" })).Value!.ExternalId);
        Assert.Equal("ada@example.com", (await backend.SignUps.GetAsync(begun.Response.Text("id")!)).Value!.EmailAddress);
    }
}
