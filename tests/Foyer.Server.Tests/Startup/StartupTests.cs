using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Foyer.Contracts;
using Foyer.Server.Tests.Users;

namespace Foyer.Server.Tests.Startup;

/// <summary>The executable as an operator meets it: what stops it is one sentence on stderr and an exit code, never a stack.</summary>
public sealed class StartupTests
{
    private const string Key = "FOYER_KEY_ENCRYPTION_KEY";
    private const string Production = """{"applications":[{"name":"A","instances":[{"environment":"production","frontend_api":"clerk.example.com"}]}]}""";

    private static readonly string Strong = Convert.ToBase64String(KeyEncryptionKey.New());

    [Fact]
    public async Task Options_that_cannot_be_meant_stop_it_with_a_sentence()
    {
        using Scratch scratch = new();
        string wrong = scratch.Write("wrong.json", """{"applications":[{"name":"A","instances":[{"settings":{"organization_settings":{"enabled":true}}}]}]}""");
        string production = scratch.Write("production.json", Production);

        async Task Alone(string[] arguments, string? key, params string[] expected)
        {
            using Scratch own = new();
            await Refuses(own, arguments, key, expected);
        }

        await Task.WhenAll(
            Alone(["--config", wrong], null, "foyer: In the configuration file '", "applications[0].instances[0].settings.organization_settings.enabled belongs to a feature"),
            Alone(["--config", "nowhere.json"], null, "foyer: The configuration file 'nowhere.json' cannot be read"),
            Alone(["--database", "mysql://localhost/x"], null, "foyer: --database must be sqlite:PATH or postgres://"));
        await Task.WhenAll(
            Alone(["--database", "sqlite:"], null, "foyer: --database must be sqlite:PATH or postgres://"),
            Alone(["--database", "postgres://localhost"], null, "foyer: --database must look like postgres://"),
            Alone(["--database", "postgres://x@127.0.0.1:1/x"], null, "foyer: The database cannot be reached"));
        await Task.WhenAll(
            Alone(["--sqlite-library", "/nowhere/libsqlite3.so"], null, "foyer: The SQLite library '/nowhere/libsqlite3.so' cannot be loaded."),
            Alone(["--config", production], null, "foyer: A production instance needs a key-encryption key", Key),
            Alone(["--config", production], "changeme", "foyer: The key-encryption key from " + Key + " is not 32 random bytes"));
        await Task.WhenAll(
            Alone(["--config", production], Convert.ToBase64String(new byte[32]), "foyer: The key-encryption key from " + Key + " is not 32 random bytes"),
            Alone(["--urls"], null, "--urls"),
            Alone(["--urls", "nonsense"], null, "foyer: The addresses 'nonsense' cannot be listened on"),
            Alone(["--colour"], null, "--colour"));
    }

    [Fact]
    public async Task One_server_at_a_time_has_a_database_and_a_port()
    {
        using Scratch scratch = new();
        (FoyerProcess first, Uri url) = await FoyerProcess.Serve(scratch.Folder, []);
        await using (first)
        {
            await Refuses(scratch, [], null, "foyer: Another Foyer server is using the database 'foyer-data/foyer.db'");
            await Refuses(scratch, ["--data", "other-data", "--urls", url.ToString()], null, "foyer: The address " + url, "is in use by another program");
            using HttpClient http = new() { BaseAddress = url };
            Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/v1/environment", TestContext.Current.CancellationToken)).StatusCode);
        }

        // The lock went with its process, however that ended.
        (FoyerProcess again, _) = await FoyerProcess.Serve(scratch.Folder, []);
        await again.DisposeAsync();
    }

    [Fact]
    public async Task Another_key_than_the_databases_is_refused()
    {
        using Scratch scratch = new();
        string config = scratch.Write("foyer.json", """{"applications":[{"name":"A","instances":[{}]}]}""");
        Assert.Equal(0, (await FoyerProcess.Run(scratch.Folder, ["keys", "--json", "--config", config], new Dictionary<string, string> { [Key] = Strong })).ExitCode);

        await Refuses(scratch, [], Convert.ToBase64String(KeyEncryptionKey.New()), "foyer: The key-encryption key is not the one this database was written with", Key);
        await Refuses(scratch, [], null, "foyer: The key-encryption key is not the one this database was written with", Key);
    }

    [Fact]
    public async Task Keys_are_printed_for_programs_and_the_same_file_again_changes_nothing()
    {
        using Scratch scratch = new();
        string config = scratch.Write("foyer.json", """
            { "applications": [ { "name": "Acme", "instances": [
                { "environment": "development", "frontend_api": "acme.foyeraccounts.dev", "home_url": "http://localhost:3000" }, // a comment
                { "environment": "production", "frontend_api": "clerk.example.com", "secret_key": "sk_live_0123456789abcdef0123456789abcdef" },
            ] } ] }
            """);
        Dictionary<string, string> environment = new() { [Key] = Strong };

        (int exitCode, string first, string errors) = await FoyerProcess.Run(scratch.Folder, ["keys", "--json", "--config", config], environment);

        Assert.Equal((0, ""), (exitCode, errors));
        JsonArray instances = JsonNode.Parse(first)!["instances"]!.AsArray();
        Assert.Equal(["application", "environment", "frontend_api", "instance_id", "jwt_key", "publishable_key", "secret_key", "signing_keys"], instances[0]!.AsObject().Select(member => member.Key).Order(StringComparer.Ordinal));
        Assert.Equal(("Acme", "development", PublishableKey.For("acme.foyeraccounts.dev", true).Value), (instances[0].Text("application"), instances[0].Text("environment"), instances[0].Text("publishable_key")));
        Assert.StartsWith("sk_test_", instances[0].Text("secret_key"), StringComparison.Ordinal);
        Assert.Equal(("production", "clerk.example.com", "sk_live_0123456789abcdef0123456789abcdef"), (instances[1].Text("environment"), instances[1].Text("frontend_api"), instances[1].Text("secret_key")));
        using System.Security.Cryptography.RSA rsa = System.Security.Cryptography.RSA.Create();
        rsa.ImportFromPem(instances[0].Text("jwt_key"));
        Assert.Equal(2048, rsa.KeySize);

        Assert.Equal(first, (await FoyerProcess.Run(scratch.Folder, ["keys", "--json", "--config", config], environment)).Output);
        (FoyerProcess server, Uri url) = await FoyerProcess.Serve(scratch.Folder, ["--config", config], environment);
        await using (server)
        {
            // Beside a running server too, and for the keys it serves with.
            Assert.Equal(first, (await FoyerProcess.Run(scratch.Folder, ["keys", "--json"], environment)).Output);
            using HttpClient http = new() { BaseAddress = url };
            http.DefaultRequestHeaders.Authorization = new("Bearer", instances[1].Text("secret_key"));
            Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/v1/users", TestContext.Current.CancellationToken)).StatusCode);
        }
    }

    [Fact]
    public async Task Commands_that_look_make_nothing()
    {
        using Scratch scratch = new();
        foreach (string[] command in new string[][] { ["keys"], ["keys", "--json"], ["keys", "rotate"], ["keys", "remove", "ins_x"], ["doctor"] })
        {
            Assert.Equal(
                (1, "", "foyer: There is no database 'foyer-data/foyer.db'. 'foyer serve' makes one; --data or --database names another place."),
                await FoyerProcess.Run(scratch.Folder, command));
        }

        Assert.Equal(
            (1, "", $"foyer: There is no key-encryption key: neither in {Key} nor in the folder 'foyer-data'."),
            await FoyerProcess.Run(scratch.Folder, ["keys", "--database", "postgres://x@127.0.0.1:1/x"]));
        Assert.Empty(Directory.EnumerateFileSystemEntries(scratch.Folder));

        // Migrating makes tables, and says so, but no instance.
        (int exitCode, string output, _) = await FoyerProcess.Run(scratch.Folder, ["migrate"], new Dictionary<string, string> { [Key] = Strong });
        Assert.Equal(0, exitCode);
        Assert.StartsWith("The database was empty: all tables were made.", output, StringComparison.Ordinal);
        Assert.StartsWith("SQLite ", (await FoyerProcess.Run(scratch.Folder, ["migrate"], new Dictionary<string, string> { [Key] = Strong })).Output, StringComparison.Ordinal);
        Assert.Equal((1, "", "foyer: The database holds no instance yet. 'foyer serve' makes one."), await FoyerProcess.Run(scratch.Folder, ["keys"], new Dictionary<string, string> { [Key] = Strong }));
    }

    [Fact]
    public async Task A_port_taken_by_another_program_is_named()
    {
        using Scratch scratch = new();
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        string url = $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}";
        await Refuses(scratch, ["--urls", url], null, $"foyer: The address {url} is in use by another program");
    }

    private static async Task Refuses(Scratch scratch, string[] arguments, string? key, params string[] expected)
    {
        Dictionary<string, string> environment = key is null ? [] : new() { [Key] = key };
        string[] urls = arguments.Contains("--urls") ? [] : ["--urls", "http://127.0.0.1:0"];
        (int exitCode, string output, string errors) = await FoyerProcess.Run(scratch.Folder, ["serve", .. urls, .. arguments], environment);

        Assert.True(exitCode is > 0 and < 128, $"{string.Join(' ', arguments)} → {exitCode}: {errors}");
        Assert.All(expected, text => Assert.Contains(text, errors, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", errors + output, StringComparison.Ordinal);
        Assert.Single(errors.Split('\n'));
    }
}
