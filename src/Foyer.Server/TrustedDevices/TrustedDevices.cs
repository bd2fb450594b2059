using Foyer.Server.TrustedDevices.Backend;
using Foyer.Server.TrustedDevices.Frontend;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Server.TrustedDevices;

/// <summary>Devices that sign in with a key they hold; native apps. Everything the feature adds to the server.</summary>
internal static class TrustedDevicesFeature
{
    public static void Add(IServiceCollection services) => services.AddSingleton<TrustedDeviceStore>();

    public static void MapFrontend(RouteGroupBuilder frontend)
    {
        PrepareTrustedDevice.Map(frontend);
        AttemptTrustedDevice.Map(frontend);
        ListTrustedDevices.Map(frontend);
        RevokeTrustedDevice.Map(frontend);
        ValidateTrustedDevice.Map(frontend);
    }

    public static void MapBackend(RouteGroupBuilder backend)
    {
        ListUserTrustedDevices.Map(backend);
        RevokeUserTrustedDevice.Map(backend);
    }
}
