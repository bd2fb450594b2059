using Foyer.Server.Web3Wallets.Backend;
using Foyer.Server.Web3Wallets.Frontend;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Server.Web3Wallets;

/// <summary>Web3 wallets. Everything the feature adds to the server; what they sign is checked in <see cref="Web3WalletRules"/>.</summary>
internal static class Web3WalletsFeature
{
    public static void Add(IServiceCollection services) => services.AddSingleton<Web3WalletStore>();

    public static void MapFrontend(RouteGroupBuilder frontend)
    {
        MyWeb3Wallets.Map(frontend);
        CreateWeb3Wallet.Map(frontend);
        PrepareWeb3Wallet.Map(frontend);
        AttemptWeb3Wallet.Map(frontend);
        DeleteMyWeb3Wallet.Map(frontend);
    }

    public static void MapBackend(RouteGroupBuilder backend) => DeleteUserWeb3Wallet.Map(backend);
}
