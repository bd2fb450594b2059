using Foyer.Server.Tests.Surfaces;

namespace Foyer.Server.Tests.RateLimits;

/// <summary>Rate limits at the doors: how many pass, when the next may, and what is never limited.</summary>
public sealed class RateLimitDoorTests
{
    public static TheoryData<string> Both => Databases.Both;

    /// <summary>Production as it comes, without an operator having touched the limits.</summary>
    private static readonly object Defaults = new { rate_limits = new { enabled = true } };

    [Theory, MemberData(nameof(Both))]
    public async Task Production_lets_five_sign_ins_begin_and_three_proofs_be_tried_in_ten_seconds(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, Defaults);
        await (await foyer.Backend(TestFoyer.ProductionHost)).CreateUser("ada@example.com");
        Visitor visitor = foyer.VisitProduction();
        Answer begun = await visitor.Post("/client/sign_ins", ("identifier", "ada@example.com"));
        for (int i = 0; i < 4; i++)
        {
            begun = await visitor.Post("/client/sign_ins", ("identifier", "ada@example.com"));
            Assert.Equal(200, begun.Status);
        }

        foyer.Clock.Forward(TimeSpan.FromSeconds(3));
        Answer sixth = await foyer.VisitProduction().Post("/client/sign_ins", ("identifier", "ada@example.com"));
        Assert.Equal((429, "too_many_requests", 7.0), (sixth.Status, sixth.Code, sixth.Raw.Headers.RetryAfter!.Delta!.Value.TotalSeconds));
        Assert.Equal("no-store", sixth.Raw.Headers.CacheControl!.ToString());
        Assert.Equal(TestFoyer.ProductionApp, Assert.Single(sixth.Raw.Headers.GetValues("Access-Control-Allow-Origin")));

        string attempt = $"/client/sign_ins/{begun.Response["id"]}/attempt_first_factor";
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(422, (await visitor.Post(attempt, ("strategy", "password"), ("password", "wrong guess " + i))).Status);
        }

        Assert.Equal(429, (await visitor.Post(attempt, ("strategy", "password"), ("password", "correct horse battery"))).Status);
        foyer.Clock.Forward(TimeSpan.FromSeconds(10));
        Assert.Equal(200, (await visitor.Post(attempt, ("strategy", "password"), ("password", "correct horse battery"))).Status);
    }

    /// <summary>Case 343: a path in capitals is the same door, with the same number of knocks.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task A_path_spelt_otherwise_is_limited_alike(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, Defaults);
        using RawCalls raw = new(foyer);
        Task<Answer> Begin(string path) => raw.Send(HttpMethod.Post, path, "identifier=nobody@example.com", "application/x-www-form-urlencoded", request => request.Headers.Host = TestFoyer.ProductionHost);
        string[] paths = ["/v1/client/sign_ins", "/v1/CLIENT/sign_ins", "/v1/client/Sign_Ins", "/V1//client/SIGN_INS/", "/v1/client/sign%5Fins"];
        foreach (string path in paths)
        {
            Assert.Equal((path, 422), (path, (await Begin(path)).Status));
        }

        foreach (string path in paths)
        {
            Assert.Equal((path, 429), (path, (await Begin(path)).Status));
        }
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Messages_count_wherever_they_are_asked_for(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { rate_limits = new { creates = 1000, updates = 1000, sends = 3 } });
        await (await foyer.Backend(TestFoyer.ProductionHost)).CreateUser("ada@example.com");
        Visitor visitor = foyer.VisitProduction();
        Answer begun = await visitor.Post("/client/sign_ups", ("email_address", "bob@example.com"), ("strategy", "email_code"));
        Assert.Equal(200, begun.Status);
        Assert.Equal(200, (await foyer.VisitProduction().Post("/client/sign_ins", ("identifier", "ada@example.com"), ("strategy", "email_code"))).Status);
        Assert.Equal(200, (await visitor.Tunnel("PATCH", "/client/sign_ups/" + begun.Response["id"], ("email_address", "rob@example.com"), ("strategy", "email_code"))).Status);

        Assert.Equal(429, (await foyer.VisitProduction().Post("/client/sign_ups", ("email_address", "eve@example.com"), ("strategy", "email_code"))).Status);
        Assert.Equal(429, (await foyer.VisitProduction().Post("/client/sign_ins", ("identifier", "ada@example.com"), ("strategy", "email_code"))).Status);
        Assert.Equal(200, (await foyer.VisitProduction().Post("/client/sign_ins", ("identifier", "ada@example.com"))).Status);
        Assert.Equal(3, (await foyer.Server.GetInboxAsync(TestFoyer.PublishableKey(TestFoyer.ProductionHost))).Count(message => message.Code.Length > 0));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task One_network_fails_fifty_times_in_ten_minutes_and_no_more(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { rate_limits = new { creates = 1000, identifiers = 1000 } });
        BackendApi backend = await foyer.Backend(TestFoyer.ProductionHost);
        await backend.CreateUser("ada@example.com");
        // Who gets in does not count against the network.
        for (int i = 0; i < 60; i++)
        {
            await foyer.VisitProduction().SignIn("ada@example.com");
        }

        int refused = 0;
        for (int i = 0; i < 60; i++)
        {
            Answer answer = await foyer.VisitProduction().Post("/client/sign_ins", ("strategy", "password"), ("identifier", $"somebody{i}@example.com"), ("password", "Winter2026!"));
            refused += answer.Status == 429 ? 1 : 0;
            Assert.True(answer.Status is 422 or 429, answer.Status.ToString());
        }

        Assert.Equal(10, refused);
        foyer.Clock.Forward(TimeSpan.FromMinutes(10));
        await foyer.VisitProduction().SignIn("ada@example.com");
    }

    [Theory, MemberData(nameof(Both))]
    public async Task An_identifier_is_asked_for_so_often_from_all_addresses_and_a_live_session_goes_on(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { rate_limits = new { creates = 1000, identifiers = 3 } });
        await (await foyer.Backend(TestFoyer.ProductionHost)).CreateUser("ada@example.com");
        await (await foyer.Backend(TestFoyer.ProductionHost)).CreateUser("bob@example.com");
        Visitor ada = foyer.VisitProduction();
        string session = await ada.SignIn("ada@example.com");
        Assert.Equal(200, (await foyer.VisitProduction().Post("/client/sign_ins", ("identifier", "ADA@example.com "))).Status);
        Assert.Equal(200, (await foyer.VisitProduction().Post("/client/sign_ins", ("identifier", " ada@EXAMPLE.com"))).Status);
        Assert.Equal(429, (await foyer.VisitProduction().Post("/client/sign_ins", ("identifier", "ada@example.com"))).Status);

        Assert.Equal(200, (await foyer.VisitProduction().Post("/client/sign_ins", ("identifier", "bob@example.com"))).Status);
        Assert.Equal(200, (await ada.Post($"/client/sessions/{session}/tokens")).Status);
        foyer.Clock.Forward(TimeSpan.FromMinutes(10));
        Assert.Equal(200, (await foyer.VisitProduction().Post("/client/sign_ins", ("identifier", "ada@example.com"))).Status);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Nobody_makes_dev_browsers_without_end_by_any_door(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { rate_limits = new { clients = 5 } });
        Visitor visitor = await foyer.Visit(withDevBrowser: false);
        for (int i = 0; i < 3; i++)
        {
            await visitor.CreateDevBrowser();
            visitor.DevBrowser = null;
        }

        string handshake = "/client/handshake?redirect_url=" + Uri.EscapeDataString(TestFoyer.App);
        Assert.Equal(307, (await visitor.Get(handshake)).Status);
        Assert.Equal(307, (await visitor.Get(handshake + "&__clerk_db_jwt=made_up")).Status);
        Assert.Equal(429, (await visitor.Get(handshake)).Status);
        Assert.Equal(429, (await visitor.Get(handshake + "&__clerk_db_jwt=made_up")).Status);
        Assert.Equal(429, (await visitor.Post("/dev_browser")).Status);
        Assert.Equal(429, (await visitor.Tunnel("PUT", "/client")).Status);
        Assert.Equal(5, await foyer.Database.One<long>("SELECT count(*) FROM dev_browsers", null, CancellationToken.None));
        foyer.Clock.Forward(TimeSpan.FromMinutes(1));
        await visitor.CreateDevBrowser();
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_flood_of_one_instance_s_backend_leaves_the_others_and_the_keys_alone(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { rate_limits = new { backend = 20 } });
        BackendApi flooded = await foyer.Backend(), other = await foyer.Backend(TestFoyer.OtherHost);
        Answer[] flood = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => flooded.Get("/users/count")));
        Assert.Equal(20, flood.Count(answer => answer.Status == 200));
        Assert.All(flood.Where(answer => answer.Status != 200), answer => Assert.Equal((429, 10.0), (answer.Status, answer.Raw.Headers.RetryAfter!.Delta!.Value.TotalSeconds)));

        Assert.Equal(200, (await other.Get("/users/count")).Status);
        Assert.Equal(200, (await flooded.Get("/jwks")).Status);
        using RawCalls raw = new(foyer, flooded.SecretKey);
        Assert.Equal(400, (await raw.Send(HttpMethod.Post, "/v1/sessions/sess_x/refresh", "{}")).Status);
        Assert.Equal(429, (await flooded.Post("/testing_tokens")).Status);
        foyer.Clock.Forward(TimeSpan.FromSeconds(10));
        Assert.Equal(200, (await flooded.Get("/users/count")).Status);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_testing_token_of_the_instance_passes_and_no_other(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { rate_limits = new { creates = 1 } });
        string own = (await (await foyer.Backend()).Post("/testing_tokens")).Json!["token"]!.GetValue<string>();
        string foreign = (await (await foyer.Backend(TestFoyer.OtherHost)).Post("/testing_tokens")).Json!["token"]!.GetValue<string>();
        Visitor visitor = await foyer.Visit();
        Assert.Equal(200, (await visitor.Post("/client/sign_ins")).Status);
        foreach (string refused in new[] { foreign, own[..^1], own + "0", "1-c_x", own.Replace("-c_", "0-c_", StringComparison.Ordinal), "" })
        {
            Assert.Equal(429, (await visitor.Post("/client/sign_ins?__clerk_testing_token=" + refused)).Status);
        }

        Assert.Equal(200, (await visitor.Post("/client/sign_ins?__clerk_testing_token=" + own)).Status);
        foyer.Clock.Forward(TimeSpan.FromHours(1));
        Assert.Equal(200, (await visitor.Post("/client/sign_ins")).Status);
        Assert.Equal(429, (await visitor.Post("/client/sign_ins?__clerk_testing_token=" + own)).Status);
    }

    [Fact]
    public async Task Limits_can_be_switched_off()
    {
        await using TestFoyer foyer = await TestFoyer.Start(Databases.Sqlite, new { rate_limits = new { enabled = false, creates = 1 } });
        Visitor visitor = await foyer.Visit();
        Assert.Equal(200, (await visitor.Post("/client/sign_ins")).Status);
        Assert.Equal(200, (await visitor.Post("/client/sign_ins")).Status);
    }
}
