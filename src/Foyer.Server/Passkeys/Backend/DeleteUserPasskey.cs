using Foyer.Contracts;
using Foyer.Server.Surfaces;
using Foyer.Server.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Passkeys.Backend;

/// <summary><c>DELETE /v1/users/{user_id}/passkeys/{passkey_identification_id}</c>; the person is told by e-mail.</summary>
internal static class DeleteUserPasskey
{
    public static void Map(RouteGroupBuilder backend) => backend.MapDelete("/users/{user_id}/passkeys/{passkey_identification_id}", Handle);

    private static async Task<IResult> Handle(string user_id, string passkey_identification_id, BackendCall call, Database db, UserStore users, PasskeyStore passkeys, AccountNotices notices, CancellationToken ct)
    {
        bool deleted = await db.Write(async tx =>
        {
            if (await users.FindForUpdate(tx, call.Instance.Id, user_id) is null || await passkeys.Delete(tx, call.Instance.Id, user_id, passkey_identification_id) is not { } gone)
            {
                return tx.Abandon(false);
            }

            await notices.PasskeyRemoved(tx, call.Instance, user_id, gone.Name);
            await users.Changed(tx, call.Instance.Id, user_id);
            return true;
        }, ct);
        return deleted ? new WireResult<DeletedObject>(new DeletedObject("passkey", passkey_identification_id), WireJson.Default.DeletedObject) : new FaultResult(RequestFaults.NotFound);
    }
}
