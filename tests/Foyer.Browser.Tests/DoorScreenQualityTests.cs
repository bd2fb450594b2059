using System.Security.Cryptography;
using Microsoft.Playwright;

namespace Foyer.Browser.Tests;

/// <summary>The screens of doors that open to some only, or ask for more, for everybody.</summary>
public sealed class DoorScreenQualityTests(Chromium chromium, RestrictedFoyer restricted, WaitlistFoyer waitlist, TwoFactorFoyer twoFactor, DiscreetFoyer discreet, SocialFoyer social)
{
    public static TheoryData<string> Screens =>
        ["closed", "closed waitlist", "invitation refused", "waitlist", "waitlist refused", "waitlist joined", "setup-mfa", "setup-mfa app", "setup-mfa phone", "setup-mfa phone-code", "new device", "social", "social refused"];

    [Theory]
    [MemberData(nameof(Screens))]
    public async Task A_screen_has_no_accessibility_violation_and_fits_a_small_phone(string screen)
    {
        await using Visitor visitor = await chromium.Visit(Of(screen), new BrowserNewContextOptions { ReducedMotion = ReducedMotion.Reduce });
        await Reach(visitor, screen);
        await Quality.IsForEverybody(visitor);
    }

    [Theory]
    [MemberData(nameof(Screens))]
    public async Task A_screen_mirrors_for_right_to_left_readers(string screen)
    {
        await using Visitor visitor = await chromium.Visit(Of(screen), new BrowserNewContextOptions { Locale = "ar", ViewportSize = new ViewportSize { Width = 320, Height = 640 } });
        await Reach(visitor, screen);
        await Quality.IsMirrored(visitor);
    }

    private FoyerUnderTest Of(string screen) => screen switch
    {
        "closed" or "invitation refused" => restricted,
        "new device" => discreet,
        "social" or "social refused" => social,
        _ => screen.Contains("waitlist", StringComparison.Ordinal) ? waitlist : twoFactor,
    };

    private async Task Reach(Visitor visitor, string screen)
    {
        switch (screen)
        {
            case "closed" or "closed waitlist":
                await visitor.Open("/sign-up");
                await visitor.See("closed");
                break;
            case "invitation refused":
                await visitor.Open("/sign-up?__clerk_ticket=" + new string('x', 300));
                await visitor.Refusal();
                break;
            case "waitlist" or "waitlist refused" or "waitlist joined":
                await visitor.Open("/waitlist");
                if (screen != "waitlist")
                {
                    await visitor.Fill("email_address", screen == "waitlist joined" ? Visitor.NewAddress() : "");
                    await visitor.Continue();
                    await visitor.Page.WaitForSelectorAsync("[data-part='joined'], [role='alert']");
                }

                break;
            case "new device":
                string address = Visitor.NewAddress();
                await discreet.Backend("/users", new() { ["email_address"] = new System.Text.Json.Nodes.JsonArray(address), ["password"] = Visitor.Password });
                await visitor.Identify(address);
                await visitor.See("password");
                await visitor.Fill("password", Visitor.Password);
                await visitor.Continue();
                await visitor.See("email-code");
                break;
            case "social":
                await visitor.Open("/sign-in");
                break;
            case "social refused":
                await visitor.Open("/sign-in");
                await visitor.Page.ClickAsync(".cl-socialButtonsBlockButton__google");
                await visitor.Page.ClickAsync("button[value='deny']");
                await visitor.Refusal();
                break;
            default:
                await ReachTask(visitor, screen);
                break;
        }
    }

    private static async Task ReachTask(Visitor visitor, string screen)
    {
        await visitor.SignUpWithDuty(script: true);
        switch (screen)
        {
            case "setup-mfa app":
                await visitor.Page.ClickAsync(".cl-alternativeMethodsBlockButton__totp");
                await visitor.See("totp-setup");
                break;
            case "setup-mfa phone" or "setup-mfa phone-code":
                await visitor.Page.ClickAsync(".cl-alternativeMethodsBlockButton__phone_code");
                await visitor.See("phone");
                if (screen == "setup-mfa phone-code")
                {
                    await visitor.FillNumber($"415555{RandomNumberGenerator.GetInt32(1000, 9999)}");
                    await visitor.Continue();
                    await visitor.See("phone-code");
                }

                break;
        }
    }
}
