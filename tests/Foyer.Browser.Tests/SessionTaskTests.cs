using System.Security.Cryptography;
using Microsoft.Playwright;

namespace Foyer.Browser.Tests;

/// <summary>A session owes a second factor: nobody gets on before there is one.</summary>
public sealed class SessionTaskTests(Chromium chromium, TwoFactorFoyer foyer)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_authenticator_app_is_set_up_before_anything_else_and_asked_for_from_then_on(bool script)
    {
        await using Visitor ada = await Visit(script);
        string address = await ada.SignUpWithDuty(script);
        await ada.Open("/sign-in");
        await ada.See("setup-mfa");
        await ada.Page.ClickAsync(".cl-alternativeMethodsBlockButton__totp");
        await ada.See("totp-setup");
        string secret = await ada.Page.InputValueAsync("input[name=secret] >> nth=0");
        await ada.TypeCode("000000", script);
        Assert.Equal("form_code_incorrect", await ada.Refusal());
        await ada.TypeCode(Totp.Code(secret, TimeProvider.System.GetUtcNow()), script);
        await ada.See("backup-codes");
        Assert.Equal(10, await ada.Page.Locator("#backup-codes code").CountAsync());
        await ada.Continue();
        await ada.See("signed-in");
        await ada.SignOut();

        await ada.Identify(address);
        await ada.See("password");
        await ada.Fill("password", Visitor.Password);
        await ada.Continue();
        await ada.See("totp");
        // The code that set it up is spent, so the next one is given early.
        await ada.TypeCode(Totp.Code(secret, TimeProvider.System.GetUtcNow().AddSeconds(30)), script);
        await ada.See("signed-in");
        Assert.Empty(ada.Violations);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_phone_number_is_set_up_instead_with_backup_codes_to_keep(bool script)
    {
        await using Visitor ada = await Visit(script);
        string address = await ada.SignUpWithDuty(script);
        await ada.Page.ClickAsync(".cl-alternativeMethodsBlockButton__phone_code");
        await ada.See("phone");
        await ada.FillNumber("12");
        await ada.Continue();
        Assert.Equal("form_param_format_invalid", await ada.Refusal());

        string number = $"415555{RandomNumberGenerator.GetInt32(1000, 9999)}";
        await ada.FillNumber(number);
        await ada.Continue();
        await ada.See("phone-code");
        string code = await ada.CodeFor("+1" + number);
        await ada.TypeCode(code == "000000" ? "111111" : "000000", script);
        Assert.Equal("form_code_incorrect", await ada.Refusal());
        await ada.TypeCode(code, script);
        await ada.See("backup-codes");
        string backup = await ada.Page.InnerTextAsync("#backup-codes code >> nth=0");
        await ada.Continue();
        await ada.See("signed-in");
        await ada.SignOut();

        await ada.Identify(address);
        await ada.See("password");
        await ada.Fill("password", Visitor.Password);
        await ada.Continue();
        await ada.See("phone-code");
        await ada.UseAnotherMethod("backup_code");
        await ada.See("backup-code");
        await ada.Fill("code", backup);
        await ada.Continue();
        await ada.See("signed-in");
        Assert.Empty(ada.Violations);
    }

    [Fact]
    public async Task A_number_that_is_proven_already_needs_no_other_code()
    {
        await using Visitor ada = await Visit(script: true);
        string address = await ada.SignUpWithDuty(script: true);
        string user = (await foyer.Backend("/users?email_address=" + address))[0]!["id"]!.GetValue<string>();
        string number = $"+1415555{RandomNumberGenerator.GetInt32(1000, 9999)}";
        await foyer.Backend("/phone_numbers", new() { ["user_id"] = user, ["phone_number"] = number, ["verified"] = true });
        await ada.Page.ClickAsync(".cl-alternativeMethodsBlockButton__phone_code");
        await ada.See("phone");
        await ada.Page.ClickAsync(".cl-footerActionLink >> nth=0");
        await ada.See("setup-mfa");
        await ada.Page.ClickAsync(".cl-alternativeMethodsBlockButton__phone_code");
        await ada.Page.ClickAsync($"text={number}");
        await ada.See("backup-codes");
        await ada.Continue();
        await ada.See("signed-in");
        Assert.Empty(ada.Violations);
    }

    private Task<Visitor> Visit(bool script) => chromium.Visit(foyer, new BrowserNewContextOptions { JavaScriptEnabled = script });
}
