using Foyer.Contracts;
using Foyer.Server.Me;
using Foyer.Server.Surfaces;
using Foyer.Server.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.BackupCodes.Frontend;

/// <summary><c>POST /v1/me/backup_codes</c>: a new set in place of the one before.</summary>
internal static class CreateBackupCodes
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapPost("/me/backup_codes", Handle);

    private static Task<IResult> Handle(FrontendCall call, MeChanges me, BackupCodeStore backupCodes, SecondFactorStore secondFactors, TimeProvider clock, CancellationToken ct) => me.Make<BackupCodesResource>(call, async (tx, own, user) =>
    {
        if (!call.Instance.Settings.UserSettings.Attributes.BackupCode.Enabled)
        {
            return BackupCodeFaults.NotAvailable;
        }

        if (!await secondFactors.Any(tx, user.Id))
        {
            return BackupCodeFaults.NothingToBackUp;
        }

        DateTimeOffset now = clock.GetUtcNow();
        return new BackupCodesResource { Id = Ids.New("bac", now), Codes = await backupCodes.Replace(tx, call.Instance.Id, user.Id), CreatedAt = now, UpdatedAt = now };
    }, WireJson.Default.EnvelopeBackupCodesResource, ct);
}
