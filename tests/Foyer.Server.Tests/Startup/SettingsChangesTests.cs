using System.Text.Json.Nodes;
using Foyer.Server.Instances;
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
