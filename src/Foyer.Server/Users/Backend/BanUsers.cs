using Foyer.Contracts;
using Foyer.Server.Surfaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Users.Backend;

/// <summary><c>POST /v1/users/{user_id}/ban</c> and <c>unban</c>, and the same for many. A ban ends every session at once.</summary>
internal static class BanUsers
{
    private const int MaxUsers = 50;

    public static void Map(RouteGroupBuilder backend)
    {
        backend.MapPost("/users/{user_id}/ban", (string user_id, BackendCall call, [AsParameters] Deps with, CancellationToken ct) => One(user_id, banned: true, call, with, ct));
        backend.MapPost("/users/{user_id}/unban", (string user_id, BackendCall call, [AsParameters] Deps with, CancellationToken ct) => One(user_id, banned: false, call, with, ct));
        backend.MapPost("/users/ban", (BackendCall call, [AsParameters] Deps with, CancellationToken ct) => Many(banned: true, call, with, ct));
        backend.MapPost("/users/unban", (BackendCall call, [AsParameters] Deps with, CancellationToken ct) => Many(banned: false, call, with, ct));
    }

    private static async Task<IResult> One(string userId, bool banned, BackendCall call, Deps with, CancellationToken ct) =>
        await with.Db.Write(tx => Set(tx, with, call, userId, banned), ct) ? await with.Answers.One(call, userId, ct) : new FaultResult(RequestFaults.NotFound);

    /// <summary>All or none: one unknown id changes nobody.</summary>
    private static async Task<IResult> Many(bool banned, BackendCall call, Deps with, CancellationToken ct)
    {
        if ((await JsonBody.Read(call.Request, WireJson.Default.UserIdsRequest, ct)).IsFault(out Fault? fault, out UserIdsRequest body))
        {
            return new FaultResult(fault);
        }

        if (body.UserIds is not { Count: > 0 and <= MaxUsers } ids)
        {
            return new FaultResult(body.UserIds is { Count: > MaxUsers } ? RequestFaults.TooLong("user_ids") : RequestFaults.Missing("user_ids"));
        }

        bool all = await with.Db.Write(async tx =>
        {
            foreach (string id in ids)
            {
                if (!await Set(tx, with, call, id, banned))
                {
                    return tx.Abandon(false);
                }
            }

            return true;
        }, ct);
        if (!all)
        {
            return new FaultResult(RequestFaults.Value("user_ids") with { Status = 400 });
        }

        List<UserResource> answer = [];
        foreach (string id in ids)
        {
            if (await with.Users.FindAggregate(call.Instance.Id, id, ct) is { } user)
            {
                answer.Add(with.Answers.Resource(call, user));
            }
        }

        return new WireResult<IReadOnlyList<UserResource>>(answer, WireJson.Default.IReadOnlyListUserResource);
    }

    private static async Task<bool> Set(Tx tx, Deps with, BackendCall call, string userId, bool banned)
    {
        if (await tx.Run("UPDATE users SET banned = @banned WHERE id = @userId AND instance_id = @instanceId", new { banned, userId, instanceId = call.Instance.Id }) == 0)
        {
            return false;
        }

        if (banned)
        {
            await with.Sessions.RevokeAll(tx, call.Instance.Id, userId);
        }

        await with.Outbox.Audit(tx, call.Instance.Id, banned ? "user.banned" : "user.unbanned", null, userId);
        await with.Users.Changed(tx, call.Instance.Id, userId);
        return true;
    }

    internal sealed record Deps(
        [FromServices] Database Db,
        [FromServices] UserStore Users,
        [FromServices] UserAnswers Answers,
        [FromServices] ISessionRevoker Sessions,
        [FromServices] Outbox Outbox);
}
