using Microsoft.Playwright;

namespace Foyer.Browser.Tests;

/// <summary>People go through the door, with JavaScript and without.</summary>
public sealed class SignUpAndSignInTests(Chromium chromium, FoyerUnderTest foyer)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Somebody_signs_up_with_a_code_and_comes_back_with_password_and_with_code(bool script)
    {
        await using Visitor ada = await Visit(script);
        string address = Visitor.NewAddress();

        await ada.SignUp(address, script);
        Assert.Contains(address, await ada.Page.InnerTextAsync(".cl-identityPreview"), StringComparison.Ordinal);
        await ada.SignOut();

        await ada.Identify(address);
        await ada.See("password");
        await ada.Fill("password", Visitor.Password);
        await ada.Continue();
        await ada.See("signed-in");
        await ada.SignOut();

        string last = await ada.CodeFor(address);
        await ada.Identify(address);
        await ada.See("password");
        await ada.UseAnotherMethod("email_code");
        await ada.See("email-code");
        await ada.TypeCode(await ada.NewerCodeFor(address, last), script);
        await ada.See("signed-in");
        Assert.Empty(ada.Violations);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_wrong_is_said_where_it_is_wrong_and_can_be_put_right(bool script)
    {
        await using Visitor ada = await Visit(script);
        string address = Visitor.NewAddress();
        await ada.SignUp(address, script);
        await ada.SignOut();

        await ada.Identify("nobody-" + address);
        Assert.Equal("form_identifier_not_found", await ada.Refusal());
        Assert.Equal("nobody-" + address, await ada.Page.InputValueAsync("#identifier-field"));
        Assert.Equal("identifier-field", await ada.Page.EvaluateAsync<string>("document.activeElement.id"));

        await ada.Fill("identifier", address);
        await ada.Continue();
        await ada.See("password");
        await ada.Fill("password", "not the password");
        await ada.Continue();
        Assert.Equal("form_password_incorrect", await ada.Refusal());
        Assert.Equal("", await ada.Page.InputValueAsync("#password-field"));

        string last = await ada.CodeFor(address);
        await ada.UseAnotherMethod("email_code");
        await ada.See("email-code");
        string code = await ada.NewerCodeFor(address, last);
        await ada.TypeCode(code == "000000" ? "111111" : "000000", script);
        Assert.Equal("form_code_incorrect", await ada.Refusal());
        await ada.TypeCode(code, script);
        await ada.See("signed-in");
        Assert.Empty(ada.Violations);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_sign_up_with_mistakes_keeps_what_was_right(bool script)
    {
        await using Visitor ada = await Visit(script);
        string address = Visitor.NewAddress();
        await ada.SignUp(address, script);
        await ada.SignOut();

        await ada.Open("/sign-up");
        await ada.Fill("first_name", "Grace");
        await ada.Continue();
        Assert.Equal("form_param_nil", await ada.Refusal());
        Assert.Equal("Grace", await ada.Page.InputValueAsync("#first_name-field"));

        await ada.Fill("email_address", address);
        await ada.Fill("password", Visitor.Password);
        await ada.Continue();
        await ada.Page.WaitForSelectorAsync("#error-email_address[data-code='form_identifier_exists']");
        Assert.Empty(ada.Violations);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Another_code_comes_no_sooner_than_it_should(bool script)
    {
        await using Visitor ada = await Visit(script);
        string address = Visitor.NewAddress();
        await ada.Open("/sign-up");
        await ada.Fill("email_address", address);
        await ada.Fill("password", Visitor.Password);
        await ada.Continue();
        await ada.See("email-code");

        if (script)
        {
            Assert.True(await ada.Page.IsDisabledAsync(".cl-formResendCodeLink"));
            Assert.Matches("0:[0-3][0-9]", await ada.Page.InnerTextAsync(".cl-formResendCodeLink"));
        }
        else
        {
            await ada.Page.ClickAsync(".cl-formResendCodeLink");
            Assert.Equal("too_many_requests", await ada.Refusal());
        }

        Assert.Empty(ada.Violations);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whoever_was_sent_here_by_an_application_goes_back_to_it(bool script)
    {
        await using Visitor ada = await Visit(script);
        string address = Visitor.NewAddress();
        Uri target = new(foyer.App, "/dashboard?tab=1");

        await ada.Open("/sign-up?redirect_url=" + Uri.EscapeDataString(target.AbsoluteUri));
        await ada.Fill("email_address", address);
        await ada.Fill("password", Visitor.Password);
        await ada.Continue();
        await ada.See("email-code");
        await ada.TypeCode(await ada.CodeFor(address), script);
        await ada.Page.WaitForURLAsync(url => url.StartsWith(foyer.App.AbsoluteUri, StringComparison.Ordinal));

        // Another origin cannot read our cookies, so a development instance hands the browser's identity over.
        Assert.Matches(@"/dashboard\?tab=1&__clerk_db_jwt=dvb_", ada.Page.Url);
        Assert.Empty(ada.Violations);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Somebody_who_mistyped_their_address_can_change_it(bool script)
    {
        await using Visitor ada = await Visit(script);
        await ada.Open("/sign-up");
        await ada.Fill("email_address", "mistyped-" + Visitor.NewAddress());
        await ada.Fill("password", Visitor.Password);
        await ada.Continue();
        await ada.See("email-code");

        await ada.Page.ClickAsync(".cl-identityPreviewEditButton");
        await ada.See("start");
        Assert.StartsWith("mistyped-", await ada.Page.InputValueAsync("#email_address-field"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pasted_code_with_spaces_is_understood_and_a_hidden_password_can_be_shown()
    {
        await using Visitor ada = await Visit(script: true);
        string address = Visitor.NewAddress();
        await ada.Open("/sign-up");
        await ada.Fill("email_address", address);
        await ada.Fill("password", Visitor.Password);
        await ada.Page.ClickAsync("[data-foyer-reveal]");
        Assert.Equal("text", await ada.Page.GetAttributeAsync("#password-field", "type"));
        Assert.Equal("true", await ada.Page.GetAttributeAsync("[data-foyer-reveal]", "aria-pressed"));

        await ada.Continue();
        await ada.See("email-code");
        string code = await ada.CodeFor(address);
        await ada.Fill("code", $"{code[..3]} {code[3..]}");
        await ada.See("signed-in");
    }

    [Fact]
    public async Task A_password_manager_signs_in_from_the_first_screen()
    {
        await using Visitor ada = await Visit(script: true);
        string address = Visitor.NewAddress();
        await ada.SignUp(address, script: true);
        await ada.SignOut();

        await ada.Fill("identifier", address);
        await ada.Page.EvaluateAsync(
            """
            password => {
                const input = document.querySelector('[data-foyer-autofill] input');
                input.value = password;
                input.dispatchEvent(new Event('change', { bubbles: true }));
            }
            """,
            Visitor.Password);
        await ada.See("signed-in");
    }

    [Fact]
    public async Task A_lost_connection_is_said_and_nothing_is_lost()
    {
        await using Visitor ada = await Visit(script: true);
        await ada.Open("/sign-in");
        await ada.Page.Context.SetOfflineAsync(true);
        await ada.Fill("identifier", "ada@acme.dev");
        await ada.Continue();

        await Assertions.Expect(ada.Page.Locator("[aria-live]")).Not.ToBeEmptyAsync();
        Assert.Equal("ada@acme.dev", await ada.Page.InputValueAsync("#identifier-field"));
    }

    private Task<Visitor> Visit(bool script) => chromium.Visit(foyer, new BrowserNewContextOptions { JavaScriptEnabled = script });
}
