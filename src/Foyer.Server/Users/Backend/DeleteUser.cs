using Foyer.Contracts;
using Foyer.Server.Surfaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Users.Backend;

/// <summary><c>DELETE /v1/users/{user_id}</c>: removes the user with sessions, identifiers, password and data key.</summary>
internal static class DeleteUser
{
    public static void Map(RouteGroupBuilder backend) => backend.MapDelete("/users/{user_id}", Handle);

    private static async Task<IResult> Handle(string user_id, BackendCall call, Database db, UserStore users, ISessionRevoker sessions, CancellationToken ct)
    {
        bool deleted = await db.Write(async tx =>
        {
            await sessions.RevokeAll(tx, call.Instance.Id, user_id);
            return await users.Delete(tx, call.Instance.Id, user_id) || tx.Abandon(false);
        }, ct);
        return deleted ? new WireResult<DeletedObject>(new DeletedObject("user", user_id), WireJson.Default.DeletedObject) : new FaultResult(RequestFaults.NotFound);
    }
}
