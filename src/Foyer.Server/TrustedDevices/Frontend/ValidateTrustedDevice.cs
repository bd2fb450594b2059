using Foyer.Contracts;
using Foyer.Server.Clients;
using Foyer.Server.Surfaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.TrustedDevices.Frontend;

/// <summary><c>POST /v1/client/trusted_devices/validate</c>: whether the device an app remembers is worth offering. It says nothing of whose it is.</summary>
internal static class ValidateTrustedDevice
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapPost("/client/trusted_devices/validate", Handle);

    private static async Task<IResult> Handle(FrontendCall call, Database db, ClientStore clients, TrustedDeviceStore devices, ClientAnswers answers, CancellationToken ct)
    {
        if (TrustedDeviceStore.Refusal(call) is { } refused)
        {
            return new FaultResult(refused);
        }

        if (call.Params.Text("trusted_device_id") is not { } id)
        {
            return new FaultResult(RequestFaults.Missing("trusted_device_id"));
        }

        if ((await clients.Find(call, ct)).IsFault(out Fault? fault, out ClientRow? client))
        {
            return new FaultResult(fault);
        }

        TrustedDeviceValidation validation = new(await devices.FindActive(call.Instance.Id, id, ct) is not null);
        ClientChange change = await db.Write(tx => clients.Ensure(tx, call, client), ct);
        ClientCookies.Write(call, change.NewToken, null);
        return await answers.Changed(call, change.Id, _ => validation, WireJson.Default.EnvelopeTrustedDeviceValidation, ct);
    }
}
