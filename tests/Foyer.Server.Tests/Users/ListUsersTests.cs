using System.Text.Json.Nodes;
using Foyer.Server.Tests.Surfaces;

namespace Foyer.Server.Tests.Users;

/// <summary><c>GET /v1/users</c> and <c>/v1/users/count</c>: every filter, every order, every way to page; on both databases.</summary>
public sealed class ListUsersTests
{
    private const string Wallet = "0x00000000000000000000000000000000000000aa";

    public static TheoryData<string> Both => Databases.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Each_filter_finds_whom_it_names_and_counts_them_alike(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        using RawCalls calls = new(foyer, backend.SecretKey);
        IReadOnlyDictionary<string, string> people = await People(foyer, backend);
        string Id(string name) => people.Single(pair => pair.Value == name).Key;
        long start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
        const long hour = 3_600_000;
        const string all = "ada bob cyd dee eve";

        foreach ((string query, string expected) in new[]
        {
            ("", all),
            ("email_address=ADA@example.com", "ada"),
            ("email_address=ada.work@corp.test&email_address=bob@example.com", "ada bob"),
            ("email_address[]=bob@example.com", "bob"),
            ("email_address=nobody@example.com", ""),
            ("email_address=nonsense", ""),
            ("phone_number=%2B15555550101", "ada"),
            ("phone_number=15555550102&phone_number=%2B15555550101", "ada cyd"),
            ("external_id=ext-1", "ada"),
            ("external_id=%2Bext-1&external_id=+ext-2", "ada eve"),
            ("external_id=-ext-1", "bob cyd dee eve"),
            ("external_id=ext-1&external_id=-ext-1", ""),
            ("username=ADA_love&username=unknown", "ada"),
            ("web3_wallet=" + Wallet.ToUpperInvariant().Replace("0X", "0x", StringComparison.Ordinal), "ada"),
            ("user_id=" + Id("bob"), "bob"),
            ($"user_id=%2B{Id("bob")}&user_id={Id("eve")}", "bob eve"),
            ("user_id=-" + Id("bob"), "ada cyd dee eve"),
            ("user_id=user_unknown", ""),
            ("organization_id=org_unknown", ""),
            ("organization_id=-org_unknown", all),
            ("banned=true", "cyd"),
            ("banned=false", "ada bob dee eve"),
            ("query=lovelace", "ada"),
            ("query=EXAMPLE.com", "ada bob eve"),
            ("query=%2B1555555", "ada cyd"),
            ("query=" + Id("dee"), "dee"),
            ("query=" + Wallet[..20], "ada"),
            ("query=%20%20ada_love%20%20", "ada"),
            ("query=a", "ada"),
            ("query=B", "bob"),
            ("query=DE", "dee"),
            ("query=da", ""),
            ("query=%25", ""),
            ("query=_", ""),
            ("query=%25%25", ""),
            ("query=%25_B", "bob"),
            ("query=a_a_love", ""),
            ("query=a%25love", ""),
            ("query=!", ""),
            ("query='", ""),
            ("query=O'", "cyd"),
            ("query=O'Br", "cyd"),
            ("query=%22Q%22", "dee"),
            ("query=%22", ""),
            ("query=%22%20OR%201=1%20--", ""),
            ("query=ada%22%20OR%20%22bob", ""),
            ("query=NEAR(ada%20bob)", ""),
            ("query=ada*", ""),
            ("query=%5Cada", ""),
            ("query=%F0%9F%98%80%F0%9F%98%80", ""),
            ("email_address_query=WORK", "ada"),
            ("email_address_query=ad", "ada"),
            ("email_address_query=lovelace", ""),
            ("phone_number_query=5555010", "ada cyd"),
            ("phone_number_query=%2B1", "ada cyd"),
            ("username_query=LOVE", "ada"),
            ("username_query=de", "dee"),
            ("username_query=example", ""),
            ("name_query=LACE", "ada"),
            ("name_query=ada%20love", "ada"),
            ("name_query=o'", "cyd"),
            ("name_query=example", ""),
            ($"created_at_before={start + hour}", "ada"),
            ($"created_at_after={start + hour}", "cyd dee eve"),
            ($"created_at_after={start}&created_at_before={start + (3 * hour)}", "bob cyd"),
            ($"created_at_before={long.MaxValue}", all),
            ($"created_at_after={long.MinValue}", all),
            ($"last_active_at_before={start + 1}", "eve"),
            ($"last_active_at_before={start}", ""),
            ($"last_active_at_after={start - 1}", "eve"),
            ($"last_active_at_after={start}", ""),
            ($"last_active_at_since={start}", "eve"),
            ($"last_sign_in_at_before={start + (6 * hour)}", "eve"),
            ($"last_sign_in_at_after={start + (6 * hour)}", ""),
            ("provider=oauth_google&provider_user_id=g-1", "bob"),
            ("provider=oauth_google&provider_user_id=g-1&provider_user_id=g-2", "bob"),
            ("provider=oauth_github&provider_user_id=g-1", ""),
            ("banned=false&query=example.com&external_id=-ext-1", "bob eve"),
        })
        {
            Answer listed = await backend.Get("/users?limit=500&" + query);
            Assert.True(listed.Status == 200, $"{query}: {listed.Status} {listed.Json?.ToJsonString()}");
            string found = string.Join(' ', listed.Json!.AsArray().Select(user => people[user!.Text("id")!]).Order(StringComparer.Ordinal));
            Assert.Equal((query, expected), (query, found));
            long expectedCount = expected.Length == 0 ? 0 : expected.Split(' ').Length;
            Assert.Equal((query, expectedCount), (query, await backend.CountUsers("?" + query)));
            Assert.Equal((query, expectedCount), (query, (await backend.Get("/users?paginated=true&limit=1&" + query)).Json!["total_count"]!.GetValue<long>()));
        }
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Each_order_sorts_both_ways_with_the_empty_ones_last(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        IReadOnlyDictionary<string, string> people = await People(foyer, backend);

        foreach ((string order, string ascending) in new[]
        {
            ("created_at", "ada bob cyd dee eve"),
            ("updated_at", "ada bob cyd dee eve"),
            ("email_address", "ada bob eve"),
            ("web3wallet", "ada"),
            ("first_name", "bob ada dee eve cyd"),
            ("last_name", "ada bob"),
            ("phone_number", "ada cyd"),
            ("username", "ada dee"),
            ("last_active_at", "eve"),
            ("last_sign_in_at", "eve"),
        })
        {
            foreach (string sign in new[] { "", "%2B", "+", "-" })
            {
                Answer listed = await backend.Get($"/users?order_by={sign}{order}");
                string[] found = [.. listed.Json!.AsArray().Select(user => people[user!.Text("id")!])];
                string[] expected = sign == "-" ? [.. ascending.Split(' ').Reverse()] : ascending.Split(' ');
                Assert.Equal((sign + order, string.Join(' ', expected)), (sign + order, string.Join(' ', found.Take(expected.Length))));
                Assert.Equal(people.Count, found.Distinct().Count());
            }
        }

        Assert.Equal("eve", people[(await backend.Get("/users")).Json![0]!.Text("id")!]);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Paging_shows_everybody_once(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        using RawCalls calls = new(foyer, backend.SecretKey);
        for (int made = 0; made < 23; made++)
        {
            await backend.Make(new { external_id = $"ext-{made}", banned = made % 2 == 0 });
            foyer.Clock.Forward(TimeSpan.FromMilliseconds(made % 5 == 0 ? 1 : 0));
        }

        await (await foyer.Backend(TestFoyer.OtherHost)).Make(new { first_name = "Stranger" });
        Assert.Equal(10, (await backend.Get("/users")).Json!.AsArray().Count);
        foreach (string query in new[] { "", "&order_by=created_at", "&order_by=-created_at", "&banned=true", "&order_by=%2Bcreated_at&banned=false" })
        {
            string[] whole = Ids((await backend.Get("/users?limit=500" + query)).Json!);
            List<string> byOffset = [], byCursor = [];
            for (Answer page = await backend.Get("/users?limit=4" + query); page.Json!.AsArray().Count > 0; page = await backend.Get($"/users?limit=4{query}&offset={byOffset.Count}"))
            {
                byOffset.AddRange(Ids(page.Json!));
            }

            for (Answer page = await backend.Get("/users?limit=4" + query); page.Json!.AsArray().Count > 0; page = await backend.Get($"/users?limit=4{query}&starting_after={byCursor[^1]}"))
            {
                byCursor.AddRange(Ids(page.Json!));
            }

            Assert.Equal(whole, byOffset);
            Assert.Equal(whole, byCursor);
        }

        JsonNode paginated = (await backend.Get("/users?paginated=true&limit=3&starting_after=" + Ids((await backend.Get("/users")).Json!)[^1])).Json!;
        Assert.Equal((3, 23), (paginated["data"]!.AsArray().Count, paginated["total_count"]!.GetValue<int>()));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_query_that_cannot_be_meant_is_refused_with_its_name(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string mine = await backend.Make(new { first_name = "Ada" });
        string foreign = await (await foyer.Backend(TestFoyer.OtherHost)).Make(new { first_name = "Eve" });
        string many = string.Join('&', Enumerable.Range(0, 101).Select(at => "{0}=x" + at));

        foreach ((string query, string code, string param) in new[]
        {
            ("limit=0", "form_param_value_invalid", "limit"),
            ("limit=-1", "form_param_value_invalid", "limit"),
            ("limit=501", "form_param_value_invalid", "limit"),
            ("limit=1000000000000000000", "form_param_value_invalid", "limit"),
            ("limit=99999999999999999999", "form_param_value_invalid", "limit"),
            ("limit=NaN", "form_param_value_invalid", "limit"),
            ("limit=1.5", "form_param_value_invalid", "limit"),
            ("offset=-1", "form_param_value_invalid", "offset"),
            ("offset=1000000000000", "form_param_value_invalid", "offset"),
            ("offset=x", "form_param_value_invalid", "offset"),
            ("order_by=password", "form_param_value_invalid", "order_by"),
            ("order_by=created_at;DROP TABLE users", "form_param_value_invalid", "order_by"),
            ("order_by=u.created_at", "form_param_value_invalid", "order_by"),
            ("banned=maybe", "form_param_value_invalid", "banned"),
            ("created_at_before=yesterday", "form_param_format_invalid", "created_at_before"),
            ("last_active_at_since=1e3", "form_param_format_invalid", "last_active_at_since"),
            ("last_sign_in_at_after=99999999999999999999", "form_param_format_invalid", "last_sign_in_at_after"),
            ("starting_after=user_unknown", "form_param_value_invalid", "starting_after"),
            ("starting_after=" + foreign, "form_param_value_invalid", "starting_after"),
            ($"starting_after={mine}&order_by=username", "form_param_value_invalid", "starting_after"),
            ($"starting_after={mine}&offset=1", "form_param_value_invalid", "starting_after"),
            ("provider=oauth_google", "form_param_nil", "provider_user_id"),
            ("provider_user_id=g-1", "form_param_nil", "provider"),
            ("query=" + new string('x', 257), "form_param_max_length_exceeded", "query"),
            ("name_query=" + new string('x', 257), "form_param_max_length_exceeded", "name_query"),
            (many.Replace("{0}", "email_address", StringComparison.Ordinal), "form_param_max_length_exceeded", "email_address"),
            (many.Replace("{0}", "user_id", StringComparison.Ordinal), "form_param_max_length_exceeded", "user_id"),
            (many.Replace("{0}", "external_id", StringComparison.Ordinal), "form_param_max_length_exceeded", "external_id"),
            (many.Replace("{0}", "provider_user_id", StringComparison.Ordinal) + "&provider=oauth_google", "form_param_max_length_exceeded", "provider_user_id"),
            (many.Replace("{0}", "organization_id", StringComparison.Ordinal), "form_param_max_length_exceeded", "organization_id"),
        })
        {
            Answer refused = await backend.Get("/users?" + query);
            Assert.Equal((query, 422, code, param), (query, refused.Status, refused.Code, refused.Param));
        }
    }

    /// <summary>Every text parameter, on both engines: a database that saw syntax in them would answer 5xx, or everybody.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task Sql_in_a_parameter_is_text(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string ada = await backend.CreateUser("ada@example.com");
        using RawCalls calls = new(foyer, backend.SecretKey);
        string[] corpus =
        [
            "' OR '1'='1", "' OR 1=1 --", "\" OR \"\"=\"", "'; DROP TABLE users; --", "1); DELETE FROM users; --", "' UNION SELECT secret FROM secret_keys --", "%' OR '%'='",
            "'||(SELECT pg_sleep(5))||'", "1;SELECT pg_sleep(5)", "' AND randomblob(1000000000) --", "@instanceId", ":id", "$1", "?1", "{0}", "\\", "\\'", "`", "[x]", "/*", "--", ";",
            "\u0001\u001f", "ſ'ı", "'\u2019", "\ud83d\ude00'", "*", "NOT", "AND", "email_address:x", "^ada", "{email_address} : \"a\"", "\"\"\"", "(", ")", "a\"b",
        ];
        string[] parameters =
        [
            "email_address", "phone_number", "external_id", "username", "web3_wallet", "user_id", "organization_id", "query", "email_address_query", "phone_number_query", "username_query",
            "name_query", "banned", "created_at_before", "created_at_after", "last_active_at_before", "last_active_at_after", "last_active_at_since", "last_sign_in_at_before",
            "last_sign_in_at_after", "provider", "provider_user_id", "limit", "offset", "starting_after", "order_by", "paginated",
        ];

        foreach (string attack in corpus)
        {
            string text = Uri.EscapeDataString(attack);
            foreach (string parameter in parameters)
            {
                Answer answer = await calls.Get($"/v1/users?{parameter}={text}{(parameter == "provider" ? "&provider_user_id=1" : parameter == "provider_user_id" ? "&provider=x" : "")}");
                // A leading minus excludes whoever is named, which is nobody; every other text names nobody.
                bool showsAll = attack.StartsWith('-') || parameter == "paginated";
                Assert.True(answer.Status == 422 || showsAll || answer.Json!.AsArray().Count == 0, $"{parameter}={attack} → {answer.Status} {answer.Json}");
            }

            foreach (string path in new[] { "/v1/users/{0}", "/v1/sessions/{0}", "/v1/clients/{0}", "/v1/sessions?user_id={0}", "/v1/sessions?client_id={0}", "/v1/sessions?status={0}" })
            {
                await calls.Get(path.Replace("{0}", text, StringComparison.Ordinal));
            }

            string json = System.Text.Json.JsonSerializer.Serialize(attack);
            await calls.Send(HttpMethod.Post, "/v1/users/ban", $$"""{"user_ids":[{{json}}]}""");
            await calls.Send(HttpMethod.Post, "/v1/sessions", $$"""{"user_id":{{json}}}""");
            await calls.Send(HttpMethod.Patch, "/v1/users/" + ada, $$"""{"primary_email_address_id":{{json}}}""");
            Answer renamed = await calls.Send(HttpMethod.Patch, "/v1/users/" + ada, $$"""{"first_name":{{json}},"external_id":{{json}},"locale":{{json}}}""");
            Assert.Equal((200, attack), (renamed.Status, renamed.Json!.Text("first_name")));
            Answer noted = await calls.Send(HttpMethod.Patch, $"/v1/users/{ada}/metadata", "{\"public_metadata\":{" + json + ":" + json + "}}");
            Assert.Equal(attack, noted.Json!["public_metadata"]!.Text(attack));
        }

        Assert.Equal(1, await backend.CountUsers());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_nul_in_the_query_is_refused_before_a_database_sees_it(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        using RawCalls calls = new(foyer, (await foyer.Backend()).SecretKey);

        foreach (string query in new[] { "query=%00", "email_address=a%00b@example.com", "user_id=%00", "order_by=%00", "x=%00" })
        {
            Assert.Equal(400, (await calls.Get("/v1/users?" + query)).Status);
        }

        Assert.Equal(200, (await calls.Get("/v1/users?query=%2500")).Status);
    }

    private static string[] Ids(JsonNode page) => [.. page.AsArray().Select(user => user!.Text("id")!)];

    /// <summary>Five people an hour apart; by id, the name they go by here.</summary>
    private static async Task<IReadOnlyDictionary<string, string>> People(TestFoyer foyer, BackendApi backend)
    {
        Dictionary<string, string> people = [];
        foreach ((string name, object members) in new (string, object)[]
        {
            ("ada", new
            {
                email_address = new[] { "ada@example.com", "ada.work@corp.test" }, phone_number = new[] { "+15555550101" }, web3_wallet = new[] { Wallet },
                username = "ada_love", external_id = "ext-1", first_name = "Ada", last_name = "Lovelace",
            }),
            ("bob", new { email_address = new[] { "bob@example.com" }, first_name = "100%_Bob", last_name = "Zed" }),
            ("cyd", new { phone_number = new[] { "+15555550102" }, first_name = "O'Brien", banned = true }),
            ("dee", new { username = "dee_x", first_name = "Dee \"Q\"" }),
            ("eve", new { email_address = new[] { "eve@example.com" }, external_id = "ext-2", first_name = "Eve", password = "correct horse battery" }),
        })
        {
            people.Add(await backend.Make(members), name);
            foyer.Clock.Forward(TimeSpan.FromHours(1));
        }

        string bob = people.Single(pair => pair.Value == "bob").Key;
        await foyer.Database.Write(tx => tx.Run("""
            INSERT INTO external_accounts (id, instance_id, user_id, connection, provider_user_id, identification_id, created_at, updated_at)
            SELECT 'eac_google', instance_id, id, 'oauth_google', 'g-1', 'idn_google', 0, 0 FROM users WHERE id = @bob
            """, new { bob }), default);
        await (await foyer.Visit()).SignIn("eve@example.com");
        await (await foyer.Backend(TestFoyer.OtherHost)).CreateUser("ada@example.com");
        return people;
    }
}
