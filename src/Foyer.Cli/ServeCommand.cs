using System.CommandLine;
using System.Net.Sockets;
using Foyer.Server;
using Foyer.Server.Instances;
using Microsoft.AspNetCore.Connections;

namespace Foyer.Cli;

/// <summary><c>foyer serve</c>: runs the server until it is told to stop.</summary>
internal static class ServeCommand
{
    private const string DefaultUrl = "http://localhost:5080";

    public static Command Create()
    {
        CommonOptions common = new();
        Option<string?> urls = new("--urls") { Description = $"Addresses to listen on, separated by semicolons. Default: {DefaultUrl}. TLS by the standard Kestrel configuration." };
        Command command = new("serve", "Run the server.") { urls };
        common.AddTo(command, serves: true);
        command.SetAction((parsed, ct) => Run(common.Read(parsed), parsed.GetValue(urls), ct));
        return command;
    }

    private static async Task<int> Run(FoyerServerOptions options, string? urls, CancellationToken ct)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = Directory.GetCurrentDirectory(), ApplicationName = "foyer" });
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 10 * 1024 * 1024;
            kestrel.Limits.MaxRequestHeadersTotalSize = 64 * 1024;
        });
        if (urls is not null || (builder.Configuration["urls"] is null && !builder.Configuration.GetSection("Kestrel:Endpoints").Exists()))
        {
            builder.WebHost.UseUrls((urls ?? DefaultUrl).Split(';'));
        }

        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(20));
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
        // A start that fails is told in one sentence by us, not in a stack trace beside it.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        if (Console.IsOutputRedirected)
        {
            builder.Logging.AddJsonConsole();
        }
        else
        {
            builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        }

        FoyerServerExtensions.AddFoyerServer(builder.Services, options);
        WebApplication app = builder.Build();
        app.RunFoyerServer();
        try
        {
            await app.StartAsync(ct);
        }
        catch (IOException taken) when (taken.InnerException is AddressInUseException or SocketException)
        {
            throw new StartupException($"The address {urls ?? DefaultUrl} is in use by another program; choose another with --urls.", taken);
        }
        catch (Exception invalid) when (invalid is FormatException or InvalidOperationException && invalid.Source?.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) == true)
        {
            throw new StartupException($"The addresses '{urls}' cannot be listened on: {invalid.Message}", invalid);
        }

        Welcome(app);
        await app.WaitForShutdownAsync(ct);
        return 0;
    }

    private static void Welcome(WebApplication app)
    {
        string url = (app.Urls.FirstOrDefault() ?? DefaultUrl).Replace("[::]", "localhost", StringComparison.Ordinal).Replace("0.0.0.0", "localhost", StringComparison.Ordinal);
        Console.WriteLine($"Foyer listens on {string.Join(", ", app.Urls)}");
        foreach (Instance instance in app.Services.GetRequiredService<InstanceRegistry>().All)
        {
            Console.WriteLine($"""

                {instance.ApplicationName} ({(instance.IsDevelopment ? "development" : "production")})
                  publishable key   {instance.PublishableKey.Value}
                  secret key        foyer keys
                """);
            if (instance.IsDevelopment && app.Services.GetRequiredService<InstanceRegistry>().OnlyDevelopment == instance)
            {
                Console.WriteLine($"""
                      sign up           {url}/sign-up
                      sign in           {url}/sign-in
                      e-mails and SMS   {url}/outbox
                    """);
            }
        }

        Console.WriteLine("\nCtrl+C stops it.");
    }
}
