using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Foyer.Server.Tests.Web3Wallets;

/// <summary>A Solana wallet: an Ed25519 key (RFC 8032 §5.1) that signs. The server itself only checks.</summary>
internal sealed class SolanaWallet
{
    private const string Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private static readonly BigInteger P = BigInteger.Pow(2, 255) - 19;
    private static readonly BigInteger Order = BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", CultureInfo.InvariantCulture);
    private static readonly BigInteger D = Mod(-121665 * Inverse(121666));

    private static readonly (BigInteger X, BigInteger Y) Base = (
        BigInteger.Parse("15112221349535400772501151409588531511454012693041857206046113283949847762202", CultureInfo.InvariantCulture),
        BigInteger.Parse("46316835694926478169428394003475163141307993866256225615783033603165251855960", CultureInfo.InvariantCulture));

    private readonly BigInteger _scalar;
    private readonly byte[] _prefix;
    private readonly byte[] _key;

    private SolanaWallet(byte[] seed)
    {
        byte[] hash = SHA512.HashData(seed);
        byte[] scalar = hash[..32];
        scalar[0] &= 248;
        scalar[31] = (byte)((scalar[31] & 127) | 64);
        _scalar = Number(scalar);
        _prefix = hash[32..];
        _key = Encoded(Times(_scalar));
    }

    /// <summary>The key in Base58.</summary>
    public string Address
    {
        get
        {
            BigInteger value = new(_key, isUnsigned: true, isBigEndian: true);
            StringBuilder text = new();
            for (; !value.IsZero; value /= 58)
            {
                text.Insert(0, Alphabet[(int)(value % 58)]);
            }

            return new string('1', _key.TakeWhile(b => b == 0).Count()) + text;
        }
    }

    public static SolanaWallet Make() => new(RandomNumberGenerator.GetBytes(32));

    /// <summary>The signature of a message in Base64, as wallets answer it.</summary>
    public string Sign(string message)
    {
        byte[] text = Encoding.UTF8.GetBytes(message);
        BigInteger nonce = Number(SHA512.HashData([.. _prefix, .. text])) % Order;
        byte[] point = Encoded(Times(nonce));
        BigInteger challenge = Number(SHA512.HashData([.. point, .. _key, .. text])) % Order;
        return Convert.ToBase64String([.. point, .. Bytes((nonce + challenge * _scalar) % Order)]);
    }

    private static (BigInteger X, BigInteger Y) Times(BigInteger factor)
    {
        (BigInteger X, BigInteger Y) sum = (BigInteger.Zero, BigInteger.One), power = Base;
        for (; !factor.IsZero; factor >>= 1, power = Add(power, power))
        {
            sum = factor.IsEven ? sum : Add(sum, power);
        }

        return sum;
    }

    private static (BigInteger X, BigInteger Y) Add((BigInteger X, BigInteger Y) a, (BigInteger X, BigInteger Y) b)
    {
        BigInteger product = Mod(D * a.X * b.X * a.Y * b.Y);
        return (Mod((a.X * b.Y + b.X * a.Y) * Inverse(1 + product)), Mod((a.Y * b.Y + a.X * b.X) * Inverse(1 - product)));
    }

    private static byte[] Encoded((BigInteger X, BigInteger Y) point)
    {
        byte[] bytes = Bytes(point.Y);
        bytes[31] |= (byte)(point.X.IsEven ? 0 : 128);
        return bytes;
    }

    private static BigInteger Number(byte[] littleEndian) => new(littleEndian, isUnsigned: true);

    private static byte[] Bytes(BigInteger value)
    {
        byte[] bytes = value.ToByteArray(isUnsigned: true);
        return [.. bytes, .. new byte[32 - bytes.Length]];
    }

    private static BigInteger Inverse(BigInteger value) => BigInteger.ModPow(Mod(value), P - 2, P);

    private static BigInteger Mod(BigInteger value) => ((value % P) + P) % P;
}
