using Foyer.Testing;

namespace Foyer.Server.Tests.Npm;

/// <summary>Packages under <c>/npm</c>: what is installed, in the version asked for, and nothing beside it.</summary>
public sealed class ServePackageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("foyer-npm-").FullName;

    public ServePackageTests()
    {
        string package = Directory.CreateDirectory(Path.Combine(_folder, "node_modules", "@acme", "ui")).FullName;
        Directory.CreateDirectory(Path.Combine(package, "dist"));
        File.WriteAllText(Path.Combine(package, "package.json"), """{"name":"@acme/ui","version":"5.12.3"}""");
        File.WriteAllText(Path.Combine(package, "dist", "ui.browser.js"), "export{}");
        File.WriteAllText(Path.Combine(_folder, "node_modules", "@acme", "secret.txt"), "secret");
    }

    [Theory]
    [InlineData("5.12.3", "public, max-age=31536000, immutable")]
    [InlineData("5.12", "public, max-age=300")]
    [InlineData("5", "public, max-age=300")]
    [InlineData("latest", "public, max-age=300")]
    public async Task An_installed_version_that_satisfies_is_served(string version, string caching)
    {
        await using FoyerTestServer server = await FoyerTestServer.StartAsync(new FoyerTestOptions { NpmFolder = _folder });
        using HttpClient http = server.CreateClient();

        using HttpResponseMessage answer = await http.GetAsync($"/npm/@acme/ui@{version}/dist/ui.browser.js");

        Assert.Equal("export{}", await answer.Content.ReadAsStringAsync());
        Assert.Equal("text/javascript", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("*", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal(caching, string.Join(", ", answer.Headers.CacheControl!.ToString().Split(", ").OrderByDescending(part => part is "public").ThenBy(part => part is "immutable")));
    }

    [Fact]
    public async Task Nothing_else_is_served()
    {
        await using FoyerTestServer server = await FoyerTestServer.StartAsync(new FoyerTestOptions { NpmFolder = _folder });
        using HttpClient http = server.CreateClient();
        foreach (string path in new[]
        {
            "/npm/@acme/ui@6/dist/ui.browser.js", "/npm/@acme/ui@5.1/dist/ui.browser.js", "/npm/@acme/ui@/dist/ui.browser.js", "/npm/@acme/ui/dist/ui.browser.js",
            "/npm/@acme/other@5/dist/ui.browser.js", "/npm/@acme/ui@5/dist/none.js", "/npm/@acme/ui@5/dist", "/npm/@acme/ui@5", "/npm/@acme/ui@5/",
            "/npm/@acme/ui@5/..%2Fsecret.txt", "/npm/@acme/ui@5/%2e%2e/%2e%2e/secret.txt", "/npm/@acme/ui@5/dist/..%2F..%2Fsecret.txt", "/npm/@acme%2Fui@5/package.json",
            "/npm/@../node_modules@5/x", "/npm/acme/ui@5/package.json",
        })
        {
            using HttpResponseMessage answer = await http.GetAsync(path);
            string text = await answer.Content.ReadAsStringAsync();
            Assert.True((int)answer.StatusCode == 404 && text.Contains("resource_not_found", StringComparison.Ordinal), $"{path} → {(int)answer.StatusCode} {text}");
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
