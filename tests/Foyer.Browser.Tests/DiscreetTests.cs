using Microsoft.Playwright;

namespace Foyer.Browser.Tests;

/// <summary>A browser that was not seen before is asked for more, and nobody learns who has an account.</summary>
public sealed class DiscreetTests(Chromium chromium, DiscreetFoyer foyer, EverythingFoyer everything)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_second_browser_is_asked_for_a_code_after_the_password_once(bool script)
    {
        await using Visitor own = await Visit(foyer, script);
        string address = Visitor.NewAddress();
        await own.SignUp(address, script);
        await own.SignOut();
        await SignIn(own, address);
        await own.See("signed-in");

        await using Visitor other = await Visit(foyer, script);
        string last = await other.CodeFor(address);
        await SignIn(other, address);
        await other.See("email-code");
        string code = await other.NewerCodeFor(address, last);
        await other.TypeCode(code == "000000" ? "111111" : "000000", script);
        Assert.Equal("form_code_incorrect", await other.Refusal());
        await other.TypeCode(code, script);
        await other.See("signed-in");

        await other.SignOut();
        await SignIn(other, address);
        await other.See("signed-in");
        Assert.Empty(own.Violations);
        Assert.Empty(other.Violations);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_identifier_nobody_has_looks_like_one_with_another_password(bool script)
    {
        await using Visitor ada = await Visit(foyer, script);
        string address = Visitor.NewAddress();
        await ada.SignUp(address, script);
        await ada.SignOut();

        List<string> seen = [];
        foreach (string identifier in new[] { address, "nobody-" + address })
        {
            await ada.Identify(identifier);
            await ada.See("password");
            await ada.Fill("password", "not the password");
            await ada.Continue();
            string? code = await ada.Refusal();
            string text = await ada.Page.InnerTextAsync(".cl-card");
            await ada.Page.ClickAsync(".cl-footer form button");
            await ada.See("methods");
            string methods = await ada.Page.InnerTextAsync(".cl-card");
            await ada.Page.ClickAsync(".cl-footer form button");
            await ada.See("start");
            seen.Add($"{code} {text} {methods}".Replace(identifier, "IDENTIFIER", StringComparison.Ordinal));
        }

        Assert.Equal(seen[0], seen[1]);
        Assert.Empty(ada.Violations);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_link_opened_in_another_browser_says_so_and_signs_in_where_it_was_asked_for(bool script)
    {
        await using Visitor desk = await Visit(everything, script);
        await using Visitor phone = await Visit(everything, script: true);
        string address = await desk.SignUpHere(script);
        await desk.Page.ClickAsync(".cl-footerActionLink__signOutAll");
        await desk.See("start");
        await desk.Identify(address);
        await desk.See("password");
        await desk.UseAnotherMethod("email_link");
        await desk.See("email-link");

        IPage mail = await phone.OpenLinkFor(address);
        if (await mail.Locator("form[method=post] button[type=submit]").CountAsync() == 1 && await mail.Locator("[data-part]").CountAsync() == 0)
        {
            await mail.ClickAsync("form[method=post] button[type=submit]");
        }

        await mail.WaitForSelectorAsync("[data-part='link-verified']");
        Assert.Equal(0, await mail.Locator(".cl-formButtonPrimary").CountAsync());
        if (!script)
        {
            await desk.Continue();
        }

        await desk.See("accounts");
        await phone.Open("/sign-in");
        await phone.See("start");
        Assert.Empty(desk.Violations);
    }

    private Task<Visitor> Visit(FoyerUnderTest of, bool script) => chromium.Visit(of, new BrowserNewContextOptions { JavaScriptEnabled = script });

    private static async Task SignIn(Visitor visitor, string address)
    {
        await visitor.Identify(address);
        await visitor.See("password");
        await visitor.Fill("password", Visitor.Password);
        await visitor.Continue();
    }
}
