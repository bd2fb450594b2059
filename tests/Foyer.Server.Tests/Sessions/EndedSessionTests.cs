using System.Text.Json.Nodes;
using Foyer.Server.Tests.SocialConnections;
using Foyer.Server.Tests.TrustedDevices;
using Foyer.Testing;

namespace Foyer.Server.Tests.Sessions;

/// <summary>Changes that were on their way when their session was ended: whoever throws a stranger out has thrown them out of what they began too.</summary>
public sealed class EndedSessionTests
{
    public static TheoryData<string> Both => Databases.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task What_is_on_its_way_when_a_session_ends_changes_nothing(string database)
    {
        await using SocialWorld world = await SocialWorld.Start(database, adjust: settings =>
        {
            settings["auth_config"] = new JsonObject { ["native_settings"] = new JsonObject { ["api_enabled"] = true, ["trusted_device_sign_in_enabled"] = true } };
            settings["user_settings"]!["attributes"] = new JsonObject
            {
                ["username"] = new JsonObject { ["enabled"] = true },
                ["passkey"] = new JsonObject { ["enabled"] = true },
                ["authenticator_app"] = new JsonObject { ["enabled"] = true },
                ["web3_wallet"] = new JsonObject { ["enabled"] = true, ["used_for_first_factor"] = true, ["first_factors"] = new JsonArray("web3_metamask_signature") },
                ["password"] = new JsonObject { ["required"] = false },
            };
        });
        TestFoyer foyer = world.Foyer;
        BackendApi backend = await foyer.Backend();
        string user = await backend.CreateUser("ada@example.com");
        Visitor thief = await foyer.Visit();
        await thief.SignIn("ada@example.com");
        NativeApp app = await NativeApp.SignedIn(foyer, "ada@example.com");
        using Device device = new();
        using VirtualAuthenticator authenticator = new(TestFoyer.App);

        string own = (await thief.Get("/me")).Response["email_addresses"]![0]!["id"]!.GetValue<string>();
        string pending = (await thief.Post("/me/email_addresses", ("email_address", "eve@example.com"))).Response["id"]!.GetValue<string>();
        await thief.Post($"/me/email_addresses/{pending}/prepare_verification", ("strategy", "email_code"));
        string code = await foyer.Server.GetCodeAsync("eve@example.com");
        string secret = (await thief.Post("/me/totp")).Response["secret"]!.GetValue<string>();
        Answer passkey = await thief.Post("/me/passkeys");
        Answer prepared = await app.Prepare(device.Jwk);
        Answer connecting = await thief.Post("/me/external_accounts", ("strategy", "oauth_google"), ("redirect_url", SocialWorld.Callback));
        Uri back = await world.Provider.ConsentAsync(SocialWorld.ProviderUrl(connecting), SocialWorld.Jane);

        // Holds what every change of the account waits for, ends the sessions, and lets go.
        Task ended = foyer.Database.Write(async tx =>
        {
            await tx.One<string>($"SELECT id FROM users WHERE id = @user {tx.Dialect.LockForUpdate}", new { user });
            await Task.Delay(TimeSpan.FromSeconds(1));
            await tx.Run("UPDATE sessions SET status = 'revoked' WHERE user_id = @user", new { user });
        }, default);
        await Task.Delay(TimeSpan.FromMilliseconds(200));
        (string Name, Task<Answer> Answer)[] late =
        [
            ("address added", thief.Post("/me/email_addresses", ("email_address", "mallory@example.com"))),
            ("address proven", thief.Post($"/me/email_addresses/{pending}/attempt_verification", ("code", code))),
            ("address removed", thief.Tunnel("DELETE", "/me/email_addresses/" + own)),
            ("app set up", thief.Post("/me/totp/attempt_verification", ("code", FactorSteps.CodeOf(foyer, secret)))),
            ("passkey made", thief.Post($"/me/passkeys/{passkey.Id()}/attempt_verification", ("public_key_credential", authenticator.Create(passkey.Nonce())))),
            ("wallet added", thief.Post("/me/web3_wallets", ("web3_wallet", "0x00000000000000000000000000000000000000a1"))),
            ("username", thief.Tunnel("PATCH", "/me", ("username", "mallory"))),
            ("device enrolled", app.Attempt(prepared, device)),
            ("account connected", thief.Post("/me/external_accounts", ("strategy", "oauth_google"), ("redirect_url", SocialWorld.Callback))),
            ("password", thief.Post("/me/change_password", ("current_password", "correct horse battery"), ("new_password", "another horse battery"))),
            ("password removed", thief.Post("/me/remove_password", ("current_password", "correct horse battery"))),
            ("account deleted", thief.Tunnel("DELETE", "/me")),
            ("provider", world.Return(thief, back)),
        ];
        await ended;

        foreach ((string name, Task<Answer> answer) in late)
        {
            Answer refused = await answer;
            Assert.True(refused.Status is 401 or 303, $"{name} → {refused.Status} {refused.Code}");
        }

        JsonNode after = (await backend.Get("/users/" + user)).Json!;
        Assert.Equal((true, false, 0, null), (after["password_enabled"]!.GetValue<bool>(), after["totp_enabled"]!.GetValue<bool>(), after["passkeys"]!.AsArray().Count, after["username"]?.GetValue<string>()));
        Assert.Equal(["ada@example.com"], after["email_addresses"]!.AsArray().Where(address => address!["verification"]?["status"]?.GetValue<string>() == "verified").Select(address => address!["email_address"]!.GetValue<string>()));
        Assert.Equal(2, after["email_addresses"]!.AsArray().Count);
        Assert.Empty(after["web3_wallets"]!.AsArray());
        Assert.Equal(0, await foyer.Database.One<long>("SELECT count(*) FROM trusted_devices", null, default));
        Assert.Equal(0, await foyer.Database.One<long>("SELECT count(*) FROM external_accounts WHERE provider_user_id IS NOT NULL", null, default));
        await (await foyer.Visit()).SignIn("ada@example.com");
    }
}
