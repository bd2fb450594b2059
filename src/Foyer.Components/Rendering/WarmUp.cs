using System.Text.Json;
using Foyer.Components.Localization;
using Foyer.Components.SignIns;
using Foyer.Contracts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Foyer.Components.Rendering;

/// <summary>
/// Makes the first page once, for nobody, while the host is still opening its database: whoever comes first after a start
/// then waits for neither the code nor the texts to be loaded.
/// </summary>
internal sealed class WarmUp(IServiceProvider services) : BackgroundService
{
    private static readonly EnvironmentResource Blank = new()
    {
        Id = "",
        AuthConfig = new AuthConfig(),
        DisplayConfig = new DisplayConfig(),
        UserSettings = new UserSettings(),
        OrganizationSettings = new OrganizationSettings(),
        FraudSettings = new FraudSettings(),
        CommerceSettings = new CommerceSettings(),
        ApiKeysSettings = new ApiKeysSettings(),
        ProtectConfig = new ProtectConfig(),
    };

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await RenderFirstPage();
        }
        catch (ObjectDisposedException)
        {
            // The host is gone again before anybody came: there is nothing to be ready for.
        }
    }

    private async Task RenderFirstPage()
    {
        byte[] wire = JsonSerializer.SerializeToUtf8Bytes(Blank, WireJson.Default.EnvironmentResource);
        EnvironmentResource environment = JsonSerializer.Deserialize(wire, WireJson.Default.EnvironmentResource)!;
        services.GetRequiredService<UiAssets>();
        Screen screen = new()
        {
            Text = services.GetRequiredService<TextLibrary>().For([]),
            Look = services.GetRequiredService<Look>(),
            Address = new UiAddress(new Uri("http://localhost")),
            Query = FlowQuery.Empty,
            Display = environment.DisplayConfig,
            Flow = "sign-in",
        };
        await services.GetRequiredService<ViewRenderer>().Render<SignInView>(new Dictionary<string, object?>
        {
            ["Screen"] = screen,
            ["Model"] = SignInFlow.Project(null, environment, SignInHint.None, DateTimeOffset.UnixEpoch),
        });
    }
}
