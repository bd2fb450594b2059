namespace Foyer.Components.Parts;

/// <summary>What the screens know of wallets: which kinds there are, how one of them signs, and how its address is shown.</summary>
internal static class Web3
{
    /// <summary>Code of the failure that nothing was answered by the wallet.</summary>
    public const string Cancelled = "web3_signature_cancelled";

    private const string Solana = "web3_solana_signature";

    /// <summary>The kinds of wallet an instance takes, as the script names them: <c>ethereum</c>, <c>solana</c>.</summary>
    public static IReadOnlyList<string> Kinds(IEnumerable<string> strategies) => [.. strategies.Where(Is).Select(strategy => strategy == Solana ? "solana" : "ethereum").Distinct().Order()];

    /// <summary>The kind of wallet an address belongs to.</summary>
    public static string KindOf(string address) => address.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? "ethereum" : "solana";

    /// <summary>The strategy by which a wallet signs; null when the instance takes none of its kind.</summary>
    public static string? Strategy(IEnumerable<string> strategies, string address) => strategies.FirstOrDefault(strategy => Is(strategy) && strategy == Solana == (KindOf(address) == "solana"));

    /// <summary>Whether a strategy is one of wallets.</summary>
    public static bool Is(string strategy) => strategy.StartsWith("web3_", StringComparison.Ordinal);

    /// <summary>An address short enough to be read: both ends of it.</summary>
    public static string Short(string address) => address.Length > 16 ? $"{address[..8]}…{address[^6..]}" : address;
}
