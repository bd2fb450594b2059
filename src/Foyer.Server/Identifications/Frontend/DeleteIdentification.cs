using Foyer.Contracts;
using Foyer.Server.Sessions.Frontend;
using Foyer.Server.Surfaces;
using Foyer.Server.Totp;
using Foyer.Server.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Identifications.Frontend;

/// <summary><c>DELETE /v1/me/email_addresses/{id}</c> and <c>/v1/me/phone_numbers/{id}</c>. The last way in stays, and so does what the application demands.</summary>
internal static class DeleteIdentification
{
    public static void Map<T>(RouteGroupBuilder frontend, IdentifierKind<T> kind) where T : class =>
        frontend.MapDelete($"/me/{kind.Plural}/{{id}}", (string id, FrontendCall call, SecondFactorStore secondFactors, [AsParameters] OwnIdentifications with, CancellationToken ct) => Handle(id, call, kind, secondFactors, with, ct));

    private static async Task<IResult> Handle(string id, FrontendCall call, IdentifierKind kind, SecondFactorStore secondFactors, OwnIdentifications with, CancellationToken ct)
    {
        if ((await with.Sensitive(call, ct)).IsFault(out Fault? fault, out OwnSession own))
        {
            return new FaultResult(fault);
        }

        bool isRequired = kind.Attribute(call.Instance.Settings.UserSettings.Attributes) is { Enabled: true, Required: true };
        bool isDemanded = call.Instance.Settings.UserSettings.SignIn.SecondFactor.Required;
        fault = await with.Change(call, own, kind, id, async (tx, user, row) =>
        {
            bool hadFactor = isDemanded && await secondFactors.Any(tx, user.Id);
            Fault? refused = await with.Identifications.Remove(tx, kind, user, row, isRequired);
            if (refused is null && hadFactor && !await secondFactors.Any(tx, user.Id))
            {
                return tx.Abandon(TotpFaults.Demanded);
            }

            if (refused is null && row.IsOwned)
            {
                await with.Notices.IdentifierRemoved(tx, call.Instance, user, row.Value, kind.Name == IdentifierKinds.EmailAddress.Name);
            }

            return refused;
        }, ct);
        return fault is not null ? new FaultResult(fault) : await with.Answers.Changed(call, own.Client.Id, _ => new DeletedObject(kind.Name, id), WireJson.Default.EnvelopeDeletedObject, ct);
    }
}
