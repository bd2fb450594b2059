using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Foyer.Server.Tests.Messages;

/// <summary>A request a provider got.</summary>
internal sealed record Received(string Path, IReadOnlyDictionary<string, string> Headers, string Body);

/// <summary>A message provider that speaks HTTP, on a loopback port: takes everything, or answers what it is told to.</summary>
internal sealed class FakeProvider : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeProvider(WebApplication app) => _app = app;

    public string Url => _app.Urls.Single();

    public ConcurrentQueue<Received> Requests { get; } = new();

    /// <summary>Statuses of the next answers; 200 when there is none left.</summary>
    public ConcurrentQueue<int> Answers { get; } = new();

    /// <summary>What it says of trying again; null for nothing.</summary>
    public string? RetryAfter { get; set; }

    public static async Task<FakeProvider> Start()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        WebApplication app = builder.Build();
        FakeProvider provider = new(app);
        app.Run(async context =>
        {
            using StreamReader reader = new(context.Request.Body);
            provider.Requests.Enqueue(new Received(
                context.Request.Path,
                context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
                await reader.ReadToEndAsync(context.RequestAborted)));
            if (provider.RetryAfter is { } later)
            {
                context.Response.Headers.RetryAfter = later;
            }

            context.Response.StatusCode = provider.Answers.TryDequeue(out int status) ? status : StatusCodes.Status200OK;
            await context.Response.WriteAsync("{}");
        });
        await app.StartAsync();
        return provider;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
