using Foyer.Testing;
using Microsoft.Playwright;

namespace Foyer.Browser.Tests;

/// <summary>Accounts elsewhere, through our pages and those of a provider, with JavaScript and without.</summary>
public sealed class SocialTests(Chromium chromium, SocialFoyer foyer)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Somebody_signs_up_with_an_account_elsewhere_and_comes_back_with_it(bool script)
    {
        FakePerson ada = foyer.Newcomer("Ada");
        await using Visitor visitor = await Visit(script);
        await Continue(visitor, "/sign-up", ada);
        await visitor.See("signed-in");
        Assert.Contains(ada.EmailAddress!, await visitor.Page.InnerTextAsync(".cl-identityPreview"), StringComparison.Ordinal);
        await visitor.SignOut();
        Assert.Equal(1, await visitor.Page.Locator(".cl-lastAuthenticationStrategyBadge").CountAsync());

        await Continue(visitor, "/sign-in", ada);
        await visitor.See("signed-in");
        Assert.Empty(visitor.Violations);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_sign_in_by_somebody_unknown_becomes_a_sign_up_and_a_sign_up_by_somebody_known_a_sign_in(bool script)
    {
        FakePerson eve = foyer.Newcomer("Eve");
        await using (Visitor unknown = await Visit(script))
        {
            await Continue(unknown, "/sign-in", eve);
            await unknown.See("signed-in");
            Assert.Empty(unknown.Violations);
        }

        await using Visitor known = await Visit(script);
        await Continue(known, "/sign-up", eve);
        await known.See("signed-in");
        Assert.Contains(eve.EmailAddress!, await known.Page.InnerTextAsync(".cl-identityPreview"), StringComparison.Ordinal);
        Assert.Single((await foyer.Backend("/users?email_address=" + eve.EmailAddress)).AsArray());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whoever_says_no_there_is_told_so_here_and_can_try_again(bool script)
    {
        FakePerson ada = foyer.Newcomer("Ada");
        await using Visitor visitor = await Visit(script);
        foreach (string page in new[] { "/sign-in", "/sign-up" })
        {
            await Continue(visitor, page, ada, allows: false);
            await visitor.See("start");
            Assert.Equal("oauth_access_denied", await visitor.Refusal());
        }

        await Continue(visitor, null, ada);
        await visitor.See("signed-in");
        Assert.Empty(visitor.Violations);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_address_the_provider_does_not_vouch_for_is_proven_here(bool script)
    {
        FakePerson ada = foyer.Newcomer("Ada", isVerified: false);
        await using Visitor visitor = await Visit(script);
        await Continue(visitor, "/sign-up", ada);
        await visitor.See("email-code");
        await visitor.TypeCode(await visitor.CodeFor(ada.EmailAddress!), script);
        await visitor.See("signed-in");
        Assert.Empty(visitor.Violations);
    }

    [Fact]
    public async Task The_picture_there_is_shown_here()
    {
        FakePerson pia = foyer.Newcomer("Pia", image: foyer.Provider.PictureUrl);
        await using Visitor visitor = await Visit(script: true);
        await Continue(visitor, "/sign-up", pia);
        await visitor.See("signed-in");

        // It is fetched behind everybody's back.
        ILocator picture = visitor.Page.Locator(".u-who img");
        for (int attempt = 0; attempt < 50 && await picture.CountAsync() == 0; attempt++)
        {
            await Task.Delay(100);
            await visitor.Open("/user");
        }

        await visitor.Page.WaitForFunctionAsync("document.querySelector('.u-who img')?.naturalWidth === 2");
        Assert.DoesNotContain(foyer.Provider.Issuer, await picture.GetAttributeAsync("src"), StringComparison.Ordinal);
        Assert.Empty(visitor.Violations);
    }

    private Task<Visitor> Visit(bool script) => chromium.Visit(foyer, new BrowserNewContextOptions { JavaScriptEnabled = script });

    /// <summary>From a page of ours, null for where the visitor is, to the provider and back.</summary>
    private static async Task Continue(Visitor visitor, string? page, FakePerson person, bool allows = true)
    {
        if (page is not null)
        {
            await visitor.Open(page);
        }

        await visitor.Page.ClickAsync(".cl-socialButtonsBlockButton__google");
        await visitor.Page.CheckAsync($"input[value='{person.Subject}']");
        await visitor.Page.ClickAsync($"button[value='{(allows ? "allow" : "deny")}']");
    }
}
