using Foyer.Browser.Tests;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace Foyer.Browser.Tests;

/// <summary>One headless browser for all tests. Where it is not installed, the tests are skipped and say so.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string Executable = Environment.GetEnvironmentVariable("FOYER_CHROMIUM") ?? "/usr/bin/chromium";
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Executable))
        {
            return;
        }

        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Executable,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            ],
        });
    }

    /// <summary>Somebody with a browser of their own: no cookies yet.</summary>
    public async Task<Visitor> Visit(FoyerUnderTest foyer, BrowserNewContextOptions? options = null)
    {
        Assert.SkipUnless(_browser is not null, $"Chromium is not installed at {Executable}; set FOYER_CHROMIUM to where it is.");
        IBrowserContext context = await _browser!.NewContextAsync(options ?? new BrowserNewContextOptions());
        return await Visitor.Enter(context, foyer);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}
