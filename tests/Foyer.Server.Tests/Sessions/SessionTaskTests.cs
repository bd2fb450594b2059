using Foyer.Contracts;

namespace Foyer.Server.Tests.Sessions;

/// <summary>Sessions that wait until something is done; on both databases.</summary>
public sealed class SessionTaskTests
{
    private static readonly object ForcedSecondFactor = new
    {
        user_settings = new
        {
            attributes = new { phone_number = new { enabled = true, used_for_second_factor = true, second_factors = new[] { "phone_code" } } },
            sign_up = new { mfa = new { required = true } },
        },
    };

    public static TheoryData<string> Both => Databases.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Who_must_set_up_a_second_factor_is_pending_until_it_is_there_and_again_when_it_is_gone(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, ForcedSecondFactor);
        BackendApi backend = await foyer.Backend();
        string user = await backend.CreateUser("ada@example.com", more: new { phone_number = new[] { "+14155550123" } });
        Visitor visitor = await foyer.Visit();

        string session = await visitor.SignIn("ada@example.com");

        await Is(visitor, backend, session, "pending", "setup-mfa");
        Answer refused = await visitor.Tunnel("PATCH", "/me", ("first_name", "Eve"));
        Assert.Equal((403, "session_pending"), (refused.Status, refused.Code));
        Assert.Equal(200, (await visitor.Get("/me")).Status);
        Assert.Equal(403, (await visitor.Post($"/me/sessions/{session}/revoke")).Status);

        await SecondFactor(foyer, user, true);
        Answer touched = await visitor.Post($"/client/sessions/{session}/touch", ("intent", "focus"));
        Assert.Equal(("active", null), (touched.Response["status"]!.GetValue<string>(), touched.Response["tasks"]));
        await Is(visitor, backend, session, "active", null);
        Assert.Equal(200, (await visitor.Tunnel("PATCH", "/me", ("first_name", "Ada"))).Status);

        await SecondFactor(foyer, user, false);
        await visitor.Get("/client");
        await Is(visitor, backend, session, "pending", "setup-mfa");
    }

    [Fact]
    public async Task A_second_factor_nobody_could_set_up_is_not_demanded()
    {
        StartupException refused = await Assert.ThrowsAsync<StartupException>(() => TestFoyer.Start(Databases.Sqlite, new { user_settings = new { sign_up = new { mfa = new { required = true } } } }));
        Assert.Contains("user_settings.sign_up.mfa.required", refused.Message);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_password_that_became_known_is_replaced_by_who_signs_in_another_way(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { auth_config = new { single_session_mode = false } });
        BackendApi backend = await foyer.Backend();
        string user = await backend.CreateUser("ada@example.com");
        Visitor before = await foyer.Visit(), visitor = await foyer.Visit();
        string old = await before.SignIn("ada@example.com");
        foyer.Clock.Forward(TimeSpan.FromMinutes(1));
        Assert.Equal(200, (await backend.Post($"/users/{user}/password/set_compromised")).Status);
        foyer.Clock.Forward(TimeSpan.FromMinutes(1));

        Answer begun = await visitor.Post("/client/sign_ins", ("strategy", "email_code"), ("identifier", "ada@example.com"));
        Answer done = await visitor.Post($"/client/sign_ins/{begun.Id()}/attempt_first_factor", ("strategy", "email_code"), ("code", await foyer.Server.GetCodeAsync("ada@example.com", TestFoyer.PublishableKey(TestFoyer.DevelopmentHost))));
        string session = done.Response["created_session_id"]!.GetValue<string>();

        await Is(visitor, backend, session, "pending", "reset-password");
        Assert.Equal((403, "session_pending"), await visitor.Tunnel("PATCH", "/me", ("first_name", "Eve")) is var refused ? (refused.Status, refused.Code) : default);
        // Who held a session before may be the one who knows the password: it owes nothing, and may not replace it.
        await Is(before, backend, old, "active", null);
        Assert.Equal("session_reverification_required", (await before.Post("/me/change_password", ("new_password", "a stranger's passphrase"))).Code);

        Assert.Equal("form_new_password_matches_current", (await visitor.Post("/me/change_password", ("new_password", "correct horse battery"))).Code);
        Assert.Equal(200, (await visitor.Post("/me/change_password", ("new_password", "another long passphrase"))).Status);
        Answer touched = await visitor.Post($"/client/sessions/{session}/touch");
        Assert.Equal(("active", null), (touched.Response["status"]!.GetValue<string>(), touched.Response["tasks"]));
        await Is(visitor, backend, session, "active", null);
        await (await foyer.Visit()).SignIn("ada@example.com", "another long passphrase");
    }

    private static Task SecondFactor(TestFoyer foyer, string user, bool reserved) =>
        foyer.Database.Write(tx => tx.Run("UPDATE phone_numbers SET reserved_for_second_factor = @reserved, verification_status = 'verified' WHERE user_id = @user", new { user, reserved }), CancellationToken.None);

    /// <summary>The list of clients, a token and the Backend API say the same of a session.</summary>
    private static async Task Is(Visitor visitor, BackendApi backend, string session, string status, string? task)
    {
        Answer client = await visitor.Get("/client");
        Assert.Equal((status, task), (client.Response["sessions"]![0]!["status"]!.GetValue<string>(), client.Response["sessions"]![0]!["tasks"]?[0]?["key"]?.GetValue<string>()));
        Assert.True(Jwt.TryRead((await visitor.Post($"/client/sessions/{session}/tokens")).Json!["jwt"]!.GetValue<string>(), out Jwt? jwt));
        Assert.Equal(status, jwt.Claims.Sts);
        Answer known = await backend.Get("/sessions/" + session);
        Assert.Equal((status, task), (known.Json!["status"]!.GetValue<string>(), known.Json["tasks"]?[0]?["key"]?.GetValue<string>()));
    }
}
