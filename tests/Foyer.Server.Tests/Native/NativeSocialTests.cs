using System.Text.Json.Nodes;
using System.Web;
using Foyer.Server.Tests.SocialConnections;

namespace Foyer.Server.Tests.Native;

/// <summary>Native apps that send people to a provider and are opened again with a nonce (WIRE §8.1), on both databases.</summary>
public sealed class NativeSocialTests
{
    private const string Callback = "com.example.app://callback";

    public static TheoryData<string> Both => Databases.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task An_app_goes_on_with_its_nonce_and_gets_another_token(string database)
    {
        await using SocialWorld world = await Start(database);
        foreach (string path in new[] { "/client/sign_ups", "/client/sign_ins" })
        {
            NativeApp app = await NativeApp.Start(world.Foyer);
            Answer begun = await Begin(app, path);
            Uri back = await Return(world, begun);
            Assert.Equal(Callback, back.OriginalString[..back.OriginalString.IndexOf('?')]);

            // What was proven waits for the app.
            Assert.NotEqual("complete", (await app.Get($"{path}/{begun.Id()}")).Response.Status());
            string token = app.Token!;
            Answer done = await app.Get($"{path}/{begun.Id()}?rotating_token_nonce={Nonce(back)}");

            Assert.Equal((200, "complete"), (done.Status, done.Response.Status()));
            Assert.Equal("Jane", done.Client["sessions"]![0]!["user"]!["first_name"]!.GetValue<string>());
            Assert.NotEqual(token, app.Token);
            Assert.Equal(200, (await app.Get("/me")).Status);
            app.Token = token;
            Assert.Equal(401, (await app.Get("/me")).Status);
        }

        Assert.Equal(1, await world.Count("users"));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Who_sends_somebody_else_to_the_provider_gets_nothing(string database)
    {
        await using SocialWorld world = await Start(database);
        NativeApp thief = await NativeApp.Start(world.Foyer), victim = await NativeApp.Start(world.Foyer);
        Answer begun = await Begin(thief, "/client/sign_ups");
        await Begin(victim, "/client/sign_ups");
        // The victim follows the thief's address, and the victim's app is opened with the nonce.
        string nonce = Nonce(await Return(world, begun));

        Assert.Equal("missing_requirements", (await thief.Get("/client/sign_ups/" + begun.Id())).Response.Status());
        Assert.Equal("missing_requirements", (await thief.Get($"/client/sign_ups/{begun.Id()}?rotating_token_nonce={new string('A', 43)}")).Response.Status());
        Assert.Equal(404, (await victim.Get($"/client/sign_ups/{begun.Id()}?rotating_token_nonce={nonce}")).Status);
        Answer others = await Begin(victim, "/client/sign_ups");
        Assert.Equal("missing_requirements", (await victim.Get($"/client/sign_ups/{others.Id()}?rotating_token_nonce={nonce}")).Response.Status());
        Assert.Equal(0, await world.Count("sessions"));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_nonce_works_once_and_in_its_time(string database)
    {
        await using SocialWorld world = await Start(database);
        NativeApp app = await NativeApp.Start(world.Foyer);
        Answer begun = await Begin(app, "/client/sign_ups");
        string nonce = Nonce(await Return(world, begun));
        string path = $"/client/sign_ups/{begun.Id()}?rotating_token_nonce={nonce}";

        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => app.Get(path)));
        Assert.Equal(1, await world.Count("sessions"));
        Assert.Equal(1, await world.Count("users"));

        NativeApp late = await NativeApp.Start(world.Foyer);
        begun = await Begin(late, "/client/sign_ins");
        nonce = Nonce(await Return(world, begun));
        world.Foyer.Clock.Forward(TimeSpan.FromMinutes(10));
        Assert.NotEqual("complete", (await late.Get($"/client/sign_ins/{begun.Id()}?rotating_token_nonce={nonce}")).Response.Status());
        Assert.Equal(1, await world.Count("sessions"));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task What_a_provider_refuses_reaches_the_app(string database)
    {
        await using SocialWorld world = await Start(database);
        NativeApp app = await NativeApp.Start(world.Foyer);
        Answer begun = await Begin(app, "/client/sign_ins");
        string state = HttpUtility.ParseQueryString(new Uri(SocialWorld.ProviderUrl(begun)).Query)["state"]!;

        Answer back = await (await world.Foyer.Visit(origin: null, withDevBrowser: false)).Get("/oauth_callback?error=access_denied&state=" + state);
        Assert.Equal(Callback + "?__clerk_status=failed&__clerk_error_code=oauth_access_denied", back.Raw.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task Only_apps_come_back_by_their_own_scheme_and_in_production_only_the_listed_ones()
    {
        await using SocialWorld world = await Start(Databases.Sqlite);
        foreach (string hostile in new[] { "javascript://callback", "data://x", "intent://scan", "file:///etc/passwd", "com.example.app:callback", "com.example.app://a b", "//callback", "com.example.app://user@callback", "https://evil.example/" })
        {
            Answer refused = await Begin(await NativeApp.Start(world.Foyer), "/client/sign_ins", hostile);
            Assert.Equal((400, "redirect_url_invalid"), (refused.Status, refused.Code));
        }

        Answer page = await (await world.Foyer.Visit()).Post("/client/sign_ins", ("strategy", "oauth_google"), ("redirect_url", Callback));
        Assert.Equal((400, "redirect_url_invalid"), (page.Status, page.Code));

        Assert.Equal((400, "redirect_url_invalid"), await Begin(await NativeApp.Start(world.Foyer, TestFoyer.ProductionHost), "/client/sign_ins", "com.example.other://callback") is var other ? (other.Status, other.Code) : default);
        Assert.Equal(200, (await Begin(await NativeApp.Start(world.Foyer, TestFoyer.ProductionHost), "/client/sign_ins", Callback + "?from=menu")).Status);

        StartupException wrong = await Assert.ThrowsAsync<StartupException>(() => TestFoyer.Start(Databases.Sqlite, new { native_apps = new { redirect_urls = new[] { "https://example.com/callback" } } }));
        Assert.Contains("native_apps.redirect_urls", wrong.Message);
    }

    private static Task<SocialWorld> Start(string database) => SocialWorld.Start(database, adjust: settings =>
    {
        settings["auth_config"] = new JsonObject { ["single_session_mode"] = false, ["native_settings"] = new JsonObject { ["api_enabled"] = true } };
        settings["native_apps"] = new JsonObject { ["redirect_urls"] = new JsonArray(Callback) };
    });

    private static Task<Answer> Begin(NativeApp app, string path, string callback = Callback) =>
        app.Post(path, ("strategy", "oauth_google"), ("redirect_url", callback), ("action_complete_redirect_url", callback));

    /// <summary>Says yes at the provider, in a browser that is nobody's client; where it is sent then.</summary>
    private static async Task<Uri> Return(SocialWorld world, Answer begun)
    {
        Uri back = await world.Provider.ConsentAsync(SocialWorld.ProviderUrl(begun), SocialWorld.Jane);
        Answer answer = await (await world.Foyer.Visit(origin: null, withDevBrowser: false)).Get(back.PathAndQuery["/v1".Length..]);
        Assert.Equal(303, answer.Status);
        return answer.Raw.Headers.Location!;
    }

    private static string Nonce(Uri back) => HttpUtility.ParseQueryString(back.Query)["rotating_token_nonce"]!;
}
