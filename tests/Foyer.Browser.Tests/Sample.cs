using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Foyer.Browser.Tests;

/// <summary>A sample of the repository, running as the program it is, against the server under test.</summary>
public sealed class Sample : IAsyncDisposable
{
    private readonly Process _process;

    private Sample(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    /// <param name="name">The project, for example <c>Web</c>.</param>
    /// <param name="foyer">Its Foyer server.</param>
    /// <param name="here">This file; the samples stand beside the tests.</param>
    public static async Task<Sample> Start(string name, FoyerUnderTest foyer, [CallerFilePath] string here = "")
    {
        Uri address = new($"http://localhost:{FreePort()}");
        string program = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", name, Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/')), name + ".dll"));
        ProcessStartInfo start = new("dotnet", [program, "--urls", address.GetLeftPart(UriPartial.Authority)])
        {
            WorkingDirectory = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "samples", name)),
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string variable, string value) in new[]
        {
            ("CLERK_PUBLISHABLE_KEY", foyer.Keys.PublishableKey), ("CLERK_SECRET_KEY", foyer.Keys.SecretKey),
            ("Foyer__ApiUrl", foyer.Address.GetLeftPart(UriPartial.Authority)), ("Foyer__AfterSignInUrl", "/dashboard"), ("Foyer__AfterSignUpUrl", "/dashboard"),
        })
        {
            start.Environment[variable] = value;
        }

        Process process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        using HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false });
        for (int attempt = 0; attempt < 300; attempt++)
        {
            Assert.False(process.HasExited, process.HasExited ? await errors : "");
            try
            {
                await http.GetAsync(address);
                return new Sample(process, address);
            }
            catch (HttpRequestException)
            {
                await Task.Delay(100);
            }
        }

        process.Kill();
        throw new TimeoutException($"The sample {name} did not start.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
