using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Foyer.Browser.Tests;

/// <summary>Every screen for everybody: assistive technology, dark rooms, small phones, right-to-left readers.</summary>
public sealed class ScreenQualityTests(Chromium chromium, FoyerUnderTest foyer)
{
    public static TheoryData<string> Screens =>
    [
        "sign-in", "sign-in refused", "password", "password refused", "methods", "code", "code refused", "sign-up", "sign-up refused", "sign-up code", "signed-in", "signed-in at length", "outbox",
    ];

    /// <summary>The outbox is for developers and in English.</summary>
    public static TheoryData<string> TranslatedScreens => [.. Screens.Select(row => row.Data).Where(screen => screen != "outbox")];

    public static TheoryData<string, ColorScheme> ScreensByScheme
    {
        get
        {
            TheoryData<string, ColorScheme> rows = [];
            foreach (string screen in Screens.Select(row => row.Data))
            {
                rows.Add(screen, ColorScheme.Light);
                rows.Add(screen, ColorScheme.Dark);
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(ScreensByScheme))]
    public async Task A_screen_has_no_accessibility_violation(string screen, ColorScheme scheme)
    {
        await using Visitor visitor = await chromium.Visit(foyer, new BrowserNewContextOptions { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
        await Reach(visitor, screen);

        AxeResult result = await visitor.Page.RunAxe(new AxeRunOptions
        {
            RunOnly = RunOnlyOptions.Tags("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"),
        });

        Assert.True(result.Passes.Length > 10, "axe checked nothing.");
        Assert.True(result.Violations.Length == 0, string.Join('\n', result.Violations.Select(violation => $"{violation.Id}: {violation.Help} {string.Join(' ', violation.Nodes.Select(node => node.Html))}")));
        Assert.Empty(visitor.Violations);
    }

    [Theory]
    [MemberData(nameof(Screens))]
    public async Task A_screen_fits_a_small_phone(string screen)
    {
        await using Visitor visitor = await chromium.Visit(foyer, new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 320, Height = 640 } });
        await Reach(visitor, screen);

        Assert.Equal(320, await visitor.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
    }

    [Theory]
    [MemberData(nameof(TranslatedScreens))]
    public async Task A_screen_mirrors_for_right_to_left_readers_but_codes_do_not(string screen)
    {
        await using Visitor visitor = await chromium.Visit(foyer, new BrowserNewContextOptions { Locale = "ar", ViewportSize = new ViewportSize { Width = 360, Height = 640 } });
        await Reach(visitor, screen);

        Assert.Equal("rtl", await visitor.Page.EvaluateAsync<string>("getComputedStyle(document.querySelector('.cl-card')).direction"));
        Assert.Equal(360, await visitor.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        if (screen.Contains("code", StringComparison.Ordinal))
        {
            Assert.Equal("ltr", await visitor.Page.EvaluateAsync<string>("getComputedStyle(document.querySelector('.cl-otpCodeFieldInputs')).direction"));
        }
    }

    [Fact]
    public async Task A_new_screen_takes_the_focus_is_announced_and_names_the_tab()
    {
        await using Visitor visitor = await chromium.Visit(foyer, new BrowserNewContextOptions { ReducedMotion = ReducedMotion.Reduce });
        await Reach(visitor, "sign-in refused");
        await Assertions.Expect(visitor.Page.Locator("[aria-live]")).Not.ToBeEmptyAsync();

        await Reach(visitor, "password");
        Assert.Equal("Enter your password · Acme", await visitor.Page.TitleAsync());
        Assert.Equal("password-field", await visitor.Page.EvaluateAsync<string>("document.activeElement.id"));
    }

    private static async Task Reach(Visitor visitor, string screen)
    {
        switch (screen)
        {
            case "sign-in":
                await visitor.Open("/sign-in");
                break;
            case "sign-in refused":
                await visitor.Identify("nobody@acme.dev");
                await visitor.Refusal();
                break;
            case "sign-up":
                await visitor.Open("/sign-up");
                break;
            case "sign-up refused":
                await visitor.Open("/sign-up");
                await visitor.Continue();
                await visitor.Refusal();
                break;
            case "sign-up code":
                await visitor.Open("/sign-up");
                await visitor.Fill("email_address", Visitor.NewAddress());
                await visitor.Fill("password", Visitor.Password);
                await visitor.Continue();
                await visitor.See("email-code");
                break;
            case "signed-in":
                await visitor.SignUp(Visitor.NewAddress(), script: true);
                break;
            case "signed-in at length":
                await visitor.SignUp(new string('a', 40) + "-" + Visitor.NewAddress().Replace("@", "@" + new string('b', 60) + ".", StringComparison.Ordinal), script: true);
                Assert.True(await visitor.Page.EvaluateAsync<bool>("document.querySelector('.cl-cardBox').clientWidth <= 25.5 * 16"));
                break;
            case "outbox":
                await Reach(visitor, "sign-up code");
                await visitor.Open("/outbox");
                break;
            default:
                await ReachWithAccount(visitor, screen);
                break;
        }
    }

    private static async Task ReachWithAccount(Visitor visitor, string screen)
    {
        string address = Visitor.NewAddress();
        await visitor.SignUp(address, script: true);
        await visitor.SignOut();
        await visitor.Identify(address);
        await visitor.See("password");
        if (screen == "password refused")
        {
            await visitor.Fill("password", "not the password");
            await visitor.Continue();
            await visitor.Refusal();
        }

        if (screen == "methods")
        {
            await visitor.Page.ClickAsync(".cl-footer form button");
            await visitor.See("methods");
        }

        if (screen.StartsWith("code", StringComparison.Ordinal))
        {
            await visitor.UseAnotherMethod("email_code");
            await visitor.See("email-code");
        }

        if (screen == "code refused")
        {
            await visitor.TypeCode("000000", script: true);
            await visitor.Refusal();
        }
    }
}
