using Foyer.Backend;
using Foyer.Contracts;
using Foyer.Server.Tests.Users;

namespace Foyer.Server.Tests.Passwords;

/// <summary>Users brought with the hashes other systems made: through the Backend API, until the first right sign-in, on both databases.</summary>
public sealed class ImportPasswordTests
{
    private const string Password = "correct horse battery";
    private const string Md5 = "88e4ddd2402d92d50e1879d6ecd9ffd4";
    private const string Bcrypt = "$2a$05$abcdefghijklmnopqrstuuD3mHdCr44zlIZ.VZCaYRpfQhXMYnEo.";

    public static TheoryData<string> Both => Databases.Both;

    public static TheoryData<string, string, string> Hashers
    {
        get
        {
            TheoryData<string, string, string> rows = [];
            foreach (string database in Databases.Both)
            {
                rows.Add(database, "md5", Md5);
                rows.Add(database, "bcrypt", Bcrypt);
                rows.Add(database, "pbkdf2_sha256_django", "pbkdf2_sha256$1000$saltsalt$2vLrmxK8YFROnGTL6oinO4bfT02gvTppeFbz7HWz5X0=");
                rows.Add(database, "argon2i", "$argon2i$v=19$m=256,t=3,p=2$c2FsdHNhbHRzYWx0c2FsdA$65siKcc5anPWJJqpD8jSQRfZRvT02M7kFSlIUOJhslM");
                rows.Add(database, "scrypt_werkzeug", "scrypt:1024:8:1$saltsalt$cc71aa5f0a9589786e2ab2593b2a264e5302f5ffda9be28b2da5dab8533c5ee8d278fad565b248ca30ab540536611c178d056c9b235266a64bb1ff459da90195");
            }

            return rows;
        }
    }

    [Theory, MemberData(nameof(Hashers))]
    public async Task An_imported_hash_signs_in_and_is_gone_after_the_first_right_password(string database, string hasher, string digest)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        Answer made = await backend.Post("/users", new { email_address = new[] { "ada@example.com" }, password_digest = digest, password_hasher = hasher });
        Assert.Equal(200, made.Status);
        Assert.True(made.Json!["password_enabled"]!.GetValue<bool>());
        string id = made.Json.Text("id")!;
        long changedAt = made.Json["password_last_updated_at"]!.GetValue<long>();
        string kept = await Kept(foyer, id);
        Assert.StartsWith("imported:" + hasher + ":v1.", kept, StringComparison.Ordinal);

        Visitor visitor = await foyer.Visit();
        Answer wrong = await visitor.Post("/client/sign_ins", ("strategy", "password"), ("identifier", "ada@example.com"), ("password", Password + "!"));
        Assert.Equal((422, "form_password_incorrect"), (wrong.Status, wrong.Code));
        Assert.Equal(kept, await Kept(foyer, id));

        await visitor.SignIn("ada@example.com");
        string upgraded = await Kept(foyer, id);
        Assert.StartsWith("$argon2id$", upgraded, StringComparison.Ordinal);
        await (await foyer.Visit()).SignIn("ada@example.com");
        Assert.Equal(upgraded, await Kept(foyer, id));
        Assert.Equal(changedAt, (await backend.User(id))["password_last_updated_at"]!.GetValue<long>());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Of_many_first_sign_ins_at_once_all_get_in_and_one_hash_remains(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { user_settings = new { attack_protection = new { user_lockout = new { max_attempts = 100 } } } });
        string id = await (await foyer.Backend()).Make(new { email_address = new[] { "ada@example.com" }, password_digest = Bcrypt, password_hasher = "bcrypt" });
        Visitor[] visitors = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => foyer.Visit()));

        await Task.WhenAll(visitors.Select(visitor => visitor.SignIn("ada@example.com")));

        Assert.StartsWith("$argon2id$", await Kept(foyer, id), StringComparison.Ordinal);
        await (await foyer.Visit()).SignIn("ada@example.com");
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_password_changed_while_the_imported_one_is_checked_is_not_undone(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string id = await backend.Make(new { email_address = new[] { "ada@example.com" }, password_digest = Bcrypt, password_hasher = "bcrypt" });
        await Task.WhenAll(
            (await foyer.Visit()).Post("/client/sign_ins", ("strategy", "password"), ("identifier", "ada@example.com"), ("password", Password)),
            backend.Patch("/users/" + id, new { password = "another long passphrase" }));

        await (await foyer.Visit()).SignIn("ada@example.com", "another long passphrase");
        Answer old = await (await foyer.Visit()).Post("/client/sign_ins", ("strategy", "password"), ("identifier", "ada@example.com"), ("password", Password));
        Assert.Equal("form_password_incorrect", old.Code);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task What_cannot_be_imported_says_why_and_changes_nothing(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string id = await backend.CreateUser("ada@example.com");
        foreach ((object body, string code, string param) in new (object, string, string)[]
        {
            (new { password_digest = Md5 }, "form_param_nil", "password_hasher"),
            (new { password_hasher = "md5" }, "form_param_nil", "password_digest"),
            (new { password_digest = Md5, password_hasher = "rot13" }, "form_param_value_invalid", "password_hasher"),
            (new { password_digest = "awscognito#pool#client#ada", password_hasher = "awscognito" }, "form_param_value_invalid", "password_hasher"),
            (new { password_digest = Md5, password_hasher = "bcrypt" }, "form_password_digest_invalid_code", "password_digest"),
            (new { password_digest = Bcrypt.Replace("$05$", "$17$", StringComparison.Ordinal), password_hasher = "bcrypt" }, "form_password_digest_invalid_code", "password_digest"),
            (new { password_digest = new string('a', 1100), password_hasher = "md5" }, "form_password_digest_invalid_code", "password_digest"),
            (new { password = Password, password_digest = Md5, password_hasher = "md5" }, "form_conditional_param_disallowed", "password_digest"),
            (new { password = new string('x', 1025), skip_password_checks = true }, "form_password_size_in_bytes_exceeded", "password"),
            (new { password = "Ada@Example.com" }, "form_password_matches_identifier", "password"),
        })
        {
            Answer changed = await backend.Patch("/users/" + id, body);
            // An update refuses any text that is too long before it asks what it is.
            Assert.Equal((422, changed.Code == "form_param_max_length_exceeded" ? changed.Code : code, param), (changed.Status, changed.Code, changed.Param));
            System.Text.Json.Nodes.JsonObject made = System.Text.Json.JsonSerializer.SerializeToNode(body)!.AsObject();
            made["email_address"] = new System.Text.Json.Nodes.JsonArray(code == "form_password_matches_identifier" ? "ada@example.com" : "bob@example.com");
            made["skip_password_requirement"] = true;
            Answer refused = await backend.Post("/users", made);
            Assert.Equal((422, code, param), (refused.Status, refused.Code, refused.Param));
        }

        Assert.Equal(1, await backend.CountUsers());
        await (await foyer.Visit()).SignIn("ada@example.com");
    }

    [Theory, MemberData(nameof(Both))]
    public async Task An_update_brings_another_hash_too_and_skips_checks_when_told(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string id = await backend.CreateUser("ada@example.com", "the one before this");
        Visitor before = await foyer.Visit();
        await before.SignIn("ada@example.com", "the one before this");

        Assert.Equal(200, (await backend.Patch("/users/" + id, new { password_digest = Md5, password_hasher = "md5", sign_out_of_other_sessions = true })).Status);
        Assert.Equal(401, (await before.Get("/me")).Status);
        await (await foyer.Visit()).SignIn("ada@example.com");

        Assert.Equal("form_password_length_too_short", (await backend.Patch("/users/" + id, new { password = "tiny" })).Code);
        Assert.Equal(200, (await backend.Patch("/users/" + id, new { password = "tiny", skip_password_checks = true })).Status);
        await (await foyer.Visit()).SignIn("ada@example.com", "tiny");
    }

    [Fact]
    public async Task The_client_package_imports_verifies_and_marks()
    {
        await using TestFoyer foyer = await TestFoyer.Start("sqlite");
        using HttpClient http = foyer.Checked();
        FoyerBackend backend = new(new FoyerBackendOptions { SecretKey = (await foyer.Backend()).SecretKey, ApiUrl = foyer.Server.Url }, http);
        UserResource user = (await backend.Users.CreateAsync(new CreateUserRequest { EmailAddress = ["ada@example.com"], PasswordDigest = Md5, PasswordHasher = "md5" })).OrThrow();

        Assert.True((await backend.Users.VerifyPasswordAsync(user.Id, Password)).OrThrow().Verified);
        Assert.Equal("incorrect_password", (await backend.Users.VerifyPasswordAsync(user.Id, "wrong")).Code);
        Assert.True((await backend.Users.SetPasswordCompromisedAsync(user.Id, revokeAllSessions: true)).IsSuccess);
        Assert.True((await backend.Users.UnsetPasswordCompromisedAsync(user.Id)).IsSuccess);
        Assert.False((await backend.Users.RemovePasswordAsync(user.Id, signOutOfOtherSessions: true)).OrThrow().PasswordEnabled);
        Assert.Equal("no_password_set", (await backend.Users.VerifyPasswordAsync(user.Id, Password)).Code);
    }

    private static async Task<string> Kept(TestFoyer foyer, string userId) =>
        (await foyer.Database.One<string>("SELECT hash FROM passwords WHERE user_id = @userId", new { userId }, default))!;
}
