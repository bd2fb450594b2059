using System.Text;
using System.Text.Json;
using Foyer.Server;
using Foyer.Server.Web3Wallets;
using Foyer.Tests.House;

namespace Foyer.Tests.Web3Wallets;

/// <summary>Ours beside viem and node; the vectors are written by <c>web3-vectors.mjs</c> beside this file.</summary>
public sealed class Web3SignatureTests
{
    private static readonly JsonElement Vectors = JsonDocument.Parse(Repository.Read("tests/Foyer.Tests/Web3Wallets/web3-vectors.json")).RootElement;

    [Theory]
    [InlineData("", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470")]
    [InlineData("abc", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45")]
    public void Keccak_answers_the_vectors_of_its_submission(string text, string hash) =>
        Assert.Equal(hash, Convert.ToHexStringLower(Keccak256.Hash(Encoding.ASCII.GetBytes(text))));

    [Fact]
    public void Keccak_answers_as_viem_around_the_edges_of_its_blocks()
    {
        JsonElement hashes = Vectors.GetProperty("hashes");
        Assert.True(hashes.GetArrayLength() > 10);
        Assert.All(hashes.EnumerateArray(), vector => Assert.Equal(Text(vector, "hash"), "0x" + Convert.ToHexStringLower(Keccak256.Hash(Bytes(vector, "data")))));
    }

    [Fact]
    public void Addresses_carry_their_checksum_as_viem_writes_it() => Assert.All(Vectors.GetProperty("addresses").EnumerateArray(), address =>
    {
        string shown = address.GetString()!;
        Assert.Equal(shown.ToLowerInvariant(), Web3WalletRules.Normalize(shown));
        Assert.Equal(shown, Web3WalletRules.Display(shown.ToLowerInvariant()));
    });

    [Fact]
    public void Signatures_are_whose_viem_says_they_are()
    {
        var vectors = Vectors.GetProperty("signatures").EnumerateArray().ToList();
        Assert.True(vectors.Count > 90);
        Assert.All(vectors, vector =>
        {
            string message = Text(vector, "message");
            string signature = Text(vector, "signature");
            string? recovered = vector.GetProperty("recovered").GetString();
            Assert.Equal(recovered == Text(vector, "address"), Web3WalletRules.Signed(Text(vector, "address"), message, signature));
            if (recovered is not null)
            {
                Assert.True(Web3WalletRules.Signed(recovered, message, signature), Text(vector, "kind"));
            }
        });
    }

    [Theory]
    [InlineData("")]
    [InlineData("0x")]
    [InlineData("0x00")]
    [InlineData("1d")]
    public void What_is_no_signature_is_refused(string signature)
    {
        JsonElement vector = Vectors.GetProperty("signatures")[0];
        string right = Text(vector, "signature");
        Assert.True(Web3WalletRules.Signed(Text(vector, "address"), Text(vector, "message"), right));

        foreach (string wrong in (string[])[signature, right[..^2] + "1d", right[..^2] + "25", right + "00", right[2..], "0x" + new string('z', 130), new string('1', 100_000)])
        {
            Assert.False(Web3WalletRules.Signed(Text(vector, "address"), Text(vector, "message"), wrong));
        }
    }

    [Fact]
    public void Ed25519_signatures_are_checked_where_OpenSSL_is()
    {
        Assert.SkipUnless(Ed25519.IsAvailable, "No OpenSSL on this machine.");
        Assert.All(Vectors.GetProperty("ed25519").EnumerateArray(), vector =>
        {
            (byte[] key, byte[] message, byte[] signature) = (Bytes(vector, "key"), Bytes(vector, "message"), Bytes(vector, "signature"));

            Assert.True(Ed25519.Verify(key, message, signature));
            Assert.False(Ed25519.Verify(key, [.. message, 0], signature));
            Assert.False(Ed25519.Verify([.. key[..31], (byte)(key[31] ^ 1)], message, signature));
            Assert.False(Ed25519.Verify(key, message, [.. signature[..63], (byte)(signature[63] ^ 1)]));
            Assert.False(Ed25519.Verify(key, message, signature.AsSpan(0, 63)));
            Assert.False(Ed25519.Verify(key.AsSpan(0, 31), message, signature));
        });
    }

    [Fact]
    public void Ed25519_answers_the_vectors_of_RFC_8032_section_7_1()
    {
        Assert.SkipUnless(Ed25519.IsAvailable, "No OpenSSL on this machine.");
        static bool Verify(string key, string message, string signature) => Ed25519.Verify(Convert.FromHexString(key), Convert.FromHexString(message), Convert.FromHexString(signature));

        Assert.True(Verify("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"));
        Assert.True(Verify("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"));
    }

    [Theory]
    [InlineData("11111111111111111111111111111112", true)]
    [InlineData("So11111111111111111111111111111111111111112", true)]
    [InlineData("0x0000000000000000000000000000000000000000", true)]
    [InlineData("0X00000000000000000000000000000000000000aF", true)]
    [InlineData("0x000000000000000000000000000000000000000g", false)]
    [InlineData("0x00000000000000000000000000000000000000", false)]
    [InlineData("11111111111111111111111111111110", false)]
    [InlineData("1111111111111111111111111111111111111111111", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void An_address_is_Ethereums_or_Solanas(string? address, bool taken) => Assert.Equal(taken, Web3WalletRules.Normalize(address) is not null);

    [Fact]
    public void Each_strategy_fits_the_wallets_of_its_chain()
    {
        Assert.True(Web3WalletRules.Fits("web3_metamask_signature", "0x0000000000000000000000000000000000000000"));
        Assert.False(Web3WalletRules.Fits("web3_solana_signature", "0x0000000000000000000000000000000000000000"));
        Assert.True(Web3WalletRules.Fits("web3_solana_signature", "11111111111111111111111111111112"));
        Assert.False(Web3WalletRules.Fits("web3_okx_wallet_signature", "11111111111111111111111111111112"));
        Assert.False(Web3WalletRules.Fits("web3_other_signature", "0x0000000000000000000000000000000000000000"));
    }

    [Fact]
    public void The_message_says_who_asks_for_which_wallet_once_and_until_when() => Assert.Equal(
        """
        localhost:3000 wants you to sign in with your Ethereum account:
        0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed

        Sign this message to prove to Ac me that this wallet is yours. It costs nothing.

        URI: http://localhost:3000
        Version: 1
        Chain ID: 1
        Nonce: abc
        Issued At: 2026-01-01T00:00:00Z
        Expiration Time: 2026-01-01T00:10:00Z
        """.ReplaceLineEndings("\n"),
        Web3WalletRules.Message("Ac\n me", "http://localhost:3000", "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", "abc", new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)));

    private static string Text(JsonElement vector, string name) => vector.GetProperty(name).GetString()!;

    private static byte[] Bytes(JsonElement vector, string name) => Convert.FromHexString(Text(vector, name)[2..]);
}
