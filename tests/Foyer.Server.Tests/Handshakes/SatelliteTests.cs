using System.Web;

namespace Foyer.Server.Tests.Handshakes;

/// <summary>Apps on several domains of one instance share who is signed in (WIRE §4.6); on both databases.</summary>
public sealed class SatelliteTests
{
    private const string Page = "https://shop.test/page";

    public static TheoryData<string> Both => Databases.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_satellite_comes_to_share_the_primary_client_and_loses_it_with_it(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        await (await foyer.Backend(TestFoyer.ProductionHost)).CreateUser("ada@example.com");
        Visitor primary = foyer.VisitProduction(), satellite = new(foyer, TestFoyer.SatelliteHost, null);
        string session = await primary.SignIn("ada@example.com");
        primary.Origin = null;

        Uri toPrimary = Location(await satellite.Get("/client/sync?redirect_url=" + Uri.EscapeDataString(Page)));
        Assert.Equal((TestFoyer.ProductionHost, TestFoyer.SatelliteHost), (toPrimary.Host, Query(toPrimary, "link_domain")));
        Uri toSatellite = Location(await primary.Get(Path(toPrimary)));
        Assert.Equal((TestFoyer.SatelliteHost, "/v1/client/link"), (toSatellite.Host, toSatellite.AbsolutePath));
        Answer linked = await satellite.Get(Path(toSatellite));
        Assert.Equal(Page + "?__clerk_synced=true", Location(linked).AbsoluteUri);
        Assert.Contains(linked.SetCookies, line => line.StartsWith("__client_uat=", StringComparison.Ordinal) && line.Contains("domain=shop.test", StringComparison.OrdinalIgnoreCase));
        Assert.NotNull(satellite.ClientCookie);
        Assert.NotEqual(primary.ClientCookie, satellite.ClientCookie);

        satellite.Origin = "https://shop.test";
        Assert.Equal(200, (await satellite.Post($"/client/sessions/{session}/tokens")).Status);
        Assert.Equal(session, (await satellite.Get("/client")).Response["last_active_session_id"]!.GetValue<string>());
        Assert.Equal(200, (await primary.Post($"/client/sessions/{session}/tokens")).Status);

        // The link is spent, and worth nothing on another host.
        Assert.Equal(400, (await satellite.Get(Path(toSatellite))).Status);
        Uri again = Location(await primary.Get(Path(toPrimary)));
        Assert.Equal(400, (await primary.Get(Path(again))).Status);

        await primary.Tunnel("DELETE", "/client/sessions");
        Assert.Equal(401, (await satellite.Post($"/client/sessions/{session}/tokens")).Status);
        Assert.Null((await satellite.Get("/client")).Json!["response"]);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task The_handshake_of_a_satellite_goes_by_way_of_the_primary_domain(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        await (await foyer.Backend(TestFoyer.ProductionHost)).CreateUser("ada@example.com");
        Visitor primary = foyer.VisitProduction(), satellite = new(foyer, TestFoyer.SatelliteHost, null);
        string session = await primary.SignIn("ada@example.com");
        primary.Origin = null;

        Uri toPrimary = Location(await satellite.Get("/client/handshake?format=nonce&redirect_url=" + Uri.EscapeDataString(Page)));
        Uri toLink = Location(await primary.Get(Path(toPrimary)));
        Uri back = Location(await satellite.Get(Path(toLink)));
        Assert.Equal((TestFoyer.SatelliteHost, "/v1/client/handshake"), (back.Host, back.AbsolutePath));
        Answer shaken = await satellite.Get(Path(back));

        Assert.Equal(Page + "?__clerk_synced=true", Location(shaken).AbsoluteUri);
        string cookie = Assert.Single(shaken.SetCookies, line => line.StartsWith("__clerk_handshake_nonce=", StringComparison.Ordinal));
        Answer payload = await (await foyer.Backend(TestFoyer.ProductionHost)).Get("/clients/handshake_payload?nonce=" + cookie["__clerk_handshake_nonce=".Length..cookie.IndexOf(';')]);
        string token = payload.Json!["directives"]!.AsArray().Select(line => line!.GetValue<string>()).Last(line => line.StartsWith("__session", StringComparison.Ordinal));
        Assert.True(Contracts.Jwt.TryRead(token[(token.IndexOf('=') + 1)..token.IndexOf(';')], out Contracts.Jwt? jwt));
        Assert.Equal((session, "https://shop.test"), (jwt.Claims.Sid, jwt.Claims.Azp));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_visitor_nobody_knows_comes_back_signed_out_and_goes_round_once(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        Visitor primary = foyer.VisitProduction(null), satellite = new(foyer, TestFoyer.SatelliteHost, null);
        Uri toPrimary = Location(await satellite.Get("/client/handshake?redirect_url=" + Uri.EscapeDataString(Page + "?a=%20b&__clerk_synced=false")));
        Uri back = Location(await primary.Get(Path(toPrimary)));
        Assert.Equal((TestFoyer.SatelliteHost, "true"), (back.Host, Query(back, "__clerk_synced")));
        Assert.Equal(Page + "?a=%20b&__clerk_synced=true", Location(await satellite.Get(Path(back))).AbsoluteUri);
    }

    [Theory]
    [InlineData("https://evil.test/", TestFoyer.SatelliteHost)]
    [InlineData(Page, "evil.test")]
    [InlineData(Page, "")]
    [InlineData(Page, TestFoyer.ProductionHost)]
    [InlineData(Page, "test")]
    public async Task Nobody_is_led_to_a_domain_that_is_not_the_instances(string redirect, string domain)
    {
        await using TestFoyer foyer = await TestFoyer.Start(Databases.Sqlite);
        await (await foyer.Backend(TestFoyer.ProductionHost)).CreateUser("ada@example.com");
        Visitor primary = foyer.VisitProduction();
        await primary.SignIn("ada@example.com");
        primary.Origin = null;
        Answer answer = await primary.Get($"/client/sync?redirect_url={Uri.EscapeDataString(redirect)}&link_domain={domain}");
        Assert.True(answer.Status == 400 || Location(answer).Host == TestFoyer.SatelliteHost, $"{answer.Status} {answer.Raw.Headers.Location}");
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_link_works_for_one_of_many_and_for_a_minute(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        await (await foyer.Backend(TestFoyer.ProductionHost)).CreateUser("ada@example.com");
        Visitor primary = foyer.VisitProduction(), satellite = new(foyer, TestFoyer.SatelliteHost, null);
        await primary.SignIn("ada@example.com");
        primary.Origin = null;
        string sync = Path(Location(await satellite.Get("/client/sync?redirect_url=" + Uri.EscapeDataString(Page))));

        string link = Path(Location(await primary.Get(sync)));
        Answer[] race = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => satellite.Get(link)));
        Assert.Single(race, answer => answer.Status == 307);

        string late = Path(Location(await primary.Get(sync)));
        foyer.Clock.Forward(TimeSpan.FromSeconds(61));
        Assert.Equal(400, (await satellite.Get(late)).Status);
        Assert.Equal(400, (await satellite.Get("/client/link?__clerk_token=guess")).Status);
        Assert.Equal(400, (await satellite.Get("/client/link")).Status);
    }

    /// <summary>Case 53: who follows a stranger's link would sign in on the stranger's client next.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task A_link_somebody_else_asked_for_links_nobody(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend(TestFoyer.ProductionHost);
        await backend.CreateUser("eve@example.com");
        await backend.CreateUser("ada@example.com");
        Visitor evesPrimary = foyer.VisitProduction(), evesSatellite = new(foyer, TestFoyer.SatelliteHost, null), primary = foyer.VisitProduction(), satellite = new(foyer, TestFoyer.SatelliteHost, null);
        await evesPrimary.SignIn("eve@example.com");
        string session = await primary.SignIn("ada@example.com");
        (evesPrimary.Origin, primary.Origin) = (null, null);
        string page = Uri.EscapeDataString(Page);

        Uri asked = Location(await evesSatellite.Get("/client/sync?redirect_url=" + page));
        Uri sent = Location(await evesPrimary.Get(Path(asked)));
        Assert.Equal((400, "satellite_link_invalid"), await satellite.Get(Path(sent)) is var refused ? (refused.Status, refused.Code) : default);
        // Nor while the browser asks for itself.
        await satellite.Get("/client/sync?redirect_url=" + page);
        Assert.Equal(400, (await satellite.Get(Path(Location(await evesPrimary.Get(Path(asked)))))).Status);
        Assert.Null(satellite.ClientCookie);

        // One that no browser asked for leads to one's own primary domain, and to oneself.
        Uri own = Location(await satellite.Get(Path(Location(await evesPrimary.Get($"/client/sync?redirect_url={page}&link_domain={TestFoyer.SatelliteHost}")))));
        Assert.Equal((TestFoyer.ProductionHost, "/v1/client/sync"), (own.Host, own.AbsolutePath));
        Assert.Null(satellite.ClientCookie);
        Answer linked = await satellite.Get(Path(Location(await primary.Get(Path(own)))));
        Assert.Equal(Page + "?__clerk_synced=true", Location(linked).AbsoluteUri);
        Assert.Equal(session, (await satellite.Get("/client")).Response["last_active_session_id"]!.GetValue<string>());
    }

    private static Uri Location(Answer answer)
    {
        Assert.Equal(307, answer.Status);
        return answer.Raw.Headers.Location!;
    }

    private static string? Query(Uri url, string name) => HttpUtility.ParseQueryString(url.Query)[name];

    private static string Path(Uri url) => url.PathAndQuery["/v1".Length..];
}
