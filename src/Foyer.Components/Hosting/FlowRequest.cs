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
    public SessionResource? Session => Live(SessionStatus.Active).FirstOrDefault(session => session.Id == Backend.Client!.LastActiveSessionId) ?? Live(SessionStatus.Active).FirstOrDefault();

    /// <summary>A session that still owes something before it is active; null when none does.</summary>
    public SessionResource? Pending => Live(SessionStatus.Pending).FirstOrDefault(session => session.Id == Backend.Client!.LastActiveSessionId) ?? Live(SessionStatus.Pending).FirstOrDefault();

    /// <summary>Whether several accounts may be signed in side by side.</summary>
    public bool TakesSeveral => !Environment.AuthConfig.SingleSessionMode;

    /// <summary>Whether somebody is signed in already and no further account is being added.</summary>
    public bool IsSignedIn => (Session ?? Pending) is not null && !(TakesSeveral && Screen.Query.Adds);

    /// <summary>Region of the person, for phone numbers: two capital letters.</summary>
    public string Country => Screen.Country;

    /// <summary>Where this flow leads when it is done.</summary>
    public Uri Target => Screen.Query.Target(Screen.Flow == "sign-up" ? "sign_up" : "sign_in", Environment.DisplayConfig, Backend.Address);

    /// <summary>Absolute address of a page of ours that somebody comes back to from elsewhere.</summary>
    public string Landing(string path) => Backend.Address.Origin + Screen.Page(path) + (Screen.Query.ToQueryString().HasValue ? "&" : "?") + "flow=" + Screen.Flow;

    /// <summary>Where somebody who has just come in goes: to what their session still owes, else to where the flow leads.</summary>
    public Uri Onward(ClientResource client)
    {
        SessionResource? session = client.Sessions.FirstOrDefault(one => one.Id == client.LastActiveSessionId) ?? client.Sessions.LastOrDefault();
        return session?.Status == SessionStatus.Pending ? new Uri(Backend.Address.Root, Screen.Page("/tasks")) : Backend.SignedIn(client, Target);
    }

    /// <summary>The same, with something to tell on its screen.</summary>
    public FlowRequest With(Problems problems) => this with { Screen = Screen with { Problems = problems } };

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
                Country = PhoneNumbers.CallingCodes.Region(http.Request),
                WorkScript = backend.Address.To(services.GetRequiredService<UiAssets>().WorkScript.Path),
                WalletScript = backend.Address.To(services.GetRequiredService<UiAssets>().WalletScript.Path),
            },
        };
    }

    private IEnumerable<SessionResource> Live(SessionStatus status) => (Backend.Client?.Sessions ?? []).Where(session => session.Status == status);

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
