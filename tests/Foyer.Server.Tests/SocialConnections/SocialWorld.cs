using System.Text.Json.Nodes;
using Foyer.Testing;

namespace Foyer.Server.Tests.SocialConnections;

/// <summary>A server beside a provider, with their clocks together, and the steps people take between them.</summary>
internal sealed class SocialWorld : IAsyncDisposable
{
    public const string Callback = "http://localhost:3000/sso-callback";
    public const string Done = "http://localhost:3000/done";

    public static readonly FakePerson Jane = new() { Subject = "7", EmailAddress = "jane@example.com", FirstName = "Jane", LastName = "Doe", Username = "jane", ImageUrl = "https://pictures.example/jane.png" };

    private SocialWorld(FakeIdentityProvider provider, TestFoyer foyer)
    {
        Provider = provider;
        Foyer = foyer;
    }

    public FakeIdentityProvider Provider { get; }

    public TestFoyer Foyer { get; }

    public static async Task<SocialWorld> Start(string database, string[]? strategies = null, Action<JsonObject>? adjust = null, TimeSpan? outboundTimeout = null)
    {
        FakeIdentityProvider provider = await FakeIdentityProvider.StartAsync();
        JsonObject settings = provider.Settings(strategies ?? ["oauth_google"]);
        adjust?.Invoke(settings);
        TestFoyer foyer = await TestFoyer.Start(database, settings, outboundTimeout: outboundTimeout);
        provider.Clock = foyer.Clock;
        return new SocialWorld(provider, foyer);
    }

    public async ValueTask DisposeAsync()
    {
        await Foyer.DisposeAsync();
        await Provider.DisposeAsync();
    }

    public static Task<Answer> BeginSignIn(Visitor visitor, string strategy = "oauth_google", params (string, string?)[] more) =>
        visitor.Post("/client/sign_ins", [("strategy", strategy), .. Urls(visitor), .. more]);

    public static Task<Answer> BeginSignUp(Visitor visitor, string strategy = "oauth_google", params (string, string?)[] more) =>
        visitor.Post("/client/sign_ups", [("strategy", strategy), .. Urls(visitor), .. more]);

    /// <summary>Goes to the provider as a person, says yes there, and follows the way back as a browser does.</summary>
    public async Task<Answer> GoAndReturn(Visitor visitor, Answer begun, FakePerson person) => await Return(visitor, await Provider.ConsentAsync(ProviderUrl(begun), person));

    /// <summary>The way back: a navigation on the Frontend API's host, with its cookie and without a dev browser.</summary>
    public async Task<Answer> Return(Visitor visitor, Uri back)
    {
        Visitor browser = await Foyer.Visit(visitor.Host, origin: null, withDevBrowser: false);
        browser.ClientCookie = visitor.ClientCookie;
        Answer answer = await browser.Get(back.PathAndQuery["/v1".Length..]);
        visitor.ClientCookie = browser.ClientCookie;
        return answer;
    }

    public async Task<Answer> SignIn(Visitor visitor, FakePerson person, string strategy = "oauth_google")
    {
        Answer back = await GoAndReturn(visitor, await BeginSignIn(visitor, strategy), person);
        Assert.Equal(303, back.Status);
        return back;
    }

    /// <summary>Signs up and returns the user's id.</summary>
    public async Task<string> SignUp(Visitor visitor, FakePerson person, string strategy = "oauth_google")
    {
        Answer back = await GoAndReturn(visitor, await BeginSignUp(visitor, strategy), person);
        Assert.Equal(303, back.Status);
        return await UserId(visitor);
    }

    public static string ProviderUrl(Answer begun) => Verification(begun)["external_verification_redirect_url"]!.GetValue<string>();

    /// <summary>The verification of a sign-in, a sign-up or a connected account.</summary>
    public static JsonNode Verification(Answer answer) => Verification(answer.Response);

    public static JsonNode Verification(JsonNode resource) =>
        resource["first_factor_verification"] ?? resource["verifications"]?["external_account"] ?? resource["verification"] ?? throw new InvalidOperationException(resource.ToJsonString());

    /// <summary>Status and error of the sign-in under way.</summary>
    public static async Task<(string Status, string? Error)> SignInVerification(Visitor visitor)
    {
        JsonNode verification = Verification((await visitor.Get("/client")).Response["sign_in"]!);
        return (verification["status"]!.GetValue<string>(), verification["error"]?["code"]?.GetValue<string>());
    }

    public static async Task<(string Status, string? Error)> SignUpVerification(Visitor visitor)
    {
        JsonNode verification = Verification((await visitor.Get("/client")).Response["sign_up"]!);
        return (verification["status"]!.GetValue<string>(), verification["error"]?["code"]?.GetValue<string>());
    }

    public static async Task<int> Sessions(Visitor visitor) => (await visitor.Get("/client")).Json?["response"]?["sessions"]?.AsArray().Count ?? 0;

    public static async Task<JsonNode> User(Visitor visitor)
    {
        Answer me = await visitor.Get("/me");
        Assert.Equal(200, me.Status);
        return me.Response;
    }

    public static async Task<string> UserId(Visitor visitor) => (await User(visitor))["id"]!.GetValue<string>();

    public async Task<long> Count(string table) => await Foyer.Database.One<long>($"SELECT count(*) FROM {table}", null, CancellationToken.None);

    private static (string, string?)[] Urls(Visitor visitor) => visitor.Host == TestFoyer.ProductionHost
        ? [("redirect_url", TestFoyer.ProductionApp + "/sso-callback"), ("action_complete_redirect_url", TestFoyer.ProductionApp + "/done")]
        : [("redirect_url", Callback), ("action_complete_redirect_url", Done)];
}
