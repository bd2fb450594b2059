using Foyer.Components.Parts;
using Foyer.Contracts;
using Foyer.Frontend;

namespace Foyer.Components.Users;

/// <summary>Web3 wallets: named by the browser, proven by a signature, preferred, removed.</summary>
internal static class WalletIntents
{
    public static async Task Connect(AccountPost post)
    {
        string address = post.Field("web3_wallet");
        if (address.Length == 0)
        {
            await post.Refused(Problems.Found(Web3.Cancelled).All);
            return;
        }

        if (Web3.Strategy(post.Request.Environment.UserSettings.Attributes.Web3Wallet.Verifications, address) is not { } strategy)
        {
            await FlowAnswer.NotFound(post.Request.Http);
            return;
        }

        // One that was named before and not signed for is asked again.
        FactorsClient factors = post.Frontend.Factors;
        FrontendResult<UserResource> person = await post.Frontend.Me.Get(post.SessionId, post.Aborted);
        Web3WalletResource? known = person.Response?.Web3Wallets.FirstOrDefault(wallet =>
            wallet.Verification?.Status != VerificationStatus.Verified && wallet.Web3Wallet.Equals(address, StringComparison.OrdinalIgnoreCase));
        FrontendResult<Web3WalletResource>? named = known is null ? await factors.CreateWeb3Wallet(address, post.SessionId, post.Aborted) : null;
        FrontendResult<Web3WalletResource> asked = (known ?? named?.Response) is { } wallet ? await factors.PrepareWeb3Wallet(wallet.Id, strategy, post.SessionId, post.Aborted) : named!;
        Task answer = asked.Response is { Verification.Message: not null } ready ? post.Show(model => model with { Open = "wallet", NewWallet = ready }) : post.Refused(asked.Errors);
        await answer;
    }

    public static async Task Prove(AccountPost post)
    {
        string signature = post.Field("signature");
        Task answer = signature.Length == 0
            ? post.Refused(Problems.Found(Web3.Cancelled).All)
            : post.After(await post.Frontend.Factors.AttemptWeb3Wallet(post.Id, signature, post.SessionId, post.Aborted), "wallet");
        await answer;
    }

    public static async Task Prefer(AccountPost post) =>
        await post.After(await post.Frontend.Me.Update(new MeFields { PrimaryWeb3WalletId = post.Id }, post.SessionId, post.Aborted), "primary");

    public static async Task Remove(AccountPost post) => await post.After(await post.Frontend.Factors.DeleteWeb3Wallet(post.Id, post.SessionId, post.Aborted), "removed");
}
