using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Foyer.Server;
using Foyer.Server.Instances;
using Foyer.Server.Messages;
using Foyer.Server.Passwords;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Foyer.Testing;

/// <summary>What a test server is made of.</summary>
public sealed record FoyerTestOptions
{
    /// <summary><c>sqlite:PATH</c> or <c>postgres://…</c>. Default: a SQLite file of its own, removed with the server.</summary>
    public string? Database { get; init; }

    /// <summary>The configuration file's text (JSON). Default: one application <c>Test</c> with a development instance.</summary>
    public string? Config { get; init; }

    /// <summary>Settings of the default configuration's instance, as a JSON object; see the environment document for names.</summary>
    public JsonObject? Settings { get; init; }

    /// <summary>Folder of npm packages served under <c>/npm</c>.</summary>
    public string? NpmFolder { get; init; }

    /// <summary>A MaxMind DB file by which sessions show where they are; null for none.</summary>
    public string? GeoIpFile { get; init; }

    /// <summary>Whether programs of this machine are given the keys of the instance; see <see cref="FoyerServerOptions.Keyless"/>.</summary>
    public bool Keyless { get; init; }

    /// <summary>File of throw-away mail domains, one a line, as <c>--disposable-domains</c>.</summary>
    public string? DisposableDomains { get; init; }

    /// <summary>When the server's clock starts. Default 2026-01-01T00:00:00Z; null for the system's clock.</summary>
    public DateTimeOffset? Start { get; init; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>How long a call of the server to another one may take. Default 10 seconds.</summary>
    public TimeSpan OutboundTimeout { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>A message the server sent during a test.</summary>
/// <param name="Channel"><c>email</c>, <c>sms</c> or <c>whatsapp</c>.</param>
/// <param name="To">Recipient: an e-mail address, or a number in E.164.</param>
/// <param name="Subject">One line; empty for text messages.</param>
/// <param name="Text">Plain text.</param>
/// <param name="Code">The code inside; empty when there is none.</param>
public sealed record InboxMessage(string Channel, string To, string Subject, string Text, string Code)
{
    /// <summary>Name of the template, for example <c>verification_code</c> or <c>magic_link_sign_in</c>.</summary>
    public string Slug { get; init; } = "";

    /// <summary>The link inside; empty when there is none.</summary>
    public string Link { get; init; } = "";

    /// <summary>HTML; empty for text messages.</summary>
    public string Html { get; init; } = "";
}

/// <summary>The real server on a real port of this machine, with a database of its own, a clock you move and an inbox you read.</summary>
public sealed class FoyerTestServer : IAsyncDisposable
{
    /// <summary>Made once per process: a key pair takes half a second.</summary>
    private static readonly Lazy<string> SigningKey = new(() =>
    {
        using RSA rsa = RSA.Create(2048);
        return rsa.ExportPkcs8PrivateKeyPem();
    });

    private const string DefaultHost = "test.foyeraccounts.dev";
    private readonly WebApplication _app;
    private readonly string _folder;

    private FoyerTestServer(WebApplication app, string folder, ManualClock? clock)
    {
        _app = app;
        _folder = folder;
        Clock = clock;
        Url = new Uri(app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    /// <summary>Where it listens, for example <c>http://127.0.0.1:40123</c>.</summary>
    public Uri Url { get; }

    /// <summary>The server's clock; null when it uses the system's.</summary>
    public ManualClock? Clock { get; }

    /// <summary>The first instance's publishable key.</summary>
    public string PublishableKey => First.PublishableKey.Value;

    /// <summary>The first instance's public key, PEM.</summary>
    public string JwtKey => First.Keys.Current.PublicKeyPem;

    internal IServiceProvider Services => _app.Services;

    private Instance First => _app.Services.GetRequiredService<InstanceRegistry>().All[0];

    /// <summary>Starts a server.</summary>
    /// <param name="options">What it is made of; null for the defaults.</param>
    /// <exception cref="StartupException">The configuration is refused.</exception>
    public static async Task<FoyerTestServer> StartAsync(FoyerTestOptions? options = null)
    {
        options ??= new FoyerTestOptions();
        // Memory where the system offers a folder of it: a test has nothing to lose in a power cut.
        string folder = Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), "foyer-test-" + Path.GetRandomFileName());
        Directory.CreateDirectory(folder);
        string config = Path.Combine(folder, "foyer.json");
        await File.WriteAllTextAsync(config, options.Config ?? DefaultConfig(options.Settings));
        ManualClock? clock = options.Start is { } start ? new ManualClock(start) : null;

        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Logging.ClearProviders();
        if (Environment.GetEnvironmentVariable("FOYER_TEST_LOG") is not null)
        {
            builder.Logging.AddSimpleConsole().AddFilter("Microsoft", LogLevel.Warning);
        }

        if (clock is not null)
        {
            builder.Services.AddSingleton<TimeProvider>(clock);
        }

        FoyerServerExtensions.AddFoyerServer(builder.Services, new FoyerServerOptions
        {
            DataFolder = folder,
            GeoIpFile = options.GeoIpFile,
            Keyless = options.Keyless,
            Database = options.Database,
            ConfigFile = config,
            NpmFolder = options.NpmFolder,
            DisposableDomains = options.DisposableDomains,
            KeyEncryptionKey = Environment.GetEnvironmentVariable("FOYER_KEY_ENCRYPTION_KEY") ?? TestKey,
            PasswordCost = new PasswordCost(MemoryKiB: 64, Passes: 1),
            AllowLocalCalls = true,
            OutboundTimeout = options.OutboundTimeout,
        });
        WebApplication app = builder.Build();
        app.MapFoyerServer();
        try
        {
            await app.StartAsync();
        }
        catch
        {
            await app.DisposeAsync();
            Directory.Delete(folder, recursive: true);
            throw;
        }

        return new FoyerTestServer(app, folder, clock);
    }

    /// <summary>The secret key of an instance.</summary>
    /// <param name="publishableKey">Which; null for the first.</param>
    public async Task<string> GetSecretKeyAsync(string? publishableKey = null)
    {
        Instance instance = Find(publishableKey);
        return await _app.Services.GetRequiredService<InstanceStore>().RevealSecretKey(instance.Id, CancellationToken.None);
    }

    /// <summary>Messages sent so far, newest first. Waits for those whose cause is committed.</summary>
    /// <param name="publishableKey">Whose; null for the first instance.</param>
    public async Task<IReadOnlyList<InboxMessage>> GetInboxAsync(string? publishableKey = null)
    {
        OutboxWorker worker = _app.Services.GetRequiredService<OutboxWorker>();
        Database database = _app.Services.GetRequiredService<Database>();
        // The server's own worker may have claimed a message a moment ago: then it is on its way.
        while (await database.One<long>("SELECT count(*) FROM outbox WHERE kind = 'message'", null, CancellationToken.None) > 0)
        {
            await worker.Drain(CancellationToken.None);
        }

        IReadOnlyList<SentMessage> sent = await _app.Services.GetRequiredService<IOutboxReader>().Recent(Find(publishableKey).Id, 100, CancellationToken.None);
        return [.. sent.Select(item => new InboxMessage(item.Message.Channel, item.Message.To, item.Message.Subject, item.Message.Text, item.Message.Code)
        {
            Slug = item.Message.Slug, Link = item.Message.Link, Html = item.Message.Html,
        })];
    }

    /// <summary>The newest code sent to an e-mail address or number.</summary>
    /// <param name="to">The address, or the number in E.164.</param>
    /// <param name="publishableKey">The instance that sent it; null for the first.</param>
    /// <exception cref="InvalidOperationException">None was sent.</exception>
    public async Task<string> GetCodeAsync(string to, string? publishableKey = null) =>
        (await GetInboxAsync(publishableKey)).FirstOrDefault(message => message.To == to && message.Code.Length > 0)?.Code ?? throw new InvalidOperationException($"No code was sent to {to}.");

    /// <summary>The newest link sent to an e-mail address: to sign in or up, to prove an address, to accept an invitation.</summary>
    /// <param name="to">The address.</param>
    /// <param name="publishableKey">The instance that sent it; null for the first.</param>
    /// <exception cref="InvalidOperationException">None was sent.</exception>
    public async Task<Uri> GetLinkAsync(string to, string? publishableKey = null) =>
        new((await GetInboxAsync(publishableKey)).FirstOrDefault(message => message.To == to && message.Link.Length > 0)?.Link ?? throw new InvalidOperationException($"No link was sent to {to}."));

    /// <summary>A client for the server's address; redirects are not followed and cookies are not kept.</summary>
    public HttpClient CreateClient() => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, AutomaticDecompression = DecompressionMethods.All }) { BaseAddress = Url };

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Not a secret: it protects databases that live as long as one test.</summary>
    private const string TestKey = "+Jl8v1QVUd1zO72JdPhNcx8vAmzjUMBT/h4p8+B0VHg=";

    private Instance Find(string? publishableKey) => publishableKey is null
        ? First
        : _app.Services.GetRequiredService<InstanceRegistry>().ByPublishableKey(publishableKey) ?? throw new ArgumentException("No instance has this publishable key.", nameof(publishableKey));

    private static string DefaultConfig(JsonObject? settings) => new JsonObject
    {
        ["applications"] = new JsonArray(new JsonObject
        {
            ["name"] = "Test",
            ["instances"] = new JsonArray(new JsonObject
            {
                ["environment"] = "development",
                ["frontend_api"] = DefaultHost,
                ["signing_key"] = SigningKey.Value,
                ["settings"] = settings?.DeepClone() ?? new JsonObject(),
            }),
        }),
    }.ToJsonString();
}
