using Foyer.Browser.Tests;
using Foyer.Contracts;
using Foyer.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

[assembly: AssemblyFixture(typeof(FoyerUnderTest))]
[assembly: AssemblyFixture(typeof(GuardedFoyer))]
[assembly: AssemblyFixture(typeof(EverythingFoyer))]

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

/// <summary>Keeps robots out, and asks at sign-up for everything it can.</summary>
public sealed class GuardedFoyer : FoyerUnderTest
{
    protected override string Settings => """
        {
          "bot_protection": { "difficulty": 10 },
          "display_config": { "terms_url": "https://acme.example/terms", "privacy_policy_url": "https://acme.example/privacy" },
          "user_settings": {
            "attributes": { "username": { "enabled": true, "used_for_first_factor": true } },
            "sign_up": {
              "captcha_enabled": true, "legal_consent_enabled": true,
              "custom_fields": [
                { "key": "company", "required": true, "labels": { "en": "Company", "ar": "الشركة" } },
                { "key": "seats", "type": "number", "labels": { "en": "Seats" } },
                { "key": "plan", "type": "select", "required": true, "labels": { "en": "Plan" }, "options": [ { "value": "free", "labels": { "en": "Free" } }, { "value": "pro" } ] },
                { "key": "about", "type": "textarea", "labels": { "en": "About you" } },
                { "key": "news", "type": "checkbox", "labels": { "en": "Send me news" } }
              ]
            }
          }
        }
        """;
}

/// <summary>Lets people in by every way there is, several of them at a time.</summary>
public sealed class EverythingFoyer : FoyerUnderTest
{
    protected override string Settings => """
        {
          "auth_config": { "single_session_mode": false },
          "user_settings": {
            "attributes": {
              "username": { "enabled": true, "used_for_first_factor": true },
              "email_address": { "first_factors": [ "email_code", "email_link" ], "verifications": [ "email_code" ] },
              "phone_number": { "enabled": true, "used_for_first_factor": true, "first_factors": [ "phone_code" ], "verifications": [ "phone_code" ], "verify_at_sign_up": true },
              "passkey": { "enabled": true },
              "authenticator_app": { "enabled": true },
              "backup_code": { "enabled": true }
            },
            "passkey_settings": { "show_sign_in_button": true, "allow_autofill": true, "sign_up_enabled": true }
          }
        }
        """;
}
