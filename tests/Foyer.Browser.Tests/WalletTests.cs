using Foyer.Browser.Tests;
using Foyer.Server.Tests.Web3Wallets;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(WalletFoyer))]
[assembly: AssemblyFixture(typeof(OnlyWalletsFoyer))]

namespace Foyer.Browser.Tests;

/// <summary>Lets people in by wallets of both kinds.</summary>
public sealed class WalletFoyer : FoyerUnderTest
{
    protected override string Settings => """
        {
          "user_settings": {
            "attributes": {
              "email_address": { "required": false },
              "password": { "required": false },
              "web3_wallet": { "enabled": true, "used_for_first_factor": true, "first_factors": [ "web3_metamask_signature", "web3_solana_signature" ] }
            }
          }
        }
        """;
}

/// <summary>Lets people in by wallets alone.</summary>
public sealed class OnlyWalletsFoyer : FoyerUnderTest
{
    protected override string Settings => """
        {
          "user_settings": {
            "attributes": {
              "email_address": { "enabled": false, "required": false, "used_for_first_factor": false, "verify_at_sign_up": false },
              "password": { "enabled": false, "required": false },
              "web3_wallet": { "enabled": true, "required": true, "used_for_first_factor": true, "first_factors": [ "web3_metamask_signature" ] }
            }
          }
        }
        """;
}

/// <summary>Wallets of the browser on our pages: each by its own button, whichever way it makes itself known.</summary>
public sealed class WalletTests(Chromium chromium, WalletFoyer foyer, OnlyWalletsFoyer onlyWallets)
{
    private const string Offered = ".cl-button__web3:visible";

    [Fact]
    public async Task Each_wallet_of_the_browser_has_a_button_and_signs_up_and_in()
    {
        await using Visitor visitor = await chromium.Visit(foyer);
        EthereumWallet ethereum = await visitor.HoldEthereumWallet("Fox");
        SolanaWallet solana = await visitor.HoldSolanaWallet("Ghost");
        await visitor.HoldEthereumWallet("<b>Other</b> $& wallet");
        await visitor.Open("/sign-up");
        await Assertions.Expect(visitor.Page.Locator(Offered)).ToHaveTextAsync(["Continue with \u2068Fox\u2069", "Continue with \u2068<b>Other</b> $& wallet\u2069", "Continue with \u2068Ghost\u2069 (Solana)"]);

        foreach ((string name, string address) in new[] { ("Fox", ethereum.Address), ("Ghost", solana.Address) })
        {
            foreach (string page in new[] { "/sign-up", "/sign-in" })
            {
                await visitor.Open(page);
                await visitor.Page.ClickAsync($"{Offered}:has-text('{name}')");
                await visitor.See("signed-in");
                Assert.Contains(address[..8], await visitor.Page.InnerTextAsync(".cl-identityPreview"), StringComparison.OrdinalIgnoreCase);
                await visitor.SignOut();
            }
        }

        Assert.Empty(visitor.Violations);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_wallet_that_does_not_announce_itself_signs_up_and_in(bool isSolana)
    {
        await using Visitor visitor = await chromium.Visit(foyer);
        if (isSolana)
        {
            await visitor.HoldOnlySolanaWallet();
        }
        else
        {
            await visitor.HoldOnlyEthereumWallet();
        }

        foreach (string page in new[] { "/sign-up", "/sign-in" })
        {
            await visitor.Open(page);
            await Assertions.Expect(visitor.Page.Locator(Offered)).ToHaveTextAsync(isSolana ? "Continue with a wallet (Solana)" : "Continue with a wallet");
            await visitor.Page.ClickAsync(Offered);
            await visitor.See("signed-in");
            await visitor.SignOut();
        }

        Assert.Empty(visitor.Violations);
    }

    [Fact]
    public async Task Wallets_are_connected_to_an_account()
    {
        await using Visitor visitor = await chromium.Visit(foyer);
        EthereumWallet ethereum = await visitor.HoldEthereumWallet("Fox");
        SolanaWallet solana = await visitor.HoldSolanaWallet("Ghost");
        await visitor.SignUp(Visitor.NewAddress(), script: true);
        foreach ((string label, string address) in new[] { ("Connect \u2068Fox\u2069", ethereum.Address), ("Connect \u2068Ghost\u2069 (Solana)", solana.Address) })
        {
            await visitor.Open("/user");
            await visitor.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = label, Exact = true }).ClickAsync();
            await Assertions.Expect(visitor.Page.Locator(".cl-profileSectionItemList__web3Wallets")).ToContainTextAsync(address[..8]);
            await Assertions.Expect(visitor.Page.Locator(".cl-alert__success")).ToBeVisibleAsync();
        }

        Assert.Empty(visitor.Violations);
    }

    [Fact]
    public async Task A_page_that_was_loaded_anew_finds_the_wallet_that_holds_the_address()
    {
        await using Visitor visitor = await chromium.Visit(foyer);
        await visitor.HoldEthereumWallet("Other");
        SolanaWallet solana = await visitor.HoldSolanaWallet("Ghost");
        await visitor.HoldSolanaWallet("Spectre");
        await visitor.Open("/sign-up");
        await visitor.Page.EvaluateAsync($$"""
            const form = document.querySelector('form[action*="/ui/sign-up/wallet"]');
            form.setAttribute('data-foyer-native', '');
            form.querySelector('[name=web3_wallet]').value = '{{solana.Address}}';
            form.requestSubmit();
            """);
        await visitor.See("signed-in");
        Assert.Empty(visitor.Violations);
    }

    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/sign-up")]
    public async Task Where_a_wallet_is_the_only_way_in_nothing_else_is_asked_and_whoever_has_none_is_told(string page)
    {
        await using Visitor without = await chromium.Visit(onlyWallets, new BrowserNewContextOptions { ReducedMotion = ReducedMotion.Reduce });
        await without.Open(page);
        await Assertions.Expect(without.Page.Locator("[data-foyer-without-wallet]")).ToBeVisibleAsync();
        Assert.Equal(0, await without.Page.Locator(".cl-formButtonPrimary").CountAsync());
        await Quality.IsForEverybody(without);

        await using Visitor with = await chromium.Visit(onlyWallets, new BrowserNewContextOptions { ReducedMotion = ReducedMotion.Reduce });
        await with.HoldEthereumWallet("Fox");
        await with.Open(page);
        await Assertions.Expect(with.Page.Locator(Offered)).ToHaveCountAsync(1);
        await Assertions.Expect(with.Page.Locator("[data-foyer-without-wallet]")).ToBeHiddenAsync();
        await Quality.IsForEverybody(with);
    }

    [Fact]
    public async Task A_browser_without_a_wallet_is_offered_none()
    {
        await using Visitor visitor = await chromium.Visit(foyer);
        await visitor.Open("/sign-in");
        await visitor.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        Assert.Equal(0, await visitor.Page.Locator(Offered).CountAsync());
    }
}
