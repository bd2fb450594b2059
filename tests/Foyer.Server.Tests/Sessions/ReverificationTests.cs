using Foyer.Contracts;

namespace Foyer.Server.Tests.Sessions;

/// <summary>Step-up: sensitive changes ask for a factor again, and what proving it changes; on both databases.</summary>
public sealed class ReverificationTests
{
    private static readonly object WithPhones = new
    {
        auth_config = new { reverification = true },
        user_settings = new { attributes = new { phone_number = new { enabled = true, used_for_second_factor = true, second_factors = new[] { "phone_code" } } } },
    };

    public static TheoryData<string> Both => Databases.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_password_proves_the_person_again_and_the_ages_begin_anew(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { auth_config = new { reverification = true } });
        await (await foyer.Backend()).CreateUser("ada@example.com");
        Visitor visitor = await foyer.Visit();
        string session = await visitor.SignIn("ada@example.com");
        foyer.Clock.Forward(TimeSpan.FromMinutes(15));

        Answer begun = await visitor.Post($"/client/sessions/{session}/verify", ("level", "multi_factor"));
        Assert.Equal(("session_reverification", "first_factor", "needs_first_factor"), (Text(begun, "object"), Text(begun, "level"), Text(begun, "status")));
        Assert.Equal(["password", "email_code"], begun.Response["supported_first_factors"]!.AsArray().Select(factor => factor!["strategy"]!.GetValue<string>()));
        Answer wrong = await visitor.Post($"/client/sessions/{session}/verify/attempt_first_factor", ("strategy", "password"), ("password", "not mine"));
        Assert.Equal((422, "form_password_incorrect"), (wrong.Status, wrong.Code));
        Assert.Equal([15, -1], Ages((await visitor.Post($"/client/sessions/{session}/tokens")).Json!["jwt"]!.GetValue<string>()));

        Answer done = await visitor.Post($"/client/sessions/{session}/verify/attempt_first_factor", ("strategy", "password"), ("password", "correct horse battery"));

        Assert.Equal(("complete", "verified"), (Text(done, "status"), done.Response["first_factor_verification"]!["status"]!.GetValue<string>()));
        Assert.Equal([0, -1], done.Client["sessions"]![0]!["factor_verification_age"]!.AsArray().Select(age => age!.GetValue<int>()));
        Assert.Equal([0, -1], Ages(done.Client["sessions"]![0]!["last_active_token"]!["jwt"]!.GetValue<string>()));
        Assert.Equal([0, -1], Ages((await visitor.Post($"/client/sessions/{session}/tokens")).Json!["jwt"]!.GetValue<string>()));
        Assert.Equal(400, (await visitor.Post($"/client/sessions/{session}/verify/attempt_first_factor", ("strategy", "password"), ("password", "correct horse battery"))).Status);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Two_factors_are_two_different_proofs_and_both_ages_begin_anew(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, WithPhones);
        string user = await (await foyer.Backend()).CreateUser("ada@example.com", more: new { phone_number = new[] { "+14155550123" } });
        Visitor visitor = await foyer.Visit();
        string session = await visitor.SignIn("ada@example.com");
        await foyer.Database.Write(tx => tx.Run("UPDATE phone_numbers SET reserved_for_second_factor = TRUE WHERE user_id = @user", new { user }), CancellationToken.None);
        foyer.Clock.Forward(TimeSpan.FromMinutes(11));
        string verify = $"/client/sessions/{session}/verify";

        Answer begun = await visitor.Post(verify, ("level", "multi_factor"));
        Assert.Equal(("multi_factor", "needs_first_factor"), (Text(begun, "level"), Text(begun, "status")));
        Assert.DoesNotContain("phone_code", begun.Response["supported_first_factors"]!.ToJsonString());
        Assert.Equal(400, (await visitor.Post(verify + "/attempt_second_factor", ("strategy", "phone_code"), ("code", "424242"))).Status);
        Assert.Equal(400, (await visitor.Post(verify + "/prepare_second_factor", ("strategy", "phone_code"))).Status);

        Assert.Equal(200, (await visitor.Post(verify + "/prepare_first_factor", ("strategy", "email_code"))).Status);
        Answer first = await visitor.Post(verify + "/attempt_first_factor", ("strategy", "email_code"), ("code", await foyer.Server.GetCodeAsync("ada@example.com")));
        Assert.Equal("needs_second_factor", Text(first, "status"));
        Assert.Equal([11, -1], Ages((await visitor.Post($"/client/sessions/{session}/tokens")).Json!["jwt"]!.GetValue<string>()));
        Assert.Equal(400, (await visitor.Post(verify + "/attempt_second_factor", ("strategy", "password"), ("password", "correct horse battery"))).Status);

        foyer.Clock.Forward(TimeSpan.FromMinutes(2));
        Assert.Equal(200, (await visitor.Post(verify + "/prepare_second_factor", ("strategy", "phone_code"))).Status);
        Answer second = await visitor.Post(verify + "/attempt_second_factor", ("strategy", "phone_code"), ("code", "424242"));
        Assert.Equal("complete", Text(second, "status"));
        Assert.Equal([2, 0], Ages((await visitor.Post($"/client/sessions/{session}/tokens")).Json!["jwt"]!.GetValue<string>()));
    }

    /// <summary>Case 99: what a step-up asks for is the account's as it is at each step, and taking a factor away asks for one itself.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task A_second_factor_removed_meanwhile_is_no_short_way(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { auth_config = new { reverification = true }, user_settings = new { attributes = new { authenticator_app = new { enabled = true } } } });
        Visitor visitor = await foyer.SignedIn();
        (string secret, _) = await visitor.AddTotp(foyer);
        string session = (await visitor.Get("/client")).Response["sessions"]![0]!["id"]!.GetValue<string>();
        string verify = $"/client/sessions/{session}/verify";
        foyer.Clock.Forward(TimeSpan.FromMinutes(11));

        Assert.Equal("multi_factor", Text(await visitor.Post(verify, ("level", "multi_factor")), "level"));
        Answer[] removals = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => visitor.Tunnel("DELETE", "/me/totp")));
        Assert.All(removals, refused => Assert.Equal((403, "session_reverification_required"), (refused.Status, refused.Code)));
        Assert.Equal("needs_second_factor", Text(await visitor.Post(verify + "/attempt_first_factor", ("strategy", "password"), ("password", "correct horse battery")), "status"));
        // Half of the proof opens nothing.
        Assert.Equal("session_reverification_required", (await visitor.Tunnel("DELETE", "/me/totp")).Code);
        Assert.Equal("complete", Text(await visitor.Post(verify + "/attempt_second_factor", ("strategy", "totp"), ("code", FactorSteps.CodeOf(foyer, secret))), "status"));

        // With both proven it may go; from then on the first factor alone is what there is to ask for.
        await visitor.Post(verify, ("level", "multi_factor"));
        Assert.Equal(200, (await visitor.Tunnel("DELETE", "/me/totp")).Status);
        Assert.Equal("complete", Text(await visitor.Post(verify + "/attempt_first_factor", ("strategy", "password"), ("password", "correct horse battery")), "status"));
        Assert.Equal(400, (await visitor.Post(verify + "/attempt_second_factor", ("strategy", "totp"), ("code", FactorSteps.CodeOf(foyer, secret)))).Status);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task The_proof_belongs_to_its_session_its_client_and_its_ten_minutes(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { auth_config = new { reverification = true } });
        await (await foyer.Backend()).CreateUser("ada@example.com");
        Visitor visitor = await foyer.Visit(), stranger = await foyer.Visit();
        string session = await visitor.SignIn("ada@example.com");
        await stranger.SignIn("ada@example.com");
        string verify = $"/client/sessions/{session}/verify";

        foreach (string step in new[] { "", "/prepare_first_factor", "/attempt_first_factor", "/prepare_second_factor", "/attempt_second_factor" })
        {
            Assert.Equal(404, (await stranger.Post(verify + step, ("level", "first_factor"), ("strategy", "password"), ("password", "correct horse battery"))).Status);
            Assert.Equal(401, (await (await foyer.Visit(withDevBrowser: false)).Post(verify + step, ("level", "first_factor"))).Status);
        }

        foreach ((string? level, string code) in new[] { (null, "form_param_nil"), ("all", "form_param_value_invalid") })
        {
            Answer refused = await visitor.Post(verify, ("level", level));
            Assert.Equal((422, code, "level"), (refused.Status, refused.Code, refused.Param));
        }

        Assert.Equal(400, (await visitor.Post(verify + "/attempt_first_factor", ("strategy", "password"), ("password", "correct horse battery"))).Status);
        await visitor.Post(verify, ("level", "second_factor"));
        Assert.Equal(200, (await visitor.Post(verify + "/prepare_first_factor", ("strategy", "email_code"))).Status);
        string code1 = await foyer.Server.GetCodeAsync("ada@example.com");
        await visitor.Post(verify, ("level", "first_factor"));
        Assert.Equal(400, (await visitor.Post(verify + "/attempt_first_factor", ("strategy", "email_code"), ("code", code1))).Status);
        foreach (string strategy in new[] { "totp", "email_link", "reset_password_email_code", "ticket", "oauth_google", "nonsense" })
        {
            Assert.Equal((strategy, 400), (strategy, (await visitor.Post(verify + "/attempt_first_factor", ("strategy", strategy), ("code", code1))).Status));
        }

        foyer.Clock.Forward(TimeSpan.FromMinutes(10));
        Assert.Equal(400, (await visitor.Post(verify + "/attempt_first_factor", ("strategy", "password"), ("password", "correct horse battery"))).Status);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_right_code_sent_many_times_at_once_counts_once_and_wrong_ones_lock(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        await (await foyer.Backend()).CreateUser("ada@example.com");
        Visitor visitor = await foyer.Visit();
        string session = await visitor.SignIn("ada@example.com");
        string verify = $"/client/sessions/{session}/verify";
        await visitor.Post(verify, ("level", "first_factor"));
        await visitor.Post(verify + "/prepare_first_factor", ("strategy", "email_code"));
        string code = await foyer.Server.GetCodeAsync("ada@example.com");

        Answer[] race = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => visitor.Post(verify + "/attempt_first_factor", ("strategy", "email_code"), ("code", code))));
        Assert.Single(race, answer => answer.Status == 200);

        await visitor.Post(verify, ("level", "first_factor"));
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(422, (await visitor.Post(verify + "/attempt_first_factor", ("strategy", "password"), ("password", "guess " + i))).Status);
        }

        Answer locked = await visitor.Post(verify + "/attempt_first_factor", ("strategy", "password"), ("password", "correct horse battery"));
        Assert.Equal((403, "user_locked"), (locked.Status, locked.Code));
        Assert.Equal(200, (await visitor.Post($"/client/sessions/{session}/tokens")).Status);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task The_client_cookie_changes_at_step_up_and_the_old_one_is_dead(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        await (await foyer.Backend(TestFoyer.ProductionHost)).CreateUser("ada@example.com");
        Visitor visitor = foyer.VisitProduction();
        string session = await visitor.SignIn("ada@example.com");
        string before = visitor.ClientCookie!;
        await visitor.Post($"/client/sessions/{session}/verify", ("level", "first_factor"));
        Assert.Equal(before, visitor.ClientCookie);

        Answer done = await visitor.Post($"/client/sessions/{session}/verify/attempt_first_factor", ("strategy", "password"), ("password", "correct horse battery"));

        Assert.Equal("complete", Text(done, "status"));
        Assert.NotEqual(before, visitor.ClientCookie);
        Visitor thief = foyer.VisitProduction();
        thief.ClientCookie = before;
        Assert.Equal(401, (await thief.Post($"/client/sessions/{session}/tokens")).Status);
        Assert.Equal(200, (await visitor.Post($"/client/sessions/{session}/tokens")).Status);
    }

    private static string Text(Answer answer, string name) => answer.Response[name]!.GetValue<string>();

    private static IReadOnlyList<int> Ages(string token)
    {
        Assert.True(Jwt.TryRead(token, out Jwt? jwt));
        return [.. jwt.Claims.Fva!];
    }
}
