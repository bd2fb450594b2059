using System.Web;

namespace Foyer.Server.Tests.SignIns;

/// <summary>Links by e-mail in both flows, over HTTP on both databases (WIRE §8.3).</summary>
public sealed class EmailLinkTests
{
    private const string Landing = TestFoyer.App + "/sign-in#/verify";

    private static readonly object Links = Settings();

    public static TheoryData<string> Both => Databases.Both;

    /// <summary>A link sent before an operator locked the account.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task An_operators_lock_holds_against_a_link(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, Links);
        BackendApi backend = await foyer.Backend();
        string ada = await backend.CreateUser("ada@example.com");
        Visitor visitor = await foyer.Visit();
        await visitor.Begin("ada@example.com", ("strategy", "email_link"), ("redirect_url", TestFoyer.App + "/verified"));
        Uri link = await foyer.Server.GetLinkAsync("ada@example.com");
        Assert.Equal(200, (await backend.Post($"/users/{ada}/lock")).Status);
        await foyer.OpenLink(link);
        Assert.Empty((await visitor.Get("/client")).Response["sessions"]!.AsArray());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_link_opened_on_another_device_signs_in_the_client_that_asked(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, Links);
        await (await foyer.Backend()).CreateUser("ada@example.com");
        Visitor visitor = await foyer.Visit();
        Answer sent = await visitor.Begin("ada@example.com", ("strategy", "email_link"), ("redirect_url", Landing));
        Assert.Equal(("unverified", "email_link"), (sent.Response["first_factor_verification"]!["status"]!.GetValue<string>(), sent.Response["first_factor_verification"]!["strategy"]!.GetValue<string>()));

        Answer landed = await foyer.OpenLink(await foyer.Server.GetLinkAsync("ada@example.com"));
        Assert.Equal((303, "verified"), (landed.Status, Query(landed)["__clerk_status"]));
        Assert.DoesNotContain(landed.SetCookies, cookie => cookie.StartsWith("__client=", StringComparison.Ordinal));

        Answer polled = await visitor.Get("/client/sign_ins/" + sent.Id());
        Assert.Equal("complete", polled.Step());
        Assert.Equal("verified", polled.Response["first_factor_verification"]!["status"]!.GetValue<string>());
        Assert.Equal(polled.Response["created_session_id"]!.GetValue<string>(), Query(landed)["__clerk_created_session"]);
        Assert.Equal(polled.Response["created_session_id"]!.GetValue<string>(), polled.Client["last_active_session_id"]!.GetValue<string>());
    }

    /// <summary>Mail scanners open every link, and run no scripts.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task A_link_only_looked_at_is_not_spent(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, Links);
        await (await foyer.Backend()).CreateUser("ada@example.com");
        Visitor visitor = await foyer.Visit();
        Answer sent = await visitor.Begin("ada@example.com", ("strategy", "email_link"), ("redirect_url", Landing));
        Uri link = await foyer.Server.GetLinkAsync("ada@example.com");

        using HttpClient http = foyer.Checked();
        using HttpRequestMessage look = new(HttpMethod.Get, link.PathAndQuery) { Headers = { Host = TestFoyer.DevelopmentHost } };
        using HttpResponseMessage page = await http.SendAsync(look);
        Assert.Equal((200, "text/html"), ((int)page.StatusCode, page.Content.Headers.ContentType!.MediaType));
        Assert.Contains("script-src 'nonce-", page.Headers.GetValues("Content-Security-Policy").Single());

        Assert.Equal("needs_first_factor", (await visitor.Get("/client/sign_ins/" + sent.Id())).Step());
        Assert.Equal("verified", Query(await foyer.OpenLink(link))["__clerk_status"]);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task The_client_that_asked_needs_no_button_and_gets_another_token(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, Links);
        await (await foyer.Backend(TestFoyer.ProductionHost)).CreateUser("ada@example.com");
        Visitor visitor = foyer.VisitProduction();
        await visitor.Begin("ada@example.com", ("strategy", "email_link"), ("redirect_url", TestFoyer.ProductionApp + "/verify"));
        string before = visitor.ClientCookie!;
        Uri link = await foyer.Server.GetLinkAsync("ada@example.com", TestFoyer.PublishableKey(TestFoyer.ProductionHost));

        Answer landed = await visitor.Get(link.PathAndQuery["/v1".Length..]);
        Assert.Equal((303, "verified"), (landed.Status, Query(landed)["__clerk_status"]));
        Assert.NotEqual(before, visitor.ClientCookie);
        Assert.Single((await visitor.Get("/client")).Json!["response"]!["sessions"]!.AsArray());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_link_works_once_and_for_ten_minutes(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, Links);
        await (await foyer.Backend()).CreateUser("ada@example.com");
        Visitor visitor = await foyer.Visit();
        Answer sent = await visitor.Begin("ada@example.com", ("strategy", "email_link"), ("redirect_url", Landing));
        Uri link = await foyer.Server.GetLinkAsync("ada@example.com");
        foyer.Clock.Forward(TimeSpan.FromMinutes(10));
        Assert.Equal("expired", Query(await foyer.OpenLink(link))["__clerk_status"]);
        Assert.Equal("expired", (await visitor.Get("/client/sign_ins/" + sent.Id())).Response["first_factor_verification"]!["status"]!.GetValue<string>());

        await visitor.Prepare(sent, "email_link", ("redirect_url", Landing));
        Uri fresh = await foyer.Server.GetLinkAsync("ada@example.com");
        Answer[] all = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => foyer.OpenLink(fresh)));
        Assert.Single(all, answer => Query(answer)["__clerk_created_session"] is not null);
        Assert.Single((await visitor.Get("/client")).Json!["response"]!["sessions"]!.AsArray());
        Assert.Null(Query(await foyer.OpenLink(fresh))["__clerk_created_session"]);
        Assert.Equal(400, (await foyer.OpenLink(new Uri(fresh, "/v1/verify?token=lnk_guessed"))).Status);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Where_the_same_client_is_demanded_another_one_is_turned_away(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, Settings(sameClient: true));
        await (await foyer.Backend()).CreateUser("ada@example.com");
        Visitor visitor = await foyer.Visit();
        Answer sent = await visitor.Begin("ada@example.com", ("strategy", "email_link"), ("redirect_url", Landing));
        Uri link = await foyer.Server.GetLinkAsync("ada@example.com");
        Assert.Equal("client_mismatch", Query(await foyer.OpenLink(link))["__clerk_status"]);
        Assert.Equal("client_mismatch", Query(await foyer.OpenLink(link, cookie: "__clerk_db_jwt=" + (await foyer.Visit()).DevBrowser))["__clerk_status"]);
        Assert.Equal("needs_first_factor", (await visitor.Get("/client/sign_ins/" + sent.Id())).Step());
        Assert.Equal("verified", Query(await foyer.OpenLink(link, cookie: "__clerk_db_jwt=" + visitor.DevBrowser))["__clerk_status"]);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_link_leads_nowhere_but_to_the_app(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, Links);
        await (await foyer.Backend()).CreateUser("ada@example.com");
        Visitor visitor = await foyer.Visit();
        Assert.Equal("redirect_url_invalid", (await visitor.Begin("ada@example.com", ("strategy", "email_link"), ("redirect_url", "https://evil.example"))).Code);
        Assert.Equal("form_param_nil", (await visitor.Begin("ada@example.com", ("strategy", "email_link"))).Code);
        Assert.Empty(await foyer.Server.GetInboxAsync());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_link_completes_a_sign_up_where_it_was_begun(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, Links);
        Visitor visitor = await foyer.Visit();
        Answer begun = await visitor.Post("/client/sign_ups", ("email_address", "ada@example.com"), ("password", Steps.Password));
        Answer sent = await visitor.Post($"/client/sign_ups/{begun.Id()}/prepare_verification", ("strategy", "email_link"), ("redirect_url", Landing));
        Assert.Equal(("email_link", "needs_attempt"), (sent.Response["verifications"]!["email_address"]!["strategy"]!.GetValue<string>(), sent.Response["verifications"]!["email_address"]!["next_action"]!.GetValue<string>()));

        Answer landed = await foyer.OpenLink(await foyer.Server.GetLinkAsync("ada@example.com"));
        Assert.Equal("verified", Query(landed)["__clerk_status"]);
        Answer polled = await visitor.Get("/client/sign_ups/" + begun.Id());
        Assert.Equal(("complete", Query(landed)["__clerk_created_session"]), (polled.Step(), polled.Response["created_session_id"]!.GetValue<string>()));
        Assert.Equal("email_link", polled.Client["sessions"]![0]!["user"]!["email_addresses"]![0]!["verification"]!["strategy"]!.GetValue<string>());
    }

    private static System.Collections.Specialized.NameValueCollection Query(Answer answer) => HttpUtility.ParseQueryString(answer.Raw.Headers.Location!.Query);

    private static object Settings(bool sameClient = false) => new
    {
        user_settings = new
        {
            attributes = new { email_address = new { first_factors = new[] { "email_link" }, verifications = new[] { "email_link" } } },
            attack_protection = new { email_link = new { require_same_client = sameClient } },
        },
    };
}
