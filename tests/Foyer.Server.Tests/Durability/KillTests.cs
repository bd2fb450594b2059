using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Foyer.Server.Tests.Startup;
using Foyer.Server.Tests.Users;

namespace Foyer.Server.Tests.Durability;

/// <summary>The process is killed in the middle of parallel sign-ups: whoever was told "complete" can sign in afterwards.</summary>
public sealed class KillTests
{
    private const string Password = "correct horse battery";
    private const int Rounds = 3;
    private const int Writers = 6;

    /// <summary>Works for the addresses of a development instance that say they are a test.</summary>
    private const string TestCode = "424242";

    public static TheoryData<string> Both => Databases.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task No_acknowledged_sign_up_is_lost(string database)
    {
        using Scratch scratch = new();
        string? url = await Databases.Create(database);
        string[] arguments = url is null ? [] : ["--database", url];
        try
        {
            ConcurrentBag<string> acknowledged = [];
            for (int round = 0; round < Rounds; round++)
            {
                int before = acknowledged.Count;
                (FoyerProcess process, Uri server) = await FoyerProcess.Serve(scratch.Folder, arguments);
                await using (process)
                {
                    Task[] writers = [.. Enumerable.Range(0, Writers).Select(writer => SignUpUntilTheServerDies(server, $"r{round}w{writer}", acknowledged))];
                    await WaitUntil(() => acknowledged.Count >= before + (2 * Writers));
                    // Not between two requests: while all of them are under way.
                    await Task.Delay(Random.Shared.Next(5, 60));
                    await process.Kill();
                    await Task.WhenAll(writers);
                }
            }

            (FoyerProcess after, Uri again) = await FoyerProcess.Serve(scratch.Folder, arguments);
            await using (after)
            {
                Assert.True(acknowledged.Count >= Rounds * 2 * Writers);
                await Parallel.ForEachAsync(acknowledged, new ParallelOptions { MaxDegreeOfParallelism = Writers }, async (address, _) => Assert.Equal("complete", await SignIn(again, address)));
            }

            await AssertWhole(url ?? "sqlite:" + scratch.At("foyer-data/foyer.db"), acknowledged.Count);
        }
        finally
        {
            await Databases.Drop(url);
        }
    }

    private static async Task SignUpUntilTheServerDies(Uri server, string writer, ConcurrentBag<string> acknowledged)
    {
        using HttpClient http = new() { BaseAddress = server };
        try
        {
            for (int at = 0; ; at++)
            {
                string address = $"{writer}n{at}+clerk_test@example.com";
                string browser = await DevBrowser(http);
                JsonNode begun = await Post(http, $"/v1/client/sign_ups?{browser}", ("email_address", address), ("password", Password));
                string attempt = $"/v1/client/sign_ups/{begun["response"].Text("id")}";
                await Post(http, $"{attempt}/prepare_verification?{browser}", ("strategy", "email_code"));
                JsonNode done = await Post(http, $"{attempt}/attempt_verification?{browser}", ("strategy", "email_code"), ("code", TestCode));
                Assert.Equal("complete", done["response"].Text("status"));
                acknowledged.Add(address);
            }
        }
        catch (HttpRequestException)
        {
            // The server is gone, as it should be by now; what it had acknowledged is in the bag.
        }
        catch (IOException)
        {
            // The same in the middle of an answer.
        }
    }

    private static async Task<string?> SignIn(Uri server, string address)
    {
        using HttpClient http = new() { BaseAddress = server };
        JsonNode done = await Post(http, $"/v1/client/sign_ins?{await DevBrowser(http)}", ("strategy", "password"), ("identifier", address), ("password", Password));
        return done["response"].Text("status");
    }

    private static async Task<string> DevBrowser(HttpClient http) => "__clerk_db_jwt=" + Uri.EscapeDataString((await Post(http, "/v1/dev_browser")).Text("id")!);

    private static async Task<JsonNode> Post(HttpClient http, string path, params (string Name, string Value)[] form)
    {
        using FormUrlEncodedContent body = new(form.Select(pair => KeyValuePair.Create(pair.Name, pair.Value)));
        using HttpResponseMessage answer = await http.PostAsync(path, body);
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    /// <summary>Nothing half-made: every user has an address, a password and a data key, and the counter counts them.</summary>
    private static async Task AssertWhole(string url, int acknowledged)
    {
        await using Database database = FoyerStartup.Open(new FoyerServerOptions { Database = url }, exclusive: false);
        Task<long> Count(string sql) => database.One<long>(sql, null, default);
        if (database.Dialect.IsSqlite)
        {
            Assert.Equal("ok", await database.One<string>("PRAGMA integrity_check", null, default));
            Assert.Empty(await database.Many<object>("PRAGMA foreign_key_check", null, default));
        }

        long users = await Count("SELECT count(*) FROM users");
        Assert.InRange(users, acknowledged, acknowledged + (Rounds * Writers));
        Assert.Equal(users, await Count("SELECT sum(value) FROM counters WHERE name = 'users'"));
        Assert.Equal(users, await Count("SELECT count(*) FROM users u JOIN email_addresses e ON e.user_id = u.id JOIN passwords p ON p.user_id = u.id JOIN data_keys k ON k.user_id = u.id"));
        Assert.Equal(users, await Count("SELECT count(*) FROM user_search"));
        Assert.Equal(0, await Count("SELECT count(*) FROM sessions WHERE user_id NOT IN (SELECT id FROM users)"));
    }

    private static async Task WaitUntil(Func<bool> condition)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            await Task.Delay(20, limit.Token);
        }
    }
}
