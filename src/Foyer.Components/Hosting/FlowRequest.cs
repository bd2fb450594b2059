using System.Globalization;
using Foyer.Components.Localization;
using Foyer.Contracts;
using Foyer.Frontend;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Components;

/// <summary>All a screen's endpoint loads before it decides anything.</summary>
internal sealed record FlowRequest
{
    public required HttpContext Http { get; init; }

    public required IFlowBackend Backend { get; init; }

    public required EnvironmentResource Environment { get; init; }

    /// <summary>Blank screen of this flow, to be filled with <c>with</c>.</summary>
    public required Screen Screen { get; init; }

    public required DateTimeOffset Now { get; init; }

    public FrontendClient Frontend => Backend.Frontend;

    public CancellationToken Aborted => Http.RequestAborted;

    /// <summary>Whether the script asks, which swaps a fragment, or the browser itself, which shows a page.</summary>
    public bool WantsFragment => Http.Request.Headers.ContainsKey("foyer-fragment");

    /// <summary>The session that is active on this browser; null when signed out.</summary>
    public SessionResource? Session => Backend.Client is not { } client
        ? null
        : client.Sessions.FirstOrDefault(session => session.Id == client.LastActiveSessionId && session.Status == SessionStatus.Active);

    /// <summary>Where this flow leads when it is done.</summary>
    public Uri Target => Screen.Query.Target(Screen.Flow == "sign-up" ? "sign_up" : "sign_in", Environment.DisplayConfig, Backend.Address);

    /// <summary>Loads; null when the Frontend API does not answer.</summary>
    public static async Task<FlowRequest?> Open(HttpContext http, string flow)
    {
        IServiceProvider services = http.RequestServices;
        if (await services.GetRequiredService<IFlowBackends>().Open(http) is not { } backend ||
            await backend.Frontend.GetEnvironment(http.RequestAborted) is not { Response: { } environment })
        {
            return null;
        }

        Texts text = services.GetRequiredService<TextLibrary>().For(PreferredLanguages.Of(http.Request)).With(Tokens(environment));
        return new FlowRequest
        {
            Http = http,
            Backend = backend,
            Environment = environment,
            Now = services.GetRequiredService<TimeProvider>().GetUtcNow(),
            Screen = new Screen
            {
                Text = text,
                Look = services.GetRequiredService<Look>(),
                Address = backend.Address,
                Query = FlowQuery.Read(http.Request.Query, backend.SafeRedirect),
                Display = environment.DisplayConfig,
                Flow = flow,
            },
        };
    }

    private static Dictionary<string, string> Tokens(EnvironmentResource environment)
    {
        UserSettings settings = environment.UserSettings;
        return new Dictionary<string, string>
        {
            ["applicationName"] = environment.DisplayConfig.ApplicationName,
            ["minLength"] = Number(settings.PasswordSettings.MinLength),
            ["maxLength"] = Number(settings.PasswordSettings.MaxLength),
            ["minUsername"] = Number(settings.UsernameSettings.MinLength),
            ["maxUsername"] = Number(settings.UsernameSettings.MaxLength),
        };
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
