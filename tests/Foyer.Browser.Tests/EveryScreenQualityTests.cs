using Microsoft.Playwright;

namespace Foyer.Browser.Tests;

/// <summary>The screens an instance with every way in has, for everybody: assistive technology, dark rooms, small phones, right-to-left readers.</summary>
public sealed class EveryScreenQualityTests(Chromium chromium, EverythingFoyer foyer, GuardedFoyer guarded)
{
    public static TheoryData<string> Screens =>
    [
        "start", "sign-up", "guarded sign-up", "guarded sign-up refused", "methods", "email-link", "reset-code", "new-password", "totp", "backup-code", "accounts", "accounts of two",
        "profile", "security", "security password", "security totp", "security backup codes", "link-failed", "link-expired",
    ];

    [Theory]
    [MemberData(nameof(Screens))]
    public async Task A_screen_has_no_accessibility_violation_and_fits_a_small_phone(string screen)
    {
        await using Visitor visitor = await Visit(screen, new BrowserNewContextOptions { ReducedMotion = ReducedMotion.Reduce });
        await Reach(visitor, screen);

        await Quality.IsForEverybody(visitor);
    }

    [Theory]
    [MemberData(nameof(Screens))]
    public async Task A_screen_mirrors_for_right_to_left_readers(string screen)
    {
        await using Visitor visitor = await Visit(screen, new BrowserNewContextOptions { Locale = "ar", ViewportSize = new ViewportSize { Width = 320, Height = 640 } });
        await Reach(visitor, screen);

        await Quality.IsMirrored(visitor);
    }

    private Task<Visitor> Visit(string screen, BrowserNewContextOptions options) => chromium.Visit(screen.StartsWith("guarded", StringComparison.Ordinal) ? guarded : foyer, options);

    private static async Task Reach(Visitor visitor, string screen)
    {
        switch (screen)
        {
            case "start":
                await visitor.Open("/sign-in");
                break;
            case "sign-up" or "guarded sign-up":
                await visitor.Open("/sign-up");
                break;
            case "guarded sign-up refused":
                await visitor.Open("/sign-up");
                await visitor.Continue();
                await visitor.Refusal();
                break;
            case "link-failed" or "link-expired":
                await visitor.Open("/verify?__clerk_status=" + screen[5..]);
                await visitor.See(screen);
                break;
            case "accounts" or "accounts of two":
                string first = await visitor.SignUpHere();
                if (screen == "accounts of two")
                {
                    await visitor.Page.ClickAsync(".cl-footerActionLink__signOutAll");
                    await visitor.See("start");
                    await visitor.SignUpHere(firstName: "Wolfeschlegelsteinhausenbergerdorff-Oberwelland");
                    await visitor.Page.ClickAsync(".cl-button__addAccount");
                    await visitor.See("start");
                    await visitor.Fill("identifier", first);
                    await visitor.Continue();
                    await visitor.See("password");
                    await visitor.Fill("password", Visitor.Password);
                    await visitor.Continue();
                    await visitor.See("accounts");
                }

                break;
            case "profile":
                await visitor.SignUpHere();
                await visitor.Open("/user");
                break;
            case "security" or "security password" or "security totp" or "security backup codes":
                await visitor.SignUpHere();
                await visitor.Open("/user/security");
                if (screen == "security password")
                {
                    await visitor.Page.ClickAsync(".cl-button__password");
                    await visitor.Page.WaitForSelectorAsync("#new_password-field");
                }
                else if (screen != "security")
                {
                    await visitor.SetUpApp(proves: screen == "security backup codes");
                }

                break;
            default:
                await ReachFactor(visitor, screen);
                break;
        }
    }

    private static async Task ReachFactor(Visitor visitor, string screen)
    {
        string address = await visitor.SignUpHere();
        if (screen is "totp" or "backup-code")
        {
            await visitor.Open("/user/security");
            await visitor.SetUpApp(proves: true);
            await visitor.Page.ClickAsync(".u-leave button");
        }
        else
        {
            await visitor.Page.ClickAsync(".cl-footerActionLink__signOutAll");
        }

        await visitor.See("start");
        string last = await visitor.CodeFor(address);
        await visitor.Identify(address);
        await visitor.See("password");
        switch (screen)
        {
            case "methods":
                await visitor.Page.ClickAsync(".cl-footer form button");
                break;
            case "email-link":
                await visitor.UseAnotherMethod("email_link");
                break;
            case "reset-code" or "new-password":
                await visitor.Page.ClickAsync(".cl-formFieldAction__password");
                await visitor.See("reset-code");
                if (screen == "new-password")
                {
                    await visitor.TypeCode(await visitor.NewerCodeFor(address, last), script: true);
                }

                break;
            default:
                await visitor.Fill("password", Visitor.Password);
                await visitor.Continue();
                await visitor.See("totp");
                if (screen == "backup-code")
                {
                    await visitor.UseAnotherMethod("backup_code");
                }

                break;
        }

        await visitor.See(screen);
    }
}
