using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Foyer.Browser.Tests;

/// <summary>The screens of one's own account, for everybody: assistive technology, dark rooms, small phones, right-to-left readers.</summary>
[Collection("account")]
public sealed class AccountScreenTests(Chromium chromium, AccountFoyer foyer)
{
    public static TheoryData<string> Screens =>
    [
        "profile", "adding an address", "proving an address", "removing an address", "adding a number", "picture", "connections", "wallet", "security", "second factors", "removing the password", "deleting", "step-up", "step-up methods", "step-up code",
    ];

    [Theory]
    [MemberData(nameof(Screens))]
    public async Task A_screen_has_no_accessibility_violation_and_fits_a_small_phone(string screen)
    {
        await using Visitor visitor = await chromium.Visit(foyer, new BrowserNewContextOptions { ReducedMotion = ReducedMotion.Reduce });
        await Reach(visitor, screen);
        foreach (ColorScheme scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await visitor.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme });
            await Keep(visitor, $"{screen} {scheme}");
            AxeResult result = await visitor.Page.RunAxe(new AxeRunOptions { RunOnly = RunOnlyOptions.Tags("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice") });
            Assert.True(result.Passes.Length > 10, "axe checked nothing.");
            Assert.True(result.Violations.Length == 0, scheme + "\n" + string.Join('\n', result.Violations.Select(violation => $"{violation.Id}: {violation.Help} {string.Join(' ', violation.Nodes.Select(node => node.Html))}")));
        }

        await visitor.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Light });
        await visitor.Page.SetViewportSizeAsync(320, 640);
        await Keep(visitor, $"{screen} 320");
        Assert.Equal(320, await visitor.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));

        // The fake provider has no icon for its own page.
        Assert.DoesNotContain(visitor.Violations, violation => !violation.Contains("status of 404", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Screens))]
    public async Task A_screen_mirrors_for_right_to_left_readers(string screen)
    {
        await using Visitor visitor = await chromium.Visit(foyer, new BrowserNewContextOptions { Locale = "ar", ViewportSize = new ViewportSize { Width = 320, Height = 640 } });
        await Reach(visitor, screen);
        await Keep(visitor, $"{screen} ar 320");
        Assert.Equal("rtl", await visitor.Page.EvaluateAsync<string>("getComputedStyle(document.querySelector('.cl-cardBox')).direction"));
        Assert.Equal(320, await visitor.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        await visitor.Page.SetViewportSizeAsync(1100, 800);
        await Keep(visitor, $"{screen} ar");
    }

    [Theory]
    [InlineData("profile")]
    [InlineData("security")]
    [InlineData("step-up")]
    public async Task A_screen_is_whole_without_JavaScript(string screen)
    {
        await using Visitor visitor = await chromium.Visit(foyer, new BrowserNewContextOptions { JavaScriptEnabled = false });
        await Reach(visitor, screen, script: false);
        await Keep(visitor, $"{screen} no script");
        await Assertions.Expect(visitor.Page.Locator("h1")).ToBeVisibleAsync();
        await Assertions.Expect(visitor.Page.Locator("[data-foyer] [hidden]:visible")).ToHaveCountAsync(0);
        Assert.Empty(visitor.Violations);
    }

    private async Task Reach(Visitor visitor, string screen, bool script = true)
    {
        await visitor.SignUp(Visitor.NewAddress(), script);
        IPage page = visitor.Page;
        switch (screen)
        {
            case "adding an address":
                await visitor.Open("/user?open=email_address");
                break;
            case "proving an address":
                await visitor.Open("/user?open=email_address");
                await visitor.Fill("email_address", Visitor.NewAddress());
                await page.ClickAsync("form[action*='/ui/user/add'] .cl-formButtonPrimary");
                await page.WaitForSelectorAsync("#code-field", new PageWaitForSelectorOptions { State = WaitForSelectorState.Attached });
                break;
            case "removing an address":
                await visitor.Open("/user");
                await page.ClickAsync(".cl-profileSectionItemList__emailAddresses .cl-button__remove");
                await page.WaitForSelectorAsync(".cl-button__confirm");
                break;
            case "adding a number":
                await visitor.Open("/user?open=phone_number");
                break;
            case "picture":
                await visitor.Open("/user?open=picture");
                break;
            case "connections":
                await visitor.Open("/user");
                await page.ClickAsync(".cl-profileSectionItemList__connectedAccounts .cl-button__connect >> nth=0");
                await page.ClickAsync("button[value=deny]");
                await page.WaitForSelectorAsync(".cl-formFieldErrorText__connectedAccount");
                break;
            case "wallet":
                await page.AddInitScriptAsync("window.ethereum = { request: async ({ method }) => { if (method === 'personal_sign') throw new Error('declined'); return ['0x52908400098527886e0f7030069857d2e4169ee7']; } };");
                await visitor.Open("/user");
                await page.ClickAsync(".cl-profileSectionPrimaryButton__web3Wallets");
                await page.WaitForSelectorAsync("[data-code=web3_signature_cancelled]");
                break;
            case "second factors":
                await visitor.Open("/user/security");
                await page.ClickAsync(".cl-profileSectionPrimaryButton__mfa");
                await page.Locator("#code-field").PressSequentiallyAsync(Totp.Code(await page.Locator("input[name=secret]").First.InputValueAsync(), foyer.Now));
                await page.WaitForSelectorAsync("#backup-codes");
                break;
            case "removing the password":
                await visitor.Open("/user/security?open=remove-password");
                break;
            case "deleting":
                await visitor.Open("/user/security?open=delete");
                break;
            case "step-up" or "step-up methods" or "step-up code":
                foyer.LetProofsGrowOld();
                await visitor.Open("/user/security?open=delete");
                await visitor.Fill("confirmation", await page.EvaluateAsync<string>("document.querySelector('.cl-button__confirm').textContent"));
                await page.ClickAsync(".cl-button__confirm");
                await visitor.See("verify-password");
                if (screen != "step-up")
                {
                    await page.ClickAsync(".cl-footerActionLink__useAnotherMethod");
                    await visitor.See("verify-methods");
                }

                if (screen == "step-up code")
                {
                    await page.ClickAsync(".cl-alternativeMethodsBlockButton__email_code");
                    await visitor.See("verify-email-code");
                }

                break;
            default:
                await visitor.Open(screen == "security" ? "/user/security" : "/user");
                break;
        }
    }

    // For whoever wants to look: a picture of each screen.
    private static async Task Keep(Visitor visitor, string name)
    {
        if (Environment.GetEnvironmentVariable("FOYER_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await visitor.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name.Replace(' ', '-') + ".png"), FullPage = true });
        }
    }
}
