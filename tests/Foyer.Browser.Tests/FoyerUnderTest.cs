using Foyer.Browser.Tests;
using Foyer.Contracts;
using Foyer.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

[assembly: AssemblyFixture(typeof(FoyerUnderTest))]

namespace Foyer.Browser.Tests;

/// <summary>A whole server with one development instance on a loopback port, and an application on another.</summary>
public sealed class FoyerUnderTest : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("foyer-browser-").FullName;
    private WebApplication? _server;
    private WebApplication? _app;

    public Uri Address => new(_server!.Urls.Single());

    /// <summary>An application people are sent back to; every page of it says so in its title.</summary>
    public Uri App => new(_app!.Urls.Single());

    /// <summary>The keys an app is given.</summary>
    public IEmbeddedFoyer Keys => _server!.Services.GetRequiredService<IEmbeddedFoyer>();

    public async ValueTask InitializeAsync()
    {
        string config = Path.Combine(_folder, "foyer.json");
        await File.WriteAllTextAsync(config, """
            { "applications": [ { "name": "Acme", "instances": [ {
                "environment": "development", "frontend_api": "acme.foyeraccounts.dev",
                "settings": { "user_settings": {
                    "attributes": { "username": { "enabled": true, "used_for_first_factor": true } } } }
            } ] } ] }
            """);
        WebApplicationBuilder server = Builder();
        server.AddFoyerServer(options => (options.DataFolder, options.ConfigFile) = (_folder, config));
        _server = server.Build();
        _server.MapFoyerServer();
        await _server.StartAsync();

        _app = Builder().Build();
        _app.Run(context =>
        {
            context.Response.ContentType = "text/html; charset=utf-8";
            return context.Response.WriteAsync("<!doctype html><html lang=en><title>The application</title><h1>Welcome back</h1>");
        });
        await _app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        if (_server is not null)
        {
            await _server.StopAsync();
            await _server.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private static WebApplicationBuilder Builder()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        return builder;
    }
}
