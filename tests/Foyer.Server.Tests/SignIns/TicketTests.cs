using System.Text.Json.Nodes;

namespace Foyer.Server.Tests.SignIns;

/// <summary>Tickets in sign-ins and sign-ups, over HTTP on both databases (WIRE §8.4, §8.5).</summary>
public sealed class TicketTests
{
    public static TheoryData<string> Both => Databases.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_sign_in_token_lets_in_once_of_a_hundred(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string ada = (await backend.CreateUser("ada@example.com"));
        string token = (await backend.Post("/sign_in_tokens", new { user_id = ada })).Json!["token"]!.GetValue<string>();

        Visitor[] visitors = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => foyer.Visit()));
        Answer[] all = await Task.WhenAll(visitors.Select(visitor => visitor.Post("/client/sign_ins", ("strategy", "ticket"), ("ticket", token))));
        Answer done = Assert.Single(all, answer => answer.Status == 200);
        Assert.Equal(("complete", ada), (done.Step(), done.Client["sessions"]![0]!["user"]!["id"]!.GetValue<string>()));
        Assert.Equal("ticket", done.Response["first_factor_verification"]!["strategy"]!.GetValue<string>());
        Assert.All(all.Where(answer => answer.Status != 200), answer => Assert.Equal("sign_in_token_already_used_code", answer.Code));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_ticket_of_another_instance_or_a_session_token_lets_nobody_in(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string ada = await backend.CreateUser("ada@example.com");
        string token = (await backend.Post("/sign_in_tokens", new { user_id = ada })).Json!["token"]!.GetValue<string>();
        Assert.Equal("ticket_invalid_code", (await (await foyer.Visit(TestFoyer.OtherHost, null)).Post("/client/sign_ins", ("strategy", "ticket"), ("ticket", token))).Code);

        Visitor visitor = await foyer.Visit();
        await visitor.SignIn("ada@example.com");
        string jwt = (await visitor.Get("/client")).Json!["response"]!["sessions"]![0]!["last_active_token"]!["jwt"]!.GetValue<string>();
        Assert.Equal("ticket_invalid_code", (await (await foyer.Visit()).Post("/client/sign_ins", ("strategy", "ticket"), ("ticket", jwt))).Code);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task An_actor_token_makes_a_short_session_that_says_who_acts(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string ada = await backend.CreateUser("ada@example.com");
        string support = await backend.CreateUser("support@example.com");
        Visitor visitor = await foyer.Visit();
        await visitor.SignIn("support@example.com");
        string token = (await backend.Post("/actor_tokens", new { user_id = ada, actor = new { sub = support }, session_max_duration_in_seconds = 600 })).Json!["token"]!.GetValue<string>();

        Answer done = await visitor.Post("/client/sign_ins", ("strategy", "ticket"), ("ticket", token));
        JsonNode session = done.Client["sessions"]!.AsArray().Single(session => session!["id"]!.GetValue<string>() == done.Response["created_session_id"]!.GetValue<string>())!;
        Assert.Equal(support, session["actor"]!["sub"]!.GetValue<string>());
        Assert.Equal(ada, session["user"]!["id"]!.GetValue<string>());
        Assert.Equal(foyer.Clock.GetUtcNow().AddMinutes(10).ToUnixTimeMilliseconds(), session["expire_at"]!.GetValue<long>());
        foyer.Clock.Forward(TimeSpan.FromMinutes(11));
        Assert.DoesNotContain((await visitor.Get("/client")).Json!["response"]!["sessions"]!.AsArray(), left => left!["id"]!.GetValue<string>() == session["id"]!.GetValue<string>());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_ticket_refused_to_a_banned_person_is_not_spent(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string ada = await backend.CreateUser("ada@example.com");
        string token = (await backend.Post("/sign_in_tokens", new { user_id = ada })).Json!["token"]!.GetValue<string>();
        Visitor visitor = await foyer.Visit();
        Assert.Equal(200, (await backend.Post($"/users/{ada}/ban")).Status);
        Assert.Equal("user_banned", (await visitor.Post("/client/sign_ins", ("strategy", "ticket"), ("ticket", token))).Code);
        Assert.Null((await visitor.Get("/client")).Json!["response"]?["sign_in"]);

        Assert.Equal(200, (await backend.Post($"/users/{ada}/unban")).Status);
        Assert.Equal("complete", (await visitor.Post("/client/sign_ins", ("strategy", "ticket"), ("ticket", token))).Step());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task An_invitation_opens_a_closed_sign_up_to_its_own_address_once(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { user_settings = new { sign_up = new { mode = "restricted" } } });
        string ticket = await Invite(foyer, "eve@example.com");
        Visitor visitor = await foyer.Visit();
        Assert.Equal("sign_up_mode_restricted", (await visitor.Post("/client/sign_ups", ("email_address", "eve@example.com"))).Code);
        Assert.Equal("form_param_value_invalid", (await visitor.Post("/client/sign_ups", ("strategy", "ticket"), ("ticket", ticket), ("email_address", "mallory@example.com"))).Code);

        Answer begun = await visitor.Post("/client/sign_ups", ("strategy", "ticket"), ("ticket", ticket));
        Assert.Equal(("missing_requirements", "eve@example.com", "verified"), (begun.Step(), begun.Response["email_address"]!.GetValue<string>(), begun.Response["verifications"]!["email_address"]!["status"]!.GetValue<string>()));
        Assert.Equal(["password"], begun.Response["missing_fields"]!.AsArray().Select(field => field!.GetValue<string>()));
        Answer other = await (await foyer.Visit()).Post("/client/sign_ups", ("strategy", "ticket"), ("ticket", ticket));
        Assert.Equal(200, other.Status);

        Assert.Equal("form_param_value_invalid", (await visitor.Tunnel("PATCH", "/client/sign_ups/" + begun.Id(), ("email_address", "mallory@example.com"))).Code);
        Answer done = await visitor.Tunnel("PATCH", "/client/sign_ups/" + begun.Id(), ("password", Steps.Password));
        Assert.Equal("complete", done.Step());
        JsonNode user = done.Client["sessions"]![0]!["user"]!;
        Assert.Equal("gold", user["public_metadata"]!["plan"]!.GetValue<string>());
        Assert.Equal("verified", user["email_addresses"]![0]!["verification"]!["status"]!.GetValue<string>());
        Assert.Equal("invitation_already_accepted", (await (await foyer.Visit()).Post("/client/sign_ups", ("strategy", "ticket"), ("ticket", ticket))).Code);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task An_invitation_of_somebody_with_an_account_is_a_sign_in_and_the_other_way_round(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        string ticket = await Invite(foyer, "eve@example.com");
        Visitor visitor = await foyer.Visit();
        Assert.Equal("invitation_account_not_exists", (await visitor.Post("/client/sign_ins", ("strategy", "ticket"), ("ticket", ticket))).Code);
        await (await foyer.Backend()).CreateUser("eve@example.com");
        Assert.Equal("invitation_account_exists", (await visitor.Post("/client/sign_ups", ("strategy", "ticket"), ("ticket", ticket))).Code);
        Answer begun = await visitor.Post("/client/sign_ins", ("strategy", "ticket"), ("ticket", ticket));
        Assert.Equal(("needs_first_factor", null), (begun.Step(), begun.Response["created_session_id"]?.GetValue<string>()));
    }

    private static async Task<string> Invite(TestFoyer foyer, string emailAddress)
    {
        Answer made = await (await foyer.Backend()).Post("/invitations", new { email_address = emailAddress, public_metadata = new { plan = "gold" } });
        Assert.Equal(200, made.Status);
        return System.Web.HttpUtility.ParseQueryString(new Uri(made.Json!["url"]!.GetValue<string>()).Query)["ticket"]!;
    }
}
