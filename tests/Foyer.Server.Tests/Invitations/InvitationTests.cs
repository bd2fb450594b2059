using System.Text.Json.Nodes;
using System.Web;
using Foyer.Backend;
using Foyer.Contracts;
using Foyer.Server.Tests.Surfaces;
using Foyer.Server.Tests.Tickets;
using Foyer.Server.Tests.Users;
using Foyer.Server.Tickets;

namespace Foyer.Server.Tests.Invitations;

/// <summary>Invitations over the Backend API, and where their links lead, on both databases.</summary>
public sealed class InvitationTests
{
    public static TheoryData<string> Both => Databases.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task An_invitation_is_made_sent_and_leads_to_the_apps_sign_up(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();

        Answer made = await backend.Post("/invitations", new { email_address = "Ada@Example.COM", public_metadata = new { role = "editor" }, redirect_url = TestFoyer.App + "/welcome?x=1", expires_in_days = 7 });

        Assert.Equal((200, "invitation", "ada@example.com", "pending"), (made.Status, made.Json.Text("object"), made.Json.Text("email_address"), made.Json.Text("status")));
        Assert.Equal("""{"role":"editor"}""", made.Json!["public_metadata"]!.ToJsonString());
        Assert.Equal(TimeSpan.FromDays(7), TimeSpan.FromMilliseconds(made.Json["expires_at"]!.GetValue<long>() - made.Json["created_at"]!.GetValue<long>()));
        string url = made.Json.Text("url")!;
        string ticket = HttpUtility.ParseQueryString(new Uri(url).Query)["ticket"]!;
        Assert.Contains((await foyer.Inbox("ada@example.com")), message => message.Text.Contains(url, StringComparison.Ordinal));

        Outcome<Ticket> read = await TicketTests.Read(foyer, ticket);
        Assert.Equal(("invitation", "ada@example.com", null, """{"role":"editor"}"""), (read.Value.Kind, read.Value.EmailAddress, read.Value.UserId, read.Value.PublicMetadata));
        Visitor visitor = await foyer.Visit();
        Uri target = (await visitor.Get("/tickets/accept?ticket=" + ticket)).Raw.Headers.Location!;
        Assert.Equal(TestFoyer.App + "/welcome", target.GetLeftPart(UriPartial.Path));
        var query = HttpUtility.ParseQueryString(target.Query);
        Assert.Equal(("1", ticket, "sign_up"), (query["x"], query["__clerk_ticket"], query["__clerk_status"]));
        // Whoever has an account by now is sent to sign in.
        await backend.CreateUser("ada@example.com");
        Assert.Equal("sign_in", HttpUtility.ParseQueryString((await visitor.Get("/tickets/accept?ticket=" + ticket)).Raw.Headers.Location!.Query)["__clerk_status"]);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Without_notify_nothing_is_sent_and_without_redirect_the_link_leads_to_the_sign_up_page(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        Answer made = await backend.Post("/invitations", new { email_address = "ada@example.com", notify = false });
        Assert.Equal("{}", made.Json!["public_metadata"]!.ToJsonString());
        Assert.Empty(await foyer.Inbox("ada@example.com"));
        Visitor visitor = await foyer.Visit();
        Uri target = (await visitor.Get("/tickets/accept?ticket=" + HttpUtility.ParseQueryString(new Uri(made.Json.Text("url")!).Query)["ticket"])).Raw.Headers.Location!;
        Assert.EndsWith("/sign-up", target.GetLeftPart(UriPartial.Path), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Nobody_is_invited_twice_unless_that_is_meant(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        await backend.CreateUser("bob@example.com");
        object ada = new { email_address = "ada@example.com", notify = false };
        string first = (await backend.Post("/invitations", ada)).Json.Text("id")!;

        Assert.Equal((422, "duplicate_record", "email_address"), Shape(await backend.Post("/invitations", ada)));
        Assert.Equal((422, "form_identifier_exists", "email_address"), Shape(await backend.Post("/invitations", new { email_address = "bob@example.com" })));
        Assert.Equal(200, (await backend.Post("/invitations", new { email_address = "ada@example.com", notify = false, ignore_existing = true })).Status);
        Assert.Equal(200, (await backend.Post("/invitations", new { email_address = "bob@example.com", notify = false, ignore_existing = true })).Status);
        // Another instance knows nothing of it.
        Assert.Equal(200, (await (await foyer.Backend(TestFoyer.OtherHost)).Post("/invitations", ada)).Status);

        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => backend.Post("/invitations", new { email_address = "eve@example.com", notify = false })));
        Assert.Single(answers, answer => answer.Status == 200);
        Assert.All(answers.Where(answer => answer.Status != 200), answer => Assert.Equal("duplicate_record", answer.Code));

        // Past its time or taken back, it is in nobody's way.
        await backend.Post($"/invitations/{first}/revoke");
        foyer.Clock.Forward(TimeSpan.FromDays(30));
        Assert.Equal(200, (await backend.Post("/invitations", ada)).Status);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Of_a_hundred_who_accept_at_once_one_wins_and_then_nobody_does(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        (string id, string ticket) = await Invite(backend, "ada@example.com");

        Fault?[] outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => TicketTests.Spend(foyer, ticket))));

        Assert.Single(outcomes, outcome => outcome is null);
        Assert.All(outcomes.Where(outcome => outcome is not null), outcome => Assert.Equal("invitation_already_accepted", outcome!.Code));
        Assert.Equal((400, "invitation_already_accepted", null), Shape(await backend.Post($"/invitations/{id}/revoke")));
        Assert.Equal("accepted", (await backend.Get("/invitations?status=accepted")).Json![0].Text("status"));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Revoked_expired_and_foreign_ones_open_nothing(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        (string id, string revoked) = await Invite(backend, "ada@example.com");
        (_, string expired) = await Invite(backend, "bob@example.com");

        Assert.Equal(404, (await (await foyer.Backend(TestFoyer.OtherHost)).Post($"/invitations/{id}/revoke")).Status);
        Answer answer = await backend.Post($"/invitations/{id}/revoke");
        Assert.Equal((200, "revoked", true, null), (answer.Status, answer.Json.Text("status"), answer.Json!["revoked"]!.GetValue<bool>(), answer.Json.Text("url")));
        Assert.Equal((400, "revoked_invitation", null), Shape(await backend.Post($"/invitations/{id}/revoke")));
        Assert.Equal(404, (await backend.Post("/invitations/inv_unknown/revoke")).Status);
        Assert.Equal("revoked_invitation", (await TicketTests.Read(foyer, revoked)).Fault!.Code);
        Assert.Equal("ticket_invalid_code", (await TicketTests.Read(foyer, expired, TestFoyer.OtherHost)).Fault!.Code);
        foyer.Clock.Forward(TimeSpan.FromDays(30));
        Assert.Equal("ticket_expired_code", (await TicketTests.Read(foyer, expired)).Fault!.Code);
        Assert.Equal("ticket_expired_code", (await TicketTests.Spend(foyer, expired))!.Code);
        Visitor visitor = await foyer.Visit();
        Assert.Equal((400, "ticket_expired_code", null), Shape(await visitor.Get("/tickets/accept?ticket=" + expired)));

        // A person is led to the page that says so, a program gets the error itself.
        Answer led = await visitor.Send(HttpMethod.Get, "/tickets/accept?ticket=" + expired, null, request => request.Headers.Add("Accept", "text/html,application/xhtml+xml"));
        Assert.Equal(303, led.Status);
        Assert.Equal(expired, HttpUtility.ParseQueryString(led.Raw.Headers.Location!.Query)["__clerk_ticket"]);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Lists_are_filtered_ordered_and_counted(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        using RawCalls calls = new(foyer, backend.SecretKey);
        string accepted = "", pending = "", revoked = "", expired = "";
        foreach ((string address, int days, Action<string> keep) in new (string, int, Action<string>)[]
        {
            ("c_1@example.com", 1, id => expired = id), ("a@example.com", 30, id => accepted = id), ("d@example.com", 20, id => revoked = id), ("b@example.com", 10, id => pending = id),
        })
        {
            foyer.Clock.Forward(TimeSpan.FromSeconds(1));
            keep((await backend.Post("/invitations", new { email_address = address, notify = false, expires_in_days = days })).Json.Text("id")!);
        }

        string ticket = HttpUtility.ParseQueryString(new Uri((await backend.Get("/invitations?query=" + accepted)).Json![0].Text("url")!).Query)["ticket"]!;
        Assert.Null(await TicketTests.Spend(foyer, ticket));
        await backend.Post($"/invitations/{revoked}/revoke");
        foyer.Clock.Forward(TimeSpan.FromDays(2));

        async Task Shows(string query, params string[] expected)
        {
            JsonNode list = (await backend.Get("/invitations?" + query)).Json!;
            Assert.Equal((query, string.Join(' ', expected)), (query, string.Join(' ', list.AsArray().Select(item => item.Text("id")))));
            Assert.Equal(expected.Length, (await backend.Get("/invitations?paginated=true&limit=1&" + query)).Json!["total_count"]!.GetValue<int>());
        }

        await Shows("", pending, accepted, expired);
        await Shows("status=pending", pending);
        await Shows("status=accepted", accepted);
        await Shows("status=revoked", revoked);
        await Shows("status=expired", expired);
        await Shows("query=B%40EXAMPLE", pending);
        await Shows("query=c_1", expired);
        await Shows("query=%25");
        await Shows("query=" + accepted, accepted);
        await Shows("order_by=email_address", accepted, pending, expired);
        await Shows("order_by=-email_address", expired, pending, accepted);
        await Shows("order_by=%2Bexpires_at", expired, pending, accepted);
        await Shows("order_by=created_at", expired, accepted, pending);
        foreach ((string query, string param) in new[] { ("status=gone", "status"), ("order_by=id", "order_by"), ("order_by=--created_at", "order_by"), ("order_by=created_at;DROP", "order_by"), ("limit=0", "limit") })
        {
            Answer refused = await calls.Get("/v1/invitations?" + query);
            Assert.Equal((query, 422, param), (query, refused.Status, refused.Param));
        }

        JsonNode all = (await backend.Get("/invitations")).Json!;
        Assert.All(all.AsArray(), item => Assert.Equal(item.Text("status") == "pending", item.Text("url") is not null));
        Assert.Empty((await (await foyer.Backend(TestFoyer.OtherHost)).Get("/invitations")).Json!.AsArray());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task What_an_invitation_cannot_say_is_refused_with_its_name(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        foreach ((object body, string code, string param) in new (object, string, string)[]
        {
            (new { }, "form_param_nil", "email_address"),
            (new { email_address = "ada" }, "form_param_format_invalid", "email_address"),
            (new { email_address = "a@example.com", public_metadata = 1 }, "form_param_type_invalid", "public_metadata"),
            (new { email_address = "a@example.com", public_metadata = new { x = new string('x', 8192) } }, "form_param_exceeds_allowed_size", "public_metadata"),
            (new { email_address = "a@example.com", expires_in_days = 0 }, "form_param_value_invalid", "expires_in_days"),
            (new { email_address = "a@example.com", expires_in_days = 366 }, "form_param_value_invalid", "expires_in_days"),
            (new { email_address = "a@example.com", template_slug = "other" }, "form_param_value_invalid", "template_slug"),
            (new { email_address = "a@example.com", redirect_url = "https://evil.test/" }, "redirect_url_invalid", "redirect_url"),
            (new { email_address = "a@example.com", redirect_url = "javascript:alert(1)" }, "redirect_url_invalid", "redirect_url"),
            (new { email_address = "a@example.com", redirect_url = "//evil.test" }, "redirect_url_invalid", "redirect_url"),
            (new { email_address = "a@example.com", unsafe_metadata = new { } }, "form_param_unknown", "unsafe_metadata"),
        })
        {
            Assert.Equal((422, code, param), Shape(await backend.Post("/invitations", body)));
        }

        Assert.Empty((await backend.Get("/invitations")).Json!.AsArray());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Ten_are_made_at_once_all_or_none(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        object[] ten = [.. Enumerable.Range(0, 10).Select(i => (object)new { email_address = $"p{9 - i}@example.com", notify = i == 0 })];

        Answer made = await backend.Post("/invitations/bulk", ten);
        Assert.Equal(200, made.Status);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"p{9 - i}@example.com"), made.Json!.AsArray().Select(item => item.Text("email_address")));
        Assert.Single(await foyer.Inbox("p9@example.com"));
        Assert.Empty(await foyer.Inbox("p8@example.com"));

        using RawCalls calls = new(foyer, backend.SecretKey);
        object good = new { email_address = "new@example.com", notify = false };
        foreach ((object body, int status, string code) in new (object, int, string)[]
        {
            (ten.Append(good), 422, "form_param_max_length_exceeded"),
            (Array.Empty<object>(), 422, "form_param_nil"),
            (new object[] { good, new { email_address = "p1@example.com" } }, 422, "duplicate_record"),
            (new object[] { good, good }, 422, "duplicate_record"),
            (new object[] { good, new { email_address = "x" } }, 422, "form_param_format_invalid"),
            (new object[] { good, new { email_address = "y@example.com", x = 1 } }, 422, "form_param_unknown"),
            (new object[] { good, 1 }, 422, "form_param_type_invalid"),
            (new { email_address = "new@example.com" }, 400, "request_body_invalid"),
        })
        {
            Answer refused = await calls.Send(HttpMethod.Post, "/v1/invitations/bulk", System.Text.Json.JsonSerializer.Serialize(body));
            Assert.Equal((status, code), (refused.Status, refused.Code));
        }

        Assert.Empty((await backend.Get("/invitations?query=new@example.com")).Json!.AsArray());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task The_typed_client_speaks_all_of_it(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { user_settings = new { sign_up = new { mode = "waitlist" } } });
        BackendApi raw = await foyer.Backend();
        using HttpClient http = foyer.Raw();
        FoyerBackend backend = new(new FoyerBackendOptions { SecretKey = raw.SecretKey, ApiUrl = foyer.Server.Url }, http);
        string user = await raw.CreateUser("ada@example.com");

        SignInToken signIn = (await backend.SignInTokens.CreateAsync(new CreateSignInTokenRequest { UserId = user })).Value!;
        Assert.NotNull(signIn.Token);
        Assert.Equal("revoked", (await backend.SignInTokens.RevokeAsync(signIn.Id)).Value!.Status);
        ActorToken actor = (await backend.ActorTokens.CreateAsync(new CreateActorTokenRequest { UserId = user, Actor = System.Text.Json.JsonDocument.Parse("""{"sub":"user_x"}""").RootElement })).Value!;
        Assert.Equal("revoked", (await backend.ActorTokens.RevokeAsync(actor.Id)).Value!.Status);

        JwtTemplate template = (await backend.JwtTemplates.CreateAsync(new JwtTemplateRequest { Name = "t", Claims = System.Text.Json.JsonDocument.Parse("{}").RootElement })).Value!;
        Assert.Equal(90, (await backend.JwtTemplates.UpdateAsync(template.Id, new JwtTemplateRequest { Lifetime = 90 })).Value!.Lifetime);
        Assert.Equal(90, (await backend.JwtTemplates.GetAsync(template.Id)).Value!.Lifetime);
        Assert.Equal(1, (await backend.JwtTemplates.ListAsync()).Value!.TotalCount);
        Assert.True((await backend.JwtTemplates.DeleteAsync(template.Id)).Value!.Deleted);

        Invitation invitation = (await backend.Invitations.CreateAsync(new CreateInvitationRequest { EmailAddress = "bob@example.com" })).Value!;
        Assert.Equal(2, (await backend.Invitations.CreateManyAsync([new() { EmailAddress = "c@example.com" }, new() { EmailAddress = "d@example.com" }])).Value!.Count);
        Assert.Equal("revoked", (await backend.Invitations.RevokeAsync(invitation.Id)).Value!.Status);
        Assert.Equal(["c@example.com", "d@example.com"], (await backend.Invitations.ListAsync(new InvitationQuery { OrderBy = "email_address" })).Value!.Data.Select(item => item.EmailAddress));

        AllowlistIdentifier allowed = (await backend.AllowlistIdentifiers.CreateAsync("*@example.com")).Value!;
        Assert.Equal(1, (await backend.AllowlistIdentifiers.ListAsync()).Value!.TotalCount);
        Assert.True((await backend.AllowlistIdentifiers.DeleteAsync(allowed.Id)).Value!.Deleted);
        BlocklistIdentifier blocked = (await backend.BlocklistIdentifiers.CreateAsync("evil@example.com")).Value!;
        Assert.Equal(1, (await backend.BlocklistIdentifiers.ListAsync()).Value!.TotalCount);
        Assert.True((await backend.BlocklistIdentifiers.DeleteAsync(blocked.Id)).Value!.Deleted);

        Assert.True((await backend.Instance.UpdateRestrictionsAsync(new UpdateRestrictionsRequest { Blocklist = true })).Value!.Blocklist);

        WaitlistEntry entry = (await backend.WaitlistEntries.CreateAsync(new CreateWaitlistEntryRequest { EmailAddress = "w@example.com" })).Value!;
        Assert.Equal(2, (await backend.WaitlistEntries.CreateManyAsync([new() { EmailAddress = "x@example.com" }, new() { EmailAddress = "y@example.com" }])).Value!.Count);
        Assert.Equal(3, (await backend.WaitlistEntries.ListAsync()).Value!.TotalCount);
        Assert.Equal("pending", (await backend.WaitlistEntries.InviteAsync(entry.Id)).Value!.Invitation!.Status);
        Assert.Equal("rejected", (await backend.WaitlistEntries.RejectAsync(entry.Id)).Value!.Status);
        string second = (await backend.WaitlistEntries.ListAsync(new InvitationQuery { Query = "x@" })).Value!.Data[0].Id;
        Assert.True((await backend.WaitlistEntries.DeleteAsync(second)).Value!.Deleted);
    }

    internal static async Task<(string Id, string Ticket)> Invite(BackendApi backend, string emailAddress, object? metadata = null)
    {
        Answer made = await backend.Post("/invitations", new { email_address = emailAddress, notify = false, public_metadata = metadata ?? new { } });
        Assert.Equal(200, made.Status);
        return (made.Json.Text("id")!, HttpUtility.ParseQueryString(new Uri(made.Json.Text("url")!).Query)["ticket"]!);
    }

    private static (int, string?, string?) Shape(Answer answer) => (answer.Status, answer.Code, answer.Param);
}
