using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Foyer.Server.Web3Wallets;

namespace Foyer.Server.Tests.Web3Wallets;

/// <summary>A wallet in software: signs as <c>personal_sign</c> does. The curve's arithmetic is written again here, plainly, so that it is not the server's own that answers it.</summary>
internal sealed record EthereumWallet(string Address, BigInteger Key)
{
    private static readonly BigInteger P = Hex("fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f");
    private static readonly BigInteger N = Hex("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");
    private static readonly (BigInteger X, BigInteger Y) G = (Hex("79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"), Hex("483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8"));

    public static EthereumWallet Make()
    {
        BigInteger key = Random();
        (BigInteger x, BigInteger y) = Times(key, G)!.Value;
        return new EthereumWallet("0x" + Convert.ToHexStringLower(Keccak256.Hash([.. Bytes(x), .. Bytes(y)]).AsSpan(12)), key);
    }

    public string Sign(string message)
    {
        byte[] text = Encoding.UTF8.GetBytes(message);
        BigInteger hash = new(Keccak256.Hash([.. Encoding.UTF8.GetBytes($"\u0019Ethereum Signed Message:\n{text.Length.ToString(CultureInfo.InvariantCulture)}"), .. text]), isUnsigned: true, isBigEndian: true);
        BigInteger nonce = Random();
        (BigInteger x, BigInteger y) = Times(nonce, G)!.Value;
        BigInteger r = x % N;
        BigInteger s = BigInteger.ModPow(nonce, N - 2, N) * (hash + r * Key) % N;
        bool odd = !y.IsEven;
        if (s > N / 2)
        {
            (s, odd) = (N - s, !odd);
        }

        return "0x" + Convert.ToHexStringLower([.. Bytes(r), .. Bytes(s), (byte)(odd ? 28 : 27)]);
    }

    private static (BigInteger X, BigInteger Y)? Times(BigInteger factor, (BigInteger X, BigInteger Y) point)
    {
        (BigInteger X, BigInteger Y)? sum = null;
        (BigInteger X, BigInteger Y)? power = point;
        for (; !factor.IsZero; factor >>= 1, power = Add(power, power))
        {
            sum = factor.IsEven ? sum : Add(sum, power);
        }

        return sum;
    }

    private static (BigInteger X, BigInteger Y)? Add((BigInteger X, BigInteger Y)? left, (BigInteger X, BigInteger Y)? right)
    {
        if (left is not { } a || right is not { } b)
        {
            return left ?? right;
        }

        if (a.X == b.X && a.Y != b.Y)
        {
            return null;
        }

        BigInteger slope = a == b ? 3 * a.X * a.X * BigInteger.ModPow(2 * a.Y, P - 2, P) : (b.Y - a.Y) * BigInteger.ModPow(Mod(b.X - a.X), P - 2, P);
        slope = Mod(slope);
        BigInteger x = Mod(slope * slope - a.X - b.X);
        return (x, Mod(slope * (a.X - x) - a.Y));
    }

    private static BigInteger Mod(BigInteger value) => ((value % P) + P) % P;

    private static BigInteger Random() => new BigInteger(RandomNumberGenerator.GetBytes(31), isUnsigned: true, isBigEndian: true) + 1;

    private static byte[] Bytes(BigInteger value)
    {
        byte[] bytes = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[32 - bytes.Length], .. bytes];
    }

    private static BigInteger Hex(string text) => BigInteger.Parse("0" + text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
