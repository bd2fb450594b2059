using AngleSharp.Dom;
using AngleSharp.Html;
using AngleSharp.Html.Parser;
using Foyer.Components;
using Foyer.Components.Localization;
using Foyer.Components.Rendering;
using Foyer.Components.Sessions;
using Foyer.Components.SignIns;
using Foyer.Components.SignUps;
using Foyer.Contracts;
using Foyer.Tests.House;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Foyer.Tests.Components;

/// <summary>
/// Every screen in a left-to-right and a right-to-left language, against the HTML reviewed in <c>Snapshots</c>.
/// </summary>
public sealed class ScreenSnapshotTests
{
    private static readonly string[] Names =
    [
        "sign-in-start", "sign-in-unknown", "sign-in-password", "sign-in-password-wrong", "sign-in-email-code", "sign-in-code-wrong", "sign-in-methods",
        "sign-in-unavailable", "sign-up-start", "sign-up-unfilled", "sign-up-continue", "sign-up-email-code", "sign-up-closed", "signed-in",
    ];

    public static TheoryData<string, string> Screens()
    {
        TheoryData<string, string> rows = [];
        foreach (string name in Names)
        {
            rows.Add(name, "en");
            rows.Add(name, "ar");
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Screens))]
    public async Task A_screen_reads_as_reviewed(string name, string language)
    {
        IElement screen = await Render(name, language);
        await using StringWriter markup = new();
        screen.ToHtml(markup, new PrettyMarkupFormatter { Indentation = "  ", NewLine = "\n" });
        string html = markup.ToString().Trim() + "\n";

        Repository.Approve($"tests/Foyer.Tests/Components/Snapshots/{name}.{language}.html", html);
    }

    [Theory]
    [MemberData(nameof(Screens))]
    public async Task A_screen_can_be_used_by_everybody(string name, string language)
    {
        IElement screen = await Render(name, language);

        Assert.Single(screen.QuerySelectorAll("h1"));
        Assert.Equal(language == "ar" ? "rtl" : "ltr", screen.GetAttribute("dir"));
        Assert.Empty(screen.QuerySelectorAll("[style], script, style, [onclick], [onsubmit]"));
        Assert.All(screen.QuerySelectorAll("form"), form => Assert.Equal("post", form.GetAttribute("method")));
        Assert.All(
            screen.QuerySelectorAll("input:not([type=hidden]):not(.u-hidden):not(.u-hidden input)"),
            input => Assert.NotNull(screen.QuerySelector($"label[for='{input.Id}']")));
        Assert.All(screen.QuerySelectorAll("[aria-describedby]"), input => Assert.NotNull(screen.QuerySelector("#" + input.GetAttribute("aria-describedby"))));
        Assert.All(screen.QuerySelectorAll("button"), button => Assert.True(button.TextContent.Trim().Length > 0 || button.HasAttribute("aria-label")));
        Assert.All(screen.QuerySelectorAll("input[type=password]"), input => Assert.True(string.IsNullOrEmpty(input.GetAttribute("value"))));
        string[] ids = [.. screen.QuerySelectorAll("[id]").Select(element => element.Id!)];
        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    private static async Task<IElement> Render(string name, string language)
    {
        DateTimeOffset now = Samples.Noon;
        SignInResource sent = Samples.SignIn with { FirstFactorVerification = Samples.CodeSent(now) };
        EnvironmentResource full = Samples.Environment with
        {
            UserSettings = new UserSettings
            {
                Attributes = new UserAttributes { Username = new UserAttribute { Enabled = true, Required = true, UsedForFirstFactor = true } },
                SignUp = new SignUpSettings { LegalConsentEnabled = true },
            },
            DisplayConfig = Samples.Environment.DisplayConfig with { TermsUrl = "https://acme.dev/terms", PrivacyPolicyUrl = "https://acme.dev/privacy" },
        };

        SignInModel SignIn(SignInResource? signIn, string? hint = null) => SignInFlow.Project(signIn, Samples.Environment, new SignInHint(hint), now);
        SignUpModel SignUp(SignUpResource? signUp, EnvironmentResource environment) => SignUpFlow.Project(signUp, environment, null, now);
        return name switch
        {
            "sign-in-start" => await Html<SignInView>("sign-in", language, SignIn(null)),
            "sign-in-unknown" => await Html<SignInView>("sign-in", language, SignIn(null), Problems.Found(ErrorCodes.FormIdentifierNotFound, "identifier")),
            "sign-in-password" => await Html<SignInView>("sign-in", language, SignIn(Samples.SignIn), attempt: "sia_1"),
            "sign-in-password-wrong" => await Html<SignInView>("sign-in", language, SignIn(Samples.SignIn), Problems.Found(ErrorCodes.FormPasswordIncorrect, "password"), "sia_1"),
            "sign-in-email-code" => await Html<SignInView>("sign-in", language, SignIn(sent), attempt: "sia_1"),
            "sign-in-code-wrong" => await Html<SignInView>("sign-in", language, SignIn(sent), Problems.Found(ErrorCodes.FormCodeIncorrect, "code"), "sia_1"),
            "sign-in-methods" => await Html<SignInView>("sign-in", language, SignIn(Samples.SignIn, "methods"), attempt: "sia_1"),
            "sign-in-unavailable" => await Html<SignInView>("sign-in", language, SignIn(Samples.SignIn with { Status = SignInStatus.NeedsSecondFactor }), attempt: "sia_1"),
            "sign-up-start" => await Html<SignUpView>("sign-up", language, SignUp(null, full), display: full.DisplayConfig),
            "sign-up-unfilled" => await Html<SignUpView>(
                "sign-up", language, SignUp(null, full), SignUpFlow.Unfilled(SignUp(null, full).Fields, new Foyer.Frontend.SignUpFields()), display: full.DisplayConfig),
            "sign-up-continue" => await Html<SignUpView>(
                "sign-up", language, SignUp(Samples.SignUp with { UnverifiedFields = [], MissingFields = ["username"] }, full), attempt: "sua_1"),
            "sign-up-email-code" => await Html<SignUpView>("sign-up", language, SignUp(Samples.SignUp, full), attempt: "sua_1"),
            "sign-up-closed" => await Html<SignUpView>(
                "sign-up", language, SignUp(null, Samples.Environment with { UserSettings = new UserSettings { SignUp = new SignUpSettings { Mode = "restricted" } } })),
            "signed-in" => await Html<SignedInView>("sign-in", language, new SignedInModel("ada@acme.dev", "http://localhost:3000/")),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such screen."),
        };
    }

    private static async Task<IElement> Html<TView>(
        string flow, string language, object model, Problems? problems = null, string? attempt = null, DisplayConfig? display = null)
        where TView : IComponent
    {
        await using ServiceProvider services = new ServiceCollection().BuildServiceProvider();
        Screen screen = new()
        {
            Text = new TextLibrary().For([language]).With(new Dictionary<string, string> { ["applicationName"] = "Acme", ["minLength"] = "8" }),
            Look = new Look(new Appearance()),
            Address = new UiAddress(new Uri("https://app.example/__foyer")),
            Query = FlowQuery.Empty,
            Display = (display ?? Samples.Environment.DisplayConfig) with { ShowDevmodeWarning = false },
            Flow = flow,
            AttemptId = attempt,
            Problems = problems ?? Problems.None,
        };
        string html = await new ViewRenderer(services, NullLoggerFactory.Instance).Render<TView>(new Dictionary<string, object?> { ["Screen"] = screen, ["Model"] = model });
        return new HtmlParser().ParseDocument(html).QuerySelector("[data-foyer]")!;
    }
}
