namespace Foyer.Components.Parts;

/// <summary>What the screens know of wallets: which kind the browser's own one is, and how its address is shown.</summary>
internal static class Web3
{
    /// <summary>Code of the failure that nothing was answered by the wallet.</summary>
    public const string Cancelled = "web3_signature_cancelled";

    /// <summary>The strategy by which the wallet in the browser signs; null when the instance has none of the kind.</summary>
    public static string? Strategy(IEnumerable<string> strategies) => strategies.FirstOrDefault(Is);

    /// <summary>Whether a strategy is one of wallets in the browser: all but Solana's, which have a voice of their own.</summary>
    public static bool Is(string strategy) => strategy.StartsWith("web3_", StringComparison.Ordinal) && strategy != "web3_solana_signature";

    /// <summary>An address short enough to be read: both ends of it.</summary>
    public static string Short(string address) => address.Length > 16 ? $"{address[..8]}…{address[^6..]}" : address;
}
