using Foyer.Server.Tests.Surfaces;
using Foyer.Testing;

namespace Foyer.Server.Tests.Keyless;

/// <summary>An app that starts without keys gets those of the development instance beside it, and nobody else does.</summary>
public sealed class KeylessTests
{
    [Fact]
    public async Task A_program_of_this_machine_gets_the_keys_and_they_work()
    {
        await using FoyerTestServer server = await FoyerTestServer.StartAsync(new FoyerTestOptions { Keyless = true });
        using HttpClient http = server.CreateClient();

        Answer given = await Answer.Of(await http.PostAsync("/v1/accountless_applications?source=nextjs", null));

        Assert.Equal((200, "accountless_application", server.PublishableKey), (given.Status, given.Json!["object"]!.GetValue<string>(), given.Json["publishable_key"]!.GetValue<string>()));
        string key = given.Json["secret_key"]!.GetValue<string>();
        Assert.Equal(await server.GetSecretKeyAsync(), key);
        http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        Assert.Equal(200, (int)(await http.GetAsync("/v1/users")).StatusCode);
        Answer completed = await Answer.Of(await http.PostAsync("/v1/accountless_applications/complete?source=nextjs", null));
        Assert.Equal((200, key), (completed.Status, completed.Json!["secret_key"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("Origin", "http://localhost:3000")]
    [InlineData("Sec-Fetch-Site", "none")]
    [InlineData("Referer", "http://localhost:3000/")]
    [InlineData("X-Forwarded-For", "203.0.113.1")]
    [InlineData("Host", "test.foyeraccounts.dev")]
    public async Task A_page_or_somebody_behind_a_proxy_gets_nothing(string header, string value)
    {
        await using FoyerTestServer server = await FoyerTestServer.StartAsync(new FoyerTestOptions { Keyless = true });
        using HttpClient http = server.CreateClient();
        using HttpRequestMessage request = new(HttpMethod.Post, "/v1/accountless_applications");
        request.Headers.TryAddWithoutValidation(header, value);
        Answer refused = await Answer.Of(await http.SendAsync(request));
        Assert.Equal((403, "keyless_disabled"), (refused.Status, refused.Code));
        Assert.DoesNotContain("sk_test_", refused.Json!.ToJsonString());
    }

    [Fact]
    public async Task A_server_that_was_not_told_so_gives_no_keys()
    {
        await using FoyerTestServer server = await FoyerTestServer.StartAsync();
        using HttpClient http = server.CreateClient();
        Assert.Equal("keyless_disabled", (await Answer.Of(await http.PostAsync("/v1/accountless_applications", null))).Code);
        await using TestFoyer several = await TestFoyer.Start(Databases.Sqlite);
        using RawCalls raw = new(several);
        Assert.Equal(403, (await raw.Send(HttpMethod.Post, "/v1/accountless_applications")).Status);
        Assert.Equal(401, (await raw.Send(HttpMethod.Post, "/v1/accountless_applications/complete")).Status);
    }
}
