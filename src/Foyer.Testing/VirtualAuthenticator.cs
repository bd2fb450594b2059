using System.Buffers.Binary;
using System.Buffers.Text;
using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Foyer.Testing;

/// <summary>
/// An authenticator in software, with the browser around it: makes passkeys and signs with them, so that tests sign
/// people up and in by passkey without a browser. Keys are ES256. Not safe for use by several threads at once.
/// </summary>
/// <param name="origin">The page it is used on, for example <c>http://localhost:3000</c>.</param>
public sealed class VirtualAuthenticator(string origin) : IDisposable
{
    private const byte UserPresent = 0x01;
    private const byte UserVerifiedFlag = 0x04;
    private const byte BackupEligibleFlag = 0x08;
    private const byte BackedUpFlag = 0x10;
    private const byte HasCredential = 0x40;
    private readonly List<Credential> _credentials = [];

    /// <summary>The page it is used on.</summary>
    public string Origin { get; set; } = origin;

    /// <summary>Whether it checks who uses it, as with a fingerprint. Default true.</summary>
    public bool UserVerified { get; set; } = true;

    /// <summary>Whether its passkeys are copied to other devices. Default false.</summary>
    public bool BackedUp { get; set; }

    /// <summary>Whether it counts its signatures; passkeys that are copied do not. Default true.</summary>
    public bool Counts { get; set; } = true;

    /// <summary>Ids of the passkeys on it, base64url, oldest first.</summary>
    public IReadOnlyList<string> CredentialIds => [.. _credentials.Select(credential => credential.Id)];

    /// <summary>Answers <c>navigator.credentials.create</c>.</summary>
    /// <param name="options">The options as JSON, for example the <c>nonce</c> of a passkey's verification.</param>
    /// <returns>The credential as JSON, for the parameter <c>public_key_credential</c>.</returns>
    public string Create(string options)
    {
        JsonNode asked = JsonNode.Parse(options)!;
        string rpId = asked["rp"]!["id"]!.GetValue<string>();
        Credential credential = new(ECDsa.Create(ECCurve.NamedCurves.nistP256), rpId, asked["user"]!["id"]!.GetValue<string>(), RandomNumberGenerator.GetBytes(32));
        _credentials.Add(credential);
        byte[] idLength = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(idLength, (ushort)credential.RawId.Length);
        byte[] data = [.. AuthenticatorData(credential, HasCredential), .. new byte[16], .. idLength, .. credential.RawId, .. Cose(credential.Key)];
        CborWriter attestation = new(CborConformanceMode.Ctap2Canonical);
        attestation.WriteStartMap(3);
        attestation.WriteTextString("fmt");
        attestation.WriteTextString("none");
        attestation.WriteTextString("attStmt");
        attestation.WriteStartMap(0);
        attestation.WriteEndMap();
        attestation.WriteTextString("authData");
        attestation.WriteByteString(data);
        attestation.WriteEndMap();
        return Answer(credential, new JsonObject
        {
            ["clientDataJSON"] = Url(ClientData("webauthn.create", asked["challenge"]!.GetValue<string>())),
            ["attestationObject"] = Url(attestation.Encode()),
            ["transports"] = new JsonArray("internal"),
        });
    }

    /// <summary>Answers <c>navigator.credentials.get</c> with the newest passkey that is allowed.</summary>
    /// <param name="options">The options as JSON, for example the <c>nonce</c> of a sign-in's first factor verification.</param>
    /// <returns>The assertion as JSON, for the parameter <c>public_key_credential</c>.</returns>
    /// <exception cref="InvalidOperationException">There is no passkey on it that the options allow.</exception>
    public string Get(string options)
    {
        JsonNode asked = JsonNode.Parse(options)!;
        string rpId = asked["rpId"]!.GetValue<string>();
        string[] allowed = [.. (asked["allowCredentials"]?.AsArray() ?? []).Select(item => item!["id"]!.GetValue<string>())];
        Credential credential = _credentials.LastOrDefault(candidate => candidate.RpId == rpId && (allowed.Length == 0 || allowed.Contains(candidate.Id)))
            ?? throw new InvalidOperationException($"No passkey of {rpId} is on the authenticator that these options allow.");
        credential.Count += Counts ? 1u : 0;
        byte[] data = AuthenticatorData(credential, 0);
        byte[] clientData = ClientData("webauthn.get", asked["challenge"]!.GetValue<string>());
        return Answer(credential, new JsonObject
        {
            ["clientDataJSON"] = Url(clientData),
            ["authenticatorData"] = Url(data),
            ["signature"] = Url(credential.Key.SignData([.. data, .. SHA256.HashData(clientData)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)),
            ["userHandle"] = credential.UserHandle,
        });
    }

    /// <summary>Sets back how often the newest passkey has signed, as a copy of it would have it.</summary>
    /// <param name="count">The count before the next signature.</param>
    public void SetSignCount(uint count) => _credentials[^1].Count = count;

    /// <summary>Forgets all passkeys.</summary>
    public void Dispose()
    {
        _credentials.ForEach(credential => credential.Key.Dispose());
        _credentials.Clear();
    }

    private byte[] AuthenticatorData(Credential credential, byte flags)
    {
        byte[] data = new byte[37];
        SHA256.HashData(Encoding.UTF8.GetBytes(credential.RpId), data);
        data[32] = (byte)(flags | UserPresent | (UserVerified ? UserVerifiedFlag : 0) | (BackedUp ? BackupEligibleFlag | BackedUpFlag : 0));
        BinaryPrimitives.WriteUInt32BigEndian(data.AsSpan(33), credential.Count);
        return data;
    }

    private byte[] ClientData(string type, string challenge) =>
        Encoding.UTF8.GetBytes(new JsonObject { ["type"] = type, ["challenge"] = challenge, ["origin"] = Origin, ["crossOrigin"] = false }.ToJsonString());

    private static byte[] Cose(ECDsa key)
    {
        ECPoint point = key.ExportParameters(includePrivateParameters: false).Q;
        CborWriter writer = new(CborConformanceMode.Ctap2Canonical);
        writer.WriteStartMap(5);
        foreach ((int label, int number) in new[] { (1, 2), (3, -7), (-1, 1) })
        {
            writer.WriteInt32(label);
            writer.WriteInt32(number);
        }

        writer.WriteInt32(-2);
        writer.WriteByteString(point.X!);
        writer.WriteInt32(-3);
        writer.WriteByteString(point.Y!);
        writer.WriteEndMap();
        return writer.Encode();
    }

    private static string Answer(Credential credential, JsonObject response) => new JsonObject
    {
        ["type"] = "public-key",
        ["id"] = credential.Id,
        ["rawId"] = credential.Id,
        ["authenticatorAttachment"] = "platform",
        ["response"] = response,
    }.ToJsonString();

    private static string Url(byte[] bytes) => Base64Url.EncodeToString(bytes);

    private sealed class Credential(ECDsa key, string rpId, string userHandle, byte[] rawId)
    {
        public ECDsa Key { get; } = key;

        public string RpId { get; } = rpId;

        public string UserHandle { get; } = userHandle;

        public byte[] RawId { get; } = rawId;

        public string Id { get; } = Url(rawId);

        public uint Count { get; set; }
    }
}
