using Foyer.Server.Totp.Backend;
using Foyer.Server.Totp.Frontend;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Server.Totp;

/// <summary>Authenticator apps. Everything the feature adds to the server.</summary>
internal static class TotpFeature
{
    public static void Add(IServiceCollection services) => services.AddSingleton<TotpStore>();

    public static void MapFrontend(RouteGroupBuilder frontend)
    {
        CreateTotp.Map(frontend);
        AttemptTotp.Map(frontend);
        DeleteMyTotp.Map(frontend);
    }

    public static void MapBackend(RouteGroupBuilder backend)
    {
        VerifyTotp.Map(backend);
        DeleteMfa.Map(backend);
    }
}
