using Foyer.Server.Surfaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Users.Backend;

/// <summary><c>POST /v1/users/{user_id}/lock</c> and <c>unlock</c>. A lock keeps new sign-ins out; live sessions stay.</summary>
internal static class LockUsers
{
    public static void Map(RouteGroupBuilder backend)
    {
        backend.MapPost("/users/{user_id}/lock", (string user_id, BackendCall call, [AsParameters] Deps with, CancellationToken ct) =>
            Set(user_id, with.Clock.GetUtcNow() + TimeSpan.FromMinutes(call.Instance.Settings.UserSettings.AttackProtection.UserLockout.DurationInMinutes), call, with, ct));
        backend.MapPost("/users/{user_id}/unlock", (string user_id, BackendCall call, [AsParameters] Deps with, CancellationToken ct) => Set(user_id, null, call, with, ct));
    }

    private static async Task<IResult> Set(string userId, DateTimeOffset? until, BackendCall call, Deps with, CancellationToken ct)
    {
        bool found = await with.Db.Write(async tx =>
        {
            if (await tx.Run("UPDATE users SET locked_until = @until, failed_attempts = 0 WHERE id = @userId AND instance_id = @instanceId", new { until, userId, instanceId = call.Instance.Id }) == 0)
            {
                return tx.Abandon(false);
            }

            await with.Outbox.Audit(tx, call.Instance.Id, until is null ? "user.unlocked" : "user.locked", null, userId);
            await with.Users.Changed(tx, call.Instance.Id, userId);
            return true;
        }, ct);
        return found ? await with.Answers.One(call, userId, ct) : new FaultResult(RequestFaults.NotFound);
    }

    internal sealed record Deps(
        [FromServices] Database Db,
        [FromServices] UserStore Users,
        [FromServices] UserAnswers Answers,
        [FromServices] Outbox Outbox,
        [FromServices] TimeProvider Clock);
}
