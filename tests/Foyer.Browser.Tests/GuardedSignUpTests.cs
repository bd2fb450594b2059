using Microsoft.Playwright;

namespace Foyer.Browser.Tests;

/// <summary>Fields of the operator's own and the work asked of robots, in a browser.</summary>
public sealed class GuardedSignUpTests(Chromium chromium, GuardedFoyer foyer)
{
    [Fact]
    public async Task The_browser_works_while_the_form_is_filled_in_and_everything_asked_is_kept()
    {
        await using Visitor ada = await chromium.Visit(foyer);
        string address = Visitor.NewAddress();
        await ada.Open("/sign-up");
        await FillIn(ada, address);
        await ada.Continue();
        Assert.Equal("form_param_nil", await ada.Refusal());
        Assert.Equal("custom_company-field", await ada.Page.EvaluateAsync<string>("document.activeElement.id"));

        await ada.Fill("custom_company", "Acme");
        await ada.Fill("password", Visitor.Password);
        await ada.Page.SelectOptionAsync("#custom_plan-field", "pro");
        await ada.Continue();
        await ada.See("email-code");
        await ada.TypeCode(await ada.CodeFor(address), script: true);
        await ada.See("signed-in");

        Assert.Equal(
            """{"company":"Acme","seats":3,"plan":"pro","news":true}""",
            await ada.Page.EvaluateAsync<string>("fetch('/v1/me?__clerk_db_jwt=' + document.cookie.match(/__clerk_db_jwt=([^;]+)/)[1]).then(r => r.json()).then(me => JSON.stringify(me.response.unsafe_metadata))"));
        Assert.Empty(ada.Violations);
    }

    [Fact]
    public async Task The_check_says_that_it_is_done()
    {
        await using Visitor ada = await chromium.Visit(foyer);
        await ada.Open("/sign-up");

        await Assertions.Expect(ada.Page.Locator(".cl-formFieldInfoText__captcha")).ToHaveTextAsync("Checked: you are no robot.");
        Assert.StartsWith("pow1.", await ada.Page.InputValueAsync("[data-foyer-proof] >> nth=0"), StringComparison.Ordinal);
        Assert.Empty(ada.Violations);
    }

    [Fact]
    public async Task Without_JavaScript_the_page_says_plainly_that_it_is_needed()
    {
        await using Visitor ada = await chromium.Visit(foyer, new BrowserNewContextOptions { JavaScriptEnabled = false });
        await ada.Open("/sign-up");
        Assert.Contains("needs JavaScript", await ada.Page.InnerTextAsync(".cl-formFieldInfoText__captcha"), StringComparison.Ordinal);

        await FillIn(ada, Visitor.NewAddress());
        await ada.Fill("custom_company", "Acme");
        await ada.Page.SelectOptionAsync("#custom_plan-field", "free");
        await ada.Continue();
        Assert.Equal("captcha_missing_token", await ada.Refusal());
        Assert.Equal("Acme", await ada.Page.InputValueAsync("#custom_company-field"));
    }

    private static async Task FillIn(Visitor visitor, string address)
    {
        await visitor.Fill("email_address", address);
        await visitor.Fill("password", Visitor.Password);
        await visitor.Fill("custom_seats", "3");
        await visitor.Page.CheckAsync("#custom_news-field");
        await visitor.Page.CheckAsync("#legal_accepted-field");
    }
}
