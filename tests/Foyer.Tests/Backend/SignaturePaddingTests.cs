using System.Numerics;
using System.Security.Cryptography;
using Foyer.Backend;

namespace Foyer.Tests.Backend;

/// <summary>
/// Case 27, for the one algorithm the verifier has: signatures made with the right key over blocks that RFC 8017 §9.2 does not
/// allow, of the kinds that published vectors collect. Each must be refused; the one block it does allow must pass.
/// </summary>
public sealed class SignaturePaddingTests
{
    /// <summary>DigestInfo of SHA-256 up to the digest (RFC 8017 §9.2, note 1).</summary>
    private static readonly byte[] Prefix = Convert.FromHexString("3031300D060960864801650304020105000420");

    private static readonly Dictionary<string, Func<byte[], byte[]>> Blocks = new()
    {
        ["block type 00"] = digest => Pad([.. Prefix, .. digest], type: 0),
        ["block type 02"] = digest => Pad([.. Prefix, .. digest], type: 2),
        ["first byte 01"] = digest => Changed(Pad([.. Prefix, .. digest]), 0, 1),
        ["no zero before the digest info"] = digest => Changed(Pad([.. Prefix, .. digest]), 204, 0xff),
        ["padding with another byte"] = digest => Changed(Pad([.. Prefix, .. digest]), 100, 0xfe),
        ["padding with a zero"] = digest => Changed(Pad([.. Prefix, .. digest]), 100, 0),
        ["padding of eight bytes, garbage after the digest"] = digest => [0, 1, .. Filled(8), 0, .. Prefix, .. digest, .. new byte[256 - 11 - 51]],
        ["one byte after the digest"] = digest => Pad([.. Prefix, .. digest, 0]),
        ["no padding at all"] = digest => [.. new byte[256 - 51], .. Prefix, .. digest],
        ["the bare digest"] = digest => Pad(digest),
        ["a digest cut by a byte"] = digest => Pad([.. Prefix, .. digest[..31]]),
        ["a digest of another message"] = digest => Pad([.. Prefix, .. Changed(digest, 31, (byte)(digest[31] ^ 1))]),
        ["SHA-512 named"] = digest => Pad([.. Changed(Prefix, 14, 3), .. digest]),
        ["SHA-1 named"] = digest => Pad([.. Convert.FromHexString("3029300906052B0E03021A05000420"), .. digest]),
        ["no parameters"] = digest => Pad([.. Convert.FromHexString("302F300B0609608648016503040201" + "0420"), .. digest]),
        ["parameters not NULL"] = digest => Pad([.. Convert.FromHexString("3032300E0609608648016503040201" + "020100" + "0420"), .. digest]),
        ["a long length in the outer sequence"] = digest => Pad([.. Convert.FromHexString("308131300D06096086480165030402010500" + "0420"), .. digest]),
        ["a long length of the digest"] = digest => Pad([.. Convert.FromHexString("3032300D06096086480165030402010500" + "048120"), .. digest]),
        ["an indefinite length"] = digest => Pad([.. Convert.FromHexString("3080300D06096086480165030402010500" + "0420"), .. digest, 0, 0]),
        ["a set for a sequence"] = digest => Pad([.. Changed(Prefix, 0, 0x31), .. digest]),
        ["a wrong length of the digest"] = digest => Pad([.. Changed(Prefix, 18, 0x1f), .. digest]),
    };

    private static readonly Dictionary<string, Func<BigInteger, BigInteger, byte[]>> Writings = new()
    {
        ["the signature plus the modulus"] = (signature, modulus) => TokenMint.Fixed(signature + modulus),
        ["the negative of the signature"] = (signature, modulus) => TokenMint.Fixed(modulus - signature),
        ["a zero in front"] = (signature, _) => TokenMint.Fixed(signature, 257),
        ["a zero behind"] = (signature, _) => [.. TokenMint.Fixed(signature), 0],
        ["the first byte cut"] = (signature, _) => TokenMint.Fixed(signature)[1..],
        ["the last byte cut"] = (signature, _) => TokenMint.Fixed(signature)[..255],
        ["zero"] = (_, _) => new byte[256],
        ["one"] = (_, _) => TokenMint.Fixed(BigInteger.One),
        ["the modulus"] = (_, modulus) => TokenMint.Fixed(modulus),
        ["the modulus less one"] = (_, modulus) => TokenMint.Fixed(modulus - 1),
        ["nothing"] = (_, _) => [],
        ["one byte"] = (_, _) => [1],
        ["64 KB"] = (_, _) => Filled(65_536),
    };

    public static TheoryData<string> BlockNames => [.. Blocks.Keys];

    public static TheoryData<string> WritingNames => [.. Writings.Keys];

    private readonly ManualClock _clock = new();

    [Fact]
    public async Task The_standards_block_is_good() => Assert.Null(await Reason(digest => Pad([.. Prefix, .. digest]), null));

    [Theory, MemberData(nameof(BlockNames))]
    public async Task Another_block_is_refused(string block) => Assert.Equal(TokenReasons.InvalidSignature, await Reason(Blocks[block], null));

    [Theory, MemberData(nameof(WritingNames))]
    public async Task Another_writing_of_the_number_is_refused(string writing) =>
        Assert.NotNull(await Reason(digest => Pad([.. Prefix, .. digest]), Writings[writing]));

    /// <summary>A signature by the right key under RSASSA-PSS is none under RS256.</summary>
    [Fact]
    public async Task Another_scheme_is_refused()
    {
        using RSA rsa = RSA.Create(2048);
        string signed = TokenMint.Encode(TokenMint.Header(_clock.Seconds).ToJsonString()) + "." + TokenMint.Encode(TokenMint.Claims(_clock.Seconds).ToJsonString());
        TokenVerifier verifier = new(TokenKeys.FromPem(rsa.ExportSubjectPublicKeyInfoPem()), _clock, 0);
        foreach ((RSASignaturePadding padding, HashAlgorithmName hash, string? reason) in new[]
        {
            (RSASignaturePadding.Pkcs1, HashAlgorithmName.SHA256, null),
            (RSASignaturePadding.Pss, HashAlgorithmName.SHA256, TokenReasons.InvalidSignature),
            (RSASignaturePadding.Pkcs1, HashAlgorithmName.SHA512, TokenReasons.InvalidSignature),
            (RSASignaturePadding.Pkcs1, HashAlgorithmName.SHA1, TokenReasons.InvalidSignature),
        })
        {
            string token = signed + "." + System.Buffers.Text.Base64Url.EncodeToString(rsa.SignData(System.Text.Encoding.ASCII.GetBytes(signed), hash, padding));
            Assert.Equal(reason, (await verifier.VerifyTokenAsync(token)).Reason);
        }
    }

    private async Task<string?> Reason(Func<byte[], byte[]> pad, Func<BigInteger, BigInteger, byte[]>? write)
    {
        string token = TokenMint.Server.SignPadded(TokenMint.Header(_clock.Seconds).ToJsonString(), TokenMint.Claims(_clock.Seconds).ToJsonString(), pad, write);
        return (await new TokenVerifier(TokenKeys.FromPem(TokenMint.Server.Pem), _clock, 0).VerifyTokenAsync(token)).Reason;
    }

    private static byte[] Pad(byte[] info, byte type = 1) => [0, type, .. Filled(256 - 3 - info.Length), 0, .. info];

    private static byte[] Filled(int length)
    {
        byte[] bytes = new byte[length];
        Array.Fill(bytes, (byte)0xff);
        return bytes;
    }

    private static byte[] Changed(byte[] bytes, int at, byte value)
    {
        byte[] changed = [.. bytes];
        changed[at] = value;
        return changed;
    }
}
