using System.Text.Json.Nodes;

namespace Foyer.Server.Tests.Users;

/// <summary>Users in the shapes the tests need, made through the Backend API.</summary>
internal static class UserFixtures
{
    /// <summary>Makes a user of whatever members are given, past the instance's demands for identifiers and passwords.</summary>
    public static async Task<string> Make(this BackendApi backend, object members)
    {
        JsonObject body = System.Text.Json.JsonSerializer.SerializeToNode(members)!.AsObject();
        body["skip_user_requirement"] = true;
        body["skip_password_requirement"] = true;
        Answer made = await backend.Post("/users", body);
        Assert.True(made.Status == 200, made.Json?.ToJsonString());
        return made.Json!["id"]!.GetValue<string>();
    }

    public static async Task<JsonNode> User(this BackendApi backend, string id)
    {
        Answer answer = await backend.Get("/users/" + id);
        Assert.Equal(200, answer.Status);
        return answer.Json!;
    }

    public static async Task<long> CountUsers(this BackendApi backend, string query = "") =>
        (await backend.Get("/users/count" + query)).Json!["total_count"]!.GetValue<long>();

    public static string? Text(this JsonNode? node, string name) => node?[name]?.GetValue<string>();
}
