using Foyer.Contracts;
using Foyer.Server.Clients;
using Foyer.Server.Sessions.Frontend;
using Foyer.Server.Surfaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Web3Wallets.Frontend;

/// <summary><c>GET /v1/me/web3_wallets</c> (a bare list) and <c>GET /v1/me/web3_wallets/{web3_wallet_id}</c>.</summary>
internal static class MyWeb3Wallets
{
    public static void Map(RouteGroupBuilder frontend)
    {
        frontend.MapGet("/me/web3_wallets", List);
        frontend.MapGet("/me/web3_wallets/{web3_wallet_id}", One);
    }

    private static async Task<IResult> List(FrontendCall call, CurrentSession current, Web3WalletStore wallets, CancellationToken ct)
    {
        if ((await current.FindActive(call, ct)).IsFault(out Fault? fault, out OwnSession own))
        {
            return new FaultResult(fault);
        }

        List<Web3WalletResource> list = [];
        foreach (Web3WalletRow row in await wallets.List(own.Session.UserId, ct))
        {
            list.Add(await wallets.ToResource(row, ct));
        }

        return new WireResult<IReadOnlyList<Web3WalletResource>>(list, WireJson.Default.IReadOnlyListWeb3WalletResource);
    }

    private static async Task<IResult> One(string web3_wallet_id, FrontendCall call, CurrentSession current, Web3WalletStore wallets, ClientAnswers answers, CancellationToken ct)
    {
        if ((await current.FindActive(call, ct)).IsFault(out Fault? fault, out OwnSession own))
        {
            return new FaultResult(fault);
        }

        if (await wallets.Find(own.Session.UserId, web3_wallet_id, ct) is not { } row)
        {
            return new FaultResult(RequestFaults.NotFound);
        }

        Web3WalletResource resource = await wallets.ToResource(row, ct);
        return await answers.Changed(call, own.Client.Id, _ => resource, WireJson.Default.EnvelopeWeb3WalletResource, ct);
    }
}
