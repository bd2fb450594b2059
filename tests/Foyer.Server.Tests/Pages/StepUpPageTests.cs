using System.Net;
using Foyer.Server.Totp;
using Foyer.Testing;

namespace Foyer.Server.Tests.Pages;

/// <summary>“Verify it's you” on our pages: what it asks, what it does afterwards, and what it never carries.</summary>
public sealed class StepUpPageTests
{
    private const string Ada = "ada@example.com";
    private const string Settings = """
        { "auth_config": { "reverification": true }, "user_settings": { "attributes": { "password": { "required": false }, "authenticator_app": { "enabled": true }, "backup_code": { "enabled": true } } } }
        """;

    [Fact]
    public async Task After_the_password_what_was_asked_for_is_done()
    {
        await using FoyerTestServer server = await AccountPageTests.Start(Settings);
        using PageVisitor ada = await Stale(server);
        await ada.Open("/user?open=email_address");
        await ada.Submit("form[action$='/ui/user/add']", ("email_address", "ada@home.example"));
        Assert.Equal((HttpStatusCode.OK, "verify-password"), (ada.Status, ada.Part));
        Assert.Equal("Verify it’s you", ada.Text("h1"));

        await ada.Submit("form[action$='/ui/reverification/password']", ("password", ""));
        Assert.Equal("form_param_nil", ada.Error("password"));
        await ada.Submit("form[action$='/ui/reverification/password']", ("password", "not mine"));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "form_password_incorrect"), (ada.Status, ada.Error("password")));
        await ada.Submit("form[action$='/ui/reverification/password']", ("password", PageVisitor.Password));
        Assert.StartsWith("/user?open=verify&id=idn_", ada.Address, StringComparison.Ordinal);
        Assert.True(ada.Shows("ada@home.example"));
        await ada.Submit("form[action$='/ui/user/prove']", ("code", await server.GetCodeAsync("ada@home.example")));
        Assert.Equal("Verified.", ada.Done);
    }

    [Fact]
    public async Task Another_way_is_chosen_and_a_code_sent_again()
    {
        await using FoyerTestServer server = await AccountPageTests.Start(Settings);
        using PageVisitor ada = await Stale(server);
        await ada.Open("/user/security?open=delete");
        await ada.Submit("form[action$='/ui/user/delete']", ("confirmation", "Delete account"));
        await ada.Submit("form[action$='/ui/reverification/methods']");
        Assert.Equal("verify-methods", ada.Part);
        await ada.Submit(".cl-alternativeMethodsBlockButton__email_code");
        Assert.Equal("verify-email-code", ada.Part);
        string first = await server.GetCodeAsync(Ada);
        await ada.Submit("form[action$='/ui/reverification/resend']");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, ada.Status);
        Assert.Equal("too_many_requests", ada.Error());
        server.Clock!.Forward(TimeSpan.FromMinutes(1));
        await ada.Submit("form[action$='/ui/reverification/resend']");
        Assert.NotEqual(first, await server.GetCodeAsync(Ada));

        await ada.Submit("form[action$='/ui/reverification/code']", ("code", "000000"));
        Assert.Equal("form_code_incorrect", ada.Error("code"));
        await ada.Submit("form[action$='/ui/reverification/code']", ("code", await server.GetCodeAsync(Ada)));
        Assert.Equal(("/sign-in", "start"), (ada.Address, ada.Part));
    }

    [Fact]
    public async Task A_password_typed_before_is_typed_again_and_never_carried()
    {
        await using FoyerTestServer server = await AccountPageTests.Start(Settings);
        using PageVisitor ada = await Stale(server);
        await ada.Open("/user/security?open=password");
        await ada.Submit("form[action$='/ui/user/password']", ("current_password", PageVisitor.Password), ("new_password", "another battery, another staple"));
        Assert.Equal("verify-password", ada.Part);
        Assert.DoesNotContain("battery", ada.Page.DocumentElement.OuterHtml, StringComparison.Ordinal);

        await ada.Submit("form[action$='/ui/reverification/password']", ("password", PageVisitor.Password));
        Assert.Equal(HttpStatusCode.OK, ada.Status);
        Assert.Equal("Thank you. Now go on.", ada.Done);
        await ada.Submit("form[action$='/ui/user/password']", ("current_password", PageVisitor.Password), ("new_password", "another battery, another staple"));
        Assert.Equal("Your password is changed.", ada.Done);
    }

    [Fact]
    public async Task Who_has_an_app_is_asked_for_its_code_alone()
    {
        await using FoyerTestServer server = await AccountPageTests.Start(Settings);
        using PageVisitor ada = await AccountPageTests.SignedIn(server);
        await ada.Open("/user/security");
        await ada.Submit(".cl-profileSectionPrimaryButton__mfa");
        string secret = ada.Find("input[name=secret]")!.GetAttribute("value")!;
        await ada.Submit("form[action$='/ui/user/code']", ("code", TotpRules.CodeAt(Base32.Decode(secret)!, TotpRules.StepAt(server.Clock!.GetUtcNow()))));
        string backup = ada.Text("#backup-codes code");
        server.Clock!.Forward(TimeSpan.FromMinutes(11));

        await ada.Open("/user/security");
        await ada.Submit("form[action$='/ui/user/remove-totp']");
        Assert.Equal("verify-totp", ada.Part);
        await ada.Submit("form[action$='/ui/reverification/methods']");
        await ada.Submit(".cl-alternativeMethodsBlockButton__backup_code");
        Assert.Equal("verify-backup-code", ada.Part);
        await ada.Submit("form[action$='/ui/reverification/code']", ("code", "wrong-code"));
        Assert.Equal("form_code_incorrect", ada.Error("code"));
        await ada.Submit("form[action$='/ui/reverification/code']", ("code", backup));
        Assert.Equal(("/user/security?done=removed", "Removed."), (ada.Address, ada.Done));
    }

    [Fact]
    public async Task A_step_up_that_ran_out_begins_again_and_one_can_turn_back()
    {
        await using FoyerTestServer server = await AccountPageTests.Start(Settings);
        using PageVisitor ada = await Stale(server);
        await ada.Open("/user?open=email_address");
        await ada.Submit("form[action$='/ui/user/add']", ("email_address", "ada@home.example"));
        server.Clock!.Forward(TimeSpan.FromMinutes(11));
        await ada.Submit("form[action$='/ui/reverification/password']", ("password", PageVisitor.Password));
        Assert.Equal("verify-password", ada.Part);
        Assert.Equal("ada@home.example", ada.Find("input[name='then.email_address']")!.GetAttribute("value"));

        await ada.Click(".cl-footerActionLink__cancel");
        Assert.Equal("/user", ada.Address);
        Assert.False(ada.Shows("ada@home.example"));
        await ada.Open("/ui/reverification/password");
        Assert.Equal("/user", ada.Address);
    }

    [Fact]
    public async Task What_is_carried_is_named_and_what_cannot_be_done_is_not_done()
    {
        await using FoyerTestServer server = await AccountPageTests.Start(Settings);
        using PageVisitor ada = await Stale(server);
        await ada.Post("/ui/user/add", Form(("email_address", "ada@home.example"), ("password", "a secret"), ("anything", "else"), ("first_name", new string('x', 2000))));
        Assert.Equal(["then", "then.email_address"], ada.Page.QuerySelectorAll("form[action$='/ui/reverification/password'] input[type=hidden][name^=then]").Select(input => input.GetAttribute("name")));

        await ada.Post("/ui/reverification/password", Form(("password", PageVisitor.Password), ("then", "no-such-intent")));
        Assert.Equal("/user", ada.Address);
        await ada.Post("/ui/reverification/no-such-intent", Form(("then", "add")));
        Assert.Equal(HttpStatusCode.NotFound, ada.Status);
        using PageVisitor nobody = new(server);
        await nobody.Post("/ui/reverification/password", Form(("password", PageVisitor.Password), ("then", "delete"), ("then.confirmation", "delete account")));
        Assert.StartsWith("/sign-in", nobody.Address, StringComparison.Ordinal);
    }

    /// <summary>On production the step-up gives the browser another cookie, by which what was asked for is then done.</summary>
    [Fact]
    public async Task On_production_the_cookie_changes_on_the_way_and_holds_at_once()
    {
        await using TestFoyer foyer = await TestFoyer.Start("sqlite", new { auth_config = new { reverification = true } });
        await (await foyer.Backend(TestFoyer.ProductionHost)).CreateUser(Ada);
        using PageVisitor ada = new(foyer.Server) { Host = TestFoyer.ProductionHost };
        await ada.SignIn(Ada);
        foyer.Clock.Forward(TimeSpan.FromMinutes(11));
        string before = ada.Cookie("__client");
        await ada.Open("/user?open=email_address");
        await ada.Submit("form[action$='/ui/user/add']", ("email_address", "ada@home.example"));
        await ada.Submit("form[action$='/ui/reverification/password']", ("password", PageVisitor.Password));

        Assert.StartsWith("/user?open=verify&id=idn_", ada.Address, StringComparison.Ordinal);
        Assert.True(ada.Shows("ada@home.example"));
        Assert.NotEqual(before, ada.Cookie("__client"));
        await ada.Open("/user/security");
        Assert.Equal("security", ada.Part);
    }

    private static FormUrlEncodedContent Form(params (string Name, string Value)[] fields) => new(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));

    /// <summary>Signed in so long ago that a change asks for a proof.</summary>
    private static async Task<PageVisitor> Stale(FoyerTestServer server)
    {
        PageVisitor visitor = await AccountPageTests.SignedIn(server);
        server.Clock!.Forward(TimeSpan.FromMinutes(11));
        return visitor;
    }
}
