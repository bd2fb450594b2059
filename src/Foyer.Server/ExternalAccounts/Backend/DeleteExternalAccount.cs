using Foyer.Contracts;
using Foyer.Server.Surfaces;
using Foyer.Server.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.ExternalAccounts.Backend;

/// <summary><c>DELETE /v1/users/{user_id}/external_accounts/{external_account_id}</c>: disconnects an account of a person.</summary>
internal static class DeleteExternalAccount
{
    public static void Map(RouteGroupBuilder backend) => backend.MapDelete("/users/{user_id}/external_accounts/{external_account_id}", Handle);

    private static async Task<IResult> Handle(string user_id, string external_account_id, BackendCall call, Database db, ExternalAccountStore accounts, UserStore users, CancellationToken ct)
    {
        if (await accounts.Find(call.Instance.Id, user_id, external_account_id, ct) is not { } row)
        {
            return new FaultResult(RequestFaults.NotFound);
        }

        bool deleted = await db.Write(async tx =>
        {
            bool mine = await accounts.Delete(tx, row, null);
            if (mine)
            {
                await users.Changed(tx, call.Instance.Id, user_id);
            }

            return mine;
        }, ct);
        return deleted ? new WireResult<DeletedObject>(new DeletedObject("external_account", row.Id), WireJson.Default.DeletedObject) : new FaultResult(RequestFaults.NotFound);
    }
}
