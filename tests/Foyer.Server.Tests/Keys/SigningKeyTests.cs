using System.Text.Json.Nodes;
using Foyer.Contracts;
using Foyer.Server.Instances;
using Foyer.Server.Keys;
using Foyer.Server.Tests.Startup;
using Foyer.Server.Tests.Users;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Server.Tests.Keys;

/// <summary>Signing keys change without anybody noticing: published first, signing later, accepted until removed.</summary>
public sealed class SigningKeyTests
{
    public static TheoryData<string> Databases => Tests.Databases.Both;

    [Theory, MemberData(nameof(Databases))]
    public async Task A_new_key_is_published_ten_minutes_before_it_signs(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        Visitor visitor = await foyer.Visit();
        string session = await visitor.SignUp("ada@example.com");
        string user = (await backend.Get("/users")).Json![0]!.Text("id")!;
        string first = await Kid(visitor, session);
        string ticket = (await backend.Post("/sign_in_tokens", new { user_id = user, expires_in_seconds = 86_400 })).Json!.Text("token")!;
        Assert.Equal([first], await Published(foyer, visitor));

        Assert.Equal("The signing key stands in the configuration file. Change it there, or take it out of the file.", await Change(foyer, (keys, tx, id) => keys.Rotate(tx, id)));
        await Change(foyer, NamedByNoFile);
        Assert.Null(await Change(foyer, (keys, tx, id) => keys.Rotate(tx, id)));

        string[] published = await Published(foyer, visitor);
        string second = Assert.Single(published, kid => kid != first);
        Assert.Equal((2, first), (published.Length, await Kid(visitor, session)));
        Assert.StartsWith($"The key {second} is published already", await Change(foyer, (keys, tx, id) => keys.Rotate(tx, id)), StringComparison.Ordinal);
        foyer.Clock.Forward(SigningKeyStore.Notice - TimeSpan.FromSeconds(1));
        Assert.Equal(first, await Kid(visitor, session));
        foyer.Clock.Forward(TimeSpan.FromSeconds(1));
        Assert.Equal(second, await Kid(visitor, session));

        // What the key before it signed is still good, until it is removed.
        Assert.Equal(2, (await Published(foyer, visitor)).Length);
        Visitor other = await foyer.Visit();
        Assert.Equal(200, (await other.Post("/client/sign_ins", ("strategy", "ticket"), ("ticket", ticket))).Status);
        string late = (await backend.Post("/sign_in_tokens", new { user_id = user })).Json!.Text("token")!;
        Assert.Equal($"The key {second} signs at the moment. 'foyer keys rotate' gives its place to another.", await Change(foyer, (keys, tx, id) => keys.Remove(tx, id, second)));
        Assert.Equal("The instance has no signing key ins_unknown.", await Change(foyer, (keys, tx, id) => keys.Remove(tx, id, "ins_unknown")));
        Assert.Null(await Change(foyer, (keys, tx, id) => keys.Remove(tx, id, first)));
        Assert.Equal([second], await Published(foyer, visitor));
        Assert.Equal(200, (await (await foyer.Visit()).Post("/client/sign_ins", ("strategy", "ticket"), ("ticket", late))).Status);
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task What_a_removed_key_signed_is_refused(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        Visitor visitor = await foyer.Visit();
        string user = await backend.CreateUser("ada@example.com");
        string ticket = (await backend.Post("/sign_in_tokens", new { user_id = user, expires_in_seconds = 86_400 })).Json!.Text("token")!;
        string first = Assert.Single(await Published(foyer, visitor));
        await Change(foyer, NamedByNoFile);
        Assert.Null(await Change(foyer, (keys, tx, id) => keys.Rotate(tx, id)));
        foyer.Clock.Forward(SigningKeyStore.Notice);
        Assert.Null(await Change(foyer, (keys, tx, id) => keys.Remove(tx, id, first)));

        Answer refused = await visitor.Post("/client/sign_ins", ("strategy", "ticket"), ("ticket", ticket));

        Assert.InRange(refused.Status, 400, 422);
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task A_key_the_file_names_waits_too_and_one_that_was_published_need_not(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        Visitor visitor = await foyer.Visit();
        string session = await visitor.SignUp("ada@example.com");
        string first = await Kid(visitor, session);
        string other = SigningKey.Import(TestKeys.Of("rotated"))!.Kid;

        await Change(foyer, Named("rotated"));
        Assert.Equal((first, 2), (await Kid(visitor, session), (await Published(foyer, visitor)).Length));

        // The same file at every start begins no new wait.
        foyer.Clock.Forward(TimeSpan.FromMinutes(6));
        await Change(foyer, Named("rotated"));
        foyer.Clock.Forward(TimeSpan.FromMinutes(4));
        Assert.Equal(other, await Kid(visitor, session));

        // Back to the key before it: everybody knows that one.
        foyer.Clock.Forward(TimeSpan.FromSeconds(1));
        await Change(foyer, Named(TestFoyer.DevelopmentHost));
        Assert.Equal(first, await Kid(visitor, session));

        // One that waits loses its turn when the file changes its mind, and it has signed nothing.
        await Change(foyer, Named("mistaken"));
        await Change(foyer, Named(TestFoyer.DevelopmentHost));
        foyer.Clock.Forward(TimeSpan.FromHours(1));
        Assert.Equal(first, await Kid(visitor, session));
        Assert.Equal(new[] { first, other }.Order(StringComparer.Ordinal), (await Published(foyer, visitor)).Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task A_key_rotated_beside_a_running_server_is_published_by_it(string database)
    {
        using Scratch scratch = new();
        string? url = await Tests.Databases.Create(database);
        string[] where = url is null ? [] : ["--database", url];
        try
        {
            (FoyerProcess server, Uri address) = await FoyerProcess.Serve(scratch.Folder, where);
            await using (server)
            {
                using HttpClient http = new() { BaseAddress = address };
                string first = Assert.Single(await Published(http));

                (int exitCode, string output, string errors) = await FoyerProcess.Run(scratch.Folder, ["keys", "rotate", .. where]);

                Assert.Equal((0, ""), (exitCode, errors));
                Assert.Matches($@"^ins_\w{{27}}  waiting, signs from \S+ \S+\n{first}  signing\n$", output.ReplaceLineEndings("\n"));
                string[] published = [];
                for (int i = 0; i < 100 && published.Length < 2; i++)
                {
                    await Task.Delay(100, TestContext.Current.CancellationToken);
                    published = await Published(http);
                }

                string second = Assert.Single(published, kid => kid != first);
                JsonNode shown = JsonNode.Parse((await FoyerProcess.Run(scratch.Folder, ["keys", "--json", .. where])).Output)!["instances"]![0]!;
                Assert.Equal([$"{second} waiting", $"{first} signing"], shown["signing_keys"]!.AsArray().Select(key => $"{key!.Text("kid")} {key!.Text("status")}"));
                Assert.Equal(shown["signing_keys"]![1]!.Text("public_key"), shown.Text("jwt_key"));

                (exitCode, output, errors) = await FoyerProcess.Run(scratch.Folder, ["keys", "rotate", .. where]);
                Assert.Equal((1, ""), (exitCode, output));
                Assert.StartsWith($"foyer: The key {second} is published already and signs from ", errors, StringComparison.Ordinal);
                Assert.Equal((0, $"{first}  signing\n", ""), await FoyerProcess.Run(scratch.Folder, ["keys", "remove", second, .. where]));
            }
        }
        finally
        {
            await Tests.Databases.Drop(url);
        }
    }

    private static Task<string?> NamedByNoFile(SigningKeyStore keys, Tx tx, string instanceId) => Ensure(keys, tx, instanceId, null);

    private static Func<SigningKeyStore, Tx, string, Task<string?>> Named(string key) => (keys, tx, id) => Ensure(keys, tx, id, TestKeys.Of(key));

    private static async Task<string?> Ensure(SigningKeyStore keys, Tx tx, string instanceId, string? pem)
    {
        await keys.Ensure(tx, instanceId, pem);
        return null;
    }

    /// <summary>What the commands and a start with a file do.</summary>
    private static async Task<string?> Change(TestFoyer foyer, Func<SigningKeyStore, Tx, string, Task<string?>> change)
    {
        InstanceRegistry registry = foyer.Server.Services.GetRequiredService<InstanceRegistry>();
        string id = registry.ByHost(TestFoyer.DevelopmentHost)!.Id;
        string? refusal = await foyer.Database.Write(tx => change(foyer.Server.Services.GetRequiredService<SigningKeyStore>(), tx, id), CancellationToken.None);
        await registry.Reload(CancellationToken.None);
        return refusal;
    }

    private static async Task<string> Kid(Visitor visitor, string session)
    {
        Answer answer = await visitor.Post($"/client/sessions/{session}/tokens");
        Assert.Equal(200, answer.Status);
        Assert.True(Jwt.TryRead(answer.Json!.Text("jwt"), out Jwt? jwt));
        return jwt.Header.Kid!;
    }

    private static async Task<string[]> Published(TestFoyer foyer, Visitor visitor) => Kids(await visitor.GetWellKnown(foyer, "/.well-known/jwks.json"));

    private static async Task<string[]> Published(HttpClient http) => Kids(JsonNode.Parse(await http.GetStringAsync("/.well-known/jwks.json", TestContext.Current.CancellationToken))!);

    private static string[] Kids(JsonNode jwks) => [.. jwks["keys"]!.AsArray().Select(key => key!.Text("kid")!)];
}
