using System.Buffers.Binary;
using System.Formats.Cbor;
using System.Security.Cryptography;

namespace Foyer.Server.Passkeys;

/// <summary>What an authenticator signs besides the client data (WebAuthn L3 §6.1).</summary>
internal sealed record AuthenticatorData
{
    /// <summary>Longest credential id there is (WebAuthn L3 §4).</summary>
    public const int MaxCredentialId = 1023;

    private const int HeaderLength = 37;

    public required ReadOnlyMemory<byte> RpIdHash { get; init; }

    public required byte Flags { get; init; }

    public required uint SignCount { get; init; }

    /// <summary>The new credential; null in assertions.</summary>
    public AttestedCredential? Credential { get; init; }

    public bool UserPresent => (Flags & 0x01) != 0;

    public bool UserVerified => (Flags & 0x04) != 0;

    public bool BackupEligible => (Flags & 0x08) != 0;

    public bool BackedUp => (Flags & 0x10) != 0;

    private bool HasCredential => (Flags & 0x40) != 0;

    private bool HasExtensions => (Flags & 0x80) != 0;

    /// <summary>Reads the data whole; null when anything is missing or left over.</summary>
    public static Outcome<AuthenticatorData> Read(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length < HeaderLength)
        {
            return PasskeyFaults.Malformed;
        }

        AuthenticatorData data = new() { RpIdHash = bytes[..32], Flags = bytes.Span[32], SignCount = BinaryPrimitives.ReadUInt32BigEndian(bytes.Span[33..]) };
        ReadOnlyMemory<byte> rest = bytes[HeaderLength..];
        if (data.HasCredential)
        {
            if (AttestedCredential.Read(ref rest).IsFault(out Fault? fault, out AttestedCredential credential))
            {
                return fault;
            }

            data = data with { Credential = credential };
        }

        return data.HasExtensions && !SkipMap(ref rest) || rest.Length > 0 ? PasskeyFaults.Malformed : data;
    }

    public bool IsFor(string rpId) => CryptographicOperations.FixedTimeEquals(RpIdHash.Span, SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(rpId)));

    private static bool SkipMap(ref ReadOnlyMemory<byte> rest)
    {
        try
        {
            CborReader reader = new(rest, CborConformanceMode.Strict, allowMultipleRootLevelValues: true);
            if (reader.PeekState() != CborReaderState.StartMap)
            {
                return false;
            }

            reader.SkipValue();
            rest = rest[^reader.BytesRemaining..];
            return true;
        }
        catch (Exception malformed) when (Cbor.IsMalformed(malformed))
        {
            return false;
        }
    }
}

/// <summary>A credential at its registration.</summary>
/// <param name="Aaguid">The authenticator's model.</param>
/// <param name="Id">The credential's id, 1 to 1,023 bytes.</param>
/// <param name="Key">Its public key.</param>
/// <param name="KeyBytes">The key as it was sent, for keeping.</param>
internal sealed record AttestedCredential(Guid Aaguid, ReadOnlyMemory<byte> Id, CoseKey Key, ReadOnlyMemory<byte> KeyBytes)
{
    public static Outcome<AttestedCredential> Read(ref ReadOnlyMemory<byte> rest)
    {
        if (rest.Length < 18)
        {
            return PasskeyFaults.Malformed;
        }

        int idLength = BinaryPrimitives.ReadUInt16BigEndian(rest.Span[16..]);
        if (idLength is 0 or > AuthenticatorData.MaxCredentialId || rest.Length < 18 + idLength)
        {
            return PasskeyFaults.Malformed;
        }

        Guid aaguid = new(rest.Span[..16], bigEndian: true);
        ReadOnlyMemory<byte> id = rest.Slice(18, idLength);
        ReadOnlyMemory<byte> after = rest[(18 + idLength)..];
        if (CoseKey.Read(after, out int keyLength) is not { } key)
        {
            return keyLength == 0 ? PasskeyFaults.Malformed : PasskeyFaults.AlgorithmNotOffered;
        }

        rest = after[keyLength..];
        return new AttestedCredential(aaguid, id, key, after[..keyLength]);
    }
}
