using Foyer.Contracts;
using Foyer.Server.Clients;
using Foyer.Server.Me;
using Foyer.Server.Sessions.Frontend;
using Foyer.Server.Surfaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.TrustedDevices.Frontend;

/// <summary><c>GET /v1/me/trusted_devices</c>: the devices that may sign in as the person, newest first.</summary>
internal static class ListTrustedDevices
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapGet("/me/trusted_devices", Handle);

    private static async Task<IResult> Handle(FrontendCall call, CurrentSession current, TrustedDeviceStore devices, ClientAnswers answers, CancellationToken ct)
    {
        if ((await current.FindActive(call, ct)).IsFault(out Fault? fault, out OwnSession own))
        {
            return new FaultResult(fault);
        }

        IReadOnlyList<TrustedDeviceResource> active = [.. (await devices.Active(call.Instance.Id, own.Session.UserId, ct)).Select(row => row.ToResource())];
        return await answers.Changed(call, own.Client.Id, _ => active, WireJson.Default.EnvelopeIReadOnlyListTrustedDeviceResource, ct);
    }
}

/// <summary><c>DELETE /v1/me/trusted_devices/{trusted_device_id}</c>: ends the trust; from any client, for the device may be lost.</summary>
internal static class RevokeTrustedDevice
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapDelete("/me/trusted_devices/{trusted_device_id}", Handle);

    private static Task<IResult> Handle(string trusted_device_id, FrontendCall call, MeChanges me, TrustedDeviceStore devices, CancellationToken ct) => me.Make(
        call,
        async (tx, own, user) => await devices.Revoke(tx, call.Instance.Id, user.Id, trusted_device_id, user.Id) is { } row ? row.ToResource() : (Outcome<TrustedDeviceResource>)RequestFaults.NotFound,
        WireJson.Default.EnvelopeTrustedDeviceResource, ct);
}
