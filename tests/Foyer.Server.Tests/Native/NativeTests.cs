
namespace Foyer.Server.Tests.Native;

/// <summary>Native apps: the client token travels in the Authorization header, and no cookie does (WIRE §2.9); on both databases.</summary>
public sealed class NativeTests
{
    private static readonly object Enabled = new { auth_config = new { native_settings = new { api_enabled = true } } };

    public static TheoryData<string> Both => Databases.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task An_app_signs_in_by_header_alone_and_each_sign_in_brings_another_token(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, Enabled);
        foreach (string host in new[] { TestFoyer.DevelopmentHost, TestFoyer.ProductionHost })
        {
            await (await foyer.Backend(host)).CreateUser("ada@example.com");
            Visitor app = await foyer.Visit(host, origin: null, withDevBrowser: false);

            Answer begun = await Send(app, "/client/sign_ins?_is_native=1", null, ("identifier", "ada@example.com"));
            string first = Assert.Single(begun.Raw.Headers.GetValues("Authorization"));
            Answer done = await Send(app, $"/client/sign_ins/{begun.Response["id"]}/attempt_first_factor?_is_native=1", first, ("strategy", "password"), ("password", "correct horse battery"));
            string second = Assert.Single(done.Raw.Headers.GetValues("Authorization"));
            string session = done.Response["created_session_id"]!.GetValue<string>();

            Assert.NotEqual(first, second);
            Assert.Empty(begun.SetCookies);
            Assert.Empty(done.SetCookies);
            Assert.Null(done.Client["cookie_expires_at"]);
            Assert.Equal(200, (await Send(app, $"/client/sessions/{session}/tokens?_is_native=1", second)).Status);
            Assert.Equal(200, (await Send(app, $"/client/sessions/{session}/tokens?_is_native=1", "Bearer " + second)).Status);
            Assert.Equal(401, (await Send(app, $"/client/sessions/{session}/tokens?_is_native=1", first)).Status);
            Assert.Equal(401, (await Send(app, $"/client/sessions/{session}/tokens?_is_native=1", null)).Status);
        }
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_header_and_another_persons_cookie_are_never_merged(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, Enabled);
        BackendApi backend = await foyer.Backend(TestFoyer.ProductionHost);
        await backend.CreateUser("ada@example.com");
        await backend.CreateUser("bob@example.com");
        Visitor bob = foyer.VisitProduction(null);
        string bobs = await bob.SignIn("bob@example.com");
        Visitor app = foyer.VisitProduction(null);
        Answer signedIn = await Send(app, "/client/sign_ins?_is_native=1", null, ("strategy", "password"), ("identifier", "ada@example.com"), ("password", "correct horse battery"));
        string token = Assert.Single(signedIn.Raw.Headers.GetValues("Authorization"));
        app.ClientCookie = bob.ClientCookie;

        Assert.Equal(404, (await Send(app, $"/client/sessions/{bobs}/tokens?_is_native=1", token)).Status);
        Assert.Equal(200, (await Send(app, $"/client/sessions/{signedIn.Response["created_session_id"]}/tokens?_is_native=1", token)).Status);
        // Without the mark of a native app the header counts for nothing, and the cookie alone does.
        Assert.Equal(200, (await Send(app, $"/client/sessions/{bobs}/tokens", token)).Status);
    }

    /// <summary>What only apps may do, for they alone keep a key to themselves, no page does by saying that it is one.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task A_page_that_says_it_is_an_app_has_nobody_signed_in(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { auth_config = new { native_settings = new { api_enabled = true, trusted_device_sign_in_enabled = true } } });
        foreach (string host in new[] { TestFoyer.DevelopmentHost, TestFoyer.ProductionHost })
        {
            await (await foyer.Backend(host)).CreateUser("ada@example.com");
            Visitor page = host == TestFoyer.ProductionHost ? foyer.VisitProduction() : await foyer.Visit();
            string session = await page.SignIn("ada@example.com");
            Assert.Equal(200, (await page.Post($"/client/sessions/{session}/tokens")).Status);
            Assert.Equal((host, 401), (host, (await page.Post($"/client/sessions/{session}/tokens?_is_native=1")).Status));
            Assert.Equal((host, 401), (host, (await page.Get("/me?_is_native=1")).Status));
        }
    }

    [Fact]
    public async Task Native_apps_are_refused_where_they_are_off()
    {
        await using TestFoyer foyer = await TestFoyer.Start(Databases.Sqlite);
        Visitor app = await foyer.Visit(origin: null, withDevBrowser: false);
        Answer refused = await Send(app, "/client/sign_ins?_is_native=1", null);
        Assert.Equal((400, "native_api_disabled"), (refused.Status, refused.Code));
        Assert.Equal(200, (await app.Get("/environment?_is_native=1")).Status);
    }

    private static Task<Answer> Send(Visitor app, string path, string? authorization, params (string Name, string? Value)[] form) => app.Send(HttpMethod.Post, path, form, request =>
    {
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }
    });
}
