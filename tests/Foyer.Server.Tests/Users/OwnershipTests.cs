using Foyer.Server.Tests.Surfaces;

namespace Foyer.Server.Tests.Users;

/// <summary>Whose a user, session or client is: another instance's key opens none of them, on both databases.</summary>
public sealed class OwnershipTests
{
    public static TheoryData<string> Both => Databases.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Another_instances_key_finds_nothing_and_changes_nothing(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi owner = await foyer.Backend();
        string user = await owner.CreateUser("canary@example.com", more: new { first_name = "Canary", public_metadata = new { a = 1 } });
        Visitor visitor = await foyer.Visit();
        string session = await visitor.SignIn("canary@example.com");
        string client = (await owner.Get("/sessions/" + session)).Json!["client_id"]!.GetValue<string>();
        string token = (await visitor.Post($"/client/sessions/{session}/tokens")).Json!["jwt"]!.GetValue<string>();
        string before = (await owner.Get("/users/" + user)).Json!.ToJsonString() + (await owner.Get("/sessions/" + session)).Json!.ToJsonString();

        foreach (string host in new[] { TestFoyer.OtherHost, TestFoyer.ProductionHost })
        {
            using RawCalls stranger = new(foyer, (await foyer.Backend(host)).SecretKey);
            foreach ((HttpMethod method, string path, string? body, int status) in new (HttpMethod, string, string?, int)[]
            {
                (HttpMethod.Get, "/v1/users/" + user, null, 404),
                (HttpMethod.Patch, "/v1/users/" + user, """{"first_name":"Eve"}""", 404),
                (HttpMethod.Patch, "/v1/users/" + user, """{"password":"eve eve eve eve","sign_out_of_other_sessions":true}""", 404),
                (HttpMethod.Delete, "/v1/users/" + user, null, 404),
                (HttpMethod.Patch, $"/v1/users/{user}/metadata", """{"public_metadata":{"a":2}}""", 404),
                (HttpMethod.Put, $"/v1/users/{user}/metadata", """{"public_metadata":{"a":2}}""", 404),
                (HttpMethod.Post, $"/v1/users/{user}/ban", null, 404),
                (HttpMethod.Post, $"/v1/users/{user}/unban", null, 404),
                (HttpMethod.Post, $"/v1/users/{user}/lock", null, 404),
                (HttpMethod.Post, $"/v1/users/{user}/unlock", null, 404),
                (HttpMethod.Post, "/v1/users/ban", $$"""{"user_ids":["{{user}}"]}""", 400),
                (HttpMethod.Post, "/v1/users/unban", $$"""{"user_ids":["{{user}}"]}""", 400),
                (HttpMethod.Get, "/v1/sessions/" + session, null, 404),
                (HttpMethod.Post, $"/v1/sessions/{session}/revoke", null, 404),
                (HttpMethod.Post, $"/v1/sessions/{session}/tokens", "{}", 404),
                (HttpMethod.Post, $"/v1/sessions/{session}/tokens/template", "{}", 404),
                (HttpMethod.Post, $"/v1/sessions/{session}/refresh", $$"""{"expired_token":"{{token}}","refresh_token":"rt_x","request_origin":"http://localhost:3000"}""", 401),
                (HttpMethod.Post, "/v1/sessions", $$"""{"user_id":"{{user}}"}""", host == TestFoyer.ProductionHost ? 422 : 404),
                (HttpMethod.Get, "/v1/clients/" + client, null, 404),
                (HttpMethod.Post, "/v1/clients/verify", $$"""{"token":"{{token}}"}""", 401),
            })
            {
                Answer refused = await stranger.Send(method, path, body);
                Assert.Equal((method, path, status), (method, path, refused.Status));
                Assert.DoesNotContain("canary", refused.Json!.ToJsonString(), StringComparison.OrdinalIgnoreCase);
            }

            foreach (string list in new[] { "/v1/users", "/v1/users?query=canary", "/v1/users?user_id=" + user, "/v1/sessions", "/v1/sessions?user_id=" + user, "/v1/clients" })
            {
                Assert.Empty((await stranger.Get(list)).Json!.AsArray());
            }

            Assert.Equal(0, (await stranger.Get("/v1/users/count")).Json!["total_count"]!.GetValue<long>());
        }

        Assert.Equal(before, (await owner.Get("/users/" + user)).Json!.ToJsonString() + (await owner.Get("/sessions/" + session)).Json!.ToJsonString());
        Assert.Equal(200, (await visitor.Post($"/client/sessions/{session}/tokens")).Status);
    }
}
