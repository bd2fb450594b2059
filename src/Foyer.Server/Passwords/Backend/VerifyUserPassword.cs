using Foyer.Contracts;
using Foyer.Server.Surfaces;
using Foyer.Server.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Passwords.Backend;

/// <summary><c>POST /v1/users/{user_id}/verify_password</c>, for flows of the app's own. Attempts count towards the lock as at sign-in.</summary>
internal static class VerifyUserPassword
{
    public static void Map(RouteGroupBuilder backend) => backend.MapPost("/users/{user_id}/verify_password", Handle);

    private static async Task<IResult> Handle(string user_id, BackendCall call, Database db, UserStore users, UserLockout lockout, PasswordProof proof, CancellationToken ct)
    {
        if ((await JsonBody.Read(call.Request, WireJson.Default.VerifyPasswordRequest, ct)).IsFault(out Fault? fault, out VerifyPasswordRequest body))
        {
            return new FaultResult(fault);
        }

        if (string.IsNullOrEmpty(body.Password))
        {
            return new FaultResult(RequestFaults.Missing("password"));
        }

        if (await users.Find(call.Instance.Id, user_id, ct) is not { } user)
        {
            return new FaultResult(RequestFaults.NotFound);
        }

        if (user.PasswordChangedAt is null)
        {
            return new FaultResult(PasswordFaults.NotSet);
        }

        if ((await proof.Check(call.Instance, user.Id, new Secret(body.Password), ct)).IsFault(out fault, out PasswordVerdict verdict))
        {
            return new FaultResult(fault);
        }

        if (verdict is PasswordVerdict.Wrong)
        {
            return new FaultResult(PasswordFaults.IncorrectForBackend.At("password"));
        }

        // Whether a password that became known is still good enough is the app's question; it is the user's.
        await db.Write(tx => lockout.Forgive(tx, user.Id), ct);
        return new WireResult<VerifiedCredential>(new VerifiedCredential(true), WireJson.Default.VerifiedCredential);
    }
}
