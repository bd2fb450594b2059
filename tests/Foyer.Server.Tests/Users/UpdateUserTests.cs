using System.Text.Json.Nodes;
using Foyer.Server.Tests.Surfaces;

namespace Foyer.Server.Tests.Users;

/// <summary><c>PATCH</c> and <c>DELETE /v1/users/{user_id}</c>, on both databases.</summary>
public sealed class UpdateUserTests
{
    public static TheoryData<string> Both => Databases.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Only_what_is_named_changes_and_null_clears(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string id = await backend.CreateUser("ada@example.com", more: new { first_name = "Ada", last_name = "Lovelace", username = "ada_l", external_id = "ext-1", locale = "en", create_organizations_limit = 3 });
        JsonNode before = await backend.User(id);

        Answer changed = await backend.Patch("/users/" + id, """{"first_name":"Augusta","last_name":null,"username":null,"external_id":"","create_organizations_limit":null,"delete_self_enabled":false}""");

        Assert.Equal(200, changed.Status);
        JsonNode after = await backend.User(id);
        Assert.Equal(changed.Json!.ToJsonString(), after.ToJsonString());
        Assert.Equal(("Augusta", null, null, null, "en"), (after.Text("first_name"), after.Text("last_name"), after.Text("username"), after.Text("external_id"), after.Text("locale")));
        Assert.Null(after["create_organizations_limit"]);
        Assert.False(after["delete_self_enabled"]!.GetValue<bool>());
        Assert.True(after["updated_at"]!.GetValue<long>() > before["updated_at"]!.GetValue<long>());
        Assert.Equal(0, await backend.CountUsers("?query=lovelace"));
        Assert.Equal(1, await backend.CountUsers("?query=augusta"));
        await backend.Make(new { username = "ada_l", external_id = "ext-1" });

        Answer nothing = await backend.Patch("/users/" + id, "{}");
        Assert.Equal((200, "Augusta"), (nothing.Status, nothing.Json!.Text("first_name")));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Another_primary_must_be_a_verified_one_of_the_same_user(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string id = await backend.Make(new
        {
            email_address = new[] { "first@example.com", "second@example.com", "reserved@example.com" },
            email_address_identification_status = new[] { "verified", "verified", "reserved" },
            phone_number = new[] { "+15555550101", "+15555550102" },
        });
        string stranger = await backend.CreateUser("stranger@example.com");
        JsonNode user = await backend.User(id);
        string Email(JsonNode of, int at) => of["email_addresses"]![at]!.Text("id")!;

        foreach (string refused in new[] { Email(user, 2), Email(await backend.User(stranger), 0), user["phone_numbers"]![0]!.Text("id")!, "idn_unknown" })
        {
            Answer answer = await backend.Patch("/users/" + id, new { primary_email_address_id = refused });
            Assert.Equal((422, "form_param_value_invalid", "primary_email_address_id"), (answer.Status, answer.Code, answer.Param));
        }

        Answer changed = await backend.Patch("/users/" + id, new { primary_email_address_id = Email(user, 1), primary_phone_number_id = user["phone_numbers"]![1]!.Text("id") });
        Assert.Equal((Email(user, 1), user["phone_numbers"]![1]!.Text("id")), (changed.Json!.Text("primary_email_address_id"), changed.Json!.Text("primary_phone_number_id")));
        Assert.Equal([id, stranger], (await backend.Get("/users?order_by=email_address")).Json!.AsArray().Select(found => found!.Text("id")));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task What_cannot_be_taken_is_refused_with_its_name_and_changes_nothing(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        using RawCalls calls = new(foyer, backend.SecretKey);
        await backend.Make(new { username = "taken_name", external_id = "taken" });
        string id = await backend.CreateUser("ada@example.com", more: new { first_name = "Ada" });
        string before = (await backend.User(id)).ToJsonString();

        foreach ((string body, int status, string code, string? param) in new (string, int, string, string?)[]
        {
            ("""{"first_name":"New","username":"TAKEN_name"}""", 422, "form_identifier_exists", "username"),
            ("""{"first_name":"New","external_id":"taken"}""", 422, "form_identifier_exists", "external_id"),
            ("""{"first_name":"New","username":"x"}""", 422, "form_username_invalid_length", "username"),
            ("""{"first_name":7}""", 422, "form_param_type_invalid", "first_name"),
            ("""{"username":["a"]}""", 422, "form_param_type_invalid", "username"),
            ("""{"delete_self_enabled":"yes"}""", 422, "form_param_type_invalid", "delete_self_enabled"),
            ("""{"create_organizations_limit":1.5}""", 422, "form_param_type_invalid", "create_organizations_limit"),
            ("""{"create_organizations_limit":99999999999}""", 422, "form_param_type_invalid", "create_organizations_limit"),
            ("""{"primary_email_address_id":7}""", 422, "form_param_type_invalid", "primary_email_address_id"),
            ("""{"created_at":"tomorrow"}""", 422, "form_param_format_invalid", "created_at"),
            ("""{"legal_accepted_at":"2999-01-01T00:00:00Z"}""", 422, "form_param_format_invalid", "legal_accepted_at"),
            ("""{"password":"short"}""", 422, "form_password_length_too_short", "password"),
            ("""{"password":""}""", 422, "form_param_nil", "password"),
            ($$"""{"first_name":"{{new string('x', 257)}}"}""", 422, "form_param_max_length_exceeded", "first_name"),
            ("""{"password_digest":"x"}""", 422, "form_param_nil", "password_hasher"),
            ("""{"totp_secret":"x"}""", 422, "form_param_format_invalid", "totp_secret"),
            ("""{"backup_codes":["x"]}""", 422, "form_param_format_invalid", "backup_codes"),
            ("""{"profile_image_id":"x"}""", 422, "form_param_value_invalid", "profile_image_id"),
            ("""{"first_name":"New","public_metadata":{"a":1}}""", 422, "form_param_unknown", "public_metadata"),
            ("""{"banned":true}""", 422, "form_param_unknown", "banned"),
            ("""{"first_name":"New","first_name":"Newer"}""", 400, "request_body_invalid", null),
        })
        {
            Answer answer = await calls.Send(HttpMethod.Patch, "/v1/users/" + id, body);
            Assert.Equal((body, status, code, param), (body, answer.Status, answer.Code, answer.Param));
        }

        Assert.Equal(before, (await backend.User(id)).ToJsonString());
        Assert.Equal(404, (await backend.Patch("/users/user_unknown", new { first_name = "x" })).Status);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_name_wanted_by_many_at_once_goes_to_one(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string[] users = await Task.WhenAll(Enumerable.Range(0, 8).Select(at => backend.Make(new { external_id = "ext-" + at })));

        Answer[] answers = await Task.WhenAll(users.Select(id => backend.Patch("/users/" + id, new { username = "wanted" })));

        Assert.Single(answers, answer => answer.Status == 200);
        Assert.All(answers.Where(answer => answer.Status != 200), answer => Assert.Equal((422, "form_identifier_exists", "username"), (answer.Status, answer.Code, answer.Param)));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_new_password_signs_in_and_the_old_one_does_not(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string id = await backend.CreateUser("ada@example.com");

        foyer.Clock.Forward(TimeSpan.FromSeconds(1));

        Answer changed = await backend.Patch("/users/" + id, new { password = "tr0ubador", skip_password_checks = true });

        Assert.Equal((200, foyer.Clock.GetUtcNow().ToUnixTimeMilliseconds()), (changed.Status, changed.Json!["password_last_updated_at"]!.GetValue<long>()));
        Visitor visitor = await foyer.Visit();
        Assert.Equal("form_password_incorrect", (await visitor.Post("/client/sign_ins", ("strategy", "password"), ("identifier", "ada@example.com"), ("password", "correct horse battery"))).Code);
        await visitor.SignIn("ada@example.com", "tr0ubador");
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_deleted_user_takes_everything_along(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        object more = new { username = "ada_l", external_id = "ext-1", first_name = "Canary" };
        string id = await backend.CreateUser("ada@example.com", more: more);
        Visitor visitor = await foyer.Visit();
        string session = await visitor.SignIn("ada@example.com");

        Answer deleted = await backend.Delete("/users/" + id);

        Assert.Equal((200, true, id), (deleted.Status, deleted.Json!["deleted"]!.GetValue<bool>(), deleted.Json.Text("id")));
        Assert.Equal(404, (await backend.Get("/users/" + id)).Status);
        Assert.Equal(404, (await backend.Delete("/users/" + id)).Status);
        Assert.Equal(404, (await backend.Get("/sessions/" + session)).Status);
        Assert.Equal(404, (await visitor.Post($"/client/sessions/{session}/tokens")).Status);
        Assert.Empty((await visitor.Get("/client")).Response["sessions"]!.AsArray());
        Assert.Equal(0, await backend.CountUsers());
        Assert.Equal(0, await backend.CountUsers("?query=canary"));
        foreach (string table in new[] { "users", "user_search", "email_addresses", "passwords", "data_keys", "sessions" })
        {
            Assert.Equal((table, 0), (table, await foyer.Database.One<long>($"SELECT count(*) FROM {table}", null, default)));
        }

        Assert.NotEqual(id, await backend.CreateUser("ada@example.com", more: more));
        Assert.Equal(1, await backend.CountUsers());
    }
}
