using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
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
public class FoyerUnderTest : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("foyer-browser-").FullName;
    private WebApplication? _server;
    private WebApplication? _app;

    /// <summary>Passkeys belong to a name; an address of numbers has none.</summary>
    public Uri Address => new UriBuilder(_server!.Urls.Single()) { Host = "localhost" }.Uri;

    /// <summary>The instance's settings, JSON.</summary>
    protected virtual string Settings => """{ "user_settings": { "attributes": { "username": { "enabled": true, "used_for_first_factor": true } } } }""";

    /// <summary>Whether the server may call a provider of this machine.</summary>
    protected virtual bool CallsProviderHere => false;

    /// <summary>An application people are sent back to; every page of it says so in its title.</summary>
    public Uri App => new(_app!.Urls.Single());

    /// <summary>The keys an app is given.</summary>
    public IEmbeddedFoyer Keys => _server!.Services.GetRequiredService<IEmbeddedFoyer>();

    /// <summary>Calls the Backend API as the app's server does.</summary>
    /// <param name="path">Below <c>/v1</c>.</param>
    /// <param name="body">Null to read.</param>
    public async Task<JsonNode> Backend(string path, JsonObject? body = null)
    {
        using HttpClient http = new() { BaseAddress = Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Keys.SecretKey);
        using HttpResponseMessage response = body is null ? await http.GetAsync("/v1" + path) : await http.PostAsJsonAsync("/v1" + path, body);
        string answer = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, answer);
        return JsonNode.Parse(answer)!;
    }

    public virtual async ValueTask InitializeAsync()
    {
        string config = Path.Combine(_folder, "foyer.json");
        await File.WriteAllTextAsync(config, $$"""
            { "applications": [ { "name": "Acme", "instances": [ {
                "environment": "development", "frontend_api": "acme.foyeraccounts.dev", "settings": {{Settings}}
            } ] } ] }
            """);
        WebApplicationBuilder server = Builder();
        server.AddFoyerServer(options => (options.DataFolder, options.ConfigFile, options.AllowLocalCalls) = (_folder, config, CallsProviderHere));
        Configure(server);
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

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
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

    /// <summary>More of the server before it is built.</summary>
    protected virtual void Configure(WebApplicationBuilder server)
    {
    }

    private static WebApplicationBuilder Builder()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        return builder;
    }
}
