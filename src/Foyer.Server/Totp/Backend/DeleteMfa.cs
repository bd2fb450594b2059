using Foyer.Contracts;
using Foyer.Server.BackupCodes;
using Foyer.Server.Surfaces;
using Foyer.Server.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Totp.Backend;

/// <summary>
/// <c>DELETE /v1/users/{user_id}/mfa</c>, <c>…/totp</c> and <c>…/backup_code</c>: removes a user's second factors, all or one
/// kind; a user who has none stays as they are.
/// </summary>
internal static class DeleteMfa
{
    public static void Map(RouteGroupBuilder backend)
    {
        backend.MapDelete("/users/{user_id}/totp", (string user_id, BackendCall call, [AsParameters] Deps with, CancellationToken ct) => Handle(user_id, call, with, "user.totp_removed", (tx, id) => with.Totps.Delete(tx, id), ct));
        backend.MapDelete("/users/{user_id}/backup_code", (string user_id, BackendCall call, [AsParameters] Deps with, CancellationToken ct) => Handle(user_id, call, with, "user.backup_codes_removed", (tx, id) => with.BackupCodes.Delete(tx, id), ct));
        backend.MapDelete("/users/{user_id}/mfa", (string user_id, BackendCall call, [AsParameters] Deps with, CancellationToken ct) => Handle(user_id, call, with, "user.mfa_removed", async (tx, id) =>
        {
            await with.Totps.Delete(tx, id);
            await tx.Run("UPDATE phone_numbers SET reserved_for_second_factor = FALSE, default_second_factor = FALSE WHERE user_id = @id", new { id });
            await with.BackupCodes.Delete(tx, id);
            await with.SecondFactors.Changed(tx, id);
        }, ct));
    }

    private static async Task<IResult> Handle(string userId, BackendCall call, Deps with, string action, Func<Tx, string, Task> remove, CancellationToken ct)
    {
        bool found = await with.Db.Write(async tx =>
        {
            if (await with.Users.FindForUpdate(tx, call.Instance.Id, userId) is null)
            {
                return tx.Abandon(false);
            }

            await remove(tx, userId);
            await with.Outbox.Audit(tx, call.Instance.Id, action, null, userId);
            await with.Users.Changed(tx, call.Instance.Id, userId);
            return true;
        }, ct);
        return found ? new WireResult<UserReference>(new UserReference(userId), WireJson.Default.UserReference) : new FaultResult(RequestFaults.NotFound);
    }

    internal sealed record Deps(
        [FromServices] Database Db,
        [FromServices] UserStore Users,
        [FromServices] TotpStore Totps,
        [FromServices] BackupCodeStore BackupCodes,
        [FromServices] SecondFactorStore SecondFactors,
        [FromServices] Outbox Outbox);
}
