using Foyer.Contracts;
using Foyer.Server.Surfaces;
using Foyer.Server.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.TrustedDevices.Backend;

/// <summary><c>GET /v1/users/{user_id}/trusted_devices</c>: the devices that may sign in as the user, newest first.</summary>
internal static class ListUserTrustedDevices
{
    public static void Map(RouteGroupBuilder backend) => backend.MapGet("/users/{user_id}/trusted_devices", Handle);

    private static async Task<IResult> Handle(string user_id, BackendCall call, UserStore users, TrustedDeviceStore devices, CancellationToken ct)
    {
        if (await users.FindAggregate(call.Instance.Id, user_id, ct) is null)
        {
            return new FaultResult(RequestFaults.NotFound);
        }

        IReadOnlyList<TrustedDeviceRow> active = await devices.Active(call.Instance.Id, user_id, ct);
        return new WireResult<Page<TrustedDeviceResource>>(new Page<TrustedDeviceResource>([.. active.Select(row => row.ToResource())], active.Count), WireJson.Default.PageTrustedDeviceResource);
    }
}

/// <summary><c>DELETE /v1/users/{user_id}/trusted_devices/{trusted_device_id}</c>: ends the trust.</summary>
internal static class RevokeUserTrustedDevice
{
    public static void Map(RouteGroupBuilder backend) => backend.MapDelete("/users/{user_id}/trusted_devices/{trusted_device_id}", Handle);

    private static async Task<IResult> Handle(string user_id, string trusted_device_id, BackendCall call, Database db, TrustedDeviceStore devices, CancellationToken ct) =>
        await db.Write(tx => devices.Revoke(tx, call.Instance.Id, user_id, trusted_device_id, null), ct) is { } revoked
            ? new WireResult<TrustedDeviceResource>(revoked.ToResource(), WireJson.Default.TrustedDeviceResource)
            : new FaultResult(RequestFaults.NotFound);
}
