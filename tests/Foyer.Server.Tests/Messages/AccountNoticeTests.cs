using Foyer.Server.Tests.SignIns;
using Foyer.Testing;

namespace Foyer.Server.Tests.Messages;

/// <summary>What people are told of their account, whoever changed it. Each notice through the door that causes it, on both databases.</summary>
public sealed class AccountNoticeTests
{
    private const string Ada = "ada@example.com";

    public static TheoryData<string> Both => Databases.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_sign_in_on_another_device_is_told_once(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, FactorSteps.AllOn);
        Visitor first = await foyer.Visit();
        await first.SignUp(Ada);
        Assert.Empty(await Told(foyer, "new_device_sign_in"));
        await first.Tunnel("DELETE", "/client/sessions");
        await first.SignIn(Ada);
        Assert.Empty(await Told(foyer, "new_device_sign_in"));

        Visitor other = await foyer.Visit();
        Answer done = await other.Send(HttpMethod.Post, "/client/sign_ins", [("strategy", "password"), ("identifier", Ada), ("password", Steps.Password)],
            request => request.Headers.TryAddWithoutValidation("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"));
        Assert.Equal("complete", done.Step());
        InboxMessage told = Assert.Single(await Told(foyer, "new_device_sign_in"));
        Assert.Equal(Ada, told.To);
        Assert.Contains("Firefox", told.Text, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1", told.Text, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Who_is_acted_for_is_told_nothing_of_a_device(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string ada = await backend.CreateUser(Ada), support = await backend.CreateUser("support@example.com");
        await (await foyer.Visit()).SignIn(Ada);
        string token = (await backend.Post("/actor_tokens", new { user_id = ada, actor = new { sub = support } })).Json!["token"]!.GetValue<string>();
        Assert.Equal("complete", (await (await foyer.Visit()).Post("/client/sign_ins", ("strategy", "ticket"), ("ticket", token))).Step());
        Assert.Empty(await Told(foyer, "new_device_sign_in"));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Passkeys_that_come_and_go_are_told(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, FactorSteps.AllOn);
        using VirtualAuthenticator authenticator = new(TestFoyer.App);
        Visitor visitor = await foyer.SignedIn();
        string id = await visitor.AddPasskey(authenticator);
        Assert.Equal(Ada, Assert.Single(await Told(foyer, "passkey_added")).To);
        await visitor.Tunnel("PATCH", "/me/passkeys/" + id, ("name", "My laptop"));
        Assert.Equal(200, (await visitor.Tunnel("DELETE", "/me/passkeys/" + id)).Status);
        Assert.Contains("My laptop", Assert.Single(await Told(foyer, "passkey_removed")).Text, StringComparison.Ordinal);

        // The operator's removal is told like one's own.
        using VirtualAuthenticator another = new(TestFoyer.App);
        string taken = await visitor.AddPasskey(another);
        string user = (await visitor.Get("/me")).Response["id"]!.GetValue<string>();
        Assert.Equal(200, (await (await foyer.Backend()).Delete($"/users/{user}/passkeys/{taken}")).Status);
        Assert.Equal([Ada, Ada], (await Told(foyer, "passkey_removed")).Select(message => message.To));
    }

    /// <summary>Guesses sent at once lock the account once, and a right one among them locks nothing.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task A_lock_is_told_once(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { user_settings = new { attack_protection = new { user_lockout = new { max_attempts = 3 } } } });
        await (await foyer.Backend()).CreateUser(Ada);
        Visitor visitor = await foyer.Visit();
        await visitor.WithPassword(Ada, "wrong");
        await visitor.WithPassword(Ada, "wrong");
        await visitor.SignIn(Ada);
        Assert.Empty(await Told(foyer, "account_locked"));

        await Task.WhenAll(Enumerable.Range(0, 12).Select(async guess => await (await foyer.Visit()).WithPassword(Ada, "guess " + guess)));
        InboxMessage told = Assert.Single(await Told(foyer, "account_locked"));
        Assert.Equal(Ada, told.To);
        Assert.Contains("60", told.Text, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Wrong_codes_that_lock_are_told_too(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { user_settings = new { attack_protection = new { user_lockout = new { max_attempts = 2 } } } });
        await (await foyer.Backend()).CreateUser(Ada);
        Visitor visitor = await foyer.Visit();
        Answer sent = await visitor.Begin(Ada, ("strategy", "email_code"));
        string code = await foyer.Server.GetCodeAsync(Ada), wrong = code == "000000" ? "000001" : "000000";
        await visitor.Attempt(sent, "email_code", ("code", wrong));
        await visitor.Attempt(sent, "email_code", ("code", wrong));
        Assert.Single(await Told(foyer, "account_locked"));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_password_changed_reset_or_removed_is_told(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { user_settings = new { attributes = new { password = new { required = false } } } });
        Visitor visitor = await foyer.SignedIn();
        Assert.Equal(200, (await visitor.Post("/me/change_password", ("current_password", Steps.Password), ("new_password", "another long passphrase"))).Status);
        Assert.Equal(Ada, Assert.Single(await Told(foyer, "password_changed")).To);

        Visitor forgetful = await foyer.Visit();
        Answer sent = await forgetful.Begin(Ada, ("strategy", "reset_password_email_code"));
        await forgetful.Attempt(sent, "reset_password_email_code", ("code", await foyer.Server.GetCodeAsync(Ada)), ("password", "a third long passphrase"));
        Assert.Equal(2, (await Told(foyer, "password_changed")).Count);

        Assert.Equal(200, (await forgetful.Post("/me/remove_password", ("current_password", "a third long passphrase"))).Status);
        Assert.Equal(Ada, Assert.Single(await Told(foyer, "password_removed")).To);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task An_address_or_number_that_comes_or_goes_is_told(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { user_settings = new { attributes = new { phone_number = new { enabled = true } } } });
        Visitor visitor = await foyer.SignedIn();
        string address = await Add(visitor, foyer, "email_address", "email_addresses", "email_code", "new@example.com");
        string number = await Add(visitor, foyer, "phone_number", "phone_numbers", "phone_code", "+442079460958");
        Assert.Equal([(Ada, true), (Ada, true)], (await Told(foyer, "identification_added")).Select(told => (told.To, told.Text.Contains("new@example.com", StringComparison.Ordinal) || told.Text.Contains("+442079460958", StringComparison.Ordinal))));

        // What nobody has proven was never of the account.
        string typed = (await visitor.Post("/me/email_addresses", ("email_address", "typo@example.com"))).Id();
        Assert.Equal(200, (await visitor.Tunnel("DELETE", "/me/email_addresses/" + typed)).Status);
        Assert.Empty(await Told(foyer, "identification_removed"));

        Assert.Equal(200, (await visitor.Tunnel("DELETE", "/me/email_addresses/" + address)).Status);
        Assert.Equal([Ada, "new@example.com"], (await Told(foyer, "identification_removed")).Select(told => told.To).Order(StringComparer.Ordinal));
        Assert.Equal(200, (await visitor.Tunnel("DELETE", "/me/phone_numbers/" + number)).Status);
        Assert.Equal(3, (await Told(foyer, "identification_removed")).Count);
    }

    private static async Task<string> Add(Visitor visitor, TestFoyer foyer, string name, string plural, string strategy, string value)
    {
        string id = (await visitor.Post("/me/" + plural, (name, value))).Id();
        Assert.Equal(200, (await visitor.Post($"/me/{plural}/{id}/prepare_verification", ("strategy", strategy))).Status);
        Assert.Equal(200, (await visitor.Post($"/me/{plural}/{id}/attempt_verification", ("code", await foyer.Server.GetCodeAsync(value)))).Status);
        return id;
    }

    private static async Task<IReadOnlyList<InboxMessage>> Told(TestFoyer foyer, string slug) => [.. (await foyer.Server.GetInboxAsync()).Where(message => message.Slug == slug)];
}
