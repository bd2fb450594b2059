using Foyer.Contracts;
using Foyer.Server.Me;
using Foyer.Server.Surfaces;
using Foyer.Server.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.TrustedDevices.Frontend;

/// <summary><c>POST /v1/me/trusted_devices/prepare</c>: sets the challenge a device signs to be enrolled.</summary>
internal static class PrepareTrustedDevice
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapPost("/me/trusted_devices/prepare", Handle);

    private static async Task<IResult> Handle(FrontendCall call, MeChanges me, TrustedDeviceStore devices, CancellationToken ct)
    {
        if (EnrollmentForm.Read(call).IsFault(out Fault? fault, out NewTrustedDevice device))
        {
            return new FaultResult(fault);
        }

        return await me.Begin<TrustedDeviceChallenge>(call, async (tx, own, user) => await devices.Begin(tx, call, own.Session.Id, own.Client.Id, device), WireJson.Default.EnvelopeTrustedDeviceChallenge, ct);
    }
}

/// <summary><c>POST /v1/me/trusted_devices/attempt</c>: enrols the device that signed the challenge.</summary>
internal static class AttemptTrustedDevice
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapPost("/me/trusted_devices/attempt", Handle);

    private static async Task<IResult> Handle(FrontendCall call, MeChanges me, TrustedDeviceStore devices, AccountNotices notices, CancellationToken ct)
    {
        if (EnrollmentForm.Read(call).IsFault(out Fault? fault, out NewTrustedDevice device))
        {
            return new FaultResult(fault);
        }

        return call.Params.Text("client_data") is not { } clientData ? new FaultResult(RequestFaults.Missing("client_data")) :
            call.Params.Text("signature") is not { } signature ? new FaultResult(RequestFaults.Missing("signature")) :
            await me.Finish(call, async (tx, own, user) =>
            {
                if ((await devices.Enroll(tx, call, own.Session.Id, user.Id, device, clientData, signature)).IsFault(out Fault? refused, out TrustedDeviceRow row))
                {
                    return (Outcome<TrustedDeviceResource>)refused;
                }

                await notices.TrustedDeviceAdded(tx, call.Instance, user.Id, row.Name ?? row.AppIdentifier);
                return row.ToResource();
            }, WireJson.Default.EnvelopeTrustedDeviceResource, ct);
    }
}

/// <summary>How an app describes the device it wants to enrol, the same in both steps.</summary>
internal static class EnrollmentForm
{
    private const int MaxText = 256;

    public static Outcome<NewTrustedDevice> Read(FrontendCall call)
    {
        if (TrustedDeviceStore.Refusal(call) is { } refused)
        {
            return refused;
        }

        foreach (string name in new[] { "platform", "app_identifier", "algorithm", "public_key_jwk" })
        {
            if (call.Params.Text(name) is null)
            {
                return RequestFaults.Missing(name);
            }
        }

        string platform = call.Params.Text("platform")!, app = call.Params.Text("app_identifier")!;
        string? named = call.Params.Text("name")?.Trim();
        if (platform is not ("ios" or "android") || call.Params.Text("algorithm") != TrustedDeviceKey.Algorithm)
        {
            return RequestFaults.Value(platform is not ("ios" or "android") ? "platform" : "algorithm");
        }

        if (app.Length > MaxText || named?.Length > MaxText)
        {
            return RequestFaults.TooLong(app.Length > MaxText ? "app_identifier" : "name");
        }

        return TrustedDeviceKey.Read(call.Params.Text("public_key_jwk")!) is { } key
            ? new NewTrustedDevice(platform, app, named is "" ? null : named, key)
            : TrustedDeviceFaults.KeyInvalid.At("public_key_jwk");
    }
}
