using System.Text.Json.Nodes;
using Foyer.Server.Tests.Users;

namespace Foyer.Server.Tests.Passwords;

/// <summary>Passwords known to others, and the Backend API's check of one, on both databases.</summary>
public sealed class CompromisedPasswordTests
{
    private const string Password = "correct horse battery";

    public static TheoryData<string> Both => Databases.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_compromised_password_proves_nothing_until_it_is_cleared_or_replaced(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string id = await backend.CreateUser("ada@example.com");

        Assert.Equal(200, (await backend.Post($"/users/{id}/password/set_compromised")).Status);
        Answer refused = await Try(foyer, Password);
        Assert.Equal((422, "form_password_compromised", "password"), (refused.Status, refused.Code, refused.Param));
        Assert.Equal("form_password_incorrect", (await Try(foyer, "something else here")).Code);

        Assert.Equal(200, (await backend.Post($"/users/{id}/password/unset_compromised")).Status);
        await (await foyer.Visit()).SignIn("ada@example.com");

        Assert.Equal(200, (await backend.Post($"/users/{id}/password/set_compromised", new { revoke_all_sessions = (bool?)null })).Status);
        Assert.Equal(200, (await backend.Patch("/users/" + id, new { password = "another long passphrase" })).Status);
        await (await foyer.Visit()).SignIn("ada@example.com", "another long passphrase");
    }

    /// <summary>The code and the new password in one request: judged like the two one after the other.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task A_compromised_password_does_not_come_back_with_the_code_of_a_reset(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string id = await backend.CreateUser("ada@example.com");
        await backend.Post($"/users/{id}/password/set_compromised");
        Visitor visitor = await foyer.Visit();
        Answer sent = await visitor.Post("/client/sign_ins", ("identifier", "ada@example.com"), ("strategy", "reset_password_email_code"));
        string path = $"/client/sign_ins/{sent.Response["id"]}/attempt_first_factor", code = await foyer.Server.GetCodeAsync("ada@example.com");
        Task<Answer> Reset(string given, string password) => visitor.Post(path, ("strategy", "reset_password_email_code"), ("code", given), ("password", password));

        // Without the code nobody learns which password it is.
        string wrong = code == "000000" ? "000001" : "000000";
        Assert.Equal("form_code_incorrect", (await Reset(wrong, Password)).Code);
        Assert.Equal("form_code_incorrect", (await Reset(wrong, "another long passphrase")).Code);
        Answer refused = await Reset(code, Password);
        Assert.Equal((422, "form_new_password_matches_current", "password"), (refused.Status, refused.Code, refused.Param));
        Answer done = await Reset(code, "another long passphrase");
        Assert.Equal("complete", done.Response["status"]!.GetValue<string>());
        Assert.Equal("form_password_incorrect", (await Try(foyer, Password)).Code);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_right_password_that_is_compromised_never_locks_its_owner_out(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { user_settings = new { attack_protection = new { user_lockout = new { max_attempts = 3 } } } });
        BackendApi backend = await foyer.Backend();
        string id = await backend.CreateUser("ada@example.com");
        await backend.Post($"/users/{id}/password/set_compromised");

        for (int time = 0; time < 5; time++)
        {
            Assert.Equal("form_password_compromised", (await Try(foyer, Password)).Code);
        }

        Assert.False((await backend.User(id))["locked"]!.GetValue<bool>());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Sessions_end_with_the_flag_when_told_and_live_on_otherwise(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string id = await backend.CreateUser("ada@example.com");
        Visitor visitor = await foyer.Visit();
        await visitor.SignIn("ada@example.com");

        await backend.Post($"/users/{id}/password/set_compromised", new { revoke_all_sessions = false });
        Assert.Equal(200, (await visitor.Get("/me")).Status);
        await backend.Post($"/users/{id}/password/set_compromised", new { revoke_all_sessions = true });
        Assert.Equal(401, (await visitor.Get("/me")).Status);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Users_of_another_instance_and_users_without_a_password_are_told_apart(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend(), stranger = await foyer.Backend(TestFoyer.OtherHost);
        string id = await backend.CreateUser("ada@example.com"), without = await backend.Make(new { email_address = new[] { "bob@example.com" } });

        foreach (string path in new[] { "password/set_compromised", "password/unset_compromised", "remove_password", "verify_password" })
        {
            object? body = path == "verify_password" ? new { password = Password } : null;
            Answer foreign = await stranger.Post($"/users/{id}/{path}", body), unknown = await backend.Post($"/users/user_unknown/{path}", body), none = await backend.Post($"/users/{without}/{path}", body);
            Assert.Equal((404, 404), (foreign.Status, unknown.Status));
            Assert.Equal(path == "remove_password" ? (200, null) : (400, "no_password_set"), (none.Status, none.Code));
        }

        await (await foyer.Visit()).SignIn("ada@example.com");
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Verifying_a_password_counts_wrong_ones_and_locks(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { user_settings = new { attack_protection = new { user_lockout = new { max_attempts = 3 } } } });
        BackendApi backend = await foyer.Backend();
        string id = await backend.CreateUser("ada@example.com");
        Task<Answer> Verify(string password) => backend.Post($"/users/{id}/verify_password", new { password });

        Assert.Equal((422, "incorrect_password"), await Verify("wrong") is var wrong ? (wrong.Status, wrong.Code) : default);
        Answer right = await Verify(Password);
        Assert.Equal((200, """{"verified":true}"""), (right.Status, right.Json!.ToJsonString()));

        Answer[] guesses = await Task.WhenAll(Enumerable.Range(0, 40).Select(number => Verify("guess " + number)));
        Assert.Equal(3, guesses.Count(guess => guess.Code == "incorrect_password"));
        Assert.Equal(37, guesses.Count(guess => (guess.Status, guess.Code) is (403, "user_locked") or (429, "too_many_requests")));
        Assert.Equal("user_locked", (await Verify(Password)).Code);
        Assert.Equal("user_locked", (await Try(foyer, Password)).Code);
        Assert.Equal((422, "form_param_nil", "password"), await backend.Post($"/users/{id}/verify_password", new { password = "" }) is var empty ? (empty.Status, empty.Code, empty.Param) : default);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Removing_a_password_leaves_the_other_ways_in(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string id = await backend.CreateUser("ada@example.com");
        Visitor visitor = await foyer.Visit();
        await visitor.SignIn("ada@example.com");

        Answer removed = await backend.Post($"/users/{id}/remove_password");
        Assert.False(removed.Json!["password_enabled"]!.GetValue<bool>());
        Assert.Null(removed.Json["password_last_updated_at"]);
        Assert.Equal(200, (await visitor.Get("/me")).Status);
        long updatedAt = removed.Json["updated_at"]!.GetValue<long>();
        Answer again = await backend.Post($"/users/{id}/remove_password", new { sign_out_of_other_sessions = true });
        Assert.Equal(updatedAt, again.Json!["updated_at"]!.GetValue<long>());
        Assert.Equal(401, (await visitor.Get("/me")).Status);
        Answer begun = await (await foyer.Visit()).Post("/client/sign_ins", ("identifier", "ada@example.com"));
        Assert.DoesNotContain(begun.Response["supported_first_factors"]!.AsArray(), factor => factor!.Text("strategy") == "password");
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Breached_passwords_are_refused_where_a_password_is_set_and_at_sign_in_when_wanted(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { user_settings = new { password_settings = new { disable_hibp = false, enforce_hibp_on_sign_in = true } } });
        BackendApi backend = await foyer.Backend();
        Assert.Equal((422, "form_password_pwned", "password"), await backend.Post("/users", new { email_address = new[] { "ada@example.com" }, password = "Password1" }) is var made ? (made.Status, made.Code, made.Param) : default);
        Visitor visitor = await foyer.Visit();
        Assert.Equal("form_password_pwned", (await visitor.Post("/client/sign_ups", ("email_address", "eve@example.com"), ("password", "Password1"))).Code);

        string id = await backend.CreateUser("ada@example.com", "Password1", new { skip_password_checks = true });
        Answer refused = await Try(foyer, "Password1");
        Assert.Equal((422, "form_password_pwned", "password"), (refused.Status, refused.Code, refused.Param));
        Assert.Equal(10, (await backend.User(id))["verification_attempts_remaining"]!.GetValue<long>());
        Assert.Equal(200, (await backend.Post($"/users/{id}/verify_password", new { password = "Password1" })).Status);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Weak_passwords_are_refused_with_suggestions_where_the_instance_asks_for_strength(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { user_settings = new { password_settings = new { show_zxcvbn = true, min_zxcvbn_strength = 3 } } });
        Visitor visitor = await foyer.Visit();

        Answer weak = await visitor.Post("/client/sign_ups", ("email_address", "ada@example.com"), ("password", "Password2020"));
        Assert.Equal((422, "form_password_not_strong_enough", "password"), (weak.Status, weak.Code, weak.Param));
        JsonNode suggestion = weak.Json!["errors"]![0]!["meta"]!["zxcvbn"]!["suggestions"]![0]!;
        Assert.NotEmpty(suggestion.Text("code")!);
        Assert.NotEmpty(suggestion.Text("message")!);
        Assert.Equal("form_password_matches_identifier", (await visitor.Post("/client/sign_ups", ("email_address", "ada@example.com"), ("password", "Ada@Example.com"))).Code);
        await visitor.SignUp("ada@example.com", "gK8#wq!zL2vB");
    }

    private static async Task<Answer> Try(TestFoyer foyer, string password) =>
        await (await foyer.Visit()).Post("/client/sign_ins", ("strategy", "password"), ("identifier", "ada@example.com"), ("password", password));
}
