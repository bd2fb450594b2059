using Foyer.Contracts;
using Foyer.Server.Surfaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.SignUps.Backend;

/// <summary><c>GET</c> and <c>PATCH /v1/sign_ups/{id}</c>: the app's server looks at somebody who is signing up, and says which id they have there.</summary>
internal static class BackendSignUps
{
    private const int MaxText = 256;

    public static void Map(RouteGroupBuilder backend)
    {
        backend.MapGet("/sign_ups/{id}", Get);
        backend.MapPatch("/sign_ups/{id}", Update);
    }

    private static async Task<IResult> Get(string id, BackendCall call, SignUpStore signUps, CancellationToken ct) => await Answer(call, signUps, id, ct);

    private static async Task<IResult> Update(string id, BackendCall call, Database db, SignUpStore signUps, CancellationToken ct)
    {
        if ((await JsonBody.Read(call.Request, WireJson.Default.UpdateSignUpRequest, ct)).IsFault(out Fault? fault, out UpdateSignUpRequest body))
        {
            return new FaultResult(fault);
        }

        if (body.ExternalId?.Length > MaxText)
        {
            return new FaultResult(RequestFaults.TooLong("external_id"));
        }

        fault = await db.Write(tx => signUps.Describe(tx, call.Instance.Id, id, body), ct);
        return fault is null ? await Answer(call, signUps, id, ct) : new FaultResult(fault);
    }

    private static async Task<IResult> Answer(BackendCall call, SignUpStore signUps, string id, CancellationToken ct) =>
        await signUps.FindOfInstance(call.Instance.Id, id, ct) is { } row
            ? new WireResult<SignUpResource>(await signUps.ToResource(call.Instance, row, ct), WireJson.Default.SignUpResource)
            : new FaultResult(RequestFaults.NotFound);
}
