using static Foyer.Server.Tests.Identifications.Refusals;

namespace Foyer.Server.Tests.Users;

/// <summary>What users may look like, to the letter.</summary>
public sealed class SmallPrintTests
{
    public static TheoryData<string> Both => Databases.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Ids_of_the_app_may_hold_commas(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string user = await backend.Make(new { external_id = "tenant,7" });
        string other = await backend.Make(new { external_id = "7" });
        Assert.Equal([user], (await backend.Get("/users?external_id=tenant%2C7")).Json!.AsArray().Select(item => item.Text("id")));
        Assert.Equal([user, other], (await backend.Get("/users?external_id=tenant%2C7&external_id=7&order_by=%2Bcreated_at")).Json!.AsArray().Select(item => item.Text("id")).OrderBy(id => id == user ? 0 : 1));
        Assert.Equal([other], (await backend.Get("/users?external_id=-tenant%2C7")).Json!.AsArray().Select(item => item.Text("id")));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Instants_and_counts_that_cannot_be_meant_are_refused(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string user = await backend.Make(new { created_at = "2020-01-02T03:04:05.678Z", legal_accepted_at = "2020-01-02t05:04:05+02:00" });
        System.Text.Json.Nodes.JsonNode made = await backend.User(user);
        Assert.Equal((1577934245678, 1577934245000), (made["created_at"]!.GetValue<long>(), made["legal_accepted_at"]!.GetValue<long>()));
        foreach (string wrong in new[] { "2020-01-02", "2020-01-02T03:04:05", "01/02/2020", "2020-13-02T03:04:05Z", "2020-01-02T03:04Z", "yesterday", "2020-01-02T03:04:05Z ", "2999-01-01T00:00:00Z", "1577934245" })
        {
            await Refused(422, "form_param_format_invalid", backend.Post("/users", new { created_at = wrong, skip_user_requirement = true, skip_password_requirement = true }));
            await Refused(422, "form_param_format_invalid", backend.Patch("/users/" + user, new { legal_accepted_at = wrong }));
        }

        await Refused(422, "form_param_value_invalid", backend.Post("/users", new { create_organizations_limit = -1, skip_user_requirement = true, skip_password_requirement = true }));
        await Refused(422, "form_param_value_invalid", backend.Patch("/users/" + user, new { create_organizations_limit = -1 }));
        Assert.Equal(0, (await backend.Patch("/users/" + user, new { create_organizations_limit = 0 })).Json!["create_organizations_limit"]!.GetValue<int>());
    }

    /// <summary>What sign-up demands the operator is asked for too, unless the request says otherwise.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task A_number_or_wallet_that_is_demanded_is_demanded_of_the_operator(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new
        {
            user_settings = new { attributes = new { phone_number = new { enabled = true, required = true, verifications = new[] { "phone_code" } }, web3_wallet = new { enabled = true, required = true, first_factors = new[] { "web3_metamask_signature" } } } },
        });
        BackendApi backend = await foyer.Backend();
        object one = new { email_address = new[] { "ada@example.com" }, password = "correct horse battery" };
        object two = new { email_address = new[] { "ada@example.com" }, password = "correct horse battery", phone_number = new[] { "+4915112345678" } };
        foreach ((object body, string missing) in new[] { (one, "phone_number"), (two, "web3_wallet") })
        {
            Answer refused = await backend.Post("/users", body);
            Assert.Equal((422, "form_data_missing", missing), (refused.Status, refused.Code, refused.Param));
        }

        Assert.Equal(200, (await backend.Post("/users", new { email_address = new[] { "ada@example.com" }, password = "correct horse battery", skip_user_requirement = true })).Status);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_username_typed_beyond_ascii_is_nobodys(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { user_settings = new { attributes = new { username = new { enabled = true, used_for_first_factor = true } } } });
        BackendApi backend = await foyer.Backend();
        await backend.Make(new { username = "AdaAda", password = "correct horse battery" });
        Assert.Equal(200, (await (await foyer.Visit()).Post("/client/sign_ins", ("identifier", "adaADA"))).Status);
        foreach (string typed in new[] { "ａｄａａｄａ", "adaadа", "ADAADAİ", "\u212Adaada" })
        {
            await Refused(422, "form_identifier_not_found", (await foyer.Visit()).Post("/client/sign_ins", ("identifier", typed)));
        }
    }

    [Theory, MemberData(nameof(Both))]
    public async Task The_image_named_must_be_the_users_and_the_old_address_is_told(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string user = await backend.Make(new { email_address = new[] { "one@example.com", "two@example.com" } });
        string second = (await backend.User(user))["email_addresses"]![1].Text("id")!;
        await Refused(422, "form_param_value_invalid", backend.Patch("/users/" + user, new { profile_image_id = "img_other" }));
        Assert.Equal(200, (await backend.Patch("/users/" + user, new { primary_email_address_id = second, notify_primary_email_address_changed = true })).Status);
        Assert.Equal("one@example.com", Assert.Single(await foyer.Server.GetInboxAsync()).To);
    }
}
