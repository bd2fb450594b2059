using System.Text.Json.Nodes;
using Foyer.Server.Instances;
using Foyer.Server.Tests.Users;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Server.Tests.Startup;

/// <summary>Settings changed over the Backend API beside those of the configuration file, on both databases.</summary>
public sealed class SettingsChangesTests
{
    public static TheoryData<string> Both => Databases.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task What_the_file_names_is_the_files_and_what_it_does_not_outlives_a_start(string database)
    {
        JsonObject file = Restrictions(("blocklist", true));
        await using TestFoyer foyer = await TestFoyer.Start(database, file);
        BackendApi backend = await foyer.Backend();

        Answer refused = await backend.Patch("/instance/restrictions", new { blocklist = false, allowlist = true });
        Assert.Equal((422, "setting_in_configuration_file", "blocklist"), (refused.Status, refused.Code, refused.Param));
        Assert.Contains("user_settings.restrictions.blocklist.enabled", refused.Json!["errors"]![0]!["long_message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal((true, false), await Switches(backend));

        // As the file has it, is no change.
        Assert.Equal(200, (await backend.Patch("/instance/restrictions", new { blocklist = true, allowlist = true })).Status);
        Assert.Equal((true, true), await Switches(backend));
        await Restart(foyer, file);
        Assert.Equal((true, true), await Switches(backend));

        await Restart(foyer, Restrictions(("allowlist", false)));
        Assert.Equal((false, false), await Switches(backend));
        await Restart(foyer, []);
        Assert.Equal((false, false), await Switches(backend));
        Assert.Equal(200, (await backend.Patch("/instance/restrictions", new { blocklist = true })).Status);
        Assert.Equal((true, false), await Switches(backend));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Countries_without_text_messages_are_set_over_the_backend_api(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { user_settings = new { attributes = new { phone_number = new { enabled = true, verifications = new[] { "phone_code" }, verify_at_sign_up = true } } } });
        BackendApi backend = await foyer.Backend();
        Assert.Equal("""{"object":"instance_communication","blocked_country_codes":[]}""", (await backend.Get("/instance/communication")).Json!.ToJsonString());
        foreach (object wrong in new object[] { new[] { "gb" }, new[] { "GBR" }, new[] { "GB", "GB" }, Enumerable.Range(0, 251).Select(n => $"{(char)('A' + (n / 26 % 26))}{(char)('A' + (n % 26))}").ToArray() })
        {
            Answer refused = await backend.Patch("/instance/communication", new { blocked_country_codes = wrong });
            Assert.Equal((422, "form_param_format_invalid", "blocked_country_codes"), (refused.Status, refused.Code, refused.Param));
        }

        // Of the codes, those are kept that numbers belong to.
        Answer set = await backend.Patch("/instance/communication", new { blocked_country_codes = new[] { "GB", "ZZ" } });
        Assert.Equal("""{"object":"instance_communication","blocked_country_codes":["GB"]}""", set.Json!.ToJsonString());
        Assert.Equal(set.Json.ToJsonString(), (await backend.Patch("/instance/communication", new { })).Json!.ToJsonString());
        Visitor visitor = await foyer.Visit();
        Answer begun = await visitor.Post("/client/sign_ups", ("phone_number", "+442079460958"));
        Assert.Equal("unsupported_country_code", (await visitor.Post($"/client/sign_ups/{begun.Response["id"]}/prepare_verification", ("strategy", "phone_code"))).Code);
        Assert.Equal(200, (await backend.Patch("/instance/communication", new { blocked_country_codes = Array.Empty<string>() })).Status);
        Assert.Equal(200, (await visitor.Post($"/client/sign_ups/{begun.Response["id"]}/prepare_verification", ("strategy", "phone_code"))).Status);
        Assert.Empty((await (await foyer.Backend(TestFoyer.OtherHost)).Get("/instance/communication")).Json!["blocked_country_codes"]!.AsArray());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task The_instance_itself_is_changed_over_the_backend_api(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { });
        await Restart(foyer, []);
        BackendApi backend = await foyer.Backend();
        Visitor visitor = await foyer.Visit();
        JsonNode before = (await backend.Get("/instance")).Json!;
        Assert.Equal(("instance", "development", "[]", null), (before.Text("object"), before.Text("environment_type"), before["allowed_origins"]!.ToJsonString(), before["workspace_id"]));

        Answer changed = await backend.Patch("/instance", new
        {
            test_mode = false, hibp = true, support_email = "Help@Example.com", clerk_js_version = "6.2.0", development_origin = "http://app.test:4000/",
            allowed_origins = new[] { "https://One.example", "capacitor://localhost", "chrome-extension://abcdefghijklmnop" }, cookieless_dev = true, url_based_session_syncing = true,
            preferred_sign_in_strategy_when_password_required = "otp",
        });

        Assert.Equal(204, changed.Status);
        JsonNode environment = (await visitor.Get("/environment")).Json!;
        Assert.Equal((false, "help@example.com", "6.2.0", "otp", "http://app.test:4000"), (environment["auth_config"]!["test_mode"]!.GetValue<bool>(), environment["display_config"]!.Text("support_email"),
            environment["display_config"]!.Text("clerk_js_version"), environment["display_config"]!.Text("preferred_sign_in_strategy"), environment["display_config"]!.Text("home_url")));
        Assert.Equal("""["https://one.example","capacitor://localhost","chrome-extension://abcdefghijklmnop"]""", (await backend.Get("/instance")).Json!["allowed_origins"]!.ToJsonString());
        Assert.False(environment["user_settings"]!["password_settings"]!["disable_hibp"]!.GetValue<bool>());
        foreach ((string origin, bool allowed) in new[] { ("https://one.example", true), ("capacitor://localhost", true), ("http://app.test:4000", true), ("https://two.example", false), ("capacitor://elsewhere", false) })
        {
            Visitor page = await foyer.Visit(origin: null);
            page.Origin = origin;
            Answer answer = await page.Post("/client/sign_ins");
            Assert.Equal((origin, allowed ? 200 : 400, allowed ? null : "origin_invalid"), (origin, answer.Status, answer.Code));
        }

        // A start leaves it; an empty text clears.
        await Restart(foyer, []);
        Assert.Equal(204, (await backend.Patch("/instance", new { })).Status);
        Assert.Equal("help@example.com", (await visitor.Get("/environment")).Json!["display_config"]!.Text("support_email"));
        Assert.Equal(204, (await backend.Patch("/instance", new { support_email = "", clerk_js_version = "", development_origin = "", preferred_sign_in_strategy_when_password_required = "", allowed_origins = Array.Empty<string>(), hibp = (bool?)null })).Status);
        environment = (await visitor.Get("/environment")).Json!;
        Assert.Equal(("", "6", "password", false), (environment["display_config"]!.Text("support_email"), environment["display_config"]!.Text("clerk_js_version"), environment["display_config"]!.Text("preferred_sign_in_strategy"),
            environment["user_settings"]!["password_settings"]!["disable_hibp"]!.GetValue<bool>()));
        Assert.Equal("[]", (await backend.Get("/instance")).Json!["allowed_origins"]!.ToJsonString());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task What_an_instance_cannot_be_is_refused_and_nothing_changes(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { });
        BackendApi backend = await foyer.Backend();
        string before = (await (await foyer.Visit()).Get("/environment")).Json!.ToJsonString();
        foreach ((object body, string code, string param) in new (object, string, string)[]
        {
            (new { support_email = "nobody" }, "form_param_format_invalid", "support_email"),
            (new { clerk_js_version = "6/../evil" }, "form_param_format_invalid", "clerk_js_version"),
            (new { development_origin = "http://localhost:3000/path" }, "form_param_format_invalid", "development_origin"),
            (new { development_origin = "javascript:alert(1)" }, "form_param_format_invalid", "development_origin"),
            (new { allowed_origins = new[] { "javascript://x" } }, "form_param_format_invalid", "allowed_origins"),
            (new { allowed_origins = new[] { "null" } }, "form_param_format_invalid", "allowed_origins"),
            (new { allowed_origins = new[] { "*" } }, "form_param_format_invalid", "allowed_origins"),
            (new { allowed_origins = new[] { "capacitor://localhost/path" } }, "form_param_format_invalid", "allowed_origins"),
            (new { allowed_origins = Enumerable.Range(0, 101).Select(n => $"https://a{n}.example") }, "form_param_max_length_exceeded", "allowed_origins"),
            (new { allowed_origins = new object[] { 7 } }, "form_param_type_invalid", "allowed_origins"),
            (new { cookieless_dev = false }, "feature_not_available", "cookieless_dev"),
            (new { url_based_session_syncing = false }, "feature_not_available", "url_based_session_syncing"),
            (new { preferred_sign_in_strategy_when_password_required = "magic" }, "form_param_value_invalid", "preferred_sign_in_strategy_when_password_required"),
            (new { test_mode = "yes" }, "form_param_type_invalid", "test_mode"),
            (new { colour = "red" }, "form_param_unknown", "colour"),
            // The file says these beside the settings.
            (new { allowed_origins = new[] { "https://one.example" }, support_email = "a@example.com" }, "setting_in_configuration_file", "allowed_origins"),
            (new { development_origin = "http://localhost:4000" }, "setting_in_configuration_file", "development_origin"),
        })
        {
            Answer refused = await backend.Patch("/instance", body);
            Assert.Equal((422, code, param), (refused.Status, refused.Code, refused.Param));
        }

        BackendApi production = await foyer.Backend(TestFoyer.ProductionHost);
        Assert.Equal((422, "test_mode"), ((await production.Patch("/instance", new { test_mode = true })) is var no ? no.Status : 0, no.Param));
        Assert.Equal((422, "development_origin"), ((await production.Patch("/instance", new { development_origin = "http://localhost:3000" })) is var neither ? neither.Status : 0, neither.Param));
        Assert.Equal(before, (await (await foyer.Visit()).Get("/environment")).Json!.ToJsonString());
    }

    private static async Task<(bool Blocklist, bool Allowlist)> Switches(BackendApi backend)
    {
        JsonNode now = (await backend.Patch("/instance/restrictions", new { })).Json!;
        return (now["blocklist"]!.GetValue<bool>(), now["allowlist"]!.GetValue<bool>());
    }

    private static JsonObject Restrictions(params (string Name, bool Enabled)[] switches)
    {
        JsonObject restrictions = [];
        foreach ((string name, bool enabled) in switches)
        {
            restrictions[name] = new JsonObject { ["enabled"] = enabled };
        }

        return new JsonObject { ["user_settings"] = new JsonObject { ["restrictions"] = restrictions } };
    }

    /// <summary>What a start does with the configuration file.</summary>
    private static async Task Restart(TestFoyer foyer, JsonObject settings)
    {
        using Scratch scratch = new();
        JsonObject instance = new() { ["environment"] = "development", ["frontend_api"] = TestFoyer.DevelopmentHost, ["settings"] = settings.DeepClone() };
        string file = scratch.Write("foyer.json", new JsonObject { ["applications"] = new JsonArray(new JsonObject { ["name"] = "Acme", ["instances"] = new JsonArray(instance) }) }.ToJsonString());
        await foyer.Server.Services.GetRequiredService<InstanceStore>().Apply(ConfigFile.Load(file), CancellationToken.None);
        await foyer.Server.Services.GetRequiredService<InstanceRegistry>().Reload(CancellationToken.None);
    }
}
