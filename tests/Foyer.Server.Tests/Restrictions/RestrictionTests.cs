using System.Text.Json.Nodes;
using Foyer.Server.Tests.Invitations;
using Foyer.Server.Tests.Users;

namespace Foyer.Server.Tests.Restrictions;

/// <summary>The lists and the rules about addresses, at the doors where they count, on both databases.</summary>
public sealed class RestrictionTests
{
    public static TheoryData<string> Both => Databases.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Entries_are_made_listed_and_removed(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        BackendApi other = await foyer.Backend(TestFoyer.OtherHost);
        foreach ((string path, string kind) in new[] { ("/allowlist_identifiers", "allowlist_identifier"), ("/blocklist_identifiers", "blocklist_identifier") })
        {
            Answer first = await backend.Post(path, new { identifier = "Ada@Example.com" });
            Assert.Equal((200, kind, "ada@example.com", "email_address"), (first.Status, first.Json.Text("object"), first.Json.Text("identifier"), first.Json.Text("identifier_type")));
            Assert.Equal((422, "duplicate_record", "identifier"), Shape(await backend.Post(path, new { identifier = "ADA@example.com." })));
            foyer.Clock.Forward(TimeSpan.FromSeconds(1));
            string second = (await backend.Post(path, new { identifier = "*@example.org" })).Json.Text("id")!;
            foyer.Clock.Forward(TimeSpan.FromSeconds(1));
            Assert.Equal("phone_number", (await backend.Post(path, new { identifier = "+15555550100" })).Json.Text("identifier_type"));
            Assert.Equal("web3_wallet", (await backend.Post(path, new { identifier = "0x52908400098527886E0F7030069857D2E4169EE7" })).Json.Text("identifier_type"));
            Assert.Equal((422, "form_param_nil", "identifier"), Shape(await backend.Post(path, new { })));
            Assert.Equal((422, "form_param_format_invalid", "identifier"), Shape(await backend.Post(path, new { identifier = "*@*" })));

            JsonNode page = (await backend.Get($"{path}?paginated=true&limit=2&offset=2")).Json!;
            Assert.Equal((4, second), (page["total_count"]!.GetValue<int>(), page["data"]![0].Text("id")));
            Assert.Equal(404, (await other.Delete($"{path}/{second}")).Status);
            Answer deleted = await backend.Delete($"{path}/{second}");
            Assert.Equal((200, kind, second), (deleted.Status, deleted.Json.Text("object"), deleted.Json.Text("id")));
            Assert.Equal(404, (await backend.Delete($"{path}/{second}")).Status);
            JsonNode list = (await backend.Get(path)).Json!;
            Assert.Equal(3, (list as JsonArray ?? list["data"]!.AsArray()).Count);
            JsonNode others = (await other.Get(path)).Json!;
            Assert.Empty(others as JsonArray ?? others["data"]!.AsArray());
        }
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Whoever_is_put_on_the_allow_list_can_be_invited_along(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();

        Answer made = await backend.Post("/allowlist_identifiers", new { identifier = "ada@example.com", notify = true });

        Assert.Equal((await backend.Get("/invitations")).Json![0].Text("id"), made.Json.Text("invitation_id"));
        Assert.Single(await foyer.Inbox("ada@example.com"));
        Assert.Equal((422, "form_param_value_invalid", "notify"), Shape(await backend.Post("/allowlist_identifiers", new { identifier = "*@example.com", notify = true })));
        // The entry exists already, so no second invitation goes out.
        Assert.Equal((422, "duplicate_record", "identifier"), Shape(await backend.Post("/allowlist_identifiers", new { identifier = "ada@example.com", notify = true })));
        Assert.Single((await backend.Get("/invitations")).Json!.AsArray());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Only_listed_addresses_sign_up_while_the_allow_list_is_on(string database)
    {
        await using TestFoyer foyer = await Start(database, new { allowlist = new { enabled = true } });
        BackendApi backend = await foyer.Backend();
        await backend.Post("/allowlist_identifiers", new { identifier = "ada@example.com" });
        await backend.Post("/allowlist_identifiers", new { identifier = "*@example.org" });

        foreach ((string address, bool allowed) in new[]
        {
            ("ada@example.com", true), ("ADA@EXAMPLE.com", true), ("ada@example.com.", true), ("bob@example.org", true),
            ("bob@example.com", false), ("ada+x@example.com", false), ("bob@sub.example.org", false), ("bob@exаmple.org", false), ("bob@example.org.evil.test", false), ("\"bob@example.org\"@evil.test", false),
        })
        {
            Answer answer = await SignUp(foyer, address);
            Assert.Equal((address, allowed), (address, answer.Status == 200));
            if (!allowed && answer.Status != 422)
            {
                Assert.Equal((403, "not_allowed_to_sign_up"), (answer.Status, answer.Code));
            }
        }

        // An operator lists whom they like.
        await backend.CreateUser("eve@example.net");
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Blocked_addresses_sign_up_by_no_spelling(string database)
    {
        await using TestFoyer foyer = await Start(database, new { blocklist = new { enabled = true } });
        BackendApi backend = await foyer.Backend();
        await backend.Post("/blocklist_identifiers", new { identifier = "eve@example.com" });
        await backend.Post("/blocklist_identifiers", new { identifier = "eve@gmail.com" });
        await backend.Post("/blocklist_identifiers", new { identifier = "*@evil.test" });
        foreach ((string address, bool blocked) in new[]
        {
            ("eve@example.com", true), ("EVE@Example.com", true), ("eve+1@example.com", true), ("eve@EXAMPLE.com.", true), ("e.v.e+x@gmail.com", true), ("anybody@evil.test", true),
            ("ada@example.com", false), ("evening@example.com", false),
        })
        {
            Answer answer = await SignUp(foyer, address);
            Assert.Equal((address, blocked ? "not_allowed_access" : null, blocked ? 403 : 200), (address, answer.Code, answer.Status));
        }

        // Lists that are off say nothing.
        await using TestFoyer open = await TestFoyer.Start(database);
        await (await open.Backend()).Post("/blocklist_identifiers", new { identifier = "eve@example.com" });
        Assert.Equal(200, (await SignUp(open, "eve@example.com")).Status);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Blocked_people_sign_in_only_where_the_lists_are_not_asked_at_sign_in(string database)
    {
        foreach (bool asked in new[] { true, false })
        {
            await using TestFoyer foyer = await Start(database, new { blocklist = new { enabled = true }, allowlist_blocklist_disabled_on_sign_in = new { enabled = !asked } });
            BackendApi backend = await foyer.Backend();
            await backend.CreateUser("eve+x@example.com");
            await backend.Post("/blocklist_identifiers", new { identifier = "eve@example.com" });
            Visitor eve = await foyer.Visit();

            Answer wrong = await eve.Post("/client/sign_ins", ("strategy", "password"), ("identifier", "eve+x@example.com"), ("password", "wrong horse battery"));
            Answer right = await eve.Post("/client/sign_ins", ("strategy", "password"), ("identifier", "eve+x@example.com"), ("password", "correct horse battery"));

            // Only who has shown to be that person learns of the block.
            Assert.Equal("form_password_incorrect", wrong.Code);
            Assert.Equal((asked, asked ? 403 : 200, asked ? "not_allowed_access" : null), (asked, right.Status, right.Code));
        }
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Dots_of_gmail_count_where_the_operator_says_so(string database)
    {
        await using TestFoyer foyer = await Start(database, new { ignore_dots_for_gmail_addresses = new { enabled = true } });
        await (await foyer.Backend()).CreateUser("a.d.a@gmail.com");
        foreach ((string address, bool taken) in new[] { ("ada@gmail.com", true), ("ad.a@gmail.com", true), ("adam@gmail.com", false), ("ada@example.com", false) })
        {
            Assert.Equal((address, taken ? "form_identifier_exists" : null), (address, (await SignUp(foyer, address)).Code));
        }
    }

    [Theory, MemberData(nameof(Both))]
    public async Task The_switches_are_set_over_the_backend_api_and_count_at_once(string database)
    {
        await using TestFoyer foyer = await Start(database, new { block_email_subaddresses = new { enabled = true } });
        BackendApi backend = await foyer.Backend();
        await backend.Post("/blocklist_identifiers", new { identifier = "eve@example.com" });
        Assert.Equal(200, (await SignUp(foyer, "eve@example.com")).Status);

        Answer changed = await backend.Patch("/instance/restrictions", new { blocklist = true });
        Assert.Equal(
            """{"object":"instance_restrictions","allowlist":false,"blocklist":true,"allowlist_blocklist_disabled_on_sign_in":false,"block_email_subaddresses":true,"block_disposable_email_domains":false}""",
            changed.Json!.ToJsonString());
        Assert.Equal((403, "not_allowed_access"), ((await SignUp(foyer, "eve@example.com")).Status, (await SignUp(foyer, "eve@example.com")).Code));
        Assert.Equal(changed.Json.ToJsonString(), (await backend.Patch("/instance/restrictions", new { })).Json!.ToJsonString());

        Assert.False((await backend.Patch("/instance/restrictions", new { blocklist = false })).Json!["blocklist"]!.GetValue<bool>());
        Assert.Equal(200, (await SignUp(foyer, "eve@example.com")).Status);
        Assert.Equal((422, "feature_not_available", "block_disposable_email_domains"), Shape(await backend.Patch("/instance/restrictions", new { block_disposable_email_domains = true })));
        Assert.Equal((422, "form_param_type_invalid", "allowlist"), Shape(await backend.Patch("/instance/restrictions", new { allowlist = "yes" })));
        Assert.Equal((422, "form_param_unknown", "waitlist"), Shape(await backend.Patch("/instance/restrictions", new { waitlist = true })));
    }

    [Fact]
    public async Task Blocking_throw_away_domains_wants_a_list_of_them()
    {
        StartupException refused = await Assert.ThrowsAsync<StartupException>(() => Start(Databases.Sqlite, new { block_disposable_email_domains = new { enabled = true } }));
        Assert.Contains("--disposable-domains", refused.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Throw_away_addresses_are_kept_out_by_the_operators_list(string database)
    {
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "# throw-away mail\ntrash.example\n");
            await using TestFoyer foyer = await TestFoyer.Start(database, disposableDomains: file);
            Assert.Equal(200, (await (await foyer.Backend()).Patch("/instance/restrictions", new { block_disposable_email_domains = true })).Status);
            foreach ((string address, string? code) in new[] { ("a@trash.example", "form_email_address_blocked"), ("a@mx.TRASH.example", "form_email_address_blocked"), ("a@nottrash.example", null) })
            {
                Answer answer = await SignUp(foyer, address);
                Assert.Equal((address, code, code is null ? null : "email_address"), (address, answer.Code, answer.Param));
            }

            // The list does not bind the operator, and switching it off over the Backend API counts at once.
            BackendApi backend = await foyer.Backend();
            await backend.CreateUser("b@trash.example");
            Assert.False((await backend.Patch("/instance/restrictions", new { block_disposable_email_domains = false })).Json!["block_disposable_email_domains"]!.GetValue<bool>());
            Assert.Equal(200, (await SignUp(foyer, "a@trash.example")).Status);
            Assert.True((await backend.Patch("/instance/restrictions", new { block_disposable_email_domains = true })).Json!["block_disposable_email_domains"]!.GetValue<bool>());
            Assert.Equal(422, (await SignUp(foyer, "c@trash.example")).Status);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Waitlist_mode_lets_nobody_sign_up_alone(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { user_settings = new { sign_up = new { mode = "waitlist" } } });
        Answer refused = await SignUp(foyer, "ada@example.com");
        Assert.Equal((403, "sign_up_restricted_waitlist"), (refused.Status, refused.Code));
    }

    private static Task<TestFoyer> Start(string database, object restrictions) => TestFoyer.Start(database, new { user_settings = new { restrictions } });

    private static async Task<Answer> SignUp(TestFoyer foyer, string emailAddress) =>
        await (await foyer.Visit()).Post("/client/sign_ups", ("email_address", emailAddress), ("password", "correct horse battery"));

    private static (int, string?, string?) Shape(Answer answer) => (answer.Status, answer.Code, answer.Param);
}
