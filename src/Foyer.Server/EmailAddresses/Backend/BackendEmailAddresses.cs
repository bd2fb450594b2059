using Foyer.Contracts;
using Foyer.Server.Identifications;
using Foyer.Server.Identifications.Backend;
using Foyer.Server.Surfaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.EmailAddresses.Backend;

/// <summary><c>/v1/email_addresses</c>, and <c>PUT /v1/users/{user_id}/email_address</c>.</summary>
internal static class BackendEmailAddresses
{
    private static readonly IdentifierKind<EmailAddressResource> Kind = IdentifierKinds.EmailAddress;

    public static void Map(RouteGroupBuilder backend)
    {
        backend.MapPost("/email_addresses", Create);
        backend.MapGet("/email_addresses/{id}", (string id, BackendCall call, BackendIdentifications identifications, CancellationToken ct) => identifications.Get(call, Kind, id, ct));
        backend.MapPatch("/email_addresses/{id}", Update);
        backend.MapDelete("/email_addresses/{id}", (string id, BackendCall call, BackendIdentifications identifications, CancellationToken ct) => identifications.Delete(call, Kind, id, ct));
        backend.MapPost("/email_addresses/{id}/prepare_verification", (string id, BackendCall call, BackendIdentifications identifications, CancellationToken ct) => identifications.Prepare(call, Kind, id, ct));
        backend.MapPost("/email_addresses/{id}/attempt_verification", Attempt);
        backend.MapPut("/users/{user_id}/email_address", Replace);
    }

    private static async Task<IResult> Create(BackendCall call, BackendIdentifications identifications, CancellationToken ct) =>
        (await JsonBody.Read(call.Request, WireJson.Default.CreateEmailAddressRequest, ct)).IsFault(out Fault? fault, out CreateEmailAddressRequest body)
            ? new FaultResult(fault)
            : await identifications.Create(call, Kind, body.UserId, body.EmailAddress, new IdentifierChange { Verified = body.Verified, Primary = body.Primary, Notify = body.NotifyPrimaryEmailAddressChanged }, ct);

    private static async Task<IResult> Update(string id, BackendCall call, BackendIdentifications identifications, CancellationToken ct) =>
        (await JsonBody.Read(call.Request, WireJson.Default.UpdateEmailAddressRequest, ct)).IsFault(out Fault? fault, out UpdateEmailAddressRequest body)
            ? BackendIdentifications.Refuse(fault)
            : await identifications.Update(call, Kind, id, new IdentifierChange { Verified = body.Verified, Primary = body.Primary, Notify = body.NotifyPrimaryEmailAddressChanged }, ct);

    private static async Task<IResult> Attempt(string id, BackendCall call, BackendIdentifications identifications, CancellationToken ct) =>
        (await JsonBody.Read(call.Request, WireJson.Default.AttemptVerificationRequest, ct)).IsFault(out Fault? fault, out AttemptVerificationRequest body)
            ? BackendIdentifications.Refuse(fault)
            : await identifications.Attempt(call, Kind, id, body, ct);

    private static async Task<IResult> Replace(string user_id, BackendCall call, BackendIdentifications identifications, CancellationToken ct) =>
        (await JsonBody.Read(call.Request, WireJson.Default.ReplaceEmailAddressRequest, ct)).IsFault(out Fault? fault, out ReplaceEmailAddressRequest body)
            ? new FaultResult(fault)
            : await identifications.Replace(call, Kind, user_id, body.EmailAddress, body.IdentificationStatus, body.NotifyPrimaryEmailAddressChanged == true, ct);
}
