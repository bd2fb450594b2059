using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Foyer.Server.Tests.TrustedDevices;

/// <summary>Devices that sign in with a key they hold (native apps), on both databases.</summary>
public sealed class TrustedDeviceTests
{
    private const string Ada = "ada@example.com";

    public static TheoryData<string> Both => Databases.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_device_is_enrolled_and_signs_its_owner_in(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, Settings());
        BackendApi backend = await foyer.Backend();
        string user = await backend.CreateUser(Ada);
        NativeApp app = await NativeApp.SignedIn(foyer, Ada);
        using Device device = new();

        Answer enrolled = await app.Enroll(device, "Ada's phone");
        Assert.Equal((200, "active", "Ada's phone"), (enrolled.Status, enrolled.Response.Status(), enrolled.Response["name"]!.GetValue<string>()));
        string id = enrolled.Id();
        Assert.Contains("Ada's phone", Assert.Single(await foyer.Server.GetInboxAsync(), message => message.Slug == "trusted_device_added").Text, StringComparison.Ordinal);
        Assert.Equal(id, Assert.Single((await app.Send(HttpMethod.Get, "/me/trusted_devices")).Response.AsArray())!["id"]!.GetValue<string>());

        NativeApp again = await NativeApp.Start(foyer);
        Assert.True((await again.Post("/client/trusted_devices/validate", ("trusted_device_id", id))).Response["valid"]!.GetValue<bool>());
        Answer begun = await again.Post("/client/sign_ins", ("strategy", "trusted_device"), ("trusted_device_id", id));
        Assert.Equal((200, "needs_first_factor"), (begun.Status, begun.Response.Status()));
        Assert.Equal(("trusted_device", id), Assert.Single(begun.Response["supported_first_factors"]!.AsArray()) is { } factor ? (factor["strategy"]!.GetValue<string>(), factor["trusted_device_id"]!.GetValue<string>()) : default);
        // A later challenge takes the place of the first.
        Answer prepared = await again.Post($"/client/sign_ins/{begun.Id()}/prepare_first_factor", ("strategy", "trusted_device"), ("trusted_device_id", id));
        Assert.NotEqual(begun.Challenge()["challenge"]!.ToString(), prepared.Challenge()["challenge"]!.ToString());
        Answer done = await again.Answer(prepared, device);
        Assert.Equal((200, "complete"), (done.Status, done.Response.Status()));
        Assert.Equal(user, done.Client["sessions"]![0]!["user"]!["id"]!.GetValue<string>());

        JsonNode listed = (await backend.Get($"/users/{user}/trusted_devices")).Json!;
        Assert.Equal((1, true), (listed["total_count"]!.GetValue<int>(), listed["data"]![0]!["last_used_at"] is JsonValue));
        Answer revoked = await backend.Delete($"/users/{user}/trusted_devices/{id}");
        Assert.Equal((200, "revoked", true), (revoked.Status, revoked.Json!.Status(), revoked.Json!["revoked_at"] is JsonValue));
        Assert.Equal(404, (await backend.Delete($"/users/{user}/trusted_devices/{id}")).Status);
        Assert.Equal(0, (await backend.Get($"/users/{user}/trusted_devices")).Json!["total_count"]!.GetValue<int>());

        NativeApp late = await NativeApp.Start(foyer);
        Assert.False((await late.Post("/client/trusted_devices/validate", ("trusted_device_id", id))).Response["valid"]!.GetValue<bool>());
        Assert.Equal((404, "resource_not_found"), await late.Post("/client/sign_ins", ("strategy", "trusted_device"), ("trusted_device_id", id)) is var gone ? (gone.Status, gone.Code) : default);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Of_a_hundred_uses_of_one_signature_one_signs_in(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, Settings());
        await (await foyer.Backend()).CreateUser(Ada);
        using Device device = new();
        string id = (await (await NativeApp.SignedIn(foyer, Ada)).Enroll(device)).Id();
        NativeApp app = await NativeApp.Start(foyer);
        Answer begun = await app.Begin(id);

        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => app.Answer(begun, device)));

        Assert.Single(answers, answer => answer.Status == 200);
        Assert.Equal(2, await foyer.Database.One<long>("SELECT count(*) FROM sessions", null, default));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_wrong_answer_is_refused_and_spends_the_challenge(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, Settings());
        await (await foyer.Backend()).CreateUser(Ada);
        NativeApp owner = await NativeApp.SignedIn(foyer, Ada);
        using Device device = new(), other = new();
        string id = (await owner.Enroll(device)).Id(), second = (await owner.Enroll(other)).Id();
        NativeApp app = await NativeApp.Start(foyer);

        Answer begun = await app.Begin(id);
        Refused("trusted_device_signature_invalid", await app.Answer(begun, other));
        Refused("verification_failed", await app.Answer(begun, device), 400);

        // The same challenge, written otherwise and signed rightly.
        begun = await app.Begin(id);
        string altered = begun.ClientData().Replace(id, second, StringComparison.Ordinal);
        Refused("trusted_device_challenge_invalid", await app.Answer(begun, device, clientData: altered));
        begun = await app.Begin(id);
        Refused("trusted_device_challenge_invalid", await app.Answer(begun, other, trustedDeviceId: second));

        // What another attempt was asked, an enrolment among them.
        Answer old = await app.Begin(id);
        begun = await app.Begin(id);
        Refused("trusted_device_challenge_invalid", await app.Answer(begun, device, clientData: old.ClientData()));

        // A signature in the other usual form, and one cut short.
        foreach (string signature in new[] { device.SignDer("x"), "AAAA", "!", new string('A', 100_000) })
        {
            begun = await app.Begin(id);
            Refused("trusted_device_signature_invalid", await app.Answer(begun, device, signature: signature));
        }

        begun = await app.Begin(id);
        foyer.Clock.Forward(TimeSpan.FromMinutes(5));
        Refused("verification_expired", await app.Answer(begun, device), 400);

        begun = await app.Begin(id);
        Assert.Equal(200, (await owner.Send(HttpMethod.Delete, "/me/trusted_devices/" + id)).Status);
        Refused("trusted_device_revoked", await app.Answer(begun, device), 403);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task The_id_of_a_device_opens_nothing_and_tells_nothing(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, Settings());
        BackendApi backend = await foyer.Backend();
        await backend.CreateUser(Ada, more: new { first_name = "Ada" });
        using Device device = new();
        string id = (await (await NativeApp.SignedIn(foyer, Ada)).Enroll(device)).Id();
        NativeApp thief = await NativeApp.Start(foyer);

        Answer begun = await thief.Begin(id);
        Assert.DoesNotContain("Ada", begun.Response.ToJsonString(), StringComparison.OrdinalIgnoreCase);
        Answer guessed = await thief.Post($"/client/sign_ins/{begun.Id()}/attempt_first_factor", ("strategy", "password"), ("password", "correct horse battery"));
        Assert.Equal((400, "strategy_for_user_invalid"), (guessed.Status, guessed.Code));
        Answer mailed = await thief.Post($"/client/sign_ins/{begun.Id()}/prepare_first_factor", ("strategy", "email_code"));
        Assert.Equal((400, "strategy_for_user_invalid"), (mailed.Status, mailed.Code));

        // Another instance knows nothing of it.
        Assert.Equal(404, (await (await NativeApp.Start(foyer, TestFoyer.ProductionHost)).Post("/client/sign_ins", ("strategy", "trusted_device"), ("trusted_device_id", id))).Status);
        Assert.Equal(404, (await backend.Get("/users/user_unknown/trusted_devices")).Status);
        Assert.Equal(404, (await (await foyer.Backend(TestFoyer.OtherHost)).Get($"/users/{await foyer.Database.One<string>("SELECT id FROM users", null, default)}/trusted_devices")).Status);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_device_is_one_factor_and_lets_in_nobody_who_is_banned(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, Settings());
        BackendApi backend = await foyer.Backend();
        string user = await backend.CreateUser(Ada);
        NativeApp owner = await NativeApp.SignedIn(foyer, Ada);
        using Device device = new();
        string id = (await owner.Enroll(device)).Id();
        Answer totp = await owner.Post("/me/totp");
        Assert.Equal(200, (await owner.Post("/me/totp/attempt_verification", ("code", FactorSteps.CodeOf(foyer, totp.Response["secret"]!.GetValue<string>())))).Status);
        NativeApp app = await NativeApp.Start(foyer);

        Assert.Equal("needs_second_factor", (await app.Answer(await app.Begin(id), device)).Response.Status());

        Assert.Equal(200, (await backend.Post($"/users/{user}/ban")).Status);
        Answer banned = await app.Answer(await app.Begin(id), device);
        Assert.Equal((403, "user_banned"), (banned.Status, banned.Code));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Enrolling_asks_who_it_is_and_takes_a_new_public_key(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, Settings(reverification: true));
        await (await foyer.Backend()).CreateUser(Ada);
        NativeApp app = await NativeApp.SignedIn(foyer, Ada);
        using Device device = new(), another = new();

        foreach (string jwk in new[]
        {
            "{}", "[]", "not json", "null", device.PrivateJwk(), device.Jwk.Replace("P-256", "P-384", StringComparison.Ordinal), device.Jwk.Replace("\"EC\"", "\"OKP\"", StringComparison.Ordinal),
            """{"crv":"P-256","kty":"EC","x":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE","y":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE"}""",
            """{"crv":"P-256","kty":"EC","x":1,"y":2}""", "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"" + new string('A', 5000) + "\",\"y\":\"\"}",
        })
        {
            Answer bad = await app.Prepare(jwk);
            Assert.Equal((422, "trusted_device_key_invalid", "public_key_jwk"), (bad.Status, bad.Code, bad.Param));
        }

        Assert.Equal((422, "form_param_value_invalid", "platform"), await app.Prepare(device.Jwk, platform: "windows") is var wrong ? (wrong.Status, wrong.Code, wrong.Param) : default);
        Assert.Equal((422, "form_param_value_invalid", "algorithm"), await app.Prepare(device.Jwk, algorithm: "RS256") is var rsa ? (rsa.Status, rsa.Code, rsa.Param) : default);

        // What was prepared for one device enrols no other.
        Answer prepared = await app.Prepare(device.Jwk);
        Answer swapped = await app.Attempt(prepared, another);
        Assert.Equal((422, "trusted_device_challenge_invalid"), (swapped.Status, swapped.Code));
        prepared = await app.Prepare(device.Jwk);
        Assert.Equal("trusted_device_challenge_invalid", (await app.Attempt(prepared, device, appIdentifier: "com.example.other")).Code);
        Assert.Equal(200, (await app.Enroll(device)).Status);
        Assert.Equal("trusted_device_already_exists", (await app.Enroll(device)).Code);

        foyer.Clock.Forward(TimeSpan.FromMinutes(11));
        Answer stale = await app.Prepare(another.Jwk);
        Assert.Equal((403, "session_reverification_required"), (stale.Status, stale.Code));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Pages_enrol_nothing_and_nor_does_anybody_where_it_is_off(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, Settings());
        await (await foyer.Backend()).CreateUser(Ada);
        Visitor page = await foyer.Visit();
        await page.SignIn(Ada);
        using Device device = new();
        (string, string?)[] form = [("platform", "ios"), ("app_identifier", "com.example.app"), ("algorithm", "ES256"), ("public_key_jwk", device.Jwk)];
        Answer[] refused = [await page.Post("/me/trusted_devices/prepare", form), await page.Post("/client/trusted_devices/validate", ("trusted_device_id", "td_x")), await (await foyer.Visit()).Post("/client/sign_ins", ("strategy", "trusted_device"), ("trusted_device_id", "td_x"))];
        Assert.All(refused, answer => Assert.Equal((403, "native_client_required"), (answer.Status, answer.Code)));

        await using TestFoyer off = await TestFoyer.Start(database, new { auth_config = new { native_settings = new { api_enabled = true } } });
        await (await off.Backend()).CreateUser(Ada);
        NativeApp app = await NativeApp.SignedIn(off, Ada);
        Answer none = await app.Prepare(device.Jwk);
        Assert.Equal((403, "trusted_devices_not_available"), (none.Status, none.Code));
        Assert.Equal("trusted_devices_not_available", (await app.Post("/client/trusted_devices/validate", ("trusted_device_id", "td_x"))).Code);
    }

    private static void Refused(string code, Answer answer, int status = 422) => Assert.Equal((status, code), (answer.Status, answer.Code));

    private static object Settings(bool reverification = false) => new
    {
        auth_config = new { single_session_mode = false, reverification, native_settings = new { api_enabled = true, trusted_device_sign_in_enabled = true } },
        user_settings = new { attributes = new { authenticator_app = new { enabled = true } } },
    };
}

/// <summary>The steps an app takes with a device.</summary>
internal static class TrustedDeviceSteps
{
    public static Task<Answer> Prepare(this NativeApp app, string jwk, string platform = "ios", string algorithm = "ES256", string? name = null) => app.Post(
        "/me/trusted_devices/prepare", ("platform", platform), ("app_identifier", "com.example.app"), ("name", name), ("algorithm", algorithm), ("public_key_jwk", jwk));

    public static Task<Answer> Attempt(this NativeApp app, Answer prepared, Device device, string appIdentifier = "com.example.app", string? name = null)
    {
        string clientData = prepared.Response["client_data"]!.GetValue<string>();
        return app.Post("/me/trusted_devices/attempt", ("platform", "ios"), ("app_identifier", appIdentifier), ("name", name), ("algorithm", "ES256"), ("public_key_jwk", device.Jwk),
            ("client_data", clientData), ("signature", device.Sign(clientData)));
    }

    public static async Task<Answer> Enroll(this NativeApp app, Device device, string? name = null)
    {
        Answer prepared = await app.Prepare(device.Jwk, name: name);
        Assert.Equal(200, prepared.Status);
        return await app.Attempt(prepared, device, name: name);
    }

    public static async Task<Answer> Begin(this NativeApp app, string deviceId)
    {
        Answer begun = await app.Post("/client/sign_ins", ("strategy", "trusted_device"), ("trusted_device_id", deviceId));
        Assert.Equal((200, "needs_first_factor"), (begun.Status, begun.Response.Status()));
        return begun;
    }

    public static Task<Answer> Answer(this NativeApp app, Answer signIn, Device device, string? clientData = null, string? trustedDeviceId = null, string? signature = null)
    {
        clientData ??= signIn.ClientData();
        return app.Post($"/client/sign_ins/{signIn.Id()}/attempt_first_factor", ("strategy", "trusted_device"), ("trusted_device_id", trustedDeviceId ?? signIn.Challenge()["trusted_device_id"]!.GetValue<string>()),
            ("client_data", clientData), ("signature", signature ?? device.Sign(clientData)), ("algorithm", "ES256"));
    }

    public static JsonNode Challenge(this Answer signIn) => signIn.Response["first_factor_verification"]!["trusted_device_challenge"]!;

    public static string ClientData(this Answer signIn) => signIn.Challenge()["client_data"]!.GetValue<string>();
}

/// <summary>A key in a phone.</summary>
internal sealed class Device : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public string Jwk
    {
        get
        {
            ECPoint q = _key.ExportParameters(false).Q;
            return $$"""{"crv":"P-256","kty":"EC","x":"{{Base64Url.EncodeToString(q.X)}}","y":"{{Base64Url.EncodeToString(q.Y)}}"}""";
        }
    }

    public string PrivateJwk() => Jwk[..^1] + $$""","d":"{{Base64Url.EncodeToString(_key.ExportParameters(true).D)}}"}""";

    public string Sign(string text) => Base64Url.EncodeToString(_key.SignData(Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));

    public string SignDer(string text) => Base64Url.EncodeToString(_key.SignData(Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));

    public void Dispose() => _key.Dispose();
}
