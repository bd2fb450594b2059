using System.Formats.Cbor;
using System.Security.Cryptography;

namespace Foyer.Server.Passkeys;

/// <summary>A public key as authenticators write it (RFC 9052 §7), of one of the three algorithms that are offered.</summary>
internal sealed class CoseKey
{
    public const int Es256 = -7;
    public const int EdDsa = -8;
    public const int Rs256 = -257;

    private const int KeyType = 1;
    private const int Algorithm = 3;
    private const int Curve = -1;
    private const int X = -2;
    private const int Y = -3;
    private const int Modulus = -1;
    private const int Exponent = -2;
    private const int MaxMembers = 16;

    private readonly Dictionary<long, long> _numbers = [];
    private readonly Dictionary<long, byte[]> _strings = [];

    private CoseKey()
    {
    }

    /// <summary>Algorithms that can be checked on this machine, best first.</summary>
    public static IReadOnlyList<int> Offered { get; } = Ed25519.IsAvailable ? [Es256, EdDsa, Rs256] : [Es256, Rs256];

    /// <summary>The COSE number of the algorithm.</summary>
    public int Alg => (int)_numbers[Algorithm];

    /// <summary>Reads one key from the front of <paramref name="cbor"/>; null when there is none that can be used.</summary>
    /// <param name="cbor">The key and whatever follows it.</param>
    /// <param name="length">How many bytes the key took.</param>
    public static CoseKey? Read(ReadOnlyMemory<byte> cbor, out int length)
    {
        length = 0;
        CoseKey key = new();
        try
        {
            CborReader reader = new(cbor, CborConformanceMode.Strict, allowMultipleRootLevelValues: true);
            if (reader.ReadStartMap() is not { } members || members is 0 or > MaxMembers)
            {
                return null;
            }

            for (int i = 0; i < members; i++)
            {
                long label = reader.ReadInt64();
                switch (reader.PeekState())
                {
                    case CborReaderState.UnsignedInteger or CborReaderState.NegativeInteger:
                        key._numbers[label] = reader.ReadInt64();
                        break;
                    case CborReaderState.ByteString:
                        key._strings[label] = reader.ReadByteString();
                        break;
                    default:
                        reader.SkipValue();
                        break;
                }
            }

            reader.ReadEndMap();
            length = cbor.Length - reader.BytesRemaining;
        }
        catch (Exception malformed) when (Cbor.IsMalformed(malformed))
        {
            return null;
        }

        return key.IsUsable() ? key : null;
    }

    /// <summary>Whether the signature is this key's over the data.</summary>
    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        try
        {
            switch (Alg)
            {
                case Es256:
                    using (ECDsa ecdsa = Elliptic())
                    {
                        return ecdsa.VerifyData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
                    }

                case Rs256:
                    using (RSA rsa = Rsa())
                    {
                        return rsa.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
                    }

                default:
                    return Ed25519.Verify(_strings[X], data, signature);
            }
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private bool IsUsable()
    {
        if (!_numbers.TryGetValue(Algorithm, out long alg) || !Offered.Contains((int)alg) || alg != (int)alg || !_numbers.TryGetValue(KeyType, out long type))
        {
            return false;
        }

        try
        {
            switch (alg)
            {
                case Es256 when type == 2 && Number(Curve) == 1 && Length(X) == 32 && Length(Y) == 32:
                    Elliptic().Dispose();
                    return true;
                case EdDsa:
                    return type == 1 && Number(Curve) == 6 && Length(X) == Ed25519.KeyLength;
                // Below 2,048 bits a key is weak, above 4,096 it is work for the server; exponents beyond 32 bits exist for that only.
                case Rs256 when type == 3 && Length(Modulus) is >= 256 and <= 512 && Length(Exponent) is >= 1 and <= 4 && _strings[Exponent] is [.., var last] && last % 2 == 1 && _strings[Exponent] is not [1]:
                    Rsa().Dispose();
                    return true;
                default:
                    return false;
            }
        }
        catch (CryptographicException)
        {
            // A point that is not on the curve, a modulus that is none.
            return false;
        }
    }

    private ECDsa Elliptic() => ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = _strings[X], Y = _strings[Y] } });

    private RSA Rsa() => RSA.Create(new RSAParameters { Modulus = _strings[Modulus], Exponent = _strings[Exponent] });

    private long? Number(long label) => _numbers.TryGetValue(label, out long number) ? number : null;

    private int Length(long label) => _strings.TryGetValue(label, out byte[]? bytes) ? bytes.Length : 0;
}

internal static class Cbor
{
    /// <summary>What the framework's reader throws at bytes that are not the CBOR asked for.</summary>
    public static bool IsMalformed(Exception exception) => exception is CborContentException or InvalidOperationException or OverflowException or FormatException or ArgumentException;
}
