using Foyer.Server.Identifications;
using Foyer.Server.Identifications.Frontend;
using Foyer.Server.Sessions.Frontend;
using Foyer.Server.Surfaces;
using Foyer.Server.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.PhoneNumbers.Frontend;

/// <summary><c>PATCH /v1/me/phone_numbers/{id}</c>: whether the number is a second factor, and the one used first (WIRE §9.2).</summary>
internal static class UpdatePhoneNumber
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapPatch("/me/phone_numbers/{id}", Handle);

    private static async Task<IResult> Handle(string id, FrontendCall call, [AsParameters] OwnIdentifications with, CancellationToken ct)
    {
        if ((await with.Sensitive(call, ct)).IsFault(out Fault? fault, out OwnSession own))
        {
            return new FaultResult(fault);
        }

        if (!call.Instance.Settings.UserSettings.Attributes.PhoneNumber.UsedForSecondFactor)
        {
            return new FaultResult(RequestFaults.NotAvailable("reserved_for_second_factor") with { Status = 400 });
        }

        fault = await with.Change(call, own, IdentifierKinds.PhoneNumber, id, async (tx, user, row) =>
        {
            if (!row.IsVerified)
            {
                return UserFaults.StillUnproven.At("reserved_for_second_factor") with { Status = 400 };
            }

            await SecondFactorPhones.Set(tx, user.Id, id, Given(call, "reserved_for_second_factor"), Given(call, "default_second_factor"));
            return null;
        }, ct);
        return fault is not null ? new FaultResult(fault) : await with.Answer(call, own, IdentifierKinds.PhoneNumber, id, ct);
    }

    private static bool? Given(FrontendCall call, string name) => call.Params.Text(name) is null ? null : call.Params.Flag(name);
}
