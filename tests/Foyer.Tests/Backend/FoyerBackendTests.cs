using System.Text.Json;
using Foyer.Backend;
using Foyer.Contracts;

namespace Foyer.Tests.Backend;

/// <summary>The typed client on the wire: what it asks, and what it makes of the answers (WIRE §12).</summary>
public sealed class FoyerBackendTests
{
    private const string User = """{"object":"user","id":"user_1","first_name":"Ada","public_metadata":{},"unsafe_metadata":{},"created_at":1760000000000,"updated_at":1760000000000}""";
    private const string Session = """{"object":"session","id":"sess_1","client_id":"client_1","user_id":"user_1","status":"active","last_active_at":1,"expire_at":2,"abandon_at":3,"created_at":1,"updated_at":1}""";
    private const string Client = """{"object":"client","id":"client_1","session_ids":[],"sessions":[],"updated_at":1,"created_at":1}""";
    private const string EmailAddress = """{"object":"email_address","id":"idn_1","email_address":"a@x.test","reserved":false,"linked_to":[],"created_at":1,"updated_at":1}""";
    private const string PhoneNumber = """{"object":"phone_number","id":"idn_1","phone_number":"+12015550100","reserved":false,"linked_to":[],"created_at":1,"updated_at":1}""";
    private const string Verification = """{"object":"verification_otp","id":"ver_1","status":"unverified","strategy":"email_code","attempts":0,"expire_at":1}""";
    private static readonly UserMetadataRequest Metadata = new() { PublicMetadata = JsonSerializer.SerializeToElement(JsonDocument.Parse("""{"a":null}""").RootElement, WireJson.Default.JsonElement) };

    private static readonly Dictionary<string, (Func<FoyerBackend, Task<string?>> Call, string Asks, string Body, string Answers)> Calls = new()
    {
        ["list"] = (async api => (await api.Users.ListAsync()).OrThrow()[0].Id, "GET /v1/users", "", $"[{User}]"),
        ["list, filtered"] = (async api => (await api.Users.ListAsync(new UserFilter { EmailAddress = ["a+b@x.test", "c@x.test"], Banned = false, CreatedAtAfter = DateTimeOffset.FromUnixTimeMilliseconds(5) },
            new UserPage { Limit = 20, Offset = 40, Order = UserOrder.LastSignInAt.Descending })).OrThrow()[0].Id,
            "GET /v1/users?email_address=a%2Bb%40x.test&email_address=c%40x.test&banned=false&created_at_after=5&limit=20&offset=40&order_by=-last_sign_in_at", "", $"[{User}]"),
        ["list, after a cursor"] = (async api => (await api.Users.ListAsync(page: new UserPage { StartingAfter = "user_0", Order = UserOrder.CreatedAt })).OrThrow()[0].Id,
            "GET /v1/users?starting_after=user_0&order_by=%2Bcreated_at", "", $"[{User}]"),
        ["count"] = (async api => (await api.Users.CountAsync(new UserFilter { Query = "ada & co" })).OrThrow().Count.ToString(), "GET /v1/users/count?query=ada%20%26%20co", "", """{"object":"total_count","total_count":3}"""),
        ["get"] = (async api => (await api.Users.GetAsync("user_1")).OrThrow().FirstName, "GET /v1/users/user_1", "", User),
        ["create"] = (async api => (await api.Users.CreateAsync(new CreateUserRequest { EmailAddress = ["ada@x.test"], Password = "secret" })).OrThrow().Id,
            "POST /v1/users", """{"email_address":["ada@x.test"],"password":"secret"}""", User),
        ["update"] = (async api => (await api.Users.UpdateAsync("user_1", new UserChanges { FirstName = "Ada", LastName = null, DeleteSelfEnabled = false, CreateOrganizationsLimit = 3 })).OrThrow().Id,
            "PATCH /v1/users/user_1", """{"first_name":"Ada","last_name":null,"delete_self_enabled":false,"create_organizations_limit":3}""", User),
        ["update nothing"] = (async api => (await api.Users.UpdateAsync("user_1", new UserChanges())).OrThrow().Id, "PATCH /v1/users/user_1", "{}", User),
        ["delete"] = (async api => (await api.Users.DeleteAsync("user_1")).OrThrow().Id, "DELETE /v1/users/user_1", "", """{"object":"user","id":"user_1","deleted":true}"""),
        ["merge metadata"] = (async api => (await api.Users.UpdateMetadataAsync("user_1", Metadata)).OrThrow().Id, "PATCH /v1/users/user_1/metadata", """{"public_metadata":{"a":null}}""", User),
        ["replace metadata"] = (async api => (await api.Users.ReplaceMetadataAsync("user_1", Metadata)).OrThrow().Id, "PUT /v1/users/user_1/metadata", """{"public_metadata":{"a":null}}""", User),
        ["remove the image"] = (async api => (await api.Users.DeleteProfileImageAsync("user_1")).OrThrow().Id, "DELETE /v1/users/user_1/profile_image", "", User),
        ["ban"] = (async api => (await api.Users.BanAsync("user_1")).OrThrow().Id, "POST /v1/users/user_1/ban", "", User),
        ["unban"] = (async api => (await api.Users.UnbanAsync("user_1")).OrThrow().Id, "POST /v1/users/user_1/unban", "", User),
        ["lock"] = (async api => (await api.Users.LockAsync("user_1")).OrThrow().Id, "POST /v1/users/user_1/lock", "", User),
        ["unlock"] = (async api => (await api.Users.UnlockAsync("user_1")).OrThrow().Id, "POST /v1/users/user_1/unlock", "", User),
        ["verify totp"] = (async api => (await api.Users.VerifyTotpAsync("user_1", "123456")).OrThrow().CodeType, "POST /v1/users/user_1/verify_totp", """{"code":"123456"}""", """{"verified":true,"code_type":"totp"}"""),
        ["disable mfa"] = (async api => (await api.Users.DisableMfaAsync("user_1")).OrThrow().UserId, "DELETE /v1/users/user_1/mfa", "", """{"user_id":"user_1"}"""),
        ["delete totp"] = (async api => (await api.Users.DeleteTotpAsync("user_1")).OrThrow().UserId, "DELETE /v1/users/user_1/totp", "", """{"user_id":"user_1"}"""),
        ["delete backup codes"] = (async api => (await api.Users.DeleteBackupCodesAsync("user_1")).OrThrow().UserId, "DELETE /v1/users/user_1/backup_code", "", """{"user_id":"user_1"}"""),
        ["delete passkey"] = (async api => (await api.Users.DeletePasskeyAsync("user_1", "idn_1")).OrThrow().Id, "DELETE /v1/users/user_1/passkeys/idn_1", "", """{"object":"passkey","id":"idn_1","deleted":true}"""),
        ["delete wallet"] = (async api => (await api.Users.DeleteWeb3WalletAsync("user_1", "idn_1")).OrThrow().Id, "DELETE /v1/users/user_1/web3_wallets/idn_1", "", """{"object":"web3_wallet","id":"idn_1","deleted":true}"""),
        ["take factors over"] = (async api => (await api.Users.UpdateAsync("user_1", new UserChanges { TotpSecret = "MZXW6YTBOI", BackupCodes = new Optional<IReadOnlyList<string>?>(["abcdef"]) })).OrThrow().Id,
            "PATCH /v1/users/user_1", """{"totp_secret":"MZXW6YTBOI","backup_codes":["abcdef"]}""", User),
        ["ban many"] = (async api => (await api.Users.BanManyAsync(["user_1", "user_2"])).OrThrow()[0].Id, "POST /v1/users/ban", """{"user_ids":["user_1","user_2"]}""", $"[{User}]"),
        ["unban many"] = (async api => (await api.Users.UnbanManyAsync(["user_1"])).OrThrow()[0].Id, "POST /v1/users/unban", """{"user_ids":["user_1"]}""", $"[{User}]"),
        ["create email address"] = (async api => (await api.EmailAddresses.CreateAsync(new CreateEmailAddressRequest { UserId = "user_1", EmailAddress = "a@x.test", Verified = true })).OrThrow().Id,
            "POST /v1/email_addresses", """{"user_id":"user_1","email_address":"a@x.test","verified":true}""", EmailAddress),
        ["email address"] = (async api => (await api.EmailAddresses.GetAsync("idn_1")).OrThrow().EmailAddress, "GET /v1/email_addresses/idn_1", "", EmailAddress),
        ["update email address"] = (async api => (await api.EmailAddresses.UpdateAsync("idn_1", new UpdateEmailAddressRequest { Primary = true })).OrThrow().Id, "PATCH /v1/email_addresses/idn_1", """{"primary":true}""", EmailAddress),
        ["delete email address"] = (async api => (await api.EmailAddresses.DeleteAsync("idn_1")).OrThrow().Id, "DELETE /v1/email_addresses/idn_1", "", """{"object":"email_address","id":"idn_1","deleted":true}"""),
        ["prepare email address"] = (async api => (await api.EmailAddresses.PrepareVerificationAsync("idn_1")).OrThrow().Id, "POST /v1/email_addresses/idn_1/prepare_verification", "", Verification),
        ["attempt email address"] = (async api => (await api.EmailAddresses.AttemptVerificationAsync("idn_1", "ver_1", "123456")).OrThrow().Status.Value,
            "POST /v1/email_addresses/idn_1/attempt_verification", """{"verification_id":"ver_1","code":"123456"}""", Verification),
        ["replace email address"] = (async api => (await api.EmailAddresses.ReplaceForUserAsync("user_1", new ReplaceEmailAddressRequest { EmailAddress = "a@x.test", IdentificationStatus = "reserved" })).OrThrow().Id,
            "PUT /v1/users/user_1/email_address", """{"email_address":"a@x.test","identification_status":"reserved"}""", EmailAddress),
        ["create phone number"] = (async api => (await api.PhoneNumbers.CreateAsync(new CreatePhoneNumberRequest { UserId = "user_1", PhoneNumber = "+12015550100", ReservedForSecondFactor = true })).OrThrow().Id,
            "POST /v1/phone_numbers", """{"user_id":"user_1","phone_number":"\u002B12015550100","reserved_for_second_factor":true}""", PhoneNumber),
        ["phone number"] = (async api => (await api.PhoneNumbers.GetAsync("idn_1")).OrThrow().PhoneNumber, "GET /v1/phone_numbers/idn_1", "", PhoneNumber),
        ["update phone number"] = (async api => (await api.PhoneNumbers.UpdateAsync("idn_1", new UpdatePhoneNumberRequest { Verified = false })).OrThrow().Id, "PATCH /v1/phone_numbers/idn_1", """{"verified":false}""", PhoneNumber),
        ["delete phone number"] = (async api => (await api.PhoneNumbers.DeleteAsync("idn_1")).OrThrow().Id, "DELETE /v1/phone_numbers/idn_1", "", """{"object":"phone_number","id":"idn_1","deleted":true}"""),
        ["prepare phone number"] = (async api => (await api.PhoneNumbers.PrepareVerificationAsync("idn_1")).OrThrow().Id, "POST /v1/phone_numbers/idn_1/prepare_verification", "", Verification),
        ["attempt phone number"] = (async api => (await api.PhoneNumbers.AttemptVerificationAsync("idn_1", "ver_1", "123456")).OrThrow().Status.Value,
            "POST /v1/phone_numbers/idn_1/attempt_verification", """{"verification_id":"ver_1","code":"123456"}""", Verification),
        ["replace phone number"] = (async api => (await api.PhoneNumbers.ReplaceForUserAsync("user_1", new ReplacePhoneNumberRequest { PhoneNumber = "+12015550100" })).OrThrow().Id,
            "PUT /v1/users/user_1/phone_number", """{"phone_number":"\u002B12015550100"}""", PhoneNumber),
        ["oauth access tokens"] = (async api => (await api.Users.GetOauthAccessTokensAsync("user_1", "google")).OrThrow().Data[0].Token,
            "GET /v1/users/user_1/oauth_access_tokens/oauth_google?paginated=true", "",
            """{"data":[{"object":"oauth_access_token","external_account_id":"eac_1","provider_user_id":"7","token":"t","expires_at":null,"provider":"oauth_google","public_metadata":{},"label":null,"scopes":["openid"]}],"total_count":1}"""),
        ["delete external account"] = (async api => (await api.Users.DeleteExternalAccountAsync("user_1", "eac/1")).OrThrow().Id, "DELETE /v1/users/user_1/external_accounts/eac%2F1", "", """{"object":"external_account","id":"eac_1","deleted":true}"""),
        ["sessions"] = (async api => (await api.Sessions.ListAsync(new SessionQuery { UserId = "user_1", Status = SessionStatus.Active, Limit = 5 })).OrThrow().TotalCount.ToString(),
            "GET /v1/sessions?user_id=user_1&status=active&limit=5&paginated=true", "", $$"""{"data":[{{Session}}],"total_count":1}"""),
        ["session"] = (async api => (await api.Sessions.GetAsync("sess_1")).OrThrow().Status.Value, "GET /v1/sessions/sess_1", "", Session),
        ["create session"] = (async api => (await api.Sessions.CreateAsync(new CreateSessionRequest { UserId = "user_1" })).OrThrow().Id, "POST /v1/sessions", """{"user_id":"user_1","active_organization_id":null}""", Session),
        ["revoke"] = (async api => (await api.Sessions.RevokeAsync("sess_1")).OrThrow().Id, "POST /v1/sessions/sess_1/revoke", "", Session),
        ["token"] = (async api => (await api.Sessions.GetTokenAsync("sess_1")).OrThrow().Jwt, "POST /v1/sessions/sess_1/tokens", "", """{"object":"token","jwt":"a.b.c"}"""),
        ["token of a template"] = (async api => (await api.Sessions.GetTokenAsync("sess_1", "my template", 600)).OrThrow().Jwt,
            "POST /v1/sessions/sess_1/tokens/my%20template", """{"expires_in_seconds":600}""", """{"object":"token","jwt":"a.b.c"}"""),
        ["clients"] = (async api => (await api.Clients.ListAsync(limit: 2)).OrThrow().Data[0].Id, "GET /v1/clients?limit=2&paginated=true", "", $$"""{"data":[{{Client}}],"total_count":1}"""),
        ["client"] = (async api => (await api.Clients.GetAsync("client_1")).OrThrow().Id, "GET /v1/clients/client_1", "", Client),
        ["verify client"] = (async api => (await api.Clients.VerifyAsync("tok")).OrThrow().Id, "POST /v1/clients/verify", """{"token":"tok"}""", Client),
        ["handshake payload"] = (async api => (await api.Clients.GetHandshakePayloadAsync("n/1")).OrThrow().Directives[0], "GET /v1/clients/handshake_payload?nonce=n%2F1", "", """{"directives":["a=b"]}"""),
        ["keys"] = (async api => (await api.Jwks.GetAsync()).OrThrow().Keys[0].Kid, "GET /v1/jwks", "", """{"keys":[{"use":"sig","kty":"RSA","kid":"ins_1","alg":"RS256","n":"AA","e":"AQAB"}]}"""),
        ["instance"] = (async api => (await api.Instance.GetAsync()).OrThrow().Id, "GET /v1/instance", "", """{"object":"instance","id":"ins_1","environment_type":"development","allowed_origins":[],"workspace_id":null}"""),
        ["update instance"] = (async api => (await api.Instance.UpdateAsync(new UpdateInstanceRequest { TestMode = false, AllowedOrigins = ["https://a.test"] })).OrThrow().ToString(),
            "PATCH /v1/instance", """{"test_mode":false,"allowed_origins":["https://a.test"]}""", ""),
        ["testing token"] = (async api => (await api.TestingTokens.CreateAsync()).OrThrow().Token, "POST /v1/testing_tokens", "", """{"object":"testing_token","token":"t","expires_at":9}"""),
    };

    public static TheoryData<string> Names => [.. Calls.Keys];

    [Theory, MemberData(nameof(Names))]
    public async Task Each_call_says_on_the_wire_what_the_contract_wants(string name)
    {
        var (call, asks, body, answers) = Calls[name];
        await using StubApi api = await StubApi.Start();
        api.Answers(200, answers);

        Assert.False(string.IsNullOrEmpty(await call(api.Client())));

        Seen seen = Assert.Single(api.Requests);
        Assert.Equal((asks, body), ($"{seen.Method} {seen.Target}", seen.Body));
        Assert.Equal("Bearer sk_test_abc", seen.Headers.Authorization);
        Assert.Equal(ApiVersions.Current, seen.Headers["Clerk-API-Version"]);
        Assert.StartsWith("foyer-dotnet/", seen.Headers.UserAgent, StringComparison.Ordinal);
        Assert.Equal(seen.Method == "GET" ? "" : "application/json", seen.Headers.ContentType.ToString());
    }

    [Fact]
    public async Task A_refusal_is_a_value_with_all_the_server_said()
    {
        await using StubApi api = await StubApi.Start();
        api.Answer = context =>
        {
            context.Response.Headers.RetryAfter = "7";
            return StubApi.Json(context, 429, """{"errors":[{"code":"too_many_requests","message":"Slow down.","long_message":"Slow down, please.","meta":{"param_name":"x"}}],"clerk_trace_id":"trace_1"}""");
        };

        BackendResult<UserResource> result = await api.Client().Users.GetAsync("user_1");

        Assert.False(result.IsSuccess);
        Assert.Equal((429, "too_many_requests", "x", "trace_1", TimeSpan.FromSeconds(7)), (result.Status, result.Code, result.Errors[0].Meta!.ParamName, result.TraceId, result.RetryAfter));
        BackendException thrown = Assert.Throws<BackendException>(() => result.OrThrow());
        Assert.Contains("too_many_requests", thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, "null")]
    [InlineData(200, "<html>")]
    [InlineData(200, "")]
    [InlineData(200, """{"id":7}""")]
    [InlineData(500, "<html>")]
    [InlineData(500, "null")]
    [InlineData(500, """{"errors":[]}""")]
    [InlineData(302, "")]
    public async Task What_is_no_answer_is_an_unexpected_error(int status, string body)
    {
        await using StubApi api = await StubApi.Start();
        api.Answers(status, body);

        BackendResult<UserResource> result = await api.Client().Users.GetAsync("user_1");

        Assert.Equal((false, "unexpected_error", status), (result.IsSuccess, result.Code, result.Status));
    }

    [Fact]
    public async Task A_network_failure_is_a_value_and_a_cancelled_call_is_not()
    {
        FoyerBackend unreachable = new(new FoyerBackendOptions { SecretKey = "sk_test_x", ApiUrl = new Uri("http://127.0.0.1:1") });
        BackendResult<UserResource> result = await unreachable.Users.GetAsync("user_1");
        Assert.Equal((0, "unexpected_error"), (result.Status, result.Code));

        await using StubApi api = await StubApi.Start();
        api.Answer = context => Task.Delay(Timeout.Infinite, context.RequestAborted);
        using HttpClient impatient = new() { Timeout = TimeSpan.FromMilliseconds(50) };
        Assert.Equal(0, (await new FoyerBackend(new FoyerBackendOptions { SecretKey = "sk_test_x", ApiUrl = api.Url }, impatient).Users.GetAsync("user_1")).Status);
        using CancellationTokenSource stop = new(50);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => api.Client().Users.GetAsync("user_1", stop.Token));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(".")]
    [InlineData("..")]
    public async Task An_id_that_climbs_the_path_is_a_bug(string id)
    {
        FoyerBackend api = new(new FoyerBackendOptions { SecretKey = "sk_test_x" });
        await Assert.ThrowsAnyAsync<ArgumentException>(() => api.Users.DeleteAsync(id));
    }

    [Fact]
    public async Task An_image_is_a_field_of_a_form()
    {
        await using StubApi api = await StubApi.Start();
        api.Answers(200, User);

        Assert.Equal("user_1", (await api.Client().Users.SetProfileImageAsync("user_1", "picture"u8.ToArray())).OrThrow().Id);

        Assert.Equal(("POST", "/v1/users/user_1/profile_image"), (api.Last.Method, api.Last.Target));
        Assert.StartsWith("multipart/form-data; boundary=", api.Last.Headers.ContentType.ToString(), StringComparison.Ordinal);
        Assert.Contains("name=file; filename=file", api.Last.Body, StringComparison.Ordinal);
        Assert.Contains("\r\n\r\npicture\r\n", api.Last.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_id_with_slashes_stays_one_segment()
    {
        await using StubApi api = await StubApi.Start();
        await api.Client().Users.GetAsync("../sessions?x");
        Assert.Equal("/v1/users/..%2Fsessions%3Fx", api.Last.Target);
    }

    [Fact]
    public async Task The_server_may_live_below_a_path()
    {
        await using StubApi api = await StubApi.Start();
        await new FoyerBackend(new FoyerBackendOptions { SecretKey = "sk_test_x", ApiUrl = new Uri(api.Url, "/auth/") }).Jwks.GetAsync();
        Assert.Equal("/auth/v1/jwks", api.Last.Target);
    }

    [Fact]
    public void Secrets_stay_out_of_texts()
    {
        Assert.DoesNotContain("sk_test", new FoyerBackendOptions { SecretKey = "sk_test_x" }.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", new UserChanges { Password = "hunter2" }.ToString(), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new FoyerBackend(new FoyerBackendOptions { SecretKey = " " }));
        Assert.Throws<ArgumentException>(() => new FoyerBackend(new FoyerBackendOptions { SecretKey = "sk_test_x", ApiUrl = new Uri("ftp://x") }));
    }
}
