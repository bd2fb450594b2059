using Foyer.Contracts;
using Foyer.Server.Surfaces;
using Foyer.Server.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Passkeys.Backend;

/// <summary><c>DELETE /v1/users/{user_id}/passkeys/{passkey_identification_id}</c>.</summary>
internal static class DeleteUserPasskey
{
    public static void Map(RouteGroupBuilder backend) => backend.MapDelete("/users/{user_id}/passkeys/{passkey_identification_id}", Handle);

    private static async Task<IResult> Handle(string user_id, string passkey_identification_id, BackendCall call, Database db, UserStore users, PasskeyStore passkeys, CancellationToken ct)
    {
        bool deleted = await db.Write(async tx =>
        {
            if (await users.FindForUpdate(tx, call.Instance.Id, user_id) is null || await passkeys.Delete(tx, call.Instance.Id, user_id, passkey_identification_id) is null)
            {
                return tx.Abandon(false);
            }

            await users.Changed(tx, call.Instance.Id, user_id);
            return true;
        }, ct);
        return deleted ? new WireResult<DeletedObject>(new DeletedObject("passkey", passkey_identification_id), WireJson.Default.DeletedObject) : new FaultResult(RequestFaults.NotFound);
    }
}
