using Foyer.Server.Passkeys.Backend;
using Foyer.Server.Passkeys.Frontend;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Server.Passkeys;

/// <summary>Passkeys (WebAuthn). Everything the feature adds to the server; the ceremonies are <see cref="Registration"/> and <see cref="Assertion"/>.</summary>
internal static class PasskeysFeature
{
    public static void Add(IServiceCollection services) => services.AddSingleton<PasskeyStore>();

    public static void MapFrontend(RouteGroupBuilder frontend)
    {
        CreatePasskey.Map(frontend);
        GetPasskey.Map(frontend);
        RegisterPasskey.Map(frontend);
        RenamePasskey.Map(frontend);
        DeleteMyPasskey.Map(frontend);
    }

    public static void MapWellKnown(IEndpointRouteBuilder root, string prefix) => GetRelatedOrigins.Map(root, prefix);

    public static void MapBackend(RouteGroupBuilder backend) => DeleteUserPasskey.Map(backend);
}
