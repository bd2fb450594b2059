using Foyer.AspNetCore;
using Foyer.Contracts;
using Foyer.Tests.Backend;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Foyer.Tests.AspNetCore;

/// <summary>An app with Foyer on a port of its own, before a stub of the server.</summary>
internal sealed class TestApp : IAsyncDisposable
{
    public const string SecretKey = "sk_test_abc";
    public static readonly PublishableKey Key = PublishableKey.For("acme.foyeraccounts.dev", isDevelopment: true);

    private readonly WebApplication _app;

    private TestApp(WebApplication app, StubApi server)
    {
        _app = app;
        Server = server;
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public StubApi Server { get; }

    public HttpClient Http { get; }

    public ManualClock Clock => (ManualClock)_app.Services.GetRequiredService<TimeProvider>();

    public string Origin => _app.Urls.Single();

    /// <summary>The builder of a well-configured app; <paramref name="settings"/> add to it, a null value takes away.</summary>
    public static WebApplicationBuilder Builder(Uri? api = null, params (string Key, string? Value)[] settings)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(new ManualClock()));
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["urls"] = "http://127.0.0.1:0",
            ["Foyer:PublishableKey"] = Key.Value,
            ["Foyer:SecretKey"] = SecretKey,
            ["Foyer:JwtKey"] = TokenMint.Server.Pem,
            ["Foyer:ApiUrl"] = api?.ToString(),
        });
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value)));
        return builder;
    }

    public static async Task<TestApp> Start(Action<WebApplication> map, Action<WebApplicationBuilder>? change = null, params (string Key, string? Value)[] settings)
    {
        StubApi server = await StubApi.Start();
        WebApplicationBuilder builder = Builder(server.Url, settings);
        builder.AddFoyer();
        change?.Invoke(builder);
        WebApplication app = builder.Build();
        map(app);
        await app.StartAsync();
        return new TestApp(app, server);
    }

    /// <summary>Cookies of a signed-in browser.</summary>
    public string SignedIn(Action<System.Text.Json.Nodes.JsonObject>? claims = null) =>
        $"__session={TokenMint.Server.Session(Clock.Seconds, claims)}; __client_uat={Clock.Seconds}; __clerk_db_jwt=dvb_1";

    public const string SignedOut = "__client_uat=0; __clerk_db_jwt=dvb_1";

    public Task<HttpResponseMessage> Page(string path, string cookies) => Send(path, cookies, "document");

    public Task<HttpResponseMessage> Api(string path, string cookies) => Send(path, cookies, "empty");

    public async Task<HttpResponseMessage> Send(string path, string cookies, string destination, HttpMethod? method = null)
    {
        using HttpRequestMessage request = new(method ?? HttpMethod.Get, path);
        request.Headers.Add("Sec-Fetch-Dest", destination);
        request.Headers.TryAddWithoutValidation("Cookie", cookies);
        return await Http.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
        await Server.DisposeAsync();
    }
}
