using System.Text;

namespace Foyer.Server.Tests.Surfaces;

/// <summary>Some thousand requests made from the routes themselves with hostile pieces in every place; the seed is fixed, so a failure repeats.</summary>
public sealed class FuzzTests
{
    private const int Seed = 20260101;
    private const int Requests = 2_000;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private static readonly string[] Names =
    [
        "identifier", "strategy", "password", "email_address", "email_address_id", "code", "username", "first_name", "unsafe_metadata", "public_metadata", "user_id", "user_ids", "token", "redirect_url",
        "organization_id", "expires_in_seconds", "limit", "offset", "order_by", "query", "paginated", "status", "starting_after", "_method", "_clerk_session_id", "__clerk_db_jwt", "_is_native", "format",
        "rotating_token_nonce", "actions", "external_id", "banned", "created_at", "a[b][c]", "", "__proto__",
    ];

    private static readonly string[] Values =
    [
        "", "0", "-1", "1", "501", "9223372036854775808", "1e400", "NaN", "true", "null", "[]", "{}", "{\"a\":{\"b\":[1,null]}}", "\ud83d\ude00", "é", "\u202e", "ada@example.com", "ada@example.com\r\nX: y", "' OR 1=1 --",
        "%s%n", "../../etc/passwd", "<script>", "password", "email_code", "oauth_google", "created_at", "-created_at", "active", "http://localhost:3000/", "https://evil.test", "javascript:alert(1)", "PATCH", "DELETE",
        "user_", "sess_", "424242", "2026-01-01T00:00:00Z", "cookie", new('x', 300), new('9', 50), "\u0001", "+", "-", ",", "a,b",
    ];

    public static TheoryData<string> Both => Databases.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task No_request_made_of_hostile_pieces_breaks_the_server(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string user = await backend.CreateUser("ada@example.com");
        Visitor visitor = await foyer.Visit();
        string session = await visitor.SignIn("ada@example.com");
        using RawCalls server = new(foyer, backend.SecretKey), browser = new(foyer);
#pragma warning disable RS0030 // Nothing secret is made of it, and it must repeat.
        Random random = new(Seed);
#pragma warning restore RS0030
        string[] ids = [user, session, "x", "sess_unknown"];
        long began = System.Diagnostics.Stopwatch.GetTimestamp();
        int sent = 0;

        while (sent < Requests && System.Diagnostics.Stopwatch.GetElapsedTime(began) < Limit)
        {
            Route route = Pick(random, Route.All);
            string id = random.Next(4) > 0 ? Pick(random, ids) : Uri.EscapeDataString(Pick(random, Values).Replace("/", "", StringComparison.Ordinal) + "x");
            string path = route.With(id) + Query(random, route.IsBackend ? null : visitor.DevBrowser);
            string method = random.Next(8) == 0 ? Pick(random, ["GET", "POST", "PUT", "PATCH", "DELETE"]) : route.Method;
            (string? body, string type) = random.Next(5) switch
            {
                0 => ((string?)null, ""),
                1 => (Form(random), "application/x-www-form-urlencoded"),
                2 => (Mutated(random, JsonText(random)), "application/json"),
                _ => route.IsBackend ? (JsonText(random), "application/json") : (Form(random), "application/x-www-form-urlencoded"),
            };
            await (route.IsBackend ? server : browser).Send(new HttpMethod(method), path, body, type, request => request.Headers.TryAddWithoutValidation("Origin", random.Next(3) == 0 ? null : TestFoyer.App));
            sent++;
        }

        Assert.True(sent >= 500, $"Only {sent} requests were sent.");
        Assert.Equal(200, (await browser.Get("/v1/environment")).Status);
        Assert.True((await backend.Get("/users/count")).Status == 200);
    }

    private static T Pick<T>(Random random, IReadOnlyList<T> items) => items[random.Next(items.Count)];

    private static string Query(Random random, string? devBrowser)
    {
        string pairs = string.Join('&', Enumerable.Range(0, random.Next(4)).Select(_ => Uri.EscapeDataString(Pick(random, Names)) + "=" + Uri.EscapeDataString(Pick(random, Values))));
        return "?" + pairs + (devBrowser is null || random.Next(6) == 0 ? "" : "&__clerk_db_jwt=" + devBrowser);
    }

    private static string Form(Random random) =>
        string.Join('&', Enumerable.Range(0, random.Next(6)).Select(_ => Uri.EscapeDataString(Pick(random, Names)) + "=" + Uri.EscapeDataString(Pick(random, Values))));

    private static string JsonText(Random random)
    {
        StringBuilder json = new("{");
        foreach (string name in Enumerable.Range(0, random.Next(1, 5)).Select(_ => Pick(random, Names)).Distinct())
        {
            string text = System.Text.Json.JsonSerializer.Serialize(Pick(random, Values));
            string value = random.Next(6) switch { 0 => "null", 1 => "[" + text + "]", 2 => "{\"a\":" + text + "}", 3 => Pick(random, ["0", "-1", "1.5", "1e9", "true", "false", "60"]), _ => text };
            json.Append(json.Length > 1 ? "," : "").Append(System.Text.Json.JsonSerializer.Serialize(name)).Append(':').Append(value);
        }

        return json.Append('}').ToString();
    }

    private static string Mutated(Random random, string text)
    {
        int at = random.Next(text.Length);
        return random.Next(3) switch { 0 => text.Remove(at, 1), 1 => text.Insert(at, Pick(random, ["\"", "}", "\\u0000", "\\ud800", ",", "1e", "{"])), _ => text + text };
    }
}
