using System.Diagnostics;
using System.Text.Json.Nodes;
using Foyer.Testing;

namespace Foyer.Benchmarks.Measuring;

/// <summary>A social provider in a process of its own, so that its work is not charged to the server: <c>Foyer.Benchmarks provider</c>.</summary>
internal sealed class RunningProvider : IAsyncDisposable
{
    public const string Strategy = "oauth_google";

    /// <summary>People with accounts there.</summary>
    public const int People = 64;

    private readonly Process _process;

    private RunningProvider(Process process, JsonObject settings)
    {
        (_process, Settings) = (process, settings);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Kill();
    }

    /// <summary>Settings of a Foyer instance with a connection that leads there.</summary>
    public JsonObject Settings { get; }

    public string ClientId => (string)Connection["client_id"]!;

    public string ClientSecret => (string)Connection["client_secret"]!;

    public Uri Url => new(new Uri((string)Connection["discovery_url"]!), "/");

    private JsonNode Connection => Settings["social"]![Strategy]!;

    public static async Task<RunningProvider> Start()
    {
        Process process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["provider"]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true })!;
        return await process.StandardOutput.ReadLineAsync() is { } settings
            ? new RunningProvider(process, JsonNode.Parse(settings)!.AsObject())
            : throw new BenchmarkException("The provider did not start.");
    }

    /// <summary>What the other process does: it is the provider until its standard input ends.</summary>
    public static async Task Serve()
    {
        await using FakeIdentityProvider provider = await FakeIdentityProvider.StartAsync();
        for (int number = 0; number < People; number++)
        {
            provider.People.Add(new FakePerson { Subject = Subject(number), EmailAddress = Address(number), FirstName = "First", LastName = "Last" });
        }

        await Console.Out.WriteLineAsync(provider.Settings(Strategy).ToJsonString());
        await Console.In.ReadToEndAsync();
    }

    public static string Subject(object number) => $"person{number}";

    public static string Address(int number) => $"social{number}@example.com";

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        try
        {
            await _process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromSeconds(10)).Token);
        }
        catch (OperationCanceledException)
        {
            Kill();
        }
    }

    private void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }
}
