using System.Text.Json.Nodes;
using Foyer.Contracts;
using Foyer.Server.Sessions;
using Foyer.Server.Users;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Server.Tests.Sessions;

/// <summary>Several people on one client, one person on several devices, and when sessions end by themselves; on both databases.</summary>
public sealed class MySessionsTests
{
    public static TheoryData<string> Both => Databases.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_person_sees_their_devices_and_signs_one_of_them_out(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        await backend.CreateUser("ada@example.com");
        await backend.CreateUser("bob@example.com");
        Visitor phone = await foyer.Visit(), laptop = await foyer.Visit(), stranger = await foyer.Visit();
        Answer onPhone = await phone.Send(HttpMethod.Post, "/client/sign_ins", [("strategy", "password"), ("identifier", "ada@example.com"), ("password", "correct horse battery")],
            request => request.Headers.UserAgent.ParseAdd("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"));
        string phoneSession = onPhone.Response["created_session_id"]!.GetValue<string>();
        foyer.Clock.Forward(TimeSpan.FromSeconds(1));
        string laptopSession = await laptop.SignIn("ada@example.com");
        string strangers = await stranger.SignIn("bob@example.com");

        JsonArray active = (await laptop.Get("/me/sessions/active")).Json!.AsArray();
        Assert.Equal([laptopSession, phoneSession], active.Select(item => item!["id"]!.GetValue<string>()));
        JsonNode activity = active[1]!["latest_activity"]!;
        Assert.Equal(("iPhone", "Safari", "18.0", true, "127.0.0.1"), (activity["device_type"]!.GetValue<string>(), activity["browser_name"]!.GetValue<string>(),
            activity["browser_version"]!.GetValue<string>(), activity["is_mobile"]!.GetValue<bool>(), activity["ip_address"]!.GetValue<string>()));
        Assert.All(active, item => Assert.DoesNotContain("last_active_token", item!.ToJsonString()));

        Assert.Equal(404, (await laptop.Post($"/me/sessions/{strangers}/revoke")).Status);
        Assert.Equal(404, (await laptop.Post("/me/sessions/sess_unknown/revoke")).Status);
        Answer revoked = await laptop.Post($"/me/sessions/{phoneSession}/revoke");
        Assert.Equal((200, "revoked"), (revoked.Status, revoked.Response["status"]!.GetValue<string>()));
        Assert.Equal(laptopSession, Assert.Single(revoked.Client["sessions"]!.AsArray())!["id"]!.GetValue<string>());

        Assert.Equal(401, (await phone.Post($"/client/sessions/{phoneSession}/tokens")).Status);
        Assert.Empty((await phone.Get("/client")).Response["sessions"]!.AsArray());
        Assert.Equal(200, (await stranger.Post($"/client/sessions/{strangers}/tokens")).Status);
        Assert.Equal([laptopSession], (await laptop.Get("/me/sessions/active")).Json!.AsArray().Select(item => item!["id"]!.GetValue<string>()));
        Assert.Equal(["active", "revoked"], (await laptop.Get("/me/sessions")).Json!.AsArray().Select(item => item!["status"]!.GetValue<string>()));
        Assert.Equal(401, (await (await foyer.Visit()).Get("/me/sessions/active")).Status);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Several_people_sit_side_by_side_on_one_client(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { auth_config = new { single_session_mode = false } });
        BackendApi backend = await foyer.Backend();
        string[] people = ["ada@example.com", "bob@example.com", "eve@example.com"];
        foreach (string person in people)
        {
            await backend.CreateUser(person);
        }

        Visitor visitor = await foyer.Visit();
        List<string> sessions = [];
        foreach (string person in people)
        {
            sessions.Add(await visitor.SignIn(person));
            foyer.Clock.Forward(TimeSpan.FromSeconds(1));
        }

        string EmailOf(Answer me) => me.Response["email_addresses"]![0]!["email_address"]!.GetValue<string>();
        for (int i = 0; i < people.Length; i++)
        {
            Assert.Equal(people[i], EmailOf(await visitor.Get("/me?_clerk_session_id=" + sessions[i])));
        }

        Assert.Equal("eve@example.com", EmailOf(await visitor.Get("/me")));
        await visitor.Post($"/client/sessions/{sessions[0]}/touch", ("intent", "select_session"));
        Assert.Equal("ada@example.com", EmailOf(await visitor.Get("/me")));

        Answer removed = await visitor.Post($"/client/sessions/{sessions[0]}/remove");
        Assert.Equal(("removed", 2), (removed.Response["status"]!.GetValue<string>(), removed.Client["sessions"]!.AsArray().Count));
        Assert.Equal(sessions[2], removed.Client["last_active_session_id"]!.GetValue<string>());
        Answer ended = await visitor.Post($"/client/sessions/{sessions[2]}/end");
        Assert.Equal(("ended", sessions[1]), (ended.Response["status"]!.GetValue<string>(), ended.Client["last_active_session_id"]!.GetValue<string>()));
        Answer signedOut = await visitor.Tunnel("DELETE", "/client/sessions");
        Assert.Empty(signedOut.Client["sessions"]!.AsArray());
        Assert.Equal(401, (await visitor.Get("/me")).Status);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_session_that_is_used_goes_on_and_one_that_is_not_is_abandoned(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { sessions = new { inactivity_timeout_in_seconds = 600 } });
        BackendApi backend = await foyer.Backend();
        await backend.CreateUser("ada@example.com");
        Visitor used = await foyer.Visit(), touched = await foyer.Visit(), idle = await foyer.Visit();
        string usedSession = await used.SignIn("ada@example.com"), touchedSession = await touched.SignIn("ada@example.com"), idleSession = await idle.SignIn("ada@example.com");
        SessionActivityWriter writer = foyer.Server.Services.GetRequiredService<SessionActivityWriter>();

        for (int i = 0; i < 4; i++)
        {
            foyer.Clock.Forward(TimeSpan.FromSeconds(300));
            Assert.Equal(200, (await used.Post($"/client/sessions/{usedSession}/tokens")).Status);
            Assert.Equal(200, (await touched.Post($"/client/sessions/{touchedSession}/touch")).Status);
            await writer.Drain(CancellationToken.None);
        }

        foreach (string verb in new[] { "tokens", "touch" })
        {
            Assert.Equal((verb, 401), (verb, (await idle.Post($"/client/sessions/{idleSession}/{verb}")).Status));
        }

        Assert.Empty((await idle.Get("/client")).Response["sessions"]!.AsArray());
        Assert.Equal("abandoned", (await backend.Get("/sessions/" + idleSession)).Json!["status"]!.GetValue<string>());
        JsonNode live = (await backend.Get("/sessions/" + usedSession)).Json!;
        long now = foyer.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        Assert.Equal(("active", now, now + 600_000), (live["status"]!.GetValue<string>(), live["last_active_at"]!.GetValue<long>(), live["abandon_at"]!.GetValue<long>()));

        await foyer.Server.Services.GetRequiredService<Purge>().Run(CancellationToken.None);
        Assert.Equal("abandoned", await foyer.Database.One<string>("SELECT status FROM sessions WHERE id = @idleSession", new { idleSession }, CancellationToken.None));
        foyer.Clock.Forward(TimeSpan.FromDays(7));
        Assert.Equal("expired", (await backend.Get("/sessions/" + usedSession)).Json!["status"]!.GetValue<string>());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Minting_writes_that_a_session_is_used_now_and_then_and_not_each_time(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string user = await backend.CreateUser("ada@example.com");
        Visitor visitor = await foyer.Visit();
        string session = await visitor.SignIn("ada@example.com");
        SessionActivityWriter writer = foyer.Server.Services.GetRequiredService<SessionActivityWriter>();
        long signedIn = foyer.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        async Task<long> LastActive()
        {
            await visitor.Post($"/client/sessions/{session}/tokens");
            await writer.Drain(CancellationToken.None);
            return (await backend.Get("/sessions/" + session)).Json!["last_active_at"]!.GetValue<long>();
        }

        foyer.Clock.Forward(TimeSpan.FromSeconds(50));
        Assert.Equal(signedIn, await LastActive());
        foyer.Clock.Forward(TimeSpan.FromSeconds(250));
        Assert.Equal(signedIn + 300_000, await LastActive());
        foyer.Clock.Forward(TimeSpan.FromDays(2));
        Assert.Equal(foyer.Clock.GetUtcNow().ToUnixTimeMilliseconds(), await LastActive());
        long day = new DateTimeOffset(foyer.Clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero).ToUnixTimeMilliseconds();
        Assert.Equal(day, (await backend.Get("/users/" + user)).Json!["last_active_at"]!.GetValue<long>());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_use_is_not_forgotten_while_the_one_before_it_is_written(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        await backend.CreateUser("ada@example.com");
        Visitor visitor = await foyer.Visit();
        string session = await visitor.SignIn("ada@example.com");
        SessionActivityWriter writer = foyer.Server.Services.GetRequiredService<SessionActivityWriter>();

        TaskCompletionSource goOn = new();
        Task held = foyer.Database.Write(async tx =>
        {
            await tx.One<string>($"SELECT id FROM sessions WHERE id = @session {tx.Dialect.LockForUpdate}", new { session });
            await goOn.Task;
        }, CancellationToken.None);
        for (int i = 0; i < 2; i++)
        {
            foyer.Clock.Forward(TimeSpan.FromMinutes(10));
            Assert.Equal(200, (await visitor.Post($"/client/sessions/{session}/tokens")).Status);
        }

        goOn.SetResult();
        await held;
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(10));
        long now = foyer.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        while ((await backend.Get("/sessions/" + session)).Json!["last_active_at"]!.GetValue<long>() != now)
        {
            await writer.Drain(patience.Token);
            await Task.Delay(20, patience.Token);
        }
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Who_acts_in_a_persons_place_is_named_in_every_token_and_soon_gone(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        string user = await (await foyer.Backend()).CreateUser("ada@example.com");
        Visitor visitor = await foyer.Visit();
        string client = (await visitor.Tunnel("PUT", "/client")).Response["id"]!.GetValue<string>();
        string session = await Start(foyer, user, person => new NewSession { ClientId = client, User = person, Strategy = "ticket", Actor = """{"sub":"user_operator"}""", Lifetime = TimeSpan.FromMinutes(30) });

        for (int i = 0; i < 29; i++)
        {
            Answer touched = await visitor.Post($"/client/sessions/{session}/touch");
            Assert.Equal("user_operator", touched.Response["actor"]!["sub"]!.GetValue<string>());
            Assert.True(Jwt.TryRead((await visitor.Post($"/client/sessions/{session}/tokens")).Json!["jwt"]!.GetValue<string>(), out Jwt? jwt));
            Assert.Equal("user_operator", jwt.Claims.Act!.Value.GetProperty("sub").GetString());
            foyer.Clock.Forward(TimeSpan.FromMinutes(1));
        }

        foyer.Clock.Forward(TimeSpan.FromMinutes(1));
        Assert.Equal(401, (await visitor.Post($"/client/sessions/{session}/tokens")).Status);
        Assert.Equal(401, (await visitor.Post($"/client/sessions/{session}/touch")).Status);
        Assert.Null((await (await foyer.Backend()).Get("/users/" + user)).Json!["last_sign_in_at"]);
    }

    private static Task<string> Start(TestFoyer foyer, string userId, Func<UserAggregate, NewSession> start)
    {
        Instances.Instance instance = foyer.Server.Services.GetRequiredService<Instances.InstanceRegistry>().ByHost(TestFoyer.DevelopmentHost)!;
        return foyer.Database.Write(async tx =>
        {
            UserAggregate person = (await foyer.Server.Services.GetRequiredService<UserStore>().FindAggregate(tx, instance.Id, userId))!;
            return await foyer.Server.Services.GetRequiredService<SessionStore>().Start(tx, instance, start(person));
        }, CancellationToken.None);
    }
}
