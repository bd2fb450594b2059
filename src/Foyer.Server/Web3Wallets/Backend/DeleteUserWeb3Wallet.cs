using Foyer.Contracts;
using Foyer.Server.Surfaces;
using Foyer.Server.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Web3Wallets.Backend;

/// <summary><c>DELETE /v1/users/{user_id}/web3_wallets/{web3_wallet_identification_id}</c>.</summary>
internal static class DeleteUserWeb3Wallet
{
    public static void Map(RouteGroupBuilder backend) => backend.MapDelete("/users/{user_id}/web3_wallets/{web3_wallet_identification_id}", Handle);

    private static async Task<IResult> Handle(string user_id, string web3_wallet_identification_id, BackendCall call, Database db, UserStore users, Web3WalletStore wallets, CancellationToken ct)
    {
        Fault? refused = await db.Write<Fault?>(async tx =>
        {
            Fault? fault = await users.FindForUpdate(tx, call.Instance.Id, user_id) is null ? RequestFaults.NotFound : await wallets.Delete(tx, call.Instance.Id, user_id, web3_wallet_identification_id);
            if (fault is not null)
            {
                return tx.Abandon(fault);
            }

            await users.Changed(tx, call.Instance.Id, user_id);
            return null;
        }, ct);
        return refused is null ? new WireResult<DeletedObject>(new DeletedObject("web3_wallet", web3_wallet_identification_id), WireJson.Default.DeletedObject) : new FaultResult(refused);
    }
}
