using System.Globalization;
using System.Text;

namespace Foyer.Server.Web3Wallets;

/// <summary>Addresses of wallets, and the text they sign. No I/O.</summary>
internal static class Web3WalletRules
{
    /// <summary>How long a message can be signed.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private const string Solana = "web3_solana_signature";

    /// <summary>Strategies of Ethereum wallets: they differ in the wallet only, not in what is signed.</summary>
    private static readonly string[] Ethereum = ["web3_metamask_signature", "web3_base_signature", "web3_coinbase_wallet_signature", "web3_okx_wallet_signature"];

    public static IReadOnlyList<string> Strategies { get; } = [.. Ethereum, Solana];

    /// <summary>An Ethereum address in lower case, or a Solana address as it is; null when it is neither.</summary>
    public static string? Normalize(string? text) => text switch
    {
        { Length: 42 } when text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && text.AsSpan(2).IndexOfAnyExcept(System.Buffers.SearchValues.Create("0123456789abcdefABCDEF")) < 0 => text.ToLowerInvariant(),
        { Length: >= 32 and <= 44 } when Base58.Decode(text) is { Length: Ed25519.KeyLength } => text,
        _ => null,
    };

    public static bool IsEthereum(string address) => address.StartsWith("0x", StringComparison.Ordinal);

    /// <summary>Whether a wallet of this address signs by the strategy.</summary>
    public static bool Fits(string strategy, string address) => IsEthereum(address) ? Ethereum.Contains(strategy) : strategy == Solana;

    /// <summary>The address as wallets show it: Ethereum's with its checksum in the case of its letters (EIP-55).</summary>
    public static string Display(string address)
    {
        if (!IsEthereum(address))
        {
            return address;
        }

        byte[] hash = Keccak256.Hash(Encoding.ASCII.GetBytes(address[2..]));
        StringBuilder shown = new("0x", address.Length);
        for (int i = 2; i < address.Length; i++)
        {
            int nibble = (hash[(i - 2) / 2] >> (i % 2 == 0 ? 4 : 0)) & 15;
            shown.Append(nibble >= 8 ? char.ToUpperInvariant(address[i]) : address[i]);
        }

        return shown.ToString();
    }

    /// <summary>What the wallet shows and signs: who asks, for which address, once, for how long (in the form of EIP-4361).</summary>
    public static string Message(string applicationName, string origin, string address, string nonce, DateTimeOffset now)
    {
        static string Instant(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        string chain = IsEthereum(address) ? "Ethereum" : "Solana";
        string name = new([.. applicationName.Where(c => !char.IsControl(c))]);
        return $"""
            {new Uri(origin).Authority} wants you to sign in with your {chain} account:
            {Display(address)}

            Sign this message to prove to {name} that this wallet is yours. It costs nothing.

            URI: {origin}
            Version: 1
            Chain ID: {(IsEthereum(address) ? "1" : "mainnet")}
            Nonce: {nonce}
            Issued At: {Instant(now)}
            Expiration Time: {Instant(now + Lifetime)}
            """.ReplaceLineEndings("\n");
    }

    /// <summary>Whether the wallet of that address signed the message.</summary>
    public static bool Signed(string address, string message, string signature) => IsEthereum(address) ? SignedByEthereum(address, message, signature) : SignedBySolana(address, message, signature);

    /// <summary><c>personal_sign</c> (EIP-191, version 45): the address is the end of the hash of the key that signed.</summary>
    private static bool SignedByEthereum(string address, string message, string signature)
    {
        if (signature.Length != 132 || !signature.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        byte[] bytes = new byte[65];
        if (Convert.FromHexString(signature.AsSpan(2), bytes, out _, out _) != System.Buffers.OperationStatus.Done || bytes[64] is not (0 or 1 or 27 or 28))
        {
            return false;
        }

        byte[] text = Encoding.UTF8.GetBytes(message);
        byte[] hash = Keccak256.Hash([.. "\u0019Ethereum Signed Message:\n"u8, .. Encoding.ASCII.GetBytes(text.Length.ToString(CultureInfo.InvariantCulture)), .. text]);
        return Secp256k1.Recover(hash, bytes.AsSpan(0, 64), yIsOdd: bytes[64] is 1 or 28) is { } key && "0x" + Convert.ToHexStringLower(Keccak256.Hash(key)[12..]) == address;
    }

    /// <summary>The address is the key. Wallets answer Base64 or Base58.</summary>
    private static bool SignedBySolana(string address, string message, string signature)
    {
        Span<byte> bytes = stackalloc byte[Ed25519.SignatureLength];
        byte[]? read = signature.Length <= 128 && Convert.TryFromBase64String(signature, bytes, out int length) && length == Ed25519.SignatureLength ? bytes.ToArray() : Base58.Decode(signature);
        return read is not null && Base58.Decode(address) is { } key && Ed25519.Verify(key, Encoding.UTF8.GetBytes(message), read);
    }
}
