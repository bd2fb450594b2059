using System.Text;
using Foyer.Server.Tests.Web3Wallets;

namespace Foyer.Browser.Tests;

/// <summary>Wallets as their extensions put them into a page; real keys sign here.</summary>
internal static class BrowserWallets
{
    /// <summary>An Ethereum wallet that announces itself under a name (EIP-6963).</summary>
    public static async Task<EthereumWallet> HoldEthereumWallet(this Visitor visitor, string name)
    {
        EthereumWallet wallet = EthereumWallet.Make();
        string function = "sign" + wallet.Address;
        await visitor.Page.ExposeFunctionAsync(function, (string message) => wallet.Sign(Encoding.UTF8.GetString(Convert.FromHexString(message[2..]))));
        await visitor.Page.AddInitScriptAsync($$"""
            (() => {
              const request = async ({ method, params }) => method === 'personal_sign' ? window.{{function}}(params[0]) : ['{{wallet.Address}}'];
              const detail = { info: { uuid: crypto.randomUUID(), name: '{{name}}', rdns: 'example.wallet', icon: '' }, provider: { request } };
              addEventListener('eip6963:requestProvider', () => dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail })));
            })();
            """);
        return wallet;
    }

    /// <summary>An Ethereum wallet of the days before they announced themselves: <c>window.ethereum</c>.</summary>
    public static async Task<EthereumWallet> HoldOnlyEthereumWallet(this Visitor visitor)
    {
        EthereumWallet wallet = EthereumWallet.Make();
        await visitor.Page.ExposeFunctionAsync("signAsOnlyOne", (string message) => wallet.Sign(Encoding.UTF8.GetString(Convert.FromHexString(message[2..]))));
        await visitor.Page.AddInitScriptAsync($$"""
            window.ethereum = { request: async ({ method, params }) => method === 'personal_sign' ? window.signAsOnlyOne(params[0]) : ['{{wallet.Address}}'] };
            """);
        return wallet;
    }

    /// <summary>A Solana wallet of the wallet standard.</summary>
    public static async Task<SolanaWallet> HoldSolanaWallet(this Visitor visitor, string name)
    {
        SolanaWallet wallet = SolanaWallet.Make();
        string function = "sign" + wallet.Address;
        await visitor.Page.ExposeFunctionAsync(function, (int[] message) => wallet.Sign(Encoding.UTF8.GetString([.. message.Select(letter => (byte)letter)])));
        await visitor.Page.AddInitScriptAsync($$"""
            (() => {
              const account = { address: '{{wallet.Address}}', chains: ['solana:mainnet'] };
              let accounts = [];
              const connect = async options => ({ accounts: options?.silent ? accounts : (accounts = [account]) });
              const signMessage = async asked => {
                if (asked.account !== account) throw new Error('That account is not mine.');
                const signature = atob(await window.{{function}}([...asked.message]));
                return [{ signature: Uint8Array.from(signature, letter => letter.charCodeAt(0)) }];
              };
              const wallet = {
                name: '{{name}}', chains: ['solana:mainnet'], get accounts() { return accounts; },
                features: { 'standard:connect': { connect }, 'solana:signMessage': { signMessage } },
              };
              const register = ({ register }) => register(wallet);
              addEventListener('wallet-standard:app-ready', ({ detail }) => register(detail));
              dispatchEvent(new CustomEvent('wallet-standard:register-wallet', { detail: register }));
            })();
            """);
        return wallet;
    }

    /// <summary>A Solana wallet of the days before the standard: <c>window.solana</c>.</summary>
    public static async Task<SolanaWallet> HoldOnlySolanaWallet(this Visitor visitor)
    {
        SolanaWallet wallet = SolanaWallet.Make();
        await visitor.Page.ExposeFunctionAsync("signAsOnlyOne", (int[] message) => wallet.Sign(Encoding.UTF8.GetString([.. message.Select(letter => (byte)letter)])));
        await visitor.Page.AddInitScriptAsync($$"""
            window.solana = {
              publicKey: null,
              connect: async () => ({ publicKey: window.solana.publicKey = { toString: () => '{{wallet.Address}}' } }),
              signMessage: async message => ({ signature: Uint8Array.from(atob(await window.signAsOnlyOne([...message])), letter => letter.charCodeAt(0)) }),
            };
            """);
        return wallet;
    }
}
