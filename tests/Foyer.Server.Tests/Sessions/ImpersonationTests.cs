using System.Text.Json.Nodes;
using Foyer.Server.Tests.SignIns;
using Foyer.Server.Tests.Surfaces;

namespace Foyer.Server.Tests.Sessions;

/// <summary>Case 100: who acts in somebody's place changes nothing of how that person signs in, by no operation there is; on both databases.</summary>
public sealed class ImpersonationTests
{
    /// <summary>What changes nothing of that: the profile, what an app asks for, and the ends of changes that the person alone can begin.</summary>
    private static readonly string[] Open =
    [
        "PATCH /v1/me", "PATCH /v1/me/metadata", "POST /v1/me/profile_image", "DELETE /v1/me/profile_image", "POST /v1/me/tokens", "POST /v1/me/sessions/{session_id}/revoke",
        "DELETE /v1/me/external_accounts/{external_account_id}/tokens", "POST /v1/me/trusted_devices/attempt",
    ];

    public static TheoryData<string> Both => Databases.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Who_acts_for_somebody_changes_nothing_of_how_they_sign_in(string database)
    {
        JsonNode settings = System.Text.Json.JsonSerializer.SerializeToNode(FactorSteps.AllOn)!;
        settings["user_settings"]!["attributes"]!["phone_number"] = JsonNode.Parse("""{"enabled":true,"used_for_second_factor":true,"second_factors":["phone_code"]}""");
        settings["user_settings"]!["attributes"]!["username"] = JsonNode.Parse("""{"enabled":true}""");
        await using TestFoyer foyer = await TestFoyer.Start(database, settings);
        BackendApi backend = await foyer.Backend();
        string ada = await backend.CreateUser("ada@example.com"), support = await backend.CreateUser("support@example.com");
        string token = (await backend.Post("/actor_tokens", new { user_id = ada, actor = new { sub = support } })).Json!["token"]!.GetValue<string>();
        Visitor actor = await foyer.Visit();
        Assert.Equal("complete", (await actor.Post("/client/sign_ins", ("strategy", "ticket"), ("ticket", token))).Step());
        string before = (await backend.Get("/users/" + ada)).Json!.ToJsonString();

        int refused = 0;
        foreach (Route route in Route.All.Where(route => !route.IsBackend && route.Method is not "GET" && (route.Path == "/v1/me" || route.Path.StartsWith("/v1/me/", StringComparison.Ordinal))))
        {
            string name = $"{route.Method} {route.Path}";
            if (Open.Contains(name))
            {
                continue;
            }

            Answer answer = await actor.Tunnel(route.Method, route.With("x")["/v1".Length..], [.. Everything, ("strategy", StrategyOf(route.Path))]);
            // A page enrols no device in any case.
            string expected = name == "POST /v1/me/trusted_devices/prepare" ? "trusted_devices_not_available" : "impersonation_forbidden";
            Assert.Equal((name, 403, expected), (name, answer.Status, answer.Code));
            refused++;
        }

        Assert.True(refused > 15, $"Only {refused} operations were found.");
        foreach (string member in new[] { "username", "primary_email_address_id", "primary_phone_number_id", "primary_web3_wallet_id" })
        {
            Assert.Equal("impersonation_forbidden", (await actor.Tunnel("PATCH", "/me", (member, "grace_hopper"))).Code);
        }

        Assert.Equal(before, (await backend.Get("/users/" + ada)).Json!.ToJsonString());
    }

    private static string StrategyOf(string path) =>
        path.Contains("/passkeys", StringComparison.Ordinal) ? "passkey" : path.Contains("/web3_wallets", StringComparison.Ordinal) ? "web3_metamask_signature" : "oauth_google";

    private static (string, string?)[] Everything =>
    [
        ("password", "another long passphrase"), ("new_password", "another long passphrase"), ("current_password", Steps.Password), ("email_address", "eve@example.com"), ("phone_number", "+442079460958"),
        ("web3_wallet", "0x52908400098527886e0f7030069857d2e4169ee7"), ("redirect_url", TestFoyer.App + "/x"), ("code", "424242"), ("name", "x"), ("reserved_for_second_factor", "true"),
        ("signature", "0x00"), ("public_key_credential", "{}"), ("public_key", "x"), ("algorithm", "ES256"), ("device_name", "x"),
    ];
}
