using Foyer.Contracts;
using Foyer.Server.EmailAddresses;
using Foyer.Server.Restrictions;
using Foyer.Server.Surfaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Waitlist.Frontend;

/// <summary>
/// <c>POST /v1/waitlist</c>, bare (WIRE §7.8). The answer is the same whether the address waits already, is invited, or belongs
/// to somebody: it tells nothing.
/// </summary>
internal static class JoinWaitlist
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapPost("/waitlist", Handle);

    private static async Task<IResult> Handle(FrontendCall call, Database db, WaitlistStore waitlist, RestrictionGate gate, CancellationToken ct)
    {
        if (call.Instance.Settings.UserSettings.SignUp.Mode != "waitlist")
        {
            return new FaultResult(WaitlistFaults.Off);
        }

        if (EmailAddressRules.Normalize(call.Params.Text("email_address")) is not { } emailAddress)
        {
            return new FaultResult(call.Params.Text("email_address") is null ? RequestFaults.Missing("email_address") : RequestFaults.Format("email_address"));
        }

        if (await gate.Check(call.Instance, IdentifierTypes.EmailAddress, emailAddress, ct) is { } refused && refused.Code != RestrictionFaults.DuplicateMailbox.Code)
        {
            return new FaultResult(refused);
        }

        WaitlistEntryRow entry = await db.Write(tx => waitlist.Join(tx, call.Instance, emailAddress, notify: true), ct);
        return new WireResult<WaitlistResource>(new WaitlistResource(entry.Id) { CreatedAt = entry.CreatedAt, UpdatedAt = entry.UpdatedAt }, WireJson.Default.WaitlistResource);
    }
}
