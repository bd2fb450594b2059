using Foyer.Contracts;
using Foyer.Server.Surfaces;
using Foyer.Server.Users;
using Foyer.Server.Users.Backend;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Passwords.Backend;

/// <summary><c>POST /v1/users/{user_id}/password/set_compromised</c> and <c>unset_compromised</c> (WIRE §10.4).</summary>
internal static class SetPasswordCompromised
{
    public static void Map(RouteGroupBuilder backend)
    {
        backend.MapPost("/users/{user_id}/password/set_compromised", async (string user_id, BackendCall call, [AsParameters] Deps with, CancellationToken ct) =>
            (await JsonBody.Read(call.Request, WireJson.Default.SetPasswordCompromisedRequest, ct)).IsFault(out Fault? fault, out SetPasswordCompromisedRequest body)
                ? new FaultResult(fault)
                : await Set(user_id, true, body.RevokeAllSessions == true, call, with, ct));
        backend.MapPost("/users/{user_id}/password/unset_compromised", (string user_id, BackendCall call, [AsParameters] Deps with, CancellationToken ct) => Set(user_id, false, false, call, with, ct));
    }

    private static async Task<IResult> Set(string userId, bool compromised, bool revokeAll, BackendCall call, Deps with, CancellationToken ct)
    {
        Fault? fault = await with.Db.Write(async tx =>
        {
            if (await with.Users.FindForUpdate(tx, call.Instance.Id, userId) is null)
            {
                return tx.Abandon(RequestFaults.NotFound);
            }

            if (!await with.Passwords.SetCompromised(tx, userId, compromised))
            {
                return tx.Abandon(PasswordFaults.NotSet);
            }

            if (revokeAll)
            {
                await with.Sessions.RevokeAll(tx, call.Instance.Id, userId);
            }

            await with.Outbox.Audit(tx, call.Instance.Id, compromised ? "password.compromised" : "password.cleared", null, userId);
            await with.Users.Changed(tx, call.Instance.Id, userId);
            return null;
        }, ct);
        return fault is null ? await with.Answers.One(call, userId, ct) : new FaultResult(fault);
    }

    internal sealed record Deps(
        [FromServices] Database Db,
        [FromServices] UserStore Users,
        [FromServices] PasswordStore Passwords,
        [FromServices] ISessionRevoker Sessions,
        [FromServices] UserAnswers Answers,
        [FromServices] Outbox Outbox);
}
