using System.Text.Json.Nodes;
using System.Web;
using Foyer.Server.Tests.SocialConnections;
using Foyer.Testing;

namespace Foyer.Server.Tests.ExternalAccounts;

/// <summary>Accounts a person connects, their tokens, and what becomes of both (WIRE §9.5).</summary>
public sealed class ConnectedAccountTests
{
    public static TheoryData<string> Both => Databases.Both;

    private static readonly FakePerson Joe = new() { Subject = "joe", EmailAddress = "joe@elsewhere.example", FirstName = "Joe" };

    [Theory, MemberData(nameof(Both))]
    public async Task Somebody_signed_in_connects_an_account_and_disconnects_it(string database)
    {
        await using SocialWorld world = await SocialWorld.Start(database);
        Visitor visitor = await SignedIn(world);
        Answer begun = await Connect(visitor);
        Assert.Equal(("external_account", "oauth_google", "unverified"), (begun.Response["object"]!.GetValue<string>(), begun.Response["provider"]!.GetValue<string>(), SocialWorld.Verification(begun)["status"]!.GetValue<string>()));
        Answer back = await world.GoAndReturn(visitor, begun, Joe);
        Assert.StartsWith(SocialWorld.Callback, back.Raw.Headers.Location!.OriginalString, StringComparison.Ordinal);

        JsonNode user = await SocialWorld.User(visitor);
        JsonNode account = Assert.Single(user["external_accounts"]!.AsArray())!;
        Assert.Equal((begun.Id(), "joe", "verified", "jane@example.com"),
            (account["id"]!.GetValue<string>(), account["provider_user_id"]!.GetValue<string>(), account["verification"]!["status"]!.GetValue<string>(), Assert.Single(user["email_addresses"]!.AsArray())!["email_address"]!.GetValue<string>()));

        Visitor elsewhere = await world.Foyer.Visit();
        await world.SignIn(elsewhere, Joe);
        Assert.Equal(user["id"]!.GetValue<string>(), await SocialWorld.UserId(elsewhere));

        Assert.Equal((404, "resource_not_found"), await Refusal((await SignedIn(world, "other@example.com")).Tunnel("DELETE", "/me/external_accounts/" + begun.Id())));
        Answer gone = await visitor.Tunnel("DELETE", "/me/external_accounts/" + begun.Id());
        Assert.Equal((200, true), (gone.Status, gone.Response["deleted"]!.GetValue<bool>()));
        Assert.Empty((await SocialWorld.User(visitor))["external_accounts"]!.AsArray());
        Assert.Equal(404, (await visitor.Tunnel("DELETE", "/me/external_accounts/" + begun.Id())).Status);
    }

    /// <summary>Case 139.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task An_account_is_connected_to_one_person(string database)
    {
        await using SocialWorld world = await SocialWorld.Start(database);
        string firstId = await world.SignUp(await world.Foyer.Visit(), Joe);
        Visitor second = await SignedIn(world);
        await world.GoAndReturn(second, await Connect(second), Joe);
        JsonNode account = Assert.Single((await SocialWorld.User(second))["external_accounts"]!.AsArray())!;
        Assert.Equal(("failed", "external_account_exists", ""),
            (account["verification"]!["status"]!.GetValue<string>(), account["verification"]!["error"]!["code"]!.GetValue<string>(), account["provider_user_id"]!.GetValue<string>()));
        Visitor joe = await world.Foyer.Visit();
        await world.SignIn(joe, Joe);
        Assert.Equal(firstId, await SocialWorld.UserId(joe));

        Assert.Equal(401, (await (await world.Foyer.Visit()).Post("/me/external_accounts", ("strategy", "oauth_google"), ("redirect_url", SocialWorld.Callback))).Status);
        Visitor foreign = await SignedIn(world, "third@example.com");
        foreign.Origin = "https://evil.example";
        Assert.Equal((400, "origin_invalid"), await Refusal(Connect(foreign)));
    }

    /// <summary>Case 141.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task Connecting_again_takes_more_scopes_and_the_same_account_only(string database)
    {
        await using SocialWorld world = await SocialWorld.Start(database);
        Visitor visitor = await SignedIn(world);
        Answer begun = await Connect(visitor);
        await world.GoAndReturn(visitor, begun, Joe);

        Answer again = await Reauthorize(visitor, begun.Id(), ("additional_scope", "calendar"), ("additional_scope", "drive"));
        Assert.Equal("openid email profile calendar drive", HttpUtility.ParseQueryString(new Uri(SocialWorld.ProviderUrl(again)).Query)["scope"]);
        await world.GoAndReturn(visitor, again, Joe with { Subject = "somebody-else" });
        JsonNode account = Assert.Single((await SocialWorld.User(visitor))["external_accounts"]!.AsArray())!;
        Assert.Equal(("joe", "oauth_identification_mismatch", "openid email profile"),
            (account["provider_user_id"]!.GetValue<string>(), account["verification"]!["error"]!["code"]!.GetValue<string>(), account["approved_scopes"]!.GetValue<string>()));

        await world.GoAndReturn(visitor, await Reauthorize(visitor, begun.Id(), ("additional_scope", "calendar")), Joe);
        account = Assert.Single((await SocialWorld.User(visitor))["external_accounts"]!.AsArray())!;
        Assert.Equal(("verified", "openid email profile calendar"), (account["verification"]!["status"]!.GetValue<string>(), account["approved_scopes"]!.GetValue<string>()));
        Assert.Equal((404, "resource_not_found"), await Refusal(Reauthorize(visitor, "eac_nobody")));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Whoever_signs_out_on_the_way_connects_nothing(string database)
    {
        await using SocialWorld world = await SocialWorld.Start(database);
        Visitor visitor = await SignedIn(world);
        Uri back = await world.Provider.ConsentAsync(SocialWorld.ProviderUrl(await Connect(visitor)), Joe);
        await visitor.Tunnel("DELETE", "/client/sessions");
        await world.Return(visitor, back);
        Assert.Equal(0, await world.Foyer.Database.One<long>("SELECT count(*) FROM external_accounts WHERE provider_user_id IS NOT NULL", null, CancellationToken.None));
    }

    /// <summary>An address the account at the provider brought would come back at the next sign-in, so it stays as long as that account.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task An_address_a_connected_account_vouches_for_stays_until_it_is_disconnected(string database)
    {
        await using SocialWorld world = await SocialWorld.Start(database);
        Visitor visitor = await world.Foyer.Visit();
        await world.SignUp(visitor, SocialWorld.Jane);
        JsonNode user = await SocialWorld.User(visitor);
        string linked = user["email_addresses"]![0]!["id"]!.GetValue<string>(), account = user["external_accounts"]![0]!["id"]!.GetValue<string>();
        Assert.Single(user["email_addresses"]![0]!["linked_to"]!.AsArray());
        Answer added = await visitor.Post("/me/email_addresses", ("email_address", "jane@elsewhere.example"));
        await visitor.Post($"/me/email_addresses/{added.Id()}/prepare_verification", ("strategy", "email_code"));
        Assert.Equal(200, (await visitor.Post($"/me/email_addresses/{added.Id()}/attempt_verification", ("code", await world.Foyer.Server.GetCodeAsync("jane@elsewhere.example")))).Status);

        Assert.Equal((400, "identification_deletion_failed"), await Refusal(visitor.Tunnel("DELETE", "/me/email_addresses/" + linked)));
        Assert.Equal((400, "identification_deletion_failed"), await Refusal((await world.Foyer.Backend()).Delete("/email_addresses/" + linked)));
        Assert.Equal(200, (await visitor.Tunnel("DELETE", "/me/external_accounts/" + account)).Status);
        Assert.Equal(200, (await visitor.Tunnel("DELETE", "/me/email_addresses/" + linked)).Status);
        Assert.Equal(["jane@elsewhere.example"], (await SocialWorld.User(visitor))["email_addresses"]!.AsArray().Select(address => address!["email_address"]!.GetValue<string>()));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task The_last_way_in_stays(string database)
    {
        await using SocialWorld world = await SocialWorld.Start(database, adjust: settings => settings["user_settings"]!["attributes"] = new JsonObject { ["email_address"] = new JsonObject { ["required"] = false } });
        Visitor visitor = await world.Foyer.Visit();
        await world.SignUp(visitor, Joe with { EmailAddress = null });
        string id = (await SocialWorld.User(visitor))["external_accounts"]![0]!["id"]!.GetValue<string>();
        Assert.Equal((400, "last_identification_deletion_failed"), await Refusal(visitor.Tunnel("DELETE", "/me/external_accounts/" + id)));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task The_apps_server_reads_tokens_that_work(string database)
    {
        await using SocialWorld world = await SocialWorld.Start(database);
        Visitor visitor = await world.Foyer.Visit();
        string userId = await world.SignUp(visitor, Joe);
        BackendApi backend = await world.Foyer.Backend();
        Answer first = await backend.Get($"/users/{userId}/oauth_access_tokens/oauth_google");
        JsonNode token = Assert.Single(first.Json!.AsArray())!;
        string value = token["token"]!.GetValue<string>();
        Assert.Equal(("joe", "oauth_google", "openid"), (token["provider_user_id"]!.GetValue<string>(), token["provider"]!.GetValue<string>(), token["scopes"]![0]!.GetValue<string>()));
        // The official SDK asks so (WIRE §12.4).
        Assert.Equal(1, (await backend.Get($"/users/{userId}/oauth_access_tokens/google?paginated=true")).Json!["total_count"]!.GetValue<int>());
        Assert.Equal(1, world.Provider.TokenRequests);
        Assert.DoesNotContain(value, string.Join('\n', await world.Foyer.Database.Many<string>("SELECT wrapped_access_token FROM external_accounts", null, CancellationToken.None)), StringComparison.Ordinal);

        // Of twenty who ask when it is over, one goes to the provider: its refresh token works once.
        world.Foyer.Clock.Forward(TimeSpan.FromHours(2));
        Answer[] renewed = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => backend.Get($"/users/{userId}/oauth_access_tokens/oauth_google")));
        Assert.All(renewed, answer => Assert.Equal(200, answer.Status));
        Assert.NotEqual(value, Assert.Single(renewed.Select(answer => answer.Json![0]!["token"]!.GetValue<string>()).Distinct()));
        Assert.Equal(2, world.Provider.TokenRequests);

        Assert.Equal((404, "resource_not_found"), await Refusal((await world.Foyer.Backend(TestFoyer.OtherHost)).Get($"/users/{userId}/oauth_access_tokens/oauth_google")));
        Assert.Equal((422, "oauth_provider_not_enabled"), await Refusal(backend.Get($"/users/{userId}/oauth_access_tokens/oauth_slack")));
        string other = await backend.CreateUser("other@example.com");
        Assert.Empty((await backend.Get($"/users/{other}/oauth_access_tokens/oauth_google")).Json!.AsArray());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Tokens_that_cannot_be_renewed_are_not_handed_out(string database)
    {
        await using SocialWorld world = await SocialWorld.Start(database);
        world.Provider.GivesRefreshTokens = false;
        string without = await world.SignUp(await world.Foyer.Visit(), Joe);
        world.Provider.GivesRefreshTokens = true;
        string with = await world.SignUp(await world.Foyer.Visit(), SocialWorld.Jane);
        world.Foyer.Clock.Forward(TimeSpan.FromHours(2));
        BackendApi backend = await world.Foyer.Backend();
        Assert.Equal((422, "oauth_missing_refresh_token"), await Refusal(backend.Get($"/users/{without}/oauth_access_tokens/oauth_google")));
        world.Provider.Trick = FakeProviderTrick.BrokenTokenEndpoint;
        Assert.Equal((422, "oauth_token_retrieval_error"), await Refusal(backend.Get($"/users/{with}/oauth_access_tokens/oauth_google")));
        world.Provider.Trick = FakeProviderTrick.None;
        Assert.Equal(200, (await backend.Get($"/users/{with}/oauth_access_tokens/oauth_google")).Status);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Tokens_are_given_back_and_forgotten(string database)
    {
        await using SocialWorld world = await SocialWorld.Start(database);
        Visitor visitor = await world.Foyer.Visit();
        string userId = await world.SignUp(visitor, Joe);
        string id = (await SocialWorld.User(visitor))["external_accounts"]![0]!["id"]!.GetValue<string>();
        BackendApi backend = await world.Foyer.Backend();
        string token = (await backend.Get($"/users/{userId}/oauth_access_tokens/oauth_google")).Json![0]!["token"]!.GetValue<string>();
        world.Provider.Trick = FakeProviderTrick.NoRevocations;
        Answer forgotten = await visitor.Tunnel("DELETE", $"/me/external_accounts/{id}/tokens");
        Assert.Equal((200, userId), (forgotten.Status, forgotten.Id()));
        await Until(() => Task.FromResult(world.Provider.Revocations == 2));

        // A provider that is down hears of it when it is back; until then the token rests wrapped.
        world.Provider.Trick = FakeProviderTrick.None;
        Assert.DoesNotContain(await Pending(world), body => body.Contains(token, StringComparison.Ordinal));
        await Until(async () =>
        {
            world.Foyer.Clock.Forward(TimeSpan.FromSeconds(7));
            return (await Pending(world)).Count == 0;
        });
        Assert.Equal(4, world.Provider.Revocations);
        Assert.Empty((await (await world.Foyer.Backend()).Get($"/users/{userId}/oauth_access_tokens/oauth_google")).Json!.AsArray());
        Assert.Equal(404, (await (await SignedIn(world)).Tunnel("DELETE", $"/me/external_accounts/{id}/tokens")).Status);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_provider_that_stays_away_is_given_up_after_three_days(string database)
    {
        await using SocialWorld world = await SocialWorld.Start(database);
        Visitor visitor = await world.Foyer.Visit();
        string userId = await world.SignUp(visitor, Joe);
        string id = (await SocialWorld.User(visitor))["external_accounts"]![0]!["id"]!.GetValue<string>();
        world.Provider.Trick = FakeProviderTrick.NoRevocations;
        Assert.Equal(200, (await visitor.Tunnel("DELETE", $"/me/external_accounts/{id}/tokens")).Status);
        await Until(() => Task.FromResult(world.Provider.Revocations == 2));

        world.Foyer.Clock.Forward(OutboxCalls.Patience);

        await Until(async () => (await Pending(world)).Count == 0);
        await Until(async () => (await world.Foyer.Database.Many<string>("SELECT action FROM audit_log WHERE subject_id = @userId AND action = 'external_account.tokens_revoked.given_up'", new { userId }, CancellationToken.None)).Count == 2);
        Assert.Equal(4, world.Provider.Revocations);
    }

    private static Task<IReadOnlyList<string>> Pending(SocialWorld world) => world.Foyer.Database.Many<string>("SELECT wrapped_body FROM outbox WHERE kind = 'call'", null, CancellationToken.None);

    private static async Task Until(Func<Task<bool>> holds)
    {
        for (int i = 0; i < 200; i++)
        {
            if (await holds())
            {
                return;
            }

            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.Fail("It did not come to be in ten seconds.");
    }

    [Theory, MemberData(nameof(Both))]
    public async Task The_apps_server_disconnects_accounts_of_its_own_users(string database)
    {
        await using SocialWorld world = await SocialWorld.Start(database);
        Visitor visitor = await world.Foyer.Visit();
        string userId = await world.SignUp(visitor, Joe);
        string id = (await SocialWorld.User(visitor))["external_accounts"]![0]!["id"]!.GetValue<string>();
        BackendApi backend = await world.Foyer.Backend();
        string other = await backend.CreateUser("other@example.com");
        Assert.Equal((404, "resource_not_found"), await Refusal(backend.Delete($"/users/{other}/external_accounts/{id}")));
        Assert.Equal((404, "resource_not_found"), await Refusal((await world.Foyer.Backend(TestFoyer.OtherHost)).Delete($"/users/{userId}/external_accounts/{id}")));
        Answer gone = await backend.Delete($"/users/{userId}/external_accounts/{id}");
        Assert.Equal((200, id), (gone.Status, gone.Json!["id"]!.GetValue<string>()));
        Assert.Equal(404, (await backend.Delete($"/users/{userId}/external_accounts/{id}")).Status);
    }

    /// <summary>Signs up with an e-mail code.</summary>
    private static async Task<Visitor> SignedIn(SocialWorld world, string emailAddress = "jane@example.com")
    {
        Visitor visitor = await world.Foyer.Visit();
        await visitor.SignUp(emailAddress);
        return visitor;
    }

    private static Task<Answer> Connect(Visitor visitor) => visitor.Post("/me/external_accounts", ("strategy", "oauth_google"), ("redirect_url", SocialWorld.Callback));

    private static Task<Answer> Reauthorize(Visitor visitor, string id, params (string, string?)[] more) =>
        visitor.Tunnel("PATCH", $"/me/external_accounts/{id}/reauthorize", [("redirect_url", SocialWorld.Callback), .. more]);

    private static async Task<(int, string?)> Refusal(Task<Answer> refused)
    {
        Answer answer = await refused;
        return (answer.Status, answer.Code);
    }
}
