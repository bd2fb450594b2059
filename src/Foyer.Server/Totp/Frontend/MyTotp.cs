using Foyer.Contracts;
using Foyer.Server.BackupCodes;
using Foyer.Server.Me;
using Foyer.Server.Surfaces;
using Foyer.Server.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Totp.Frontend;

/// <summary><c>POST /v1/me/totp</c>: begins the enrolment of an authenticator app, with its secret.</summary>
internal static class CreateTotp
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapPost("/me/totp", Handle);

    private static Task<IResult> Handle(FrontendCall call, MeChanges me, TotpStore totps, CancellationToken ct) => me.Begin(
        call, async (tx, own, user) => call.Instance.Settings.UserSettings.Attributes.AuthenticatorApp.Enabled ? await totps.Begin(tx, call.Instance, user) : TotpFaults.NotAvailable,
        WireJson.Default.EnvelopeTotpResource, ct);
}

/// <summary><c>POST /v1/me/totp/attempt_verification</c>: a first code proves that the app is set up; backup codes come with the first second factor.</summary>
internal static class AttemptTotp
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapPost("/me/totp/attempt_verification", Handle);

    private static async Task<IResult> Handle(FrontendCall call, MeChanges me, TotpStore totps, BackupCodeStore backupCodes, CancellationToken ct) =>
        call.Params.Text("code") is not { } code ? new FaultResult(RequestFaults.Missing("code")) : await me.Finish(call, async (tx, own, user) =>
            (await totps.Enrol(tx, user.Id, code)).IsFault(out Fault? fault, out TotpRow row)
                ? (Outcome<TotpResource>)fault
                : row.ToResource() with { BackupCodes = await backupCodes.CreateFirst(tx, call.Instance, user.Id) }, WireJson.Default.EnvelopeTotpResource, ct);
}

/// <summary><c>DELETE /v1/me/totp</c>. Where a second factor is demanded the last one stays.</summary>
internal static class DeleteMyTotp
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapDelete("/me/totp", Handle);

    private static Task<IResult> Handle(FrontendCall call, MeChanges me, TotpStore totps, SecondFactorStore secondFactors, CancellationToken ct) => me.Make<DeletedObject>(call, async (tx, own, user) =>
    {
        if (await totps.Delete(tx, user.Id) is not { } id)
        {
            return TotpFaults.Missing;
        }

        bool isDemanded = call.Instance.Settings.UserSettings.SignIn.SecondFactor.Required;
        return isDemanded && !await secondFactors.Any(tx, user.Id) ? tx.Abandon(TotpFaults.Demanded) : new DeletedObject("totp", id);
    }, WireJson.Default.EnvelopeDeletedObject, ct);
}
