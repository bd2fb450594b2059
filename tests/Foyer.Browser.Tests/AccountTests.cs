using System.Security.Cryptography;
using Foyer.Tests.Images;
using Microsoft.Playwright;

namespace Foyer.Browser.Tests;

/// <summary>One's own account on the pages, with JavaScript and without. The clock is shared, so one test runs at a time.</summary>
[Collection("account")]
public sealed class AccountTests(Chromium chromium, AccountFoyer foyer)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_address_is_added_proven_preferred_and_removed(bool script)
    {
        await using Visitor ada = await SignedUp(script);
        string address = Visitor.NewAddress();
        await ada.Open("/user");
        await ada.Page.ClickAsync(".cl-profileSectionPrimaryButton__emailAddresses");
        await ada.Fill("email_address", "nobody");
        await Press(ada, "add");
        Assert.Equal("form_param_format_invalid", await ada.Refusal());
        await ada.Fill("email_address", address);
        await Press(ada, "add");
        await Prove(ada, "prove", await ada.CodeFor(address), script);
        await Done(ada);

        await Item(ada, address).Locator(".cl-button__primary").ClickAsync();
        await Assertions.Expect(Item(ada, address)).ToContainTextAsync("Primary");
        ILocator other = ada.Page.Locator(".cl-profileSectionItemList__emailAddresses .cl-profileSectionItem").First;
        await other.Locator(".cl-button__remove").ClickAsync();
        await ada.Page.ClickAsync("form[action*='/ui/user/remove'] .cl-button__confirm");
        await Done(ada);
        await Assertions.Expect(ada.Page.Locator(".cl-profileSectionItemList__emailAddresses .cl-profileSectionItem")).ToHaveCountAsync(1);
        Assert.Empty(ada.Violations);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_number_is_added_and_codes_to_it_become_a_second_step(bool script)
    {
        await using Visitor ada = await SignedUp(script);
        string number = $"415556{RandomNumberGenerator.GetInt32(1000, 9999)}";
        await ada.Open("/user");
        await ada.Page.ClickAsync(".cl-profileSectionPrimaryButton__phoneNumbers");
        await ada.Page.SelectOptionAsync("#phone_country-field", "US");
        await ada.Fill("phone_number", number);
        await Press(ada, "add");
        await Prove(ada, "prove", await ada.CodeFor("+1" + number), script);
        await Done(ada);
        await ada.Page.ClickAsync(".cl-navbarButton__security");
        await ada.Page.ClickAsync(".cl-button__secondFactor");
        await Assertions.Expect(ada.Page.Locator("#backup-codes code")).ToHaveCountAsync(10);
        Assert.Empty(ada.Violations);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_account_at_a_provider_is_connected_and_removed(bool script)
    {
        await using Visitor ada = await SignedUp(script);
        await ada.Open("/user");
        await Item(ada, "GitHub").Locator(".cl-button__connect").ClickAsync();
        await ada.Page.ClickAsync("button[value=deny]");
        await Assertions.Expect(ada.Page.Locator(".cl-formFieldErrorText__connectedAccount")).ToHaveAttributeAsync("data-code", "oauth_access_denied");

        await Item(ada, "GitHub").Locator(".cl-button__reconnect").ClickAsync();
        await ada.Page.ClickAsync("button[value=allow]");
        await Assertions.Expect(Item(ada, "GitHub")).ToContainTextAsync("ada@gmail.example");
        await Item(ada, "GitHub").Locator(".cl-button__remove").ClickAsync();
        await ada.Page.ClickAsync("form[action*='/ui/user/disconnect'] .cl-button__confirm");
        await Done(ada);
        await Assertions.Expect(Item(ada, "GitHub").Locator(".cl-button__connect")).ToBeVisibleAsync();

        // The provider has no icon for its own page.
        Assert.All(ada.Violations, violation => Assert.Contains("status of 404", violation, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_picture_is_sent_and_removed(bool script)
    {
        await using Visitor ada = await SignedUp(script);
        await ada.Open("/user");
        await ada.Page.ClickAsync(".cl-button__picture");
        await ada.Page.SetInputFilesAsync("#file-field", new FilePayload { Name = "a.txt", MimeType = "text/plain", Buffer = [.. "no picture"u8] });
        await Press(ada, "picture");
        Assert.Equal("avatar_file_type_invalid", await ada.Refusal());
        await ada.Page.SetInputFilesAsync("#file-field", new FilePayload { Name = "ada.png", MimeType = "image/png", Buffer = Pictures.Png(64, 64) });
        await Press(ada, "picture");
        await Done(ada);
        await Assertions.Expect(ada.Page.Locator(".u-who img")).ToHaveJSPropertyAsync("naturalWidth", 64);
        await ada.Page.ClickAsync(".cl-button__removePicture");
        await Assertions.Expect(ada.Page.Locator(".u-who img")).ToHaveCountAsync(0);
        Assert.Empty(ada.Violations);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_is_asked_who_they_are_says_so_and_what_they_wanted_happens(bool script)
    {
        await using Visitor ada = await SignedUp(script);
        foyer.LetProofsGrowOld();
        string address = Visitor.NewAddress();
        await ada.Open("/user?open=email_address");
        await ada.Fill("email_address", address);
        await Press(ada, "add");
        await ada.See("verify-password");
        await ada.Fill("password", "not mine");
        await ada.Continue();
        Assert.Equal("form_password_incorrect", await ada.Refusal());
        await ada.Fill("password", Visitor.Password);
        await ada.Continue();
        await Prove(ada, "prove", await ada.CodeFor(address), script);
        await Done(ada);
        Assert.Empty(ada.Violations);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_new_password_is_typed_again_after_the_step_up(bool script)
    {
        await using Visitor ada = await SignedUp(script);
        foyer.LetProofsGrowOld();
        await ada.Open("/user/security?open=password");
        await ada.Fill("current_password", Visitor.Password);
        await ada.Fill("new_password", "another battery, another staple");
        await Press(ada, "password");
        await ada.See("verify-password");
        Assert.DoesNotContain("battery", await ada.Page.ContentAsync(), StringComparison.Ordinal);
        await ada.Page.ClickAsync(".cl-footerActionLink__useAnotherMethod");
        await ada.See("verify-methods");
        await ada.Page.ClickAsync(".cl-alternativeMethodsBlockButton__password");
        await ada.Fill("password", Visitor.Password);
        await ada.Continue();
        await ada.Fill("current_password", Visitor.Password);
        await ada.Fill("new_password", "another battery, another staple");
        await Press(ada, "password");
        await Assertions.Expect(ada.Page.Locator(".cl-alert__success")).ToContainTextAsync("password is changed");
        Assert.Empty(ada.Violations);
    }

    [Fact]
    public async Task A_passkey_says_who_it_is()
    {
        await using Visitor ada = await chromium.Visit(foyer);
        await ada.HoldAuthenticator();
        await ada.SignUp(Visitor.NewAddress(), script: true);
        await ada.Open("/user/security");
        await ada.Page.ClickAsync(".cl-profileSectionPrimaryButton__passkeys");
        await Assertions.Expect(ada.Page.Locator(".cl-profileSectionItemList__passkeys .cl-profileSectionItem")).ToHaveCountAsync(1);
        foyer.LetProofsGrowOld();

        await ada.Page.ClickAsync(".cl-button__delete");
        await ada.Fill("confirmation", "delete account");
        await ada.Page.ClickAsync("form[action*='/ui/user/delete'] .cl-button__confirm");
        await ada.See("verify-password");
        await ada.Page.ClickAsync(".cl-footerActionLink__useAnotherMethod");
        await ada.See("verify-methods");
        await ada.Page.ClickAsync(".cl-alternativeMethodsBlockButton__passkey");

        // The authenticator says yes at once, and what was asked for happens.
        await ada.See("start");
        Assert.Empty(ada.Violations);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Another_device_is_signed_out(bool script)
    {
        await using Visitor ada = await chromium.Visit(foyer, new BrowserNewContextOptions { JavaScriptEnabled = script });
        string address = Visitor.NewAddress();
        await ada.SignUp(address, script);
        await using Visitor phone = await chromium.Visit(foyer, new BrowserNewContextOptions { JavaScriptEnabled = script });
        await phone.Identify(address);
        await phone.See("password");
        await phone.Fill("password", Visitor.Password);
        await phone.Continue();
        await phone.See("signed-in");

        await ada.Open("/user/security");
        await Assertions.Expect(ada.Page.Locator(".cl-activeDevice")).ToHaveCountAsync(2);
        await Assertions.Expect(ada.Page.Locator(".cl-activeDevice").First).ToContainTextAsync("This device");
        await ada.Page.ClickAsync(".cl-button__revoke");
        await Assertions.Expect(ada.Page.Locator(".cl-activeDevice")).ToHaveCountAsync(1);
        await phone.Open("/user");
        await phone.See("start");
        Assert.Empty(ada.Violations);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_account_is_deleted(bool script)
    {
        await using Visitor ada = await SignedUp(script);
        await ada.Open("/user/security");
        await ada.Page.ClickAsync(".cl-button__delete");
        await ada.Fill("confirmation", "something else");
        await ada.Page.ClickAsync("form[action*='/ui/user/delete'] .cl-button__confirm");
        Assert.Equal("confirmation_mismatch", await ada.Refusal());
        await ada.Fill("confirmation", "Delete account");
        await ada.Page.ClickAsync("form[action*='/ui/user/delete'] .cl-button__confirm");
        await ada.See("start");
        await ada.Open("/user");
        await ada.See("start");
        Assert.Empty(ada.Violations);
    }

    private async Task<Visitor> SignedUp(bool script)
    {
        Visitor visitor = await chromium.Visit(foyer, new BrowserNewContextOptions { JavaScriptEnabled = script });
        await visitor.SignUp(Visitor.NewAddress(), script);
        return visitor;
    }

    private static ILocator Item(Visitor visitor, string text) => visitor.Page.Locator(".cl-profileSectionItem", new PageLocatorOptions { HasText = text });

    private static Task Press(Visitor visitor, string intent) => visitor.Page.ClickAsync($"form[action*='/ui/user/{intent}'] .cl-formButtonPrimary");

    private static Task Done(Visitor visitor) => visitor.Page.WaitForSelectorAsync(".cl-alert__success");

    private static async Task Prove(Visitor visitor, string intent, string code, bool script)
    {
        if (script)
        {
            await visitor.Page.Locator("#code-field").PressSequentiallyAsync(code);
            return;
        }

        await visitor.Fill("code", code);
        await Press(visitor, intent);
    }
}
