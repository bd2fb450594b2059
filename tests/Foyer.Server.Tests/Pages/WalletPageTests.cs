using Foyer.Server.Tests.Web3Wallets;
using Foyer.Testing;

namespace Foyer.Server.Tests.Pages;

/// <summary>Wallets on our pages. What the script does, a test does: it puts the wallet's answers into the fields that wait for them.</summary>
public sealed class WalletPageTests
{
    private const string Settings = """
        { "user_settings": { "attributes": {
            "email_address": { "required": false }, "password": { "required": false },
            "web3_wallet": { "enabled": true, "used_for_first_factor": true, "first_factors": [ "web3_metamask_signature" ] }
        } } }
        """;

    [Fact]
    public async Task A_wallet_is_connected_and_removed()
    {
        await using FoyerTestServer server = await AccountPageTests.Start(Settings);
        using PageVisitor ada = await AccountPageTests.SignedIn(server);
        EthereumWallet wallet = EthereumWallet.Make();
        await ada.Open("/user");
        Assert.True(ada.Find("[data-foyer-wallet]")!.HasAttribute("hidden"));
        await ada.Submit("form[action$='/ui/user/wallet']");
        Assert.Equal("web3_signature_cancelled", ada.Error());
        await ada.Submit("form[action$='/ui/user/wallet']", ("web3_wallet", wallet.Address));
        await ada.Submit("form[action$='/ui/user/sign']", ("signature", EthereumWallet.Make().Sign(Message(ada))));
        Assert.Equal("web3_signature_invalid", ada.Error());

        await ada.Open("/user");
        Assert.Contains("Not verified", ada.Item(wallet.Address[..8]).TextContent, StringComparison.Ordinal);
        await ada.Submit("form[action$='/ui/user/wallet']", ("web3_wallet", wallet.Address));
        await ada.Submit("form[action$='/ui/user/sign']", ("signature", wallet.Sign(Message(ada))));
        Assert.Equal("Your wallet is connected.", ada.Done);
        Assert.Contains("Primary", ada.Item(wallet.Address[..8]).TextContent, StringComparison.Ordinal);

        EthereumWallet second = EthereumWallet.Make();
        await ada.Submit("form[action$='/ui/user/wallet']", ("web3_wallet", second.Address));
        await ada.Submit("form[action$='/ui/user/sign']", ("signature", second.Sign(Message(ada))));
        await ada.Submit(ada.Item(second.Address[..8]), "form[action$='/ui/user/primary-wallet']");
        Assert.Contains("Primary", ada.Item(second.Address[..8]).TextContent, StringComparison.Ordinal);
        await ada.Click(ada.Item(wallet.Address[..8]), ".cl-button__remove");
        await ada.Submit("form[action$='/ui/user/remove-wallet']");
        Assert.Equal("Removed.", ada.Done);
        Assert.False(ada.Shows(wallet.Address[..8]));
    }

    [Fact]
    public async Task A_wallet_signs_up_and_in()
    {
        await using FoyerTestServer server = await AccountPageTests.Start(Settings);
        using PageVisitor ada = new(server);
        EthereumWallet wallet = EthereumWallet.Make();
        await ada.Open("/sign-in");
        await ada.Submit("form[action$='/ui/sign-in/wallet']", ("web3_wallet", wallet.Address));
        Assert.Equal("form_identifier_not_found", ada.Error());

        await ada.Open("/sign-up");
        await ada.Submit("form[action$='/ui/sign-up/wallet']", ("web3_wallet", wallet.Address));
        Assert.Equal("wallet", ada.Part);
        await ada.Submit("form[action$='/ui/sign-up/sign']");
        Assert.Equal("web3_signature_cancelled", ada.Error());
        await ada.Submit("form[action$='/ui/sign-up/sign']", ("signature", EthereumWallet.Make().Sign(Message(ada))));
        Assert.Equal("web3_signature_invalid", ada.Error());
        await ada.Submit("form[action$='/ui/sign-up/sign']", ("signature", wallet.Sign(Message(ada))));
        await ada.Open("/user");
        Assert.True(ada.Shows(wallet.Address[..8]));

        using PageVisitor back = new(server);
        await back.Open("/sign-in");
        await back.Submit("form[action$='/ui/sign-in/wallet']", ("web3_wallet", wallet.Address));
        Assert.Equal("wallet", back.Part);
        await back.Submit("form[action$='/ui/sign-in/sign']", ("signature", EthereumWallet.Make().Sign(Message(back))));
        Assert.Equal("web3_signature_invalid", back.Error());
        await back.Submit("form[action$='/ui/sign-in/sign']", ("signature", wallet.Sign(Message(back))));
        await back.Open("/user");
        Assert.True(back.Shows(wallet.Address[..8]));
    }

    [Fact]
    public async Task Where_there_are_no_wallets_none_is_offered_or_taken()
    {
        await using FoyerTestServer server = await AccountPageTests.Start();
        using PageVisitor ada = await AccountPageTests.SignedIn(server);
        await ada.Open("/user");
        Assert.Null(ada.Find("[data-foyer-wallet]"));
        await ada.Post("/ui/user/wallet", new FormUrlEncodedContent([KeyValuePair.Create("web3_wallet", EthereumWallet.Make().Address)]));
        Assert.Equal(System.Net.HttpStatusCode.NotFound, ada.Status);
        using PageVisitor nobody = new(server);
        await nobody.Open("/sign-in");
        Assert.Null(nobody.Find("[data-foyer-wallet]"));
        await nobody.Open("/sign-up");
        Assert.Null(nobody.Find("[data-foyer-wallet]"));
    }

    private static string Message(PageVisitor visitor) => visitor.Find("[data-message]")!.GetAttribute("data-message")!;
}
