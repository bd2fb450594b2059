using System.Text.Json.Nodes;
using Foyer.Server.Tests.Users;
using static Foyer.Server.Tests.Identifications.Refusals;

namespace Foyer.Server.Tests.Identifications;

/// <summary>E-mail addresses and phone numbers over the Backend API: the same operations for both kinds, on both databases.</summary>
public sealed class BackendIdentificationTests
{
    private static readonly Dictionary<string, (string Path, string Name, string[] Values)> Kinds = new()
    {
        ["email"] = ("/email_addresses", "email_address", ["one@example.com", "two@example.com", "three@example.com"]),
        ["phone"] = ("/phone_numbers", "phone_number", ["+12015550100", "+12015550101", "+12015550102"]),
    };

    public static TheoryData<string, string> Cases
    {
        get
        {
            TheoryData<string, string> cases = [];
            foreach (string kind in Kinds.Keys)
            {
                cases.Add(kind, Databases.Sqlite);
                cases.Add(kind, Databases.Postgres);
            }

            return cases;
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task An_operator_adds_proves_prefers_and_removes(string kind, string database)
    {
        var (path, name, values) = Kinds[kind];
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string user = await backend.Make(new { username = "adaada" });
        Answer pending = await backend.Post(path, new JsonObject { ["user_id"] = user, [name] = values[0] });
        Assert.Equal((200, values[0], null), (pending.Status, pending.Json.Text(name), pending.Json!["verification"]));
        string first = pending.Json.Text("id")!;
        Assert.Null((await backend.User(user))[$"primary_{name}_id"]);
        await Refused(400, "form_param_value_invalid", backend.Patch($"{path}/{first}", new { primary = true }));
        Answer verified = await backend.Patch($"{path}/{first}", new { verified = true });
        Assert.Equal(("verified", "admin"), (verified.Json!["verification"].Text("status"), verified.Json["verification"].Text("strategy")));
        Assert.Equal(first, (await backend.User(user)).Text($"primary_{name}_id"));

        string second = (await backend.Post(path, new JsonObject { ["user_id"] = user, [name] = values[1], ["verified"] = true, ["primary"] = true })).Json.Text("id")!;
        Assert.Equal(second, (await backend.User(user)).Text($"primary_{name}_id"));
        Assert.Equal(200, (await backend.Patch($"{path}/{second}", new { verified = false })).Status);
        Assert.Equal(first, (await backend.User(user)).Text($"primary_{name}_id"));
        Assert.Equal(second, (await backend.Get($"{path}/{second}")).Json.Text("id"));
        Answer gone = await backend.Delete($"{path}/{first}");
        Assert.Equal((200, name, true), (gone.Status, gone.Json.Text("object"), gone.Json!["deleted"]!.GetValue<bool>()));
        await Refused(404, "resource_not_found", backend.Get($"{path}/{first}"));
        await Refused(404, "resource_not_found", backend.Delete($"{path}/{first}"));
        await Refused(404, "resource_not_found", backend.Patch($"{path}/{first}", new { verified = true }));
        Assert.Null((await backend.User(user))[$"primary_{name}_id"]);
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task What_is_somebodys_or_makes_no_sense_is_refused(string kind, string database)
    {
        var (path, name, values) = Kinds[kind];
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string owner = await backend.Make(new JsonObject { [name] = new JsonArray(values[0]) });
        string other = await backend.Make(new { username = "otherone" });
        string owned = (await backend.User(owner)).Text($"primary_{name}_id")!;
        await Refused(422, "form_identifier_exists", backend.Post(path, new JsonObject { ["user_id"] = other, [name] = values[0] }));
        await Refused(422, "form_identifier_exists", backend.Post(path, new JsonObject { ["user_id"] = owner, [name] = values[0], ["verified"] = true }));
        await Refused(422, "form_param_nil", backend.Post(path, new JsonObject { [name] = values[1] }));
        await Refused(422, "form_param_nil", backend.Post(path, new JsonObject { ["user_id"] = other }));
        await Refused(422, "form_param_format_invalid", backend.Post(path, new JsonObject { ["user_id"] = other, [name] = "nothing" }));
        await Refused(422, "form_param_value_invalid", backend.Post(path, new JsonObject { ["user_id"] = other, [name] = values[1], ["primary"] = true }));
        await Refused(422, "form_param_unknown", backend.Post(path, new JsonObject { ["user_id"] = other, [name] = values[1], ["reserved"] = true }));
        await Refused(404, "resource_not_found", backend.Post(path, new JsonObject { ["user_id"] = "user_nobody", [name] = values[1] }));
        await Refused(400, "last_identification_deletion_failed", backend.Delete($"{path}/{owned}"));
        await Refused(400, "last_identification_deletion_failed", backend.Patch($"{path}/{owned}", new { verified = false }));
        await Refused(400, "form_param_unknown", backend.Patch($"{path}/{owned}", new { user_id = other }));

        BackendApi stranger = await foyer.Backend(TestFoyer.OtherHost);
        await Refused(404, "resource_not_found", stranger.Get($"{path}/{owned}"));
        await Refused(404, "resource_not_found", stranger.Patch($"{path}/{owned}", new { verified = true }));
        await Refused(404, "resource_not_found", stranger.Delete($"{path}/{owned}"));
        await Refused(404, "resource_not_found", stranger.Post($"{path}/{owned}/prepare_verification"));
        await Refused(404, "resource_not_found", stranger.Post(path, new JsonObject { ["user_id"] = owner, [name] = values[1] }));
        await Refused(404, "resource_not_found", stranger.Put($"/users/{owner}/{name}", new JsonObject { [name] = values[1] }));
        Assert.Equal(values[0], (await backend.Get($"{path}/{owned}")).Json.Text(name));
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task A_code_is_sent_and_its_progress_told(string kind, string database)
    {
        var (path, name, values) = Kinds[kind];
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string user = await backend.Make(new { username = "adaada" });
        string id = (await backend.Post(path, new JsonObject { ["user_id"] = user, [name] = kind == "email" ? "ada+clerk_test@example.com" : values[0] })).Json.Text("id")!;
        Answer prepared = await backend.Post($"{path}/{id}/prepare_verification");
        Assert.Equal((200, "unverified", kind + "_code"), (prepared.Status, prepared.Json.Text("status"), prepared.Json.Text("strategy")));
        string verification = prepared.Json.Text("id")!;
        Answer wrong = await backend.Post($"{path}/{id}/attempt_verification", new { verification_id = verification, code = "000000" });
        Assert.Equal((200, "unverified", 1), (wrong.Status, wrong.Json.Text("status"), wrong.Json!["attempts"]!.GetValue<int>()));
        await Refused(404, "resource_not_found", backend.Post($"{path}/{id}/attempt_verification", new { verification_id = "ver_other", code = "424242" }));
        await Refused(400, "form_param_nil", backend.Post($"{path}/{id}/attempt_verification", new { verification_id = verification }));

        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => backend.Post($"{path}/{id}/attempt_verification", new { verification_id = verification, code = "424242" })));
        Assert.Equal("verified", Assert.Single(answers, answer => answer.Status == 200).Json.Text("status"));
        Assert.All(answers.Where(answer => answer.Status != 200), answer => Assert.Equal("verification_already_verified", answer.Code));
        Assert.Equal((kind + "_code", "verified"), ((await backend.Get($"{path}/{id}")).Json!["verification"].Text("strategy"), (await backend.Get($"{path}/{id}")).Json!["verification"].Text("status")));

        foyer.Clock.Forward(TimeSpan.FromMinutes(1));
        verification = (await backend.Post($"{path}/{id}/prepare_verification")).Json.Text("id")!;
        foyer.Clock.Forward(TimeSpan.FromMinutes(11));
        Assert.Equal("expired", (await backend.Post($"{path}/{id}/attempt_verification", new { verification_id = verification, code = "424242" })).Json.Text("status"));
        verification = (await backend.Post($"{path}/{id}/prepare_verification")).Json.Text("id")!;
        for (int i = 0; i < 5; i++)
        {
            wrong = await backend.Post($"{path}/{id}/attempt_verification", new { verification_id = verification, code = "000000" });
        }

        Assert.Equal("failed", wrong.Json.Text("status"));
        Assert.Equal("failed", (await backend.Post($"{path}/{id}/attempt_verification", new { verification_id = verification, code = "424242" })).Json.Text("status"));
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task All_give_way_to_one(string kind, string database)
    {
        var (path, name, values) = Kinds[kind];
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string user = await backend.Make(new JsonObject { [name] = new JsonArray(values[0], values[1]) });
        string taken = await backend.Make(new JsonObject { [name] = new JsonArray(values[2]) });
        await Refused(422, "form_identifier_exists", backend.Put($"/users/{user}/{name}", new JsonObject { [name] = values[2] }));
        await Refused(422, "form_param_value_invalid", backend.Put($"/users/{user}/{name}", new JsonObject { [name] = values[1], ["identification_status"] = "proven" }));
        await Refused(404, "resource_not_found", backend.Put($"/users/user_nobody/{name}", new JsonObject { [name] = values[1] }));
        Assert.Equal(2, (await backend.User(user))[name + "es"]?.AsArray().Count ?? (await backend.User(user))[name + "s"]!.AsArray().Count);

        Answer replaced = await backend.Put($"/users/{user}/{name}", new JsonObject { [name] = values[1] });
        Assert.Equal((200, "admin"), (replaced.Status, replaced.Json!["verification"].Text("strategy")));
        Assert.Equal(replaced.Json.Text("id"), (await backend.User(user)).Text($"primary_{name}_id"));
        Answer reserved = await backend.Put($"/users/{user}/{name}", new JsonObject { [name] = values[0], ["identification_status"] = "reserved" });
        Assert.Equal((true, null), (reserved.Json!["reserved"]!.GetValue<bool>(), reserved.Json["verification"]));
        await Refused(422, "form_identifier_exists", backend.Post(path, new JsonObject { ["user_id"] = taken, [name] = values[0] }));
        Answer unverified = await backend.Put($"/users/{user}/{name}", new JsonObject { [name] = values[0], ["identification_status"] = "unverified" });
        Assert.Equal((200, false), (unverified.Status, unverified.Json!["reserved"]!.GetValue<bool>()));
        Assert.Equal(200, (await backend.Post(path, new JsonObject { ["user_id"] = taken, [name] = values[0], ["verified"] = true })).Status);
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task The_previous_address_is_told_when_asked_to_and_numbers_are_second_factors(string kind, string database)
    {
        var (path, name, values) = Kinds[kind];
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string user = await backend.Make(new JsonObject { [name] = new JsonArray(values[0]) });
        JsonObject body = new() { ["user_id"] = user, [name] = values[1], ["verified"] = true, ["primary"] = true };
        body[kind == "email" ? "notify_primary_email_address_changed" : "reserved_for_second_factor"] = true;
        Answer added = await backend.Post(path, body);
        Assert.Equal(200, added.Status);
        if (kind == "email")
        {
            Assert.Equal(values[0], Assert.Single(await foyer.Server.GetInboxAsync()).To);
            Assert.Equal(200, (await backend.Put($"/users/{user}/{name}", new JsonObject { [name] = values[2], ["notify_primary_email_address_changed"] = true })).Status);
            Assert.Equal([values[0], values[1]], (await foyer.Server.GetInboxAsync()).Select(message => message.To).Order());
        }
        else
        {
            Assert.Equal((true, true), (added.Json!["reserved_for_second_factor"]!.GetValue<bool>(), added.Json["default_second_factor"]!.GetValue<bool>()));
            Assert.False((await backend.Patch($"{path}/{added.Json.Text("id")}", new { reserved_for_second_factor = false })).Json!["reserved_for_second_factor"]!.GetValue<bool>());
        }
    }
}
