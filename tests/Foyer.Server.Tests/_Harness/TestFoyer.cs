using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Foyer.Contracts;
using Foyer.Server.Tests.Contract;
using Foyer.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Server.Tests;

/// <summary>A server for one test, on one of the databases, with visitors and secret keys; every answer is held against the contract.</summary>
public sealed class TestFoyer : IAsyncDisposable
{
    public const string DevelopmentHost = "acme.foyeraccounts.dev";
    public const string OtherHost = "other.foyeraccounts.dev";
    public const string ProductionHost = "clerk.example.com";
    /// <summary>The production instance's host on another domain, whose app is a satellite.</summary>
    public const string SatelliteHost = "clerk.shop.test";
    public const string App = "http://localhost:3000";
    public const string ProductionApp = "https://app.example.com";
    /// <summary>A browser extension the production instance allows.</summary>
    public const string Extension = "chrome-extension://abcdefghijklmnopabcdefghijklmnop";

    private readonly string? _database;

    private TestFoyer(FoyerTestServer server, string? database)
    {
        Server = server;
        _database = database;
    }

    public FoyerTestServer Server { get; }

    public ManualClock Clock => Server.Clock!;

    internal Database Database => Server.Services.GetRequiredService<Database>();

    /// <summary>Starts a server with a development instance, another one of another application, and a production instance.</summary>
    public static async Task<TestFoyer> Start(string database, object? settings = null, string? geoIpFile = null, TimeSpan? outboundTimeout = null, string? disposableDomains = null)
    {
        string? url = await Databases.Create(database);
        JsonNode own = settings is null ? new JsonObject() : System.Text.Json.JsonSerializer.SerializeToNode(settings)!;
        FoyerTestServer server = await FoyerTestServer.StartAsync(new FoyerTestOptions { Database = url, Config = Config(own).ToJsonString(), GeoIpFile = geoIpFile, DisposableDomains = disposableDomains, OutboundTimeout = outboundTimeout ?? TimeSpan.FromSeconds(10) });
        return new TestFoyer(server, url);
    }

    /// <summary>A browser on the development instance, with a dev browser of its own unless told otherwise.</summary>
    public async Task<Visitor> Visit(string host = DevelopmentHost, string? origin = App, bool withDevBrowser = true)
    {
        Visitor visitor = new(this, host, origin);
        if (withDevBrowser)
        {
            await visitor.CreateDevBrowser();
        }

        return visitor;
    }

    /// <summary>A browser on the production instance: cookies only.</summary>
    public Visitor VisitProduction(string? origin = ProductionApp) => new(this, ProductionHost, origin);

    /// <summary>The Backend API with an instance's secret key.</summary>
    public async Task<BackendApi> Backend(string host = DevelopmentHost) =>
        new(this, await Server.GetSecretKeyAsync(PublishableKey(host)));

    public static string PublishableKey(string host) => Contracts.PublishableKey.For(host, host != ProductionHost).Value;

    public static string Suffix(string host) => CookieSuffix.Of(PublishableKey(host));

    /// <summary>A client whose answers are checked against the contract.</summary>
    public HttpClient Checked() => new(new ContractHandler(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })) { BaseAddress = Server.Url };

    /// <summary>A client whose answers are taken as they come, for requests outside the protocol.</summary>
    public HttpClient Raw() => Server.CreateClient();

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Databases.Drop(_database);
    }

    private static JsonObject Config(JsonNode settings) => new()
    {
        ["applications"] = new JsonArray(
            new JsonObject
            {
                ["name"] = "Acme",
                ["instances"] = new JsonArray(
                    Instance("development", DevelopmentHost, settings, [App], "http://localhost:3000"),
                    Instance("production", ProductionHost, Unlimited(settings), [ProductionApp, "https://shop.test", Extension], "https://app.example.com", [SatelliteHost])),
            },
            new JsonObject { ["name"] = "Other", ["instances"] = new JsonArray(Instance("development", OtherHost, new JsonObject(), [], null)) }),
    };

    /// <summary>One test makes in a moment what production allows in minutes; a test of the limits says which it wants.</summary>
    private static JsonNode Unlimited(JsonNode settings)
    {
        JsonNode own = settings.DeepClone();
        own["rate_limits"] ??= new JsonObject { ["enabled"] = false };
        return own;
    }

    private static JsonObject Instance(string environment, string host, JsonNode settings, string[] origins, string? home, string[]? hosts = null)
    {
        JsonObject instance = new()
        {
            ["environment"] = environment,
            ["frontend_api"] = host,
            ["signing_key"] = TestKeys.Of(host),
            ["allowed_origins"] = new JsonArray([.. origins.Select(origin => JsonValue.Create(origin))]),
            ["hosts"] = new JsonArray([.. (hosts ?? []).Select(extra => JsonValue.Create(extra))]),
            ["settings"] = settings,
        };
        if (home is not null)
        {
            instance["home_url"] = home;
        }

        return instance;
    }
}

/// <summary>Signing keys made once per test run: one takes half a second.</summary>
internal static class TestKeys
{
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, string> Made = new();

    public static string Of(string name) => Made.GetOrAdd(name, _ =>
    {
        using var rsa = System.Security.Cryptography.RSA.Create(2048);
        return rsa.ExportPkcs8PrivateKeyPem();
    });
}

/// <summary>An answer of either API.</summary>
public sealed record Answer(int Status, JsonNode? Json, HttpResponseMessage Raw)
{
    public JsonNode Response => Json!["response"]!;

    public JsonNode Client => Json!["client"]!;

    public string? Code => Json?["errors"]?[0]?["code"]?.GetValue<string>();

    public string? Param => Json?["errors"]?[0]?["meta"]?["param_name"]?.GetValue<string>();

    public IReadOnlyList<string> SetCookies => Raw.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? values) ? [.. values] : [];

    internal static async Task<Answer> Of(HttpResponseMessage response)
    {
        string text = await response.Content.ReadAsStringAsync();
        return new Answer((int)response.StatusCode, text.Length > 0 && text[0] is '{' or '[' ? JsonNode.Parse(text) : null, response);
    }
}

/// <summary>The Backend API as one secret key sees it.</summary>
public sealed class BackendApi
{
    private readonly HttpClient _http;

    internal BackendApi(TestFoyer foyer, string secretKey)
    {
        SecretKey = secretKey;
        _http = foyer.Checked();
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secretKey);
    }

    public string SecretKey { get; }

    public async Task<Answer> Get(string path) => await Answer.Of(await _http.GetAsync("/v1" + path));

    public Task<Answer> Post(string path, object? body = null) => Send(HttpMethod.Post, path, body);

    public Task<Answer> Patch(string path, object? body = null) => Send(HttpMethod.Patch, path, body);

    public Task<Answer> Put(string path, object? body = null) => Send(HttpMethod.Put, path, body);

    public Task<Answer> Delete(string path) => Send(HttpMethod.Delete, path, null);

    public async Task<Answer> Upload(string path, HttpContent content) => await Answer.Of(await _http.PostAsync("/v1" + path, content));

    /// <summary>Makes a user with an e-mail address and a password; returns its id.</summary>
    public async Task<string> CreateUser(string emailAddress, string password = "correct horse battery", object? more = null)
    {
        JsonObject body = more is null ? [] : System.Text.Json.JsonSerializer.SerializeToNode(more)!.AsObject();
        body["email_address"] = new JsonArray(emailAddress);
        body["password"] = password;
        Answer made = await Post("/users", body);
        Assert.Equal(200, made.Status);
        return made.Json!["id"]!.GetValue<string>();
    }

    private async Task<Answer> Send(HttpMethod method, string path, object? body)
    {
        using HttpRequestMessage request = new(method, "/v1" + path);
        if (body is not null)
        {
            request.Content = new StringContent(body as string ?? System.Text.Json.JsonSerializer.Serialize(body), new MediaTypeHeaderValue("application/json"));
        }

        return await Answer.Of(await _http.SendAsync(request));
    }
}
