using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Foyer.Server;
using Foyer.Server.Passkeys;
using Foyer.Tests.House;

namespace Foyer.Tests.Passkeys;

/// <summary>The ceremonies beside the specification's own vectors, and beside another implementation.</summary>
public sealed class WebauthnVectorTests
{
    private static readonly JsonElement Vectors = JsonDocument.Parse(Repository.Read("tests/Foyer.Tests/Passkeys/webauthn-vectors.json")).RootElement;

    /// <summary>Where we refuse and the other implementation does not: each is a step of the specification.</summary>
    private static readonly (string Kind, string Wrong, string Why)[] Stricter =
    [
        ("registration", "another id", "the id beside the credential must be the one inside"),
        ("registration", "key cut short", "the key must be a whole CBOR map"),
        ("registration", "another algorithm in the statement", "a self attestation names the key's own algorithm"),
        ("assertion", "another id", "no account has a passkey of that id"),
    ];

    /// <summary>WebAuthn Level 3 §16: none.ES256, packed-self.ES256, packed.ES256.</summary>
    public static TheoryData<string, string, string, string, string, string, string, string> Published => new()
    {
        {
            "none.ES256", "00c30fb78531c464d2b6771dab8d7b603c01162f2fa486bea70f283ae556e130",
            "7b2274797065223a22776562617574686e2e637265617465222c226368616c6c656e6765223a22414d4d507434557878475453746e63647134313759447742466938767049612d7077386f4f755657345441222c226f726967696e223a2268747470733a2f2f6578616d706c652e6f7267222c2263726f73734f726967696e223a66616c73652c22657874726144617461223a22636c69656e74446174614a534f4e206d617920626520657874656e6465642077697468206164646974696f6e616c206669656c647320696e20746865206675747572652c207375636820617320746869733a20426b5165446a646354427258426941774a544c453551227d",
            "a363666d74646e6f6e656761747453746d74a068617574684461746158a4bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b559000000008446ccb9ab1db374750b2367ff6f3a1f0020f91f391db4c9b2fde0ea70189cba3fb63f579ba6122b33ad94ff3ec330084be4a5010203262001215820afefa16f97ca9b2d23eb86ccb64098d20db90856062eb249c33a9b672f26df61225820930a56b87a2fca66334b03458abf879717c12cc68ed73290af2e2664796b9220",
            "39c0e7521417ba54d43e8dc95174f423dee9bf3cd804ff6d65c857c9abf4d408",
            "bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b51900000000",
            "7b2274797065223a22776562617574686e2e676574222c226368616c6c656e6765223a224f63446e55685158756c5455506f334a5558543049393770767a7a59425039745a63685879617630314167222c226f726967696e223a2268747470733a2f2f6578616d706c652e6f7267222c2263726f73734f726967696e223a66616c73657d",
            "3046022100f50a4e2e4409249c4a853ba361282f09841df4dd4547a13a87780218deffcd380221008480ac0f0b93538174f575bf11a1dd5d78c6e486013f937295ea13653e331e87"
        },
        {
            "packed-self.ES256", "7869c2b772d4b58eba9378cf8f29e26cf935aa77df0da89fa99c0bdc0a76f7e5",
            "7b2274797065223a22776562617574686e2e637265617465222c226368616c6c656e6765223a2265476e4374334c55745936366b336a506a796e6962506b31716e666644616966715a774c33417032392d55222c226f726967696e223a2268747470733a2f2f6578616d706c652e6f7267222c2263726f73734f726967696e223a66616c73652c22657874726144617461223a22636c69656e74446174614a534f4e206d617920626520657874656e6465642077697468206164646974696f6e616c206669656c647320696e20746865206675747572652c207375636820617320746869733a205539685458764b453255526b4d6e625f307859485667227d",
            "a363666d74667061636b65646761747453746d74a263616c672663736967584630440220067a20754ab925005dbf378097c92120031581c73228d1fb4f5b881bcd7da98302207fc7b147558c7c0eba3af18bd9d121fa3d3a26d17fe3f220272178f473b6006d68617574684461746158a4bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b55d00000000df850e09db6afbdfab51697791506cfc0020455ef34e2043a87db3d4afeb39bbcb6cc32df9347c789a865ecdca129cbef58ca5010203262001215820eb151c8176b225cc651559fecf07af450fd85802046656b34c18f6cf193843c5225820927b8aa427a2be1b8834d233a2d34f61f13bfd44119c325d5896e183fee484f2",
            "4478a10b1352348dd160c1353b0d469b5db19eb91c27f7dfa6fed39fe26af20b",
            "bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b50900000000",
            "7b2274797065223a22776562617574686e2e676574222c226368616c6c656e6765223a225248696843784e534e493352594d45314f7731476d3132786e726b634a5f6666707637546e2d4a71386773222c226f726967696e223a2268747470733a2f2f6578616d706c652e6f7267222c2263726f73734f726967696e223a66616c73652c22657874726144617461223a22636c69656e74446174614a534f4e206d617920626520657874656e6465642077697468206164646974696f6e616c206669656c647320696e20746865206675747572652c207375636820617320746869733a206754623533727a36456853576f6d58477a696d433151227d",
            "304402203310b9431903c401f1be2bdc8d23a4007682dbbddcf846994947b7f465daf84002204e94dd00047b316061b3b99772b7efd95994a83ef584b3b6b825ea3550251b66"
        },
        {
            "packed.ES256", "c1184a5fddf8045e13dc47f54b61f5a656b666b59018f16d870e9256e9952012",
            "7b2274797065223a22776562617574686e2e637265617465222c226368616c6c656e6765223a227752684b58393334424634543345663153324831706c61325a725751475046746877365356756d56494249222c226f726967696e223a2268747470733a2f2f6578616d706c652e6f7267222c2263726f73734f726967696e223a66616c73652c22657874726144617461223a22636c69656e74446174614a534f4e206d617920626520657874656e6465642077697468206164646974696f6e616c206669656c647320696e20746865206675747572652c207375636820617320746869733a20396138624e596a4b436757724258552d66436c316167227d",
            "a363666d74667061636b65646761747453746d74a363616c6726637369675847304502203f19ec4b229f46ab8c45eff29b904ff10c0390dc40bf1216f04a78f4ceba3425022100fe7041a32759aff05a0f9f26c70a999c7a284451ba89234a1d3483c25e21925b637835638159022530820221308201c8a00302010202110088c220f83c8ef1feafe94deae45faad0300a06082a8648ce3d0403023062311e301c06035504030c15576562417574686e207465737420766563746f7273310c300a060355040a0c0357334331253023060355040b0c1c41757468656e74696361746f72204174746573746174696f6e204341310b30090603550406130241413020170d3234303130313030303030305a180f33303234303130313030303030305a305f311e301c06035504030c15576562417574686e207465737420766563746f7273310c300a060355040a0c0357334331223020060355040b0c1941757468656e74696361746f72204174746573746174696f6e310b30090603550406130241413059301306072a8648ce3d020106082a8648ce3d03010703420004a91ba4389409dd38a428141940ca8feb1ac0d7b4350558104a3777a49322f3798440f378b3398ab2d3bb7bf91322c92eb23556f59ad0a836fec4c7663b0e4dc3a360305e300c0603551d130101ff04023000300e0603551d0f0101ff040403020780301d0603551d0e04160414a589ba72d060842ab11f74fb246bdedab16f9b9b301f0603551d2304183016801445aff715b0dd786741fee996ebc16547a3931b1e300a06082a8648ce3d040302034700304402201726b9d85ecd8a5ed51163722ca3a20886fd9b242a0aa0453d442116075defd502207ef471e530ac87961a88a7f0d0c17b091ffc6b9238d30f79f635b417be5910e768617574684461746158a4bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b54d00000000876ca4f52071c3e9b25509ef2cdf7ed60020c9a6f5b3462d02873fea0c56862234f99f081728084e511bb7760201a89054a5a50102032620012158201cf27f25da591208a4239c2e324f104f585525479a29edeedd830f48e77aeae522582059e4b7da6c0106e206ce390c93ab98a15a5ec3887e57f0cc2bece803b920c423",
            "b1106fa46a57bef1781511c0557dc898a03413d5f0f17d244630c194c7e1adb5",
            "bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b50d00000000",
            "7b2274797065223a22776562617574686e2e676574222c226368616c6c656e6765223a2273524276704770587676463446524841565833496d4b4130453958773858306b526a44426c4d6668726255222c226f726967696e223a2268747470733a2f2f6578616d706c652e6f7267222c2263726f73734f726967696e223a66616c73652c22657874726144617461223a22636c69656e74446174614a534f4e206d617920626520657874656e6465642077697468206164646974696f6e616c206669656c647320696e20746865206675747572652c207375636820617320746869733a20415a4d77794d78496244382d756775464e7036723851227d",
            "30450220694969d3ee928de6f02ef23a9c644d7d779916451734a94b432542f498a1ebe90221008b0819c824218a97152cd099c55bfb1477b29d900a49a64018314f9bfccda163"
        },
    };

    [Theory]
    [MemberData(nameof(Published))]
    public void The_vectors_of_WebAuthn_Level_3_section_16_hold(
        string name, string createChallenge, string createClientData, string attestationObject, string getChallenge, string authenticatorData, string getClientData, string signature)
    {
        // Their keys' ids stand in the attested data, after the model and two bytes of length.
        string id = attestationObject[(attestationObject.IndexOf("0020", attestationObject.IndexOf("bfabc3743295", StringComparison.Ordinal) + 100, StringComparison.Ordinal) + 4)..][..64];
        Expectations expected = new(Url(createChallenge), "https://example.org", "example.org", RequireUserVerification: false);
        CredentialJson made = CredentialJson.Read(Credential(id, ("clientDataJSON", createClientData), ("attestationObject", attestationObject)))!;

        Outcome<NewCredential> registered = Registration.Verify(made, expected);

        Assert.Null(registered.Fault);
        Assert.Equal(id, Convert.ToHexStringLower(registered.Value.Credential.Id.Span));

        KnownCredential known = new("user_1", "example.org", registered.Value.Credential.KeyBytes, registered.Value.SignCount, registered.Value.BackupEligible);
        CredentialJson used = CredentialJson.Read(Credential(id, ("clientDataJSON", getClientData), ("authenticatorData", authenticatorData), ("signature", signature)))!;
        Expectations asked = expected with { Challenge = Url(getChallenge) };

        Assert.Null(Assertion.Verify(used, known, asked, "user_1").Fault);
        Assert.Equal("passkey_challenge_invalid", Assertion.Verify(used, known, expected, "user_1").Fault?.Code);
        // packed-self and none.ES256 leave the user unverified in their assertions; whoever demands it refuses them.
        Assert.Equal(name == "packed.ES256" ? null : "passkey_user_not_verified", Assertion.Verify(used, known, asked with { RequireUserVerification = true }, "user_1").Fault?.Code);
    }

    [Fact]
    public void Every_ceremony_is_judged_as_another_implementation_judges_it_or_more_strictly()
    {
        var cases = Vectors.GetProperty("cases").EnumerateArray().ToList();
        Assert.True(cases.Count > 150);
        Assert.All(cases, vector =>
        {
            string kind = Text(vector, "kind");
            string wrong = Text(vector, "wrong");
            bool theirs = vector.GetProperty("accepted").GetBoolean();

            bool ours = Judge(vector) is null;

            bool stricter = Stricter.Any(entry => entry.Kind == kind && entry.Wrong == wrong);
            Assert.True(ours == theirs || (stricter && theirs && !ours), $"{kind}, {wrong}, algorithm {vector.GetProperty("alg")}: theirs {theirs}, ours {Judge(vector)?.Code ?? "accepted"}");
        });
        Assert.All(Stricter, entry => Assert.Contains(cases, vector => Text(vector, "kind") == entry.Kind && Text(vector, "wrong") == entry.Wrong && Judge(vector) is not null));
    }

    [Theory]
    [InlineData("registration", "another challenge", "passkey_challenge_invalid")]
    [InlineData("registration", "another origin", "passkey_origin_invalid")]
    [InlineData("registration", "a subdomain", "passkey_origin_invalid")]
    [InlineData("registration", "another type", "passkey_type_invalid")]
    [InlineData("registration", "another domain", "passkey_rp_id_invalid")]
    [InlineData("registration", "nobody present", "passkey_user_not_present")]
    [InlineData("registration", "nobody verified", "passkey_user_not_verified")]
    [InlineData("registration", "backed up but not eligible", "passkey_backup_state_invalid")]
    [InlineData("registration", "trailing bytes", "passkey_malformed")]
    [InlineData("registration", "no credential", "passkey_malformed")]
    [InlineData("registration", "another id", "passkey_malformed")]
    [InlineData("registration", "signature altered", "passkey_attestation_invalid")]
    [InlineData("registration", "a statement with none", "passkey_attestation_invalid")]
    [InlineData("registration", "key cut short", "passkey_malformed")]
    [InlineData("registration", "unknown algorithm", "passkey_algorithm_not_supported")]
    [InlineData("assertion", "another challenge", "passkey_challenge_invalid")]
    [InlineData("assertion", "another origin", "passkey_origin_invalid")]
    [InlineData("assertion", "another type", "passkey_type_invalid")]
    [InlineData("assertion", "another domain", "passkey_rp_id_invalid")]
    [InlineData("assertion", "nobody present", "passkey_user_not_present")]
    [InlineData("assertion", "nobody verified", "passkey_user_not_verified")]
    [InlineData("assertion", "backed up but not eligible", "passkey_backup_state_invalid")]
    [InlineData("assertion", "another id", "passkey_not_registered")]
    [InlineData("assertion", "signature altered", "passkey_signature_invalid")]
    [InlineData("assertion", "signature empty", "passkey_signature_invalid")]
    [InlineData("assertion", "client data altered", "passkey_signature_invalid")]
    [InlineData("assertion", "authenticator data altered", "passkey_signature_invalid")]
    [InlineData("assertion", "another key", "passkey_signature_invalid")]
    [InlineData("assertion", "count equal", "passkey_sign_count_invalid")]
    [InlineData("assertion", "count lower", "passkey_sign_count_invalid")]
    [InlineData("assertion", "count zero", "passkey_sign_count_invalid")]
    public void Each_step_refuses_with_its_own_code(string kind, string wrong, string code)
    {
        var cases = Vectors.GetProperty("cases").EnumerateArray().Where(vector => Text(vector, "kind") == kind && Text(vector, "wrong") == wrong).ToList();
        Assert.NotEmpty(cases);
        Assert.All(cases, vector => Assert.Equal(code, Judge(vector)?.Code));
    }

    private static Fault? Judge(JsonElement vector)
    {
        Expectations expected = new(Text(vector, "challenge"), Vectors.GetProperty("origin").GetString()!, Vectors.GetProperty("rpId").GetString()!);
        if (CredentialJson.Read(Text(vector, "credential")) is not { } credential)
        {
            return PasskeyFaults.Malformed;
        }

        if (Text(vector, "kind") == "registration")
        {
            return Registration.Verify(credential, expected).Fault;
        }

        bool isKnown = Base64Url.EncodeToString(credential.Id.Span) == Text(vector, "credentialId");
        // What was eligible at registration stays so; the vectors change it in assertions that are right otherwise.
        bool eligible = Text(vector, "wrong") == "eligible and backed up" && vector.GetProperty("eligible").GetBoolean();
        KnownCredential? known = isKnown ? new("user_1", expected.RpId, Base64Url.DecodeFromChars(Text(vector, "publicKey")), 5, eligible) : null;
        return Assertion.Verify(credential, known, expected, "user_1").Fault;
    }

    private static string Credential(string id, params (string Name, string Hex)[] response) => new JsonObject
    {
        ["id"] = Url(id),
        ["rawId"] = Url(id),
        ["type"] = "public-key",
        ["response"] = new JsonObject(response.Select(part => KeyValuePair.Create(part.Name, (JsonNode?)Url(part.Hex)))),
    }.ToJsonString();

    private static string Url(string hex) => Base64Url.EncodeToString(Convert.FromHexString(hex));

    private static string Text(JsonElement vector, string name) => vector.GetProperty(name).GetString()!;
}
