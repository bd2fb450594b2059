using System.Text.Json.Nodes;
using System.Web;
using Foyer.Server.Tests.Invitations;
using Foyer.Server.Tests.Surfaces;
using Foyer.Server.Tests.Tickets;
using Foyer.Server.Tests.Users;

namespace Foyer.Server.Tests.Waitlist;

/// <summary>The waitlist over both APIs, on both databases.</summary>
public sealed class WaitlistTests
{
    public static TheoryData<string> Both => Databases.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Joining_is_answered_alike_for_everybody_and_told_once(string database)
    {
        await using TestFoyer foyer = await Start(database);
        BackendApi backend = await foyer.Backend();
        await backend.CreateUser("bob@example.com");
        Visitor visitor = await foyer.Visit();

        Answer first = await visitor.Post("/waitlist", ("email_address", "Ada@example.com"));
        Answer again = await (await foyer.Visit()).Post("/waitlist", ("email_address", "ada@EXAMPLE.com"));
        Answer known = await visitor.Post("/waitlist", ("email_address", "bob@example.com"));

        Assert.Equal((200, "waitlist_entry"), (first.Status, first.Json.Text("object")));
        Assert.Equal(first.Json!.ToJsonString(), again.Json!.ToJsonString());
        Assert.Equal((200, string.Join(' ', first.Json.AsObject().Select(member => member.Key))), (known.Status, string.Join(' ', known.Json!.AsObject().Select(member => member.Key))));
        Assert.Single(await foyer.Inbox("ada@example.com"));
        Assert.Equal((422, "form_param_format_invalid", "email_address"), Shape(await visitor.Post("/waitlist", ("email_address", "ada"))));
        Assert.Equal((422, "form_param_nil", "email_address"), Shape(await visitor.Post("/waitlist")));
        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => visitor.Post("/waitlist", ("email_address", "eve@example.com"))));
        Assert.Single(answers.Select(answer => answer.Json.Text("id")).Distinct());
        Assert.Single(await foyer.Inbox("eve@example.com"));
        Visitor elsewhere = await foyer.Visit(TestFoyer.OtherHost, origin: null);
        Assert.Equal((403, "waitlist_not_enabled", null), Shape(await elsewhere.Post("/waitlist", ("email_address", "ada@example.com"))));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task An_entry_is_invited_once_and_completed_by_its_invitation(string database)
    {
        await using TestFoyer foyer = await Start(database);
        BackendApi backend = await foyer.Backend();
        string id = (await backend.Post("/waitlist_entries", new { email_address = "ada@example.com", notify = false })).Json.Text("id")!;
        Assert.Empty(await foyer.Inbox("ada@example.com"));

        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => backend.Post($"/waitlist_entries/{id}/invite", new { })));
        Answer invited = Assert.Single(answers, answer => answer.Status == 200);
        Assert.All(answers.Where(answer => answer != invited), answer => Assert.Equal((400, "waitlist_entry_not_pending"), (answer.Status, answer.Code)));
        Assert.Equal(("invited", "pending", "ada@example.com"), (invited.Json.Text("status"), invited.Json!["invitation"].Text("status"), invited.Json["invitation"].Text("email_address")));
        string url = invited.Json["invitation"].Text("url")!;
        Assert.Contains(await foyer.Inbox("ada@example.com"), message => message.Text.Contains(url, StringComparison.Ordinal));

        Assert.Null(await TicketTests.Spend(foyer, HttpUtility.ParseQueryString(new Uri(url).Query)["ticket"]!));

        JsonNode entry = (await backend.Get("/waitlist_entries?status=completed")).Json!["data"]![0]!;
        Assert.Equal((id, "accepted", null), (entry.Text("id"), entry["invitation"].Text("status"), entry["invitation"].Text("url")));
        Assert.Equal((400, "waitlist_entry_not_pending", null), Shape(await backend.Post($"/waitlist_entries/{id}/invite", new { ignore_existing = true })));
        Assert.Equal((400, "waitlist_entry_not_pending", null), Shape(await backend.Post($"/waitlist_entries/{id}/reject")));
        Assert.Equal((400, "waitlist_entry_not_pending", null), Shape(await backend.Delete($"/waitlist_entries/{id}")));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Turning_somebody_down_takes_the_invitation_back(string database)
    {
        await using TestFoyer foyer = await Start(database);
        BackendApi backend = await foyer.Backend();
        string id = (await backend.Post("/waitlist_entries", new { email_address = "ada@example.com" })).Json.Text("id")!;
        string url = (await backend.Post($"/waitlist_entries/{id}/invite")).Json!["invitation"].Text("url")!;

        Answer rejected = await backend.Post($"/waitlist_entries/{id}/reject");

        Assert.Equal((200, "rejected", "revoked"), (rejected.Status, rejected.Json.Text("status"), rejected.Json!["invitation"].Text("status")));
        Assert.Equal("revoked_invitation", (await TicketTests.Spend(foyer, HttpUtility.ParseQueryString(new Uri(url).Query)["ticket"]!))!.Code);
        Assert.Equal((400, "waitlist_entry_not_pending", null), Shape(await backend.Post($"/waitlist_entries/{id}/invite")));
        Assert.Equal("invited", (await backend.Post($"/waitlist_entries/{id}/invite", new { ignore_existing = true })).Json.Text("status"));
        // Who has an account needs no invitation.
        await backend.CreateUser("bob@example.com");
        string known = (await backend.Post("/waitlist_entries", new { email_address = "bob@example.com" })).Json.Text("id")!;
        Assert.Equal((422, "form_identifier_exists", "email_address"), Shape(await backend.Post($"/waitlist_entries/{known}/invite")));
        Assert.Equal("pending", (await backend.Get("/waitlist_entries?query=" + known)).Json!["data"]![0].Text("status"));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Entries_are_made_listed_and_removed_by_their_instance_only(string database)
    {
        await using TestFoyer foyer = await Start(database);
        BackendApi backend = await foyer.Backend();
        BackendApi other = await foyer.Backend(TestFoyer.OtherHost);
        using RawCalls calls = new(foyer, backend.SecretKey);
        Answer made = await backend.Post("/waitlist_entries/bulk", Enumerable.Range(0, 3).Select(i => new { email_address = $"p{i}@example.com", notify = i == 1 }));
        Assert.Equal(["p0@example.com", "p1@example.com", "p2@example.com"], made.Json!.AsArray().Select(item => item.Text("email_address")));
        int[] sent = [await Inbox(0), await Inbox(1), await Inbox(2)];
        Assert.Equal("0 1 0", string.Join(' ', sent));
        async Task<int> Inbox(int i) => (await foyer.Inbox($"p{i}@example.com")).Count;
        string first = made.Json[0].Text("id")!;
        Assert.Equal(first, (await backend.Post("/waitlist_entries", new { email_address = "P0@example.com" })).Json.Text("id"));

        foreach ((object body, string code) in new (object, string)[]
        {
            (Enumerable.Range(0, 51).Select(i => new { email_address = $"q{i}@example.com" }), "form_param_max_length_exceeded"),
            (Array.Empty<object>(), "form_param_nil"),
            (new[] { new { email_address = "q@example.com" }, new { email_address = "Q@example.com" } }, "form_param_duplicate"),
            (new[] { new { email_address = "q@example.com" }, new { email_address = "q" } }, "form_param_format_invalid"),
        })
        {
            Answer refused = await calls.Send(HttpMethod.Post, "/v1/waitlist_entries/bulk", System.Text.Json.JsonSerializer.Serialize(body));
            Assert.Equal((422, code), (refused.Status, refused.Code));
        }

        async Task Shows(string query, params string[] expected)
        {
            JsonNode page = (await backend.Get("/waitlist_entries?" + query)).Json!;
            Assert.Equal((query, string.Join(' ', expected)), (query, string.Join(' ', page["data"]!.AsArray().Select(item => item.Text("email_address")![..2]))));
        }

        await backend.Post($"/waitlist_entries/{made.Json[1].Text("id")}/invite");
        await Shows("order_by=email_address", "p0", "p1", "p2");
        await Shows("order_by=-email_address&limit=1&offset=1", "p1");
        await Shows("order_by=-invited_at&limit=1", "p1");
        await Shows("status=invited", "p1");
        await Shows("status=pending&order_by=email_address", "p0", "p2");
        await Shows("query=P2%40", "p2");
        Assert.Equal((422, "form_param_value_invalid", "order_by"), Shape(await calls.Get("/v1/waitlist_entries?order_by=status")));
        Assert.Equal((422, "form_param_value_invalid", "status"), Shape(await calls.Get("/v1/waitlist_entries?status=gone")));

        foreach ((HttpMethod method, string path) in new[] { (HttpMethod.Delete, first), (HttpMethod.Post, first + "/invite"), (HttpMethod.Post, first + "/reject"), (HttpMethod.Delete, "wle_unknown") })
        {
            Assert.Equal(404, (method == HttpMethod.Delete ? await other.Delete("/waitlist_entries/" + path) : await other.Post("/waitlist_entries/" + path)).Status);
        }

        Assert.Equal(0, (await other.Get("/waitlist_entries")).Json!["total_count"]!.GetValue<int>());
        Answer deleted = await backend.Delete("/waitlist_entries/" + first);
        Assert.Equal((200, "waitlist_entry", first), (deleted.Status, deleted.Json.Text("object"), deleted.Json.Text("id")));
        Assert.Equal(404, (await backend.Delete("/waitlist_entries/" + first)).Status);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task The_headless_client_joins(string database)
    {
        await using TestFoyer foyer = await Start(database);
        using HttpClient http = foyer.Raw();
        http.DefaultRequestHeaders.Host = TestFoyer.DevelopmentHost;
        Frontend.FrontendClient client = new(http);
        Assert.StartsWith("wle_", (await client.JoinWaitlist("ada@example.com")).Response!.Id, StringComparison.Ordinal);
        Assert.Equal("form_param_format_invalid", (await client.JoinWaitlist("ada")).Errors[0].Code);
    }

    private static Task<TestFoyer> Start(string database) => TestFoyer.Start(database, new { user_settings = new { sign_up = new { mode = "waitlist" } } });

    private static (int, string?, string?) Shape(Answer answer) => (answer.Status, answer.Code, answer.Param);
}
