using Foyer.Contracts;
using Foyer.Server.Surfaces;
using Foyer.Server.Users;
using Foyer.Server.Users.Backend;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Passwords.Backend;

/// <summary><c>POST /v1/users/{user_id}/remove_password</c>: without asking for it, and even when no other way in is left. A user without one stays unchanged.</summary>
internal static class RemoveUserPassword
{
    public static void Map(RouteGroupBuilder backend) => backend.MapPost("/users/{user_id}/remove_password", Handle);

    private static async Task<IResult> Handle(string user_id, BackendCall call, [AsParameters] Deps with, CancellationToken ct)
    {
        if ((await JsonBody.Read(call.Request, WireJson.Default.RemovePasswordRequest, ct)).IsFault(out Fault? fault, out RemovePasswordRequest body))
        {
            return new FaultResult(fault);
        }

        bool found = await with.Db.Write(async tx =>
        {
            if (await with.Users.FindForUpdate(tx, call.Instance.Id, user_id) is null)
            {
                return tx.Abandon(false);
            }

            if (await with.Passwords.Remove(tx, user_id))
            {
                await with.Outbox.Audit(tx, call.Instance.Id, "password.removed", null, user_id);
                await with.Users.Changed(tx, call.Instance.Id, user_id);
            }

            if (body.SignOutOfOtherSessions == true)
            {
                await with.Sessions.RevokeAll(tx, call.Instance.Id, user_id);
            }

            return true;
        }, ct);
        return found ? await with.Answers.One(call, user_id, ct) : new FaultResult(RequestFaults.NotFound);
    }

    internal sealed record Deps(
        [FromServices] Database Db,
        [FromServices] UserStore Users,
        [FromServices] PasswordStore Passwords,
        [FromServices] ISessionRevoker Sessions,
        [FromServices] UserAnswers Answers,
        [FromServices] Outbox Outbox);
}
