using System.Text.Json.Nodes;
using Foyer.Server.Tests.Surfaces;

namespace Foyer.Server.Tests.Users;

/// <summary><c>POST /v1/users</c>, on both databases.</summary>
public sealed class CreateUserTests
{
    public static TheoryData<string> Both => Databases.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Every_member_is_kept_and_shown(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();

        Answer made = await backend.Post("/users", new
        {
            external_id = "ext-1",
            first_name = "Ada",
            last_name = "Lovelace",
            locale = "en-GB",
            email_address = new[] { "Ada@Example.com", "reserved@example.com" },
            email_address_identification_status = new[] { "verified", "reserved" },
            phone_number = new[] { "+1 (555) 555-0101" },
            phone_number_identification_status = new[] { "verified" },
            web3_wallet = new[] { "0x00000000000000000000000000000000000000AA" },
            username = "Ada_L",
            password = "correct horse battery",
            public_metadata = new { plan = "pro" },
            private_metadata = new { note = "vip" },
            unsafe_metadata = new { theme = "dark" },
            delete_self_enabled = false,
            legal_accepted_at = "2025-06-01T10:00:00Z",
            create_organization_enabled = false,
            create_organizations_limit = 3,
            created_at = "2020-02-02T02:02:02.020Z",
            bypass_client_trust = true,
        });

        Assert.Equal(200, made.Status);
        JsonNode user = made.Json!;
        Assert.Equal(("ext-1", "Ada", "Lovelace", "en-GB", "Ada_L"), (user.Text("external_id"), user.Text("first_name"), user.Text("last_name"), user.Text("locale"), user.Text("username")));
        Assert.Equal(user["email_addresses"]![0]!.Text("id"), user.Text("primary_email_address_id"));
        Assert.Equal(("ada@example.com", "verified", "admin"), Proof(user["email_addresses"]![0]!, "email_address"));
        Assert.Equal(("reserved@example.com", null, null), Proof(user["email_addresses"]![1]!, "email_address"));
        Assert.True(user["email_addresses"]![1]!["reserved"]!.GetValue<bool>());
        Assert.Equal(("+15555550101", "verified", "admin"), Proof(user["phone_numbers"]![0]!, "phone_number"));
        Assert.Equal(("0x00000000000000000000000000000000000000aa", "verified", "admin"), Proof(user["web3_wallets"]![0]!, "web3_wallet"));
        Assert.Equal("""{"plan":"pro"}{"note":"vip"}{"theme":"dark"}""", user["public_metadata"]!.ToJsonString() + user["private_metadata"]!.ToJsonString() + user["unsafe_metadata"]!.ToJsonString());
        Assert.Equal((false, false, 3, true), (user["delete_self_enabled"]!.GetValue<bool>(), user["create_organization_enabled"]!.GetValue<bool>(), user["create_organizations_limit"]!.GetValue<int>(), user["bypass_client_trust"]!.GetValue<bool>()));
        Assert.Equal(DateTimeOffset.Parse("2020-02-02T02:02:02.020Z", null).ToUnixTimeMilliseconds(), user["created_at"]!.GetValue<long>());
        Assert.Equal(DateTimeOffset.Parse("2025-06-01T10:00:00Z", null).ToUnixTimeMilliseconds(), user["legal_accepted_at"]!.GetValue<long>());
        Assert.True(user["password_enabled"]!.GetValue<bool>());
        Assert.DoesNotContain("correct horse", made.Json!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(made.Json!.ToJsonString(), (await backend.User(user.Text("id")!)).ToJsonString());
        await (await foyer.Visit()).SignIn("ada@example.com");
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Banned_and_locked_users_are_made_so(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        await backend.CreateUser("banned@example.com", more: new { banned = true });
        await backend.CreateUser("locked@example.com", more: new { locked = true });
        Visitor visitor = await foyer.Visit();

        foreach ((string address, string code) in new[] { ("banned@example.com", "user_banned"), ("locked@example.com", "user_locked") })
        {
            Answer refused = await visitor.Post("/client/sign_ins", ("strategy", "password"), ("identifier", address), ("password", "correct horse battery"));
            Assert.Equal((403, code), (refused.Status, refused.Code));
        }
    }

    [Theory, MemberData(nameof(Both))]
    public async Task An_identifier_belongs_to_one_user_of_an_instance(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        object members = new { email_address = new[] { "ada@example.com" }, phone_number = new[] { "+15555550101" }, web3_wallet = new[] { "0x00000000000000000000000000000000000000aa" }, username = "ada_l", external_id = "ext-1" };
        await backend.Make(members);

        foreach ((string param, object again) in new (string, object)[]
        {
            ("email_address", new { email_address = new[] { "new@example.com", "ADA@example.com" } }),
            ("phone_number", new { phone_number = new[] { "+1-555-555-0101" } }),
            ("web3_wallet", new { web3_wallet = new[] { "0x00000000000000000000000000000000000000AA" } }),
            ("username", new { username = "ADA_L" }),
            ("external_id", new { external_id = "ext-1" }),
        })
        {
            JsonObject body = System.Text.Json.JsonSerializer.SerializeToNode(again)!.AsObject();
            body["skip_password_requirement"] = true;
            body["skip_user_requirement"] = true;
            Answer refused = await backend.Post("/users", body);
            Assert.Equal((422, "form_identifier_exists", param), (refused.Status, refused.Code, refused.Param));
        }

        // Nothing of a refused user stays: the first address of the first try is free.
        Assert.Equal(1, await backend.CountUsers());
        Assert.Equal(1, await foyer.Database.One<long>("SELECT count(*) FROM email_addresses", null, default));
        await backend.CreateUser("new@example.com");
        await (await foyer.Backend(TestFoyer.OtherHost)).Make(members);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Sent_at_once_one_of_many_with_the_same_identifier_is_made(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();

        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => backend.Post("/users", new { email_address = new[] { "ada@example.com" }, username = "ada_l", password = "correct horse battery" })));

        Assert.Single(answers, answer => answer.Status == 200);
        Assert.Equal(19, answers.Count(answer => (answer.Status, answer.Code) == (422, "form_identifier_exists")));
        Assert.Equal(1, await backend.CountUsers());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task What_cannot_be_taken_is_refused_with_its_name_and_nothing_is_made(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        using RawCalls backend = new(foyer, (await foyer.Backend()).SecretKey);
        string tooLong = new('x', 257);

        foreach ((string body, int status, string code, string? param) in new (string, int, string, string?)[]
        {
            ("""{"email_address":["no address"]}""", 422, "form_param_format_invalid", "email_address"),
            ("""{"email_address":[null]}""", 422, "form_param_format_invalid", "email_address"),
            ("""{"email_address":["a@example.com","A@example.com"]}""", 422, "form_param_value_invalid", "email_address"),
            ("""{"email_address":"a@example.com"}""", 422, "form_param_type_invalid", "email_address"),
            ("""{"email_address":["a@example.com"],"email_address_identification_status":["verified","verified"]}""", 422, "form_param_value_invalid", "email_address_identification_status"),
            ("""{"email_address":["a@example.com"],"email_address_identification_status":["maybe"]}""", 422, "form_param_value_invalid", "email_address_identification_status"),
            ("""{"phone_number":["12"]}""", 422, "form_param_format_invalid", "phone_number"),
            ("""{"web3_wallet":["0x12"]}""", 422, "form_param_format_invalid", "web3_wallet"),
            ("""{"username":"abc"}""", 422, "form_username_invalid_length", "username"),
            ("""{"username":"with space"}""", 422, "form_username_invalid_character", "username"),
            ("""{"username":"аdmin"}""", 422, "form_username_invalid_character", "username"),
            ("""{"username":"12345"}""", 422, "form_username_needs_non_number_char", "username"),
            ("""{"password":"short"}""", 422, "form_password_length_too_short", "password"),
            ($$"""{"password":"{{new string('x', 73)}}"}""", 422, "form_password_length_too_long", "password"),
            ($$"""{"external_id":"{{tooLong}}"}""", 422, "form_param_max_length_exceeded", "external_id"),
            ($$"""{"first_name":"{{tooLong}}"}""", 422, "form_param_max_length_exceeded", "first_name"),
            ($$"""{"last_name":"{{tooLong}}"}""", 422, "form_param_max_length_exceeded", "last_name"),
            ($$"""{"locale":"{{tooLong}}"}""", 422, "form_param_max_length_exceeded", "locale"),
            ("""{"first_name":7}""", 422, "form_param_type_invalid", "first_name"),
            ("""{"banned":"yes"}""", 422, "form_param_type_invalid", "banned"),
            ("""{"create_organizations_limit":1.5}""", 422, "form_param_type_invalid", "create_organizations_limit"),
            ("""{"create_organizations_limit":1e400}""", 422, "form_param_type_invalid", "create_organizations_limit"),
            ("""{"created_at":"the other day"}""", 422, "form_param_format_invalid", "created_at"),
            ("""{"created_at":"2999-01-01T00:00:00Z"}""", 422, "form_param_format_invalid", "created_at"),
            ("""{"legal_accepted_at":"2999-01-01T00:00:00Z"}""", 422, "form_param_format_invalid", "legal_accepted_at"),
            ("""{"public_metadata":[]}""", 422, "form_param_type_invalid", "public_metadata"),
            ("""{"private_metadata":"{}"}""", 422, "form_param_type_invalid", "private_metadata"),
            ("""{"unsafe_metadata":7}""", 422, "form_param_type_invalid", "unsafe_metadata"),
            ($$$"""{"public_metadata":{"a":"{{{new string('x', 8192)}}}"}}""", 422, "form_param_exceeds_allowed_size", "public_metadata"),
            ("""{"password_digest":"x"}""", 422, "form_param_nil", "password_hasher"),
            ("""{"password_hasher":"bcrypt"}""", 422, "form_param_nil", "password_digest"),
            ("""{"email_address":["f@example.com"],"password":"correct horse battery","totp_secret":"x"}""", 422, "form_param_format_invalid", "totp_secret"),
            ("""{"email_address":["f@example.com"],"password":"correct horse battery","backup_codes":["x"]}""", 422, "form_param_format_invalid", "backup_codes"),
            ("""{"email_address":["f@example.com"],"password":"correct horse battery","backup_codes":["$2a$10$N9qo8uLOickgx2ZMRZoMye"]}""", 422, "form_password_digest_invalid_code", "backup_codes"),
            ("""{"is_admin":true}""", 422, "form_param_unknown", "is_admin"),
            ("""{"id":"user_mine"}""", 422, "form_param_unknown", "id"),
            ("""{}""", 422, "form_data_missing", "password"),
            ("""{"password":"correct horse battery"}""", 422, "form_data_missing", "email_address"),
            ("""{"first_name":"\u0000"}""", 400, "request_body_invalid", null),
            ("""{"public_metadata":{"a":"\ud800"}}""", 400, "request_body_invalid", null),
            ("""["a"]""", 400, "request_body_invalid", null),
        })
        {
            Answer answer = await backend.Send(HttpMethod.Post, "/v1/users", body);
            Assert.Equal((body, status, code, param), (body, answer.Status, answer.Code, answer.Param));
        }

        Assert.Equal(0, await foyer.Database.One<long>("SELECT count(*) FROM users", null, default));
        Assert.Equal(0, await foyer.Database.One<long>("SELECT count(*) FROM email_addresses", null, default));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task The_skips_let_an_operator_past_the_rules_for_people(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { user_settings = new { sign_up = new { legal_consent_enabled = true } } });
        BackendApi backend = await foyer.Backend();

        Answer demanded = await backend.Post("/users", new { email_address = new[] { "ada@example.com" }, password = "correct horse battery" });
        Assert.Equal((422, "form_data_missing", "legal_accepted_at"), (demanded.Status, demanded.Code, demanded.Param));
        Answer made = await backend.Post("/users", new { email_address = new[] { "ada@example.com" }, password = "short", skip_legal_checks = true, skip_password_checks = true });
        Assert.Equal(200, made.Status);
        await backend.Make(new { first_name = "Nobody" });
        Assert.Equal(2, await backend.CountUsers());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_user_is_read_as_the_last_change_left_it(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string id = await backend.CreateUser("ada@example.com");
        Assert.Null((await backend.User(id))["last_sign_in_at"]);

        foyer.Clock.Forward(TimeSpan.FromHours(1));
        Visitor visitor = await foyer.Visit();
        await visitor.SignIn("ada@example.com");
        Assert.Equal(foyer.Clock.GetUtcNow().ToUnixTimeMilliseconds(), (await backend.User(id))["last_sign_in_at"]!.GetValue<long>());

        await visitor.Tunnel("PATCH", "/me", ("first_name", "Ada"));
        Assert.Equal("Ada", (await backend.User(id)).Text("first_name"));
        await visitor.Post("/client/sign_ins", ("strategy", "password"), ("identifier", "ada@example.com"), ("password", "wrong"));
        Visitor guesser = await foyer.Visit();
        await guesser.Post("/client/sign_ins", ("strategy", "password"), ("identifier", "ada@example.com"), ("password", "wrong"));
        Assert.True((await backend.User(id))["verification_attempts_remaining"]!.GetValue<int>() < 10);
        Assert.Equal(404, (await backend.Get("/users/user_unknown")).Status);
    }

    private static (string?, string?, string?) Proof(JsonNode identifier, string name) =>
        (identifier.Text(name), identifier["verification"]?.Text("status"), identifier["verification"]?.Text("strategy"));
}
