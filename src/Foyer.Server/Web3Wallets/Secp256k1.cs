using System.Globalization;
using System.Numerics;

namespace Foyer.Server.Web3Wallets;

/// <summary>
/// The curve of Ethereum keys (SEC 2 §2.4.1), for one thing only: which public key made a signature (SEC 1 §4.1.6).
/// Everything in it is public, so it need not run in constant time.
/// </summary>
internal static class Secp256k1
{
    private static readonly BigInteger P = Hex("fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f");
    private static readonly BigInteger N = Hex("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");
    private static readonly Point G = new(
        Hex("79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"), Hex("483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8"), BigInteger.One);

    private static readonly Point Infinity = new(BigInteger.One, BigInteger.One, BigInteger.Zero);

    /// <summary>The public key, x then y, 32 bytes each; null when the signature can be nobody's.</summary>
    /// <param name="hash">The 32 bytes signed.</param>
    /// <param name="signature">r, then s, 32 bytes each. Both halves of the range of s are taken: a message is signed once here, so a second signature of it is worth nothing.</param>
    /// <param name="yIsOdd">Which of the two points with that r.</param>
    public static byte[]? Recover(ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature, bool yIsOdd)
    {
        if (hash.Length != 32 || signature.Length != 64)
        {
            return null;
        }

        BigInteger r = Number(signature[..32]);
        BigInteger s = Number(signature[32..]);
        if (r.IsZero || r >= N || s.IsZero || s >= N)
        {
            return null;
        }

        // p is 3 modulo 4, so a root, if there is one, is a power.
        BigInteger square = (r * r * r + 7) % P;
        BigInteger y = BigInteger.ModPow(square, (P + 1) / 4, P);
        if (y * y % P != square)
        {
            return null;
        }

        y = y.IsEven == yIsOdd ? P - y : y;
        BigInteger inverse = BigInteger.ModPow(r, N - 2, N);
        BigInteger first = Positive(-Number(hash) * inverse, N);
        BigInteger second = s * inverse % N;
        Point key = Sum(first, G, second, new Point(r, y, BigInteger.One));
        if (key.Z.IsZero)
        {
            return null;
        }

        BigInteger z = BigInteger.ModPow(key.Z, P - 2, P);
        BigInteger z2 = z * z % P;
        byte[] bytes = new byte[64];
        Write(key.X * z2 % P, bytes.AsSpan(0, 32));
        Write(key.Y * z2 % P * z % P, bytes.AsSpan(32));
        return bytes;
    }

    /// <summary>a·A + b·B, both at once bit by bit.</summary>
    private static Point Sum(BigInteger a, Point pointA, BigInteger b, Point pointB)
    {
        Point both = Add(pointA, pointB);
        Point sum = Infinity;
        for (int bit = 255; bit >= 0; bit--)
        {
            sum = Double(sum);
            bool inA = !((a >> bit) & 1).IsZero;
            bool inB = !((b >> bit) & 1).IsZero;
            sum = inA && inB ? Add(sum, both) : inA ? Add(sum, pointA) : inB ? Add(sum, pointB) : sum;
        }

        return sum;
    }

    private static Point Double(Point p)
    {
        if (p.Z.IsZero || p.Y.IsZero)
        {
            return Infinity;
        }

        BigInteger y2 = p.Y * p.Y % P;
        BigInteger s = 4 * p.X * y2 % P;
        BigInteger m = 3 * p.X * p.X % P;
        BigInteger x = Positive(m * m - 2 * s, P);
        return new Point(x, Positive(m * (s - x) - 8 * y2 * y2, P), 2 * p.Y * p.Z % P);
    }

    private static Point Add(Point p, Point q)
    {
        if (p.Z.IsZero)
        {
            return q;
        }

        if (q.Z.IsZero)
        {
            return p;
        }

        BigInteger pz2 = p.Z * p.Z % P;
        BigInteger qz2 = q.Z * q.Z % P;
        BigInteger u1 = p.X * qz2 % P;
        BigInteger u2 = q.X * pz2 % P;
        BigInteger s1 = p.Y * qz2 % P * q.Z % P;
        BigInteger s2 = q.Y * pz2 % P * p.Z % P;
        if (u1 == u2)
        {
            return s1 == s2 ? Double(p) : Infinity;
        }

        BigInteger h = Positive(u2 - u1, P);
        BigInteger r = Positive(s2 - s1, P);
        BigInteger h2 = h * h % P;
        BigInteger h3 = h2 * h % P;
        BigInteger v = u1 * h2 % P;
        BigInteger x = Positive(r * r - h3 - 2 * v, P);
        return new Point(x, Positive(r * (v - x) - s1 * h3, P), h * p.Z % P * q.Z % P);
    }

    private static BigInteger Positive(BigInteger value, BigInteger modulus)
    {
        BigInteger rest = value % modulus;
        return rest.Sign < 0 ? rest + modulus : rest;
    }

    private static BigInteger Number(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    private static void Write(BigInteger value, Span<byte> target)
    {
        byte[] bytes = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        bytes.CopyTo(target[(32 - bytes.Length)..]);
    }

    private static BigInteger Hex(string text) => BigInteger.Parse("0" + text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    /// <summary>Jacobian coordinates: (x/z², y/z³); z is zero at infinity.</summary>
    private readonly record struct Point(BigInteger X, BigInteger Y, BigInteger Z);
}
