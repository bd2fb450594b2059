using System.Text.Json.Nodes;
using Foyer.Server.Tests.Users;
using static Foyer.Server.Tests.Identifications.Refusals;

namespace Foyer.Server.Tests.Identifications;

/// <summary>People's own e-mail addresses, through the door, on both databases.</summary>
public sealed class OwnEmailAddressTests
{
    public static TheoryData<string> Both => Databases.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task An_address_is_added_proven_made_primary_and_the_one_before_is_told_and_removed(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        Visitor ada = await foyer.Visit();
        await ada.SignUp("ada@example.com");
        string first = (await ada.Get("/me")).Response.Text("primary_email_address_id")!;

        Answer added = await ada.Post("/me/email_addresses/", ("email_address", " Ada@Lovelace.example "));
        Assert.Equal((200, "ada@lovelace.example", null), (added.Status, added.Response.Text("email_address"), added.Response["verification"]));
        string id = added.Response.Text("id")!;
        Assert.Equal(2, added.Client["sessions"]![0]!["user"]!["email_addresses"]!.AsArray().Count);
        await Refused(422, "form_param_value_invalid", ada.Tunnel("PATCH", "/me", ("primary_email_address_id", id)));

        await Refused(422, "form_param_value_invalid", ada.Post($"/me/email_addresses/{id}/prepare_verification", ("strategy", "phone_code")));
        await Refused(422, "form_param_nil", ada.Post($"/me/email_addresses/{id}/prepare_verification"));
        Answer prepared = await ada.Post($"/me/email_addresses/{id}/prepare_verification", ("strategy", "email_code"));
        Assert.Equal((200, "unverified", "email_code"), (prepared.Status, prepared.Response["verification"].Text("status"), prepared.Response["verification"].Text("strategy")));
        await Refused(429, "too_many_requests", ada.Post($"/me/email_addresses/{id}/prepare_verification", ("strategy", "email_code")));
        string code = await foyer.Server.GetCodeAsync("ada@lovelace.example");
        await Refused(422, "form_code_incorrect", ada.Post($"/me/email_addresses/{id}/attempt_verification", ("code", code == "000000" ? "000001" : "000000")));
        Assert.Equal(1, (await ada.Get($"/me/email_addresses/{id}")).Response["verification"]!["attempts"]!.GetValue<int>());
        Answer proven = await ada.Post($"/me/email_addresses/{id}/attempt_verification", ("code", code));
        Assert.Equal((200, "verified"), (proven.Status, proven.Response["verification"].Text("status")));
        await Refused(400, "verification_already_verified", ada.Post($"/me/email_addresses/{id}/attempt_verification", ("code", code)));
        await Refused(422, "verification_already_verified", ada.Post($"/me/email_addresses/{id}/prepare_verification", ("strategy", "email_code")));

        Answer primary = await ada.Tunnel("PATCH", "/me", ("primary_email_address_id", id));
        Assert.Equal((200, id), (primary.Status, primary.Response.Text("primary_email_address_id")));
        Assert.Equal("ada@lovelace.example", primary.Client["sessions"]![0]!["public_user_data"].Text("identifier"));
        Assert.Contains(await foyer.Server.GetInboxAsync(), message => message.To == "ada@example.com" && message.Text.Contains("ada@lovelace.example", StringComparison.Ordinal));

        Answer removed = await ada.Tunnel("DELETE", $"/me/email_addresses/{first}");
        Assert.Equal((200, "email_address", true), (removed.Status, removed.Response.Text("object"), removed.Response["deleted"]!.GetValue<bool>()));
        Assert.Equal(404, (await ada.Get($"/me/email_addresses/{first}")).Status);
        Assert.Equal([id], (await ada.Get("/me/email_addresses")).Json!.AsArray().Select(item => item.Text("id")));
        Visitor again = await foyer.Visit();
        await again.SignIn("ada@lovelace.example");
        Assert.Equal("form_identifier_not_found", (await (await foyer.Visit()).Post("/client/sign_ins", ("identifier", "ada@example.com"))).Code);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Two_may_have_one_address_pending_and_who_proves_it_first_owns_it(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        Visitor ada = await foyer.Visit();
        Visitor bob = await foyer.Visit();
        await ada.SignUp("ada@example.com");
        await bob.SignUp("bob@example.com");
        const string wanted = "both@example.com";
        (string adas, string adasCode) = await Pend(foyer, ada, wanted);
        (string bobs, string bobsCode) = await Pend(foyer, bob, wanted);
        // Pending, it is nobody's: it signs nobody in, finds nobody, and keeps nobody from signing up with it.
        BackendApi backend = await foyer.Backend();
        Assert.Equal("form_identifier_not_found", (await (await foyer.Visit()).Post("/client/sign_ins", ("identifier", wanted))).Code);
        Assert.Empty((await backend.Get("/users?email_address=" + wanted)).Json!.AsArray());
        Assert.Equal(200, (await (await foyer.Visit()).Post("/client/sign_ups", ("email_address", wanted))).Status);

        Answer[] answers = await Task.WhenAll(
            ada.Post($"/me/email_addresses/{adas}/attempt_verification", ("code", adasCode)),
            bob.Post($"/me/email_addresses/{bobs}/attempt_verification", ("code", bobsCode)));

        Assert.Equal([200, 422], answers.Select(answer => answer.Status).Order());
        Assert.Equal("form_identifier_exists", answers.Single(answer => answer.Status == 422).Code);
        JsonNode owner = Assert.Single((await backend.Get("/users?email_address=" + wanted)).Json!.AsArray())!;
        Assert.Equal(answers[0].Status == 200 ? "ada@example.com" : "bob@example.com", owner["email_addresses"]![0].Text("email_address"));
        Visitor third = await foyer.Visit();
        await third.SignUp("eve@example.com");
        await Refused(422, "form_identifier_exists", third.Post("/me/email_addresses", ("email_address", wanted)));
        await Refused(422, "form_identifier_exists", (answers[0].Status == 200 ? ada : bob).Post("/me/email_addresses", ("email_address", wanted)));
        await Refused(422, "form_identifier_exists", (await foyer.Visit()).Post("/client/sign_ups", ("email_address", wanted)));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Of_many_right_codes_at_once_one_proves(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        Visitor ada = await foyer.Visit();
        await ada.SignUp("ada@example.com");
        (string id, string code) = await Pend(foyer, ada, "more@example.com");

        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => ada.Post($"/me/email_addresses/{id}/attempt_verification", ("code", code))));

        Assert.Single(answers, answer => answer.Status == 200);
        Assert.All(answers.Where(answer => answer.Status != 200), answer => Assert.Equal((400, "verification_already_verified"), (answer.Status, answer.Code)));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Guesses_are_counted_and_codes_end(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        Visitor ada = await foyer.Visit();
        await ada.SignUp("ada@example.com");
        (string id, string code) = await Pend(foyer, ada, "more@example.com");
        string wrong = code == "000000" ? "000001" : "000000";
        Answer[] guesses = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ada.Post($"/me/email_addresses/{id}/attempt_verification", ("code", wrong))));
        Assert.Equal(5, guesses.Count(answer => answer.Code == "form_code_incorrect"));
        await Refused(400, "verification_failed", ada.Post($"/me/email_addresses/{id}/attempt_verification", ("code", code)));
        Assert.Equal("failed", (await ada.Get($"/me/email_addresses/{id}")).Response["verification"].Text("status"));

        foyer.Clock.Forward(TimeSpan.FromMinutes(1));
        Assert.Equal(200, (await ada.Post($"/me/email_addresses/{id}/prepare_verification", ("strategy", "email_code"))).Status);
        code = await foyer.Server.GetCodeAsync("more@example.com");
        foyer.Clock.Forward(TimeSpan.FromMinutes(10));
        await Refused(400, "verification_expired", ada.Post($"/me/email_addresses/{id}/attempt_verification", ("code", code)));
        Assert.Equal("expired", (await ada.Get($"/me/email_addresses/{id}")).Response["verification"].Text("status"));
        await Refused(422, "form_param_nil", ada.Post($"/me/email_addresses/{id}/attempt_verification"));
        string unprepared = (await ada.Post("/me/email_addresses", ("email_address", "third@example.com"))).Response.Text("id")!;
        await Refused(400, "verification_missing", ada.Post($"/me/email_addresses/{unprepared}/attempt_verification", ("code", code)));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Other_peoples_addresses_do_not_exist_and_a_code_is_worth_nothing_elsewhere(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        Visitor ada = await foyer.Visit();
        Visitor eve = await foyer.Visit();
        await ada.SignUp("ada@example.com");
        await eve.SignUp("eve@example.com");
        (string id, string code) = await Pend(foyer, ada, "more@example.com");
        string before = (await ada.Get($"/me/email_addresses/{id}")).Response.ToJsonString();
        Visitor nobody = await foyer.Visit();
        Visitor elsewhere = await foyer.Visit(TestFoyer.OtherHost, origin: null);
        await elsewhere.SignUp("eve@example.com");
        foreach ((Visitor who, int status) in new[] { (eve, 404), (elsewhere, 404), (nobody, 401) })
        {
            Assert.Equal(status, (await who.Get($"/me/email_addresses/{id}")).Status);
            Assert.Equal(status, (await who.Tunnel("DELETE", $"/me/email_addresses/{id}")).Status);
            Assert.Equal(status, (await who.Post($"/me/email_addresses/{id}/prepare_verification", ("strategy", "email_code"))).Status);
            Assert.Equal(status, (await who.Post($"/me/email_addresses/{id}/attempt_verification", ("code", code))).Status);
        }

        Assert.Equal(401, (await nobody.Get("/me/email_addresses")).Status);
        Assert.Equal(401, (await nobody.Post("/me/email_addresses", ("email_address", "x@example.com"))).Status);
        string primary = (await eve.Get("/me")).Response.Text("primary_email_address_id")!;
        await Refused(422, "form_param_value_invalid", ada.Tunnel("PATCH", "/me", ("primary_email_address_id", primary)));
        (string eves, _) = await Pend(foyer, eve, "hers@example.com");
        await Refused(422, "form_code_incorrect", eve.Post($"/me/email_addresses/{eves}/attempt_verification", ("code", code)));
        Assert.Equal(before, (await ada.Get($"/me/email_addresses/{id}")).Response.ToJsonString());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task The_last_way_in_stays_and_so_does_what_the_application_demands(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { user_settings = new { attributes = new { username = new { enabled = true } } } });
        Visitor ada = await foyer.Visit();
        await ada.SignUp("ada@example.com");
        string first = (await ada.Get("/me")).Response.Text("primary_email_address_id")!;
        string pending = (await ada.Post("/me/email_addresses", ("email_address", "more@example.com"))).Response.Text("id")!;
        await Refused(400, "last_identification_deletion_failed", ada.Tunnel("DELETE", $"/me/email_addresses/{first}"));
        Assert.Equal(200, (await ada.Tunnel("PATCH", "/me", ("username", "adaada"))).Status);
        await Refused(400, "identification_deletion_failed", ada.Tunnel("DELETE", $"/me/email_addresses/{first}"));
        Assert.Equal(200, (await ada.Tunnel("DELETE", $"/me/email_addresses/{pending}")).Status);
        (string second, string code) = await Pend(foyer, ada, "more@example.com");
        Assert.Equal(200, (await ada.Post($"/me/email_addresses/{second}/attempt_verification", ("code", code))).Status);
        Answer[] both = await Task.WhenAll(ada.Tunnel("DELETE", $"/me/email_addresses/{first}"), ada.Tunnel("DELETE", $"/me/email_addresses/{second}"));
        Assert.Equal([200, 400], both.Select(answer => answer.Status).Order());
        JsonNode me = (await ada.Get("/me")).Response;
        Assert.Equal(both[0].Status == 200 ? second : first, me.Text("primary_email_address_id"));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task What_is_no_address_or_one_too_many_is_refused(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { user_settings = new { restrictions = new { block_email_subaddresses = new { enabled = true } } } });
        Visitor ada = await foyer.Visit();
        await ada.SignUp("ada@example.com");
        await Refused(422, "form_param_nil", ada.Post("/me/email_addresses"));
        await Refused(422, "form_param_format_invalid", ada.Post("/me/email_addresses", ("email_address", "no address")));
        await Refused(422, "form_email_address_blocked", ada.Post("/me/email_addresses", ("email_address", "ada+x@example.com")));
        await Refused(422, "feature_not_available", ada.Post("/me/phone_numbers", ("phone_number", "+12015550100")));
        for (int i = 0; i < 9; i++)
        {
            Assert.Equal(200, (await ada.Post("/me/email_addresses", ("email_address", $"ada{i}@example.com"))).Status);
        }

        await Refused(403, "identification_quota_exceeded", ada.Post("/me/email_addresses", ("email_address", "ada9@example.com")));
    }

    private static async Task<(string Id, string Code)> Pend(TestFoyer foyer, Visitor visitor, string emailAddress)
    {
        // The newest code is asked for below, and the clock stands still by itself.
        foyer.Clock.Forward(TimeSpan.FromSeconds(1));
        string id = (await visitor.Post("/me/email_addresses", ("email_address", emailAddress))).Response.Text("id")!;
        Assert.Equal(200, (await visitor.Post($"/me/email_addresses/{id}/prepare_verification", ("strategy", "email_code"))).Status);
        return (id, await foyer.Server.GetCodeAsync(emailAddress, TestFoyer.PublishableKey(visitor.Host)));
    }
}
