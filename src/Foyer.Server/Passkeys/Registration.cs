using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Foyer.Server.Passkeys;

/// <summary>Proves a new credential: every step of WebAuthn L3 §7.1 that does not need the database. No I/O.</summary>
internal static class Registration
{
    private const int MaxCertificates = 8;

    public static Outcome<NewCredential> Verify(CredentialJson credential, Expectations expected)
    {
        if (credential.AttestationObject is not { } attestationObject || ClientData.Read(credential.ClientDataJson) is not { } clientData)
        {
            return PasskeyFaults.Malformed;
        }

        if (clientData.Refuse("webauthn.create", expected) is { } refused)
        {
            return refused;
        }

        if (Attestation.Read(attestationObject) is not { } attestation)
        {
            return PasskeyFaults.Malformed;
        }

        if (AuthenticatorData.Read(attestation.AuthData).IsFault(out Fault? fault, out AuthenticatorData data))
        {
            return fault;
        }

        if (expected.Refuse(data) is { } wrong)
        {
            return wrong;
        }

        if (data.Credential is not { } made || !made.Id.Span.SequenceEqual(credential.Id.Span))
        {
            return PasskeyFaults.Malformed;
        }

        byte[] signed = [.. attestation.AuthData.Span, .. SHA256.HashData(credential.ClientDataJson.Span)];
        return attestation.Holds(made, signed) ? new NewCredential(made, data.SignCount, data.BackupEligible, data.BackedUp, credential.Transports) : PasskeyFaults.AttestationWrong;
    }

    /// <summary>
    /// An attestation object. No statement is asked for and none raises trust: <c>none</c> must be empty, <c>packed</c>
    /// must be right, other formats are taken for <c>none</c>.
    /// </summary>
    private sealed record Attestation(string Format, ReadOnlyMemory<byte> AuthData)
    {
        private int _members;
        private long? _alg;
        private byte[]? _signature;
        private List<byte[]>? _certificates;

        public static Attestation? Read(ReadOnlyMemory<byte> cbor)
        {
            string? format = null;
            ReadOnlyMemory<byte>? authData = null;
            Attestation statement = new("", default);
            bool hasStatement = false;
            try
            {
                CborReader reader = new(cbor, CborConformanceMode.Strict);
                if (reader.ReadStartMap() is not 3)
                {
                    return null;
                }

                for (int i = 0; i < 3; i++)
                {
                    switch (reader.ReadTextString())
                    {
                        case "fmt":
                            format = reader.ReadTextString();
                            break;
                        case "authData":
                            authData = reader.ReadByteString();
                            break;
                        case "attStmt" when reader.PeekState() == CborReaderState.StartMap:
                            hasStatement = true;
                            statement.ReadStatement(reader);
                            break;
                        default:
                            return null;
                    }
                }

                reader.ReadEndMap();
                return reader.BytesRemaining > 0 || format is null || authData is null || !hasStatement ? null : statement with { Format = format, AuthData = authData.Value };
            }
            catch (Exception malformed) when (Cbor.IsMalformed(malformed))
            {
                return null;
            }
        }

        public bool Holds(AttestedCredential made, byte[] signed) => Format switch
        {
            "none" => _members == 0,
            "packed" when _certificates is null => _alg == made.Key.Alg && _signature is not null && made.Key.Verify(signed, _signature),
            "packed" => _signature is not null && SignedBy(_certificates[0], signed, made.Aaguid),
            _ => true,
        };

        private void ReadStatement(CborReader reader)
        {
            int? members = reader.ReadStartMap();
            _members = members ?? throw new FormatException();
            for (int i = 0; i < members; i++)
            {
                switch (reader.ReadTextString())
                {
                    case "alg":
                        _alg = reader.ReadInt64();
                        break;
                    case "sig":
                        _signature = reader.ReadByteString();
                        break;
                    case "x5c":
                        int? certificates = reader.ReadStartArray();
                        _certificates = certificates is > 0 and <= MaxCertificates ? [] : throw new FormatException();
                        for (int at = 0; at < certificates; at++)
                        {
                            _certificates.Add(reader.ReadByteString());
                        }

                        reader.ReadEndArray();
                        break;
                    default:
                        reader.SkipValue();
                        break;
                }
            }

            reader.ReadEndMap();
        }

        /// <summary>Whether the manufacturer's certificate signed; which manufacturer it is, is not asked (WebAuthn L3 §8.2).</summary>
        private bool SignedBy(byte[] certificate, byte[] signed, Guid aaguid)
        {
            try
            {
                using X509Certificate2 leaf = X509CertificateLoader.LoadCertificate(certificate);
                if (leaf.Extensions["1.3.6.1.4.1.45724.1.1.4"] is { } model && !(model.RawData is [0x04, 16, .. var bytes] && bytes.Length == 16 && new Guid(bytes, bigEndian: true) == aaguid))
                {
                    return false;
                }

                using ECDsa? elliptic = leaf.GetECDsaPublicKey();
                using RSA? rsa = leaf.GetRSAPublicKey();
                return _alg switch
                {
                    CoseKey.Es256 => elliptic?.VerifyData(signed, _signature!, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence) == true,
                    CoseKey.Rs256 => rsa?.VerifyData(signed, _signature!, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1) == true,
                    _ => false,
                };
            }
            catch (CryptographicException)
            {
                return false;
            }
        }
    }
}

/// <summary>A credential that has just been proven.</summary>
/// <param name="Credential">Its id, key and model.</param>
/// <param name="SignCount">The authenticator's count so far; 0 where it does not count.</param>
/// <param name="BackupEligible">Whether it may be copied to other devices.</param>
/// <param name="BackedUp">Whether it has been.</param>
/// <param name="Transports">How it is reached.</param>
internal sealed record NewCredential(AttestedCredential Credential, uint SignCount, bool BackupEligible, bool BackedUp, IReadOnlyList<string> Transports);
