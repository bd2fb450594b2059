using System.Text.Json.Nodes;
using Foyer.Server.Tests.Users;

namespace Foyer.Server.Tests.Clients;

/// <summary>Clients, keys and testing tokens over the Backend API, on both databases.</summary>
public sealed class BackendClientTests
{
    public static TheoryData<string> Both => Databases.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Clients_are_listed_newest_first_with_their_live_sessions(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { auth_config = new { single_session_mode = false } });
        BackendApi backend = await foyer.Backend();
        await backend.CreateUser("ada@example.com");
        await backend.CreateUser("bob@example.com");
        Visitor first = await foyer.Visit();
        string ada = await first.SignIn("ada@example.com");
        foyer.Clock.Forward(TimeSpan.FromSeconds(1));
        string bob = await first.SignIn("bob@example.com");
        foyer.Clock.Forward(TimeSpan.FromSeconds(1));
        Visitor second = await foyer.Visit();
        string away = await second.SignIn("ada@example.com");
        await backend.Post($"/sessions/{away}/revoke");

        JsonArray clients = (await backend.Get("/clients")).Json!.AsArray();

        Assert.Equal(2, clients.Count);
        Assert.Empty(clients[0]!["sessions"]!.AsArray());
        Assert.Null(clients[0]!["last_active_session_id"]);
        Assert.Equal([ada, bob], clients[1]!["session_ids"]!.AsArray().Select(id => id!.GetValue<string>()));
        Assert.Equal((bob, "password"), (clients[1]!.Text("last_active_session_id"), clients[1]!.Text("last_authentication_strategy")));
        Assert.Equal(clients[1]!.ToJsonString(), (await backend.Get("/clients/" + clients[1]!.Text("id"))).Json!.ToJsonString());
        JsonNode page = (await backend.Get("/clients?paginated=true&limit=1&offset=1")).Json!;
        Assert.Equal((2, clients[1]!.Text("id")), (page["total_count"]!.GetValue<int>(), page["data"]![0]!.Text("id")));
        Assert.Equal((422, "limit"), Field(await backend.Get("/clients?limit=501")));
        Assert.Equal((422, "offset"), Field(await backend.Get("/clients?offset=x")));
        Assert.Equal(404, (await backend.Get("/clients/client_unknown")).Status);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_cookie_or_a_live_token_of_the_instance_leads_to_its_client(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend(TestFoyer.ProductionHost);
        await backend.CreateUser("ada@example.com");
        Visitor visitor = foyer.VisitProduction();
        string session = await visitor.SignIn("ada@example.com");
        string cookie = visitor.ClientCookie!;
        string token = (await visitor.Post($"/client/sessions/{session}/tokens")).Json!.Text("jwt")!;

        foreach (string credential in new[] { cookie, token })
        {
            Assert.Equal([session], (await backend.Post("/clients/verify", new { token = credential })).Json!["session_ids"]!.AsArray().Select(id => id!.GetValue<string>()));
            Assert.Equal(401, (await (await foyer.Backend()).Post("/clients/verify", new { token = credential })).Status);
        }

        foreach (string wrong in new[] { "x", cookie[..^1], cookie + "x", token[..^4] + "AAAA", token.Replace('.', '-'), session })
        {
            Assert.Equal((401, "authentication_invalid"), ((await backend.Post("/clients/verify", new { token = wrong })) is var answer ? answer.Status : 0, answer.Code));
        }

        Assert.Equal((400, "token"), Field(await backend.Post("/clients/verify", new { })));
        await backend.Post($"/sessions/{session}/revoke");
        Assert.Equal(401, (await backend.Post("/clients/verify", new { token })).Status);
        foyer.Clock.Forward(TimeSpan.FromMinutes(2));
        Assert.Equal(401, (await backend.Post("/clients/verify", new { token })).Status);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task The_key_set_has_public_members_only_and_is_the_instances_own(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        JsonNode own = (await (await foyer.Backend()).Get("/jwks")).Json!;
        JsonNode other = (await (await foyer.Backend(TestFoyer.OtherHost)).Get("/jwks")).Json!;

        Assert.Equal(["alg", "e", "kid", "kty", "n", "use"], Assert.Single(own["keys"]!.AsArray())!.AsObject().Select(member => member.Key).Order(StringComparer.Ordinal));
        Assert.NotEqual(own["keys"]![0]!.Text("kid"), other["keys"]![0]!.Text("kid"));
        Assert.NotEqual(own["keys"]![0]!.Text("n"), other["keys"]![0]!.Text("n"));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_testing_token_lives_an_hour_and_is_never_the_same(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        JsonNode first = (await backend.Post("/testing_tokens")).Json!;
        JsonNode second = (await backend.Post("/testing_tokens")).Json!;

        Assert.Equal(("testing_token", foyer.Clock.GetUtcNow().AddHours(1).ToUnixTimeSeconds()), (first.Text("object"), first["expires_at"]!.GetValue<long>()));
        Assert.NotEqual(first.Text("token"), second.Text("token"));
    }

    private static (int, string?) Field(Answer answer) => (answer.Status, answer.Param);
}
