using Foyer.Contracts;
using Foyer.Server.Identifications;
using Foyer.Server.Identifications.Backend;
using Foyer.Server.Surfaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.PhoneNumbers.Backend;

/// <summary><c>/v1/phone_numbers</c>, and <c>PUT /v1/users/{user_id}/phone_number</c>.</summary>
internal static class BackendPhoneNumbers
{
    private static readonly IdentifierKind<PhoneNumberResource> Kind = IdentifierKinds.PhoneNumber;

    public static void Map(RouteGroupBuilder backend)
    {
        backend.MapPost("/phone_numbers", Create);
        backend.MapGet("/phone_numbers/{id}", (string id, BackendCall call, BackendIdentifications identifications, CancellationToken ct) => identifications.Get(call, Kind, id, ct));
        backend.MapPatch("/phone_numbers/{id}", Update);
        backend.MapDelete("/phone_numbers/{id}", (string id, BackendCall call, BackendIdentifications identifications, CancellationToken ct) => identifications.Delete(call, Kind, id, ct));
        backend.MapPost("/phone_numbers/{id}/prepare_verification", (string id, BackendCall call, BackendIdentifications identifications, CancellationToken ct) => identifications.Prepare(call, Kind, id, ct));
        backend.MapPost("/phone_numbers/{id}/attempt_verification", Attempt);
        backend.MapPut("/users/{user_id}/phone_number", Replace);
    }

    private static async Task<IResult> Create(BackendCall call, BackendIdentifications identifications, CancellationToken ct) =>
        (await JsonBody.Read(call.Request, WireJson.Default.CreatePhoneNumberRequest, ct)).IsFault(out Fault? fault, out CreatePhoneNumberRequest body)
            ? new FaultResult(fault)
            : await identifications.Create(call, Kind, body.UserId, body.PhoneNumber, new IdentifierChange { Verified = body.Verified, Primary = body.Primary, ReservedForSecondFactor = body.ReservedForSecondFactor }, ct);

    private static async Task<IResult> Update(string id, BackendCall call, BackendIdentifications identifications, CancellationToken ct) =>
        (await JsonBody.Read(call.Request, WireJson.Default.UpdatePhoneNumberRequest, ct)).IsFault(out Fault? fault, out UpdatePhoneNumberRequest body)
            ? BackendIdentifications.Refuse(fault)
            : await identifications.Update(call, Kind, id, new IdentifierChange { Verified = body.Verified, Primary = body.Primary, ReservedForSecondFactor = body.ReservedForSecondFactor }, ct);

    private static async Task<IResult> Attempt(string id, BackendCall call, BackendIdentifications identifications, CancellationToken ct) =>
        (await JsonBody.Read(call.Request, WireJson.Default.AttemptVerificationRequest, ct)).IsFault(out Fault? fault, out AttemptVerificationRequest body)
            ? BackendIdentifications.Refuse(fault)
            : await identifications.Attempt(call, Kind, id, body, ct);

    private static async Task<IResult> Replace(string user_id, BackendCall call, BackendIdentifications identifications, CancellationToken ct) =>
        (await JsonBody.Read(call.Request, WireJson.Default.ReplacePhoneNumberRequest, ct)).IsFault(out Fault? fault, out ReplacePhoneNumberRequest body)
            ? new FaultResult(fault)
            : await identifications.Replace(call, Kind, user_id, body.PhoneNumber, body.IdentificationStatus, notify: false, ct);
}
