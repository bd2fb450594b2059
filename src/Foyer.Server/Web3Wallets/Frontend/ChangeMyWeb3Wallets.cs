using Foyer.Contracts;
using Foyer.Server.Me;
using Foyer.Server.Surfaces;
using Foyer.Server.Verifications;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Web3Wallets.Frontend;

/// <summary><c>POST /v1/me/web3_wallets</c>: names a wallet, which is then to be proven.</summary>
internal static class CreateWeb3Wallet
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapPost("/me/web3_wallets", Handle);

    private static async Task<IResult> Handle(FrontendCall call, MeChanges me, Web3WalletStore wallets, CancellationToken ct)
    {
        if (!call.Instance.Settings.UserSettings.Attributes.Web3Wallet.Enabled)
        {
            return new FaultResult(Web3WalletFaults.NotAvailable);
        }

        return call.Params.Text("web3_wallet") is not { } typed ? new FaultResult(RequestFaults.Missing("web3_wallet")) :
            Web3WalletRules.Normalize(typed.Trim()) is not { } address ? new FaultResult(RequestFaults.Format("web3_wallet")) :
            await me.Make(call, async (tx, own, user) =>
                (await wallets.Add(tx, call.Instance, user.Id, address)).IsFault(out Fault? fault, out Web3WalletRow row) ? (Outcome<Web3WalletResource>)fault : row.ToResource(), WireJson.Default.EnvelopeWeb3WalletResource, ct);
    }
}

/// <summary><c>POST /v1/me/web3_wallets/{web3_wallet_id}/prepare_verification</c>: makes the message to sign.</summary>
internal static class PrepareWeb3Wallet
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapPost("/me/web3_wallets/{web3_wallet_id}/prepare_verification", Handle);

    private static async Task<IResult> Handle(string web3_wallet_id, FrontendCall call, MeChanges me, Web3WalletStore wallets, TimeProvider clock, CancellationToken ct)
    {
        if (call.Params.Text("strategy") is not { } strategy)
        {
            return new FaultResult(RequestFaults.Missing("strategy"));
        }

        if (!call.Instance.Settings.UserSettings.Attributes.Web3Wallet.Verifications.Contains(strategy))
        {
            return new FaultResult(RequestFaults.Value("strategy"));
        }

        return await me.Begin<Web3WalletResource>(call, async (tx, own, user) =>
        {
            if (await tx.One<Web3WalletRow>("SELECT * FROM web3_wallets WHERE id = @web3_wallet_id AND user_id = @Id", new { web3_wallet_id, user.Id }) is not { } row)
            {
                return RequestFaults.NotFound;
            }

            if (row.IsVerified)
            {
                return VerificationFaults.AlreadyVerified;
            }

            if ((await wallets.Challenge(tx, call, row.Id, own.Client.Id, strategy, row.Web3Wallet, row.Id)).IsFault(out Fault? fault, out VerificationRow verification))
            {
                return fault;
            }

            await wallets.Prepared(tx, row.Id, verification.Id);
            return row.ToResource(verification.ToResource(clock.GetUtcNow()));
        }, WireJson.Default.EnvelopeWeb3WalletResource, ct);
    }
}

/// <summary><c>POST /v1/me/web3_wallets/{web3_wallet_id}/attempt_verification</c>: the signature proves the wallet.</summary>
internal static class AttemptWeb3Wallet
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapPost("/me/web3_wallets/{web3_wallet_id}/attempt_verification", Handle);

    private static async Task<IResult> Handle(string web3_wallet_id, FrontendCall call, MeChanges me, Web3WalletStore wallets, CancellationToken ct) =>
        call.Params.Text("signature") is not { } signature ? new FaultResult(RequestFaults.Missing("signature")) : await me.Finish<Web3WalletResource>(call, async (tx, own, user) =>
        {
            if (await tx.One<Web3WalletRow>("SELECT * FROM web3_wallets WHERE id = @web3_wallet_id AND user_id = @Id", new { web3_wallet_id, user.Id }) is not { } row)
            {
                return RequestFaults.NotFound;
            }

            if ((await wallets.Prove(tx, row.VerificationId, row.Id, null, signature)).IsFault(out Fault? fault, out VerificationRow proven))
            {
                return fault;
            }

            if (await wallets.Verified(tx, row, call.Instance.Id, proven.Strategy) is { } taken)
            {
                return tx.Abandon(taken);
            }

            return (row with { VerificationStatus = "verified", VerificationStrategy = proven.Strategy }).ToResource();
        }, WireJson.Default.EnvelopeWeb3WalletResource, ct);
}

/// <summary><c>DELETE /v1/me/web3_wallets/{web3_wallet_id}</c>.</summary>
internal static class DeleteMyWeb3Wallet
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapDelete("/me/web3_wallets/{web3_wallet_id}", Handle);

    private static Task<IResult> Handle(string web3_wallet_id, FrontendCall call, MeChanges me, Web3WalletStore wallets, CancellationToken ct) => me.Make<DeletedObject>(
        call, async (tx, own, user) => await wallets.Delete(tx, call.Instance.Id, user.Id, web3_wallet_id) is { } fault ? fault : new DeletedObject("web3_wallet", web3_wallet_id),
        WireJson.Default.EnvelopeDeletedObject, ct);
}
