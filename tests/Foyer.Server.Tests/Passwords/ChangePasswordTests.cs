using Foyer.Server.Tests.Users;

namespace Foyer.Server.Tests.Passwords;

/// <summary><c>POST /v1/me/change_password</c> and <c>remove_password</c>, on both databases.</summary>
public sealed class ChangePasswordTests
{
    private const string Old = "correct horse battery";
    private const string New = "another long passphrase";

    public static TheoryData<string> Both => Databases.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_new_password_takes_the_place_of_the_old_one_and_other_sessions_end_when_told(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        string id = await (await foyer.Backend()).CreateUser("ada@example.com");
        Visitor here = await foyer.Visit(), there = await foyer.Visit();
        await here.SignIn("ada@example.com");
        await there.SignIn("ada@example.com");

        Answer kept = await here.Post("/me/change_password", ("current_password", Old), ("new_password", New));
        Assert.Equal((200, id), (kept.Status, kept.Response.Text("id")));
        Assert.NotNull(kept.Client["sessions"]);
        Assert.Equal(200, (await there.Get("/me")).Status);

        Answer ended = await here.Post("/me/change_password", ("current_password", New), ("new_password", Old), ("sign_out_of_other_sessions", "true"));
        Assert.Equal(200, ended.Status);
        Assert.Equal((200, 401), ((await here.Get("/me")).Status, (await there.Get("/me")).Status));
        Assert.Equal("form_password_incorrect", (await Try(foyer, New)).Code);
        await (await foyer.Visit()).SignIn("ada@example.com", Old);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task What_is_wrong_is_said_at_its_field_and_changes_nothing(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        await (await foyer.Backend()).CreateUser("ada@example.com");
        Visitor visitor = await foyer.Visit();
        Assert.Equal(401, (await visitor.Post("/me/change_password", ("current_password", Old), ("new_password", New))).Status);
        await visitor.SignIn("ada@example.com");

        foreach ((string? current, string? next, string code, string param) in new[]
        {
            (null, New, "form_param_nil", "current_password"),
            ("", New, "form_param_nil", "current_password"),
            ("not the password", New, "form_password_incorrect", "current_password"),
            (Old, null, "form_param_nil", "new_password"),
            (Old, "short", "form_password_length_too_short", "new_password"),
            (Old, "ADA@example.com", "form_password_matches_identifier", "new_password"),
            (Old, Old, "form_new_password_matches_current", "new_password"),
        })
        {
            Answer refused = await visitor.Post("/me/change_password", ("current_password", current), ("new_password", next));
            Assert.Equal((422, code, param), (refused.Status, refused.Code, refused.Param));
        }

        await (await foyer.Visit()).SignIn("ada@example.com", Old);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Guesses_of_the_current_password_count_and_lock_as_at_sign_in(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { user_settings = new { attack_protection = new { user_lockout = new { max_attempts = 5 } } } });
        await (await foyer.Backend()).CreateUser("ada@example.com");
        Visitor visitor = await foyer.Visit();
        await visitor.SignIn("ada@example.com");

        Answer[] guesses = await Task.WhenAll(Enumerable.Range(0, 40).Select(number => visitor.Post("/me/change_password", ("current_password", "guess " + number), ("new_password", New))));
        Assert.Equal(5, guesses.Count(guess => guess.Code == "form_password_incorrect"));
        Answer locked = await visitor.Post("/me/change_password", ("current_password", Old), ("new_password", New));
        Assert.Equal((403, "user_locked"), (locked.Status, locked.Code));

        foyer.Clock.Forward(TimeSpan.FromHours(2));
        await (await foyer.Visit()).SignIn("ada@example.com", Old);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Of_many_changes_at_once_one_wins(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { user_settings = new { attack_protection = new { user_lockout = new { max_attempts = 100 } } } });
        await (await foyer.Backend()).CreateUser("ada@example.com");
        Visitor visitor = await foyer.Visit();
        await visitor.SignIn("ada@example.com");

        Answer[] changes = await Task.WhenAll(Enumerable.Range(0, 30).Select(number => visitor.Post("/me/change_password", ("current_password", Old), ("new_password", $"{New} {number}"))));

        int winner = Array.FindIndex(changes, change => change.Status == 200);
        Assert.Equal(1, changes.Count(change => change.Status == 200));
        Assert.All(changes.Where(change => change.Status != 200), change => Assert.Contains(change.Code, new[] { "form_password_incorrect", "too_many_requests" }));
        await (await foyer.Visit()).SignIn("ada@example.com", $"{New} {winner}");
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_first_password_needs_none_before_it_and_two_at_once_give_one(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        await (await foyer.Backend()).Make(new { email_address = new[] { "ada@example.com" } });
        Visitor visitor = await foyer.Visit();
        await SignInByCode(foyer, visitor);

        Answer[] first = await Task.WhenAll(Enumerable.Range(0, 10).Select(number => visitor.Post("/me/change_password", ("new_password", $"{New} {number}"))));

        Assert.Equal(1, first.Count(answer => answer.Status == 200));
        await (await foyer.Visit()).SignIn("ada@example.com", $"{New} {Array.FindIndex(first, answer => answer.Status == 200)}");
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_compromised_password_is_replaced_unasked_by_a_session_that_proved_another_factor_since(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string id = await backend.CreateUser("ada@example.com");
        Visitor before = await foyer.Visit();
        await before.SignIn("ada@example.com");
        foyer.Clock.Forward(TimeSpan.FromMinutes(1));
        await backend.Post($"/users/{id}/password/set_compromised");

        Answer stale = await before.Post("/me/change_password", ("new_password", New));
        Assert.Equal((403, "session_reverification_required"), (stale.Status, stale.Code));
        Visitor since = await foyer.Visit();
        await SignInByCode(foyer, since);
        Assert.Equal("form_new_password_matches_current", (await since.Post("/me/change_password", ("new_password", Old))).Code);
        Assert.Equal(200, (await since.Post("/me/change_password", ("new_password", New), ("sign_out_of_other_sessions", "true"))).Status);

        Assert.Equal(401, (await before.Get("/me")).Status);
        await (await foyer.Visit()).SignIn("ada@example.com", New);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_password_goes_when_it_is_proven_and_another_way_in_is_left(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { user_settings = new { attributes = new { password = new { required = false } } } });
        await (await foyer.Backend()).CreateUser("ada@example.com");
        Visitor visitor = await foyer.Visit();
        await visitor.SignIn("ada@example.com");

        Assert.Equal((422, "form_param_nil"), await visitor.Post("/me/remove_password") is var missing ? (missing.Status, missing.Code) : default);
        Answer wrong = await visitor.Post("/me/remove_password", ("current_password", "not the password"));
        Assert.Equal((422, "form_password_incorrect", "current_password"), (wrong.Status, wrong.Code, wrong.Param));
        Answer gone = await visitor.Post("/me/remove_password", ("current_password", Old));
        Assert.Equal((200, false), (gone.Status, gone.Response["password_enabled"]!.GetValue<bool>()));
        Assert.Equal((400, "no_password_set"), await visitor.Post("/me/remove_password", ("current_password", Old)) is var none ? (none.Status, none.Code) : default);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_password_stays_where_it_is_demanded_or_the_only_way_in(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        await (await foyer.Backend()).CreateUser("ada@example.com");
        Visitor visitor = await foyer.Visit();
        await visitor.SignIn("ada@example.com");
        Assert.Equal((422, "password_required"), await visitor.Post("/me/remove_password", ("current_password", Old)) is var demanded ? (demanded.Status, demanded.Code) : default);

        await using TestFoyer other = await TestFoyer.Start(database, new
        {
            user_settings = new { attributes = new { password = new { required = false }, email_address = new { required = false }, username = new { enabled = true, used_for_first_factor = true } } },
        });
        await (await other.Backend()).Make(new { username = "ada_l", password = Old });
        Visitor alone = await other.Visit();
        await alone.SignIn("ada_l");
        Assert.Equal((422, "password_required"), await alone.Post("/me/remove_password", ("current_password", Old)) is var only ? (only.Status, only.Code) : default);
    }

    private static async Task SignInByCode(TestFoyer foyer, Visitor visitor)
    {
        Answer sent = await visitor.Post("/client/sign_ins", ("strategy", "email_code"), ("identifier", "ada@example.com"));
        Answer done = await visitor.Post($"/client/sign_ins/{sent.Response["id"]}/attempt_first_factor", ("strategy", "email_code"), ("code", await foyer.Server.GetCodeAsync("ada@example.com")));
        Assert.Equal("complete", done.Response.Text("status"));
    }

    private static async Task<Answer> Try(TestFoyer foyer, string password) =>
        await (await foyer.Visit()).Post("/client/sign_ins", ("strategy", "password"), ("identifier", "ada@example.com"), ("password", password));
}
