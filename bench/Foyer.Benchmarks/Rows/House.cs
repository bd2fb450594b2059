using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Foyer.Benchmarks.Load;
using Foyer.Benchmarks.Measuring;

namespace Foyer.Benchmarks.Rows;

/// <summary>A Foyer server with people in it, and the requests that are made of it.</summary>
internal sealed class House : IAsyncDisposable
{
    private const string SecretKey = "sk_test_only_for_benchmarks_on_loopback_00";
    public const string Password = "a long enough passphrase 42";
    public const int People = 2000;
    private const int WithPassword = 64;
    private const int Unreachable = 1_000_000;

    private static readonly string[] RateLimits = ["creates", "attempts", "updates", "sends", "clients", "identifiers", "failures", "backend"];

    private House(RunningServer server) => Server = server;

    /// <summary>What <c>foyer serve --config</c> is given. The limits are counted, and out of reach of one machine that measures another.</summary>
    /// <param name="social">Settings of social connections; null for none.</param>
    public static string Config(JsonObject? social = null)
    {
        JsonObject settings = new()
        {
            ["rate_limits"] = new JsonObject(RateLimits.Select(name => KeyValuePair.Create(name, (JsonNode?)Unreachable))),
            ["user_settings"] = new JsonObject { ["attributes"] = new JsonObject { ["authenticator_app"] = new JsonObject { ["enabled"] = true } } },
        };
        if (social is not null)
        {
            settings["user_settings"]!["social"] = social["user_settings"]!["social"]!.DeepClone();
            settings["social"] = social["social"]!.DeepClone();
        }

        return $$"""
            { "applications": [ { "name": "Bench", "instances": [ {
                "environment": "development", "frontend_api": "bench.foyeraccounts.dev", "secret_key": "{{SecretKey}}", "settings": {{settings.ToJsonString()}}
            } ] } ] }
            """;
    }

    public RunningServer Server { get; }

    /// <summary><c>GET /v1/users/{id}</c> of the Backend API.</summary>
    public IReadOnlyList<string> GetUser { get; private set; } = [];

    /// <summary><c>POST /v1/client/sessions/{id}/tokens</c>, each of another signed-in browser.</summary>
    public IReadOnlyList<string> Mint { get; private set; } = [];

    /// <summary><c>POST /v1/client/sign_ins</c> with e-mail address and password from a browser without a client: complete in one request.</summary>
    public IReadOnlyList<string> SignIn { get; private set; } = [];

    /// <summary><c>GET /v1/environment</c>.</summary>
    public IReadOnlyList<string> Environment { get; } = [Http.Get("/v1/environment")];

    public int EnvironmentLength { get; private set; }

    public static async Task<House> Build(RunningServer server)
    {
        House house = new(server);
        using HttpClient http = new(new HttpClientHandler { UseCookies = false }) { BaseAddress = new Uri(server.Url) };
        string[] users = await CreateUsers(server, People, number =>
            $$"""{ "email_address": ["{{Address(number)}}"], "first_name": "First{{number}}", "last_name": "Last{{number}}", {{(number < WithPassword ? $"\"password\": \"{Password}\"" : "\"skip_password_requirement\": true")}} }""");
        house.GetUser = [.. users.Select(id => Http.Get($"/v1/users/{id}", $"Authorization: Bearer {SecretKey}"))];
        house.SignIn = [.. Enumerable.Range(0, WithPassword).Select(number => Http.PostForm("/v1/client/sign_ins", SignInForm(number)))];

        List<string> mint = [];
        for (int number = 0; number < WithPassword; number++)
        {
            (string client, string session) = await SignInOnce(http, number);
            mint.Add(Http.PostForm($"/v1/client/sessions/{session}/tokens", "organization_id=&tab_state=focused", $"Cookie: __client={client}"));
        }

        house.Mint = mint;
        house.EnvironmentLength = (await http.GetByteArrayAsync("/v1/environment")).Length;
        return house;
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    /// <summary>Creates users through the Backend API; their ids.</summary>
    /// <param name="server">Whose users.</param>
    /// <param name="count">How many.</param>
    /// <param name="body">The JSON of each, made from its number.</param>
    public static async Task<string[]> CreateUsers(RunningServer server, int count, Func<int, string> body)
    {
        using HttpClient http = new() { BaseAddress = new Uri(server.Url) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", SecretKey);
        string[] ids = new string[count];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (number, ct) =>
        {
            using StringContent content = new(body(number), Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
            using HttpResponseMessage answer = await http.PostAsync("/v1/users", content, ct);
            ids[number] = (await Read(answer)).GetProperty("id").GetString()!;
        });
        return ids;
    }

    private static async Task<(string Client, string Session)> SignInOnce(HttpClient http, int number)
    {
        using StringContent form = new(SignInForm(number), Encoding.UTF8, new MediaTypeHeaderValue("application/x-www-form-urlencoded"));
        using HttpResponseMessage answer = await http.PostAsync("/v1/client/sign_ins", form);
        string session = (await Read(answer)).GetProperty("response").GetProperty("created_session_id").GetString()!;
        string cookie = answer.Headers.GetValues("Set-Cookie").Last(cookie => cookie.StartsWith("__client=", StringComparison.Ordinal));
        return (cookie["__client=".Length..cookie.IndexOf(';', StringComparison.Ordinal)], session);
    }

    private static async Task<JsonElement> Read(HttpResponseMessage answer)
    {
        string body = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode
            ? JsonSerializer.Deserialize<JsonElement>(body)
            : throw new BenchmarkException($"{answer.RequestMessage!.RequestUri} answered {(int)answer.StatusCode}: {body}");
    }

    private static string SignInForm(int number) =>
        $"strategy=password&identifier={Uri.EscapeDataString(Address(number))}&password={Uri.EscapeDataString(Password)}&locale=en-US";

    /// <summary>An address of test mode, whose codes are 424242; also with a placeholder for the number.</summary>
    public static string Address(object number) => string.Create(CultureInfo.InvariantCulture, $"person{number}+clerk_test@example.com");
}
