using System.Security.Cryptography;
using Microsoft.Playwright;

namespace Foyer.Browser.Tests;

/// <summary>Each way in, through the pages, with JavaScript and without where the ceremony allows it.</summary>
public sealed class EveryWayInTests(Chromium chromium, EverythingFoyer foyer)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_forgotten_password_is_replaced_by_a_code_from_the_mail(bool script)
    {
        await using Visitor ada = await Visit(script);
        string address = await SignedUp(ada, script);
        string last = await ada.CodeFor(address);
        await ada.Identify(address);
        await ada.See("password");
        await ada.Page.ClickAsync(".cl-formFieldAction__password");
        await ada.See("reset-code");
        await ada.TypeCode(await ada.NewerCodeFor(address, last), script);
        await ada.See("new-password");

        await ada.Fill("password", "short");
        await ada.Continue();
        Assert.Equal("form_password_length_too_short", await ada.Refusal());
        await ada.Fill("password", "another battery, another staple");
        await ada.Continue();
        await ada.See("accounts");
        Assert.Empty(ada.Violations);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Somebody_signs_up_with_a_number_and_comes_back_with_it(bool script)
    {
        await using Visitor ada = await Visit(script);
        string address = Visitor.NewAddress();
        string number = $"415555{RandomNumberGenerator.GetInt32(1000, 9999)}";
        await ada.Open("/sign-up");
        await ada.Fill("email_address", address);
        await ada.Page.SelectOptionAsync("#phone_country-field", "US");
        await ada.Fill("phone_number", number);
        await ada.Fill("password", Visitor.Password);
        await ada.Continue();
        await ada.See("email-code");
        await ada.TypeCode(await ada.CodeFor(address), script);
        await ada.See("phone-code");
        await ada.TypeCode(await ada.CodeFor("+1" + number), script);
        await ada.See("accounts");
        Assert.Empty(ada.Violations);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_link_from_the_mail_signs_in_where_it_was_asked_for(bool script)
    {
        await using Visitor ada = await Visit(script);
        string address = await SignedUp(ada, script);
        await ada.Identify(address);
        await ada.See("password");
        await ada.UseAnotherMethod("email_link");
        await ada.See("email-link");
        IPage mail = await ada.OpenLinkFor(address);
        if (await mail.Locator("form[method=post] button[type=submit]").CountAsync() == 1 && await mail.Locator("[data-part]").CountAsync() == 0)
        {
            await mail.ClickAsync("form[method=post] button[type=submit]");
        }

        await mail.WaitForSelectorAsync("[data-part='link-verified']");
        if (!script)
        {
            await ada.Continue();
        }

        await ada.See("accounts");
        Assert.Empty(ada.Violations);
    }

    [Fact]
    public async Task A_passkey_is_made_on_the_account_page_and_signs_in_without_anything_typed()
    {
        await using Visitor ada = await Visit(script: true);
        await ada.HoldAuthenticator();
        await SignedUp(ada, script: true, signsOut: false);
        await ada.Open("/user/security");
        await ada.Page.ClickAsync(".cl-profileSectionPrimaryButton__passkeys");
        await Assertions.Expect(ada.Page.Locator(".cl-profileSectionItemList__passkeys .cl-profileSectionItem")).ToHaveCountAsync(1);

        // The browser offers the passkey by itself in the field for the name, and this authenticator says yes at once.
        await ada.Page.ClickAsync(".u-leave button");
        await ada.See("accounts");
        Assert.Empty(ada.Violations);
    }

    [Fact]
    public async Task A_passkey_is_made_at_sign_up_and_nobody_chooses_a_password()
    {
        await using Visitor ada = await Visit(script: true);
        await ada.HoldAuthenticator();
        string address = Visitor.NewAddress();
        await ada.Open("/sign-up");
        await ada.Page.ClickAsync(".cl-button__passkey");
        Assert.Equal("form_param_nil", await ada.Refusal());
        await ada.Fill("email_address", address);
        await ada.Page.ClickAsync(".cl-button__passkey");
        await ada.See("email-code");
        await ada.TypeCode(await ada.CodeFor(address), script: true);
        await ada.See("accounts");

        await ada.Page.ClickAsync(".cl-footerActionLink__signOutAll");
        await ada.See("accounts");
        Assert.Empty(ada.Violations);
    }

    [Fact]
    public async Task Who_makes_no_passkey_at_sign_up_tries_again_or_takes_a_password()
    {
        await using Visitor ada = await Visit(script: true);
        await ada.HoldAuthenticator();
        await ada.Page.AddInitScriptAsync("navigator.credentials.create = () => Promise.reject(new DOMException('no', 'NotAllowedError'))");
        string address = Visitor.NewAddress();
        await ada.Open("/sign-up");
        await ada.Fill("email_address", address);
        await ada.Page.ClickAsync(".cl-button__passkey");
        await ada.See("passkey");
        Assert.Equal("passkey_registration_cancelled", await ada.Refusal());
        await ada.Page.ClickAsync(".cl-footerActionLink");
        await ada.See("email-code");
        await ada.TypeCode(await ada.CodeFor(address), script: true);
        await ada.See("continue");
        await ada.Fill("password", Visitor.Password);
        await ada.Continue();
        await ada.See("accounts");
        Assert.Empty(ada.Violations);
    }

    [Fact]
    public async Task Without_an_authenticator_a_passkey_is_refused_kindly()
    {
        await using Visitor ada = await Visit(script: true);
        ICDPSession devtools = await ada.HoldAuthenticator();
        await ada.Open("/sign-in");
        await ada.Page.ClickAsync(".cl-button__passkey");

        Assert.Equal("passkey_retrieval_cancelled", await ada.Refusal());
        await devtools.DetachAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_app_is_set_up_and_asked_for_and_a_backup_code_stands_in_for_it(bool script)
    {
        await using Visitor ada = await Visit(script);
        string address = await SignedUp(ada, script, signsOut: false);
        await ada.Open("/user/security");
        await ada.Page.ClickAsync(".cl-profileSectionPrimaryButton__mfa");
        string secret = await ada.Page.InputValueAsync("input[name=secret] >> nth=0");
        await ada.TypeCode("000000", script);
        Assert.Equal("form_code_incorrect", await ada.Refusal());
        await ada.TypeCode(Totp.Code(secret, TimeProvider.System.GetUtcNow()), script);
        await ada.Page.WaitForSelectorAsync("#backup-codes");
        string backup = await ada.Page.InnerTextAsync("#backup-codes code >> nth=0");
        await ada.Page.ClickAsync(".u-leave button");
        await ada.See("start");

        await ada.Identify(address);
        await ada.See("password");
        await ada.Fill("password", Visitor.Password);
        await ada.Continue();
        await ada.See("totp");
        await ada.UseAnotherMethod("backup_code");
        await ada.See("backup-code");
        await ada.Fill("code", backup);
        await ada.Continue();
        await ada.See("accounts");
        Assert.Empty(ada.Violations);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Two_accounts_stand_side_by_side_and_each_is_left_by_itself(bool script)
    {
        await using Visitor both = await Visit(script);
        string first = await SignedUp(both, script);
        string second = await SignedUp(both, script, signsOut: false);
        await both.Page.ClickAsync(".cl-button__addAccount");
        await both.See("start");
        await both.Fill("identifier", first);
        await both.Continue();
        await both.See("password");
        await both.Fill("password", Visitor.Password);
        await both.Continue();
        await both.See("accounts");
        Assert.Equal(2, await both.Page.Locator(".u-account").CountAsync());
        Assert.Contains(first, await both.Page.InnerTextAsync(".u-account >> nth=0"), StringComparison.Ordinal);

        await both.Page.ClickAsync(".u-account >> nth=1 >> .cl-userButtonPopoverActionButton");
        await both.Open("/sign-in");
        Assert.Contains(second, await both.Page.InnerTextAsync(".u-account >> nth=0"), StringComparison.Ordinal);
        await both.Page.ClickAsync(".u-account >> nth=0 >> .cl-button__signOutOne");
        await both.See("accounts");
        Assert.Equal(1, await both.Page.Locator(".u-account").CountAsync());
        await both.Page.ClickAsync(".cl-footerActionLink__signOutAll");
        await both.See("start");
        Assert.Empty(both.Violations);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_name_is_changed_on_the_account_page(bool script)
    {
        await using Visitor ada = await Visit(script);
        await SignedUp(ada, script, signsOut: false);
        await ada.Open("/user");
        await ada.Fill("last_name", "Lovelace");
        await ada.Continue();
        await Assertions.Expect(ada.Page.Locator(".u-who")).ToContainTextAsync("Ada Lovelace");
        Assert.Empty(ada.Violations);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_password_is_changed_on_the_account_page(bool script)
    {
        await using Visitor ada = await Visit(script);
        await SignedUp(ada, script, signsOut: false);
        await ada.Open("/user");
        await ada.Page.ClickAsync(".cl-navbarButton__security");
        await ada.Page.ClickAsync(".cl-button__password");
        await ada.Fill("current_password", "not the password");
        await ada.Fill("new_password", "another battery, another staple");
        await ada.Continue();
        Assert.Equal("form_password_incorrect", await ada.Refusal());
        await ada.Fill("current_password", Visitor.Password);
        await ada.Fill("new_password", "another battery, another staple");
        await ada.Continue();
        await ada.Page.WaitForSelectorAsync(".cl-alert__success");
        Assert.Empty(ada.Violations);
    }

    private Task<Visitor> Visit(bool script) => chromium.Visit(foyer, new BrowserNewContextOptions { JavaScriptEnabled = script });

    private static async Task<string> SignedUp(Visitor visitor, bool script, bool signsOut = true)
    {
        string address = await visitor.SignUpHere(script);
        if (signsOut)
        {
            await visitor.Page.ClickAsync(".cl-footerActionLink__signOutAll");
            await visitor.See("start");
        }

        return address;
    }
}

/// <summary>The code an authenticator app shows (RFC 6238).</summary>
internal static class Totp
{
    public static string Code(string secret, DateTimeOffset now)
    {
        byte[] counter = BitConverter.GetBytes(System.Net.IPAddress.HostToNetworkOrder(now.ToUnixTimeSeconds() / 30));
#pragma warning disable CA5350 // What every app of the kind computes.
        byte[] mac = HMACSHA1.HashData(FromBase32(secret), counter);
#pragma warning restore CA5350
        int offset = mac[^1] & 15;
        int number = ((mac[offset] & 127) << 24) | (mac[offset + 1] << 16) | (mac[offset + 2] << 8) | mac[offset + 3];
        return (number % 1_000_000).ToString("D6", System.Globalization.CultureInfo.InvariantCulture);
    }

    private static byte[] FromBase32(string text)
    {
        List<byte> bytes = [];
        int bits = 0;
        int held = 0;
        foreach (char letter in text.TrimEnd('='))
        {
            held = (held << 5) | "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter, StringComparison.Ordinal);
            bits += 5;
            if (bits >= 8)
            {
                bytes.Add((byte)(held >> (bits - 8)));
                bits -= 8;
                held &= (1 << bits) - 1;
            }
        }

        return [.. bytes];
    }
}
