using Foyer.Server.BackupCodes;
using Foyer.Server.Factors;
using Foyer.Server.Identifications;
using Foyer.Server.Identifications.Frontend;
using Foyer.Server.Sessions.Frontend;
using Foyer.Server.Surfaces;
using Foyer.Server.Totp;
using Foyer.Server.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.PhoneNumbers.Frontend;

/// <summary><c>PATCH /v1/me/phone_numbers/{id}</c>: whether the number is a second factor, and the one used first (WIRE §9.2).</summary>
internal static class UpdatePhoneNumber
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapPatch("/me/phone_numbers/{id}", Handle);

    private static async Task<IResult> Handle(string id, FrontendCall call, SecondFactorPhones phones, SecondFactorStore secondFactors, BackupCodeStore backupCodes, [AsParameters] OwnIdentifications with, CancellationToken ct)
    {
        if ((await with.Sensitive(call, ct)).IsFault(out Fault? fault, out OwnSession own))
        {
            return new FaultResult(fault);
        }

        if (!call.Instance.Settings.UserSettings.Attributes.PhoneNumber.UsedForSecondFactor)
        {
            return new FaultResult(RequestFaults.NotAvailable("reserved_for_second_factor") with { Status = 400 });
        }

        IReadOnlyList<string>? codes = null;
        bool isDemanded = call.Instance.Settings.UserSettings.SignIn.SecondFactor.Required;
        fault = await with.Change(call, own, IdentifierKinds.PhoneNumber, id, async (tx, user, row) =>
        {
            if (!row.IsVerified)
            {
                return UserFaults.StillUnproven.At("reserved_for_second_factor") with { Status = 400 };
            }

            bool? reserved = Given(call, "reserved_for_second_factor");
            await phones.Set(tx, user.Id, id, reserved, Given(call, "default_second_factor"));
            if (reserved == true && !HasFirstFactor(call, (await with.Users.FindAggregate(tx, call.Instance.Id, user.Id))!))
            {
                return tx.Abandon(IdentificationFaults.OnlyFirstFactor);
            }

            // Work may run again after a conflict: then the codes of the last run are the ones that count.
            codes = reserved == true ? await backupCodes.CreateFirst(tx, call.Instance, user.Id) : null;
            return reserved == false && isDemanded && !await secondFactors.Any(tx, user.Id) ? tx.Abandon(TotpFaults.Demanded) : null;
        }, ct);
        return fault is not null ? new FaultResult(fault) : await with.Answer(call, own, IdentifierKinds.PhoneNumber, id, ct, number => number with { BackupCodes = codes });
    }

    /// <summary>Whether the person can still say who they are by something: a number kept as second factor is no first one.</summary>
    private static bool HasFirstFactor(FrontendCall call, UserAggregate user) =>
        user.User.PasskeyCount > 0 || user.ExternalAccounts.Any(account => account.IsConnected) || FactorRules.FirstFactors(call.Instance.Settings.UserSettings, user, null).Count > 0;

    private static bool? Given(FrontendCall call, string name) => call.Params.Text(name) is null ? null : call.Params.Flag(name);
}
