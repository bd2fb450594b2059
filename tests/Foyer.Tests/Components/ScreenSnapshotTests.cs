using AngleSharp.Dom;
using AngleSharp.Html;
using AngleSharp.Html.Parser;
using Foyer.Components;
using Foyer.Components.Landings;
using Foyer.Components.Localization;
using Foyer.Components.Parts;
using Foyer.Components.Rendering;
using Foyer.Components.Reverification;
using Foyer.Components.Sessions;
using Foyer.Components.SignIns;
using Foyer.Components.SignUps;
using Foyer.Components.Tasks;
using Foyer.Components.Users;
using Foyer.Components.Waitlist;
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
        "sign-in-everything", "sign-in-ticket", "sign-in-ticket-spent", "sign-in-password-forgotten", "sign-in-phone-code", "sign-in-email-link", "sign-in-passkey", "sign-in-passkey-cancelled", "sign-in-all-methods", "sign-in-forgot",
        "sign-in-reset-code", "sign-in-new-password", "sign-in-totp", "sign-in-backup-code", "sign-in-second-methods", "sign-in-new-device",
        "sign-in-unavailable", "sign-up-start", "sign-up-unfilled", "sign-up-continue", "sign-up-email-code", "sign-up-closed", "sign-up-everything", "sign-up-everything-unfilled", "sign-up-phone-code", "sign-up-email-link", "sign-up-invitation", "sign-up-invitation-spent", "sign-up-waitlist",
        "signed-in", "impersonated", "accounts", "leaving", "link-verified", "link-elsewhere", "link-expired", "link-mismatch", "waitlist", "waitlist-joined",
        "user-profile", "user-security", "user-password", "user-totp", "user-passkey",
        "user-adding", "user-verifying", "user-waiting", "user-removing", "user-picture", "user-connections", "user-signing", "user-devices", "user-deleting", "user-second-factors",
        "step-up-password", "step-up-passkey", "step-up-code", "step-up-backup-code", "step-up-methods", "step-up-unavailable", "sign-in-wallet",
        "task-password", "task-factor", "task-totp", "task-phone", "task-phone-code", "task-backup-codes",
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
            screen.QuerySelectorAll("select, textarea, input:not([type=hidden]):not(.u-hidden):not(.u-hidden input)"),
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

        EnvironmentResource everything = Samples.Everything;
        SignInModel All(SignInResource? signIn, string? hint = null, string? ticket = null) => SignInFlow.Project(signIn, everything, new SignInHint(hint) { Ticket = ticket }, now, null, "oauth_google");
        SignUpModel AllUp(SignUpResource? signUp, string? step = null, string? ticket = null) => SignUpFlow.Project(signUp, everything, new SignUpHint(step, ticket), now) with { Challenge = Samples.Challenge };
        Task<IElement> In(SignInModel model, Problems? problems = null) => Html<SignInView>("sign-in", language, model, problems, "sia_1", everything.DisplayConfig);
        Task<IElement> Up(SignUpModel model, Problems? problems = null) => Html<SignUpView>("sign-up", language, model, problems, "sua_1", everything.DisplayConfig);
        Task<IElement> Again(StepUpModel model, Problems? problems = null) => Html<StepUpView>("reverification", language, model, problems);
        Task<IElement> Link(string status, bool isHere) => Html<LinkView>("sign-in", language, new LinkModel(status, isHere, "/sign-in"));
        SignInModel SignIn(SignInResource? signIn, string? hint = null) => SignInFlow.Project(signIn, Samples.Environment, new SignInHint(hint), now);
        SignUpModel SignUp(SignUpResource? signUp, EnvironmentResource environment) => SignUpFlow.Project(signUp, environment, SignUpHint.None, now);
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
                "sign-up", language, SignUp(null, full), SignUpFlow.Unfilled(SignUp(null, full).Fields, new SignUpEntry()), display: full.DisplayConfig),
            "sign-up-continue" => await Html<SignUpView>(
                "sign-up", language, SignUp(Samples.SignUp with { UnverifiedFields = [], MissingFields = ["username"] }, full), attempt: "sua_1"),
            "sign-up-email-code" => await Html<SignUpView>("sign-up", language, SignUp(Samples.SignUp, full), attempt: "sua_1"),
            "sign-up-closed" => await Html<SignUpView>(
                "sign-up", language, SignUp(null, Samples.Environment with { UserSettings = new UserSettings { SignUp = new SignUpSettings { Mode = "restricted" } } })),
            "signed-in" => await Html<SignedInView>("sign-in", language, new SignedInModel("ada@acme.dev", "http://localhost:3000/")),
            "sign-in-everything" => await In(All(null)),
            "sign-in-ticket" => await In(All(null, ticket: "eyJ.ticket")),
            "sign-in-ticket-spent" => await In(All(null, ticket: "eyJ.ticket"), Problems.Found("sign_in_token_already_used_code")),
            "sign-in-password-forgotten" => await In(All(Samples.SignIn with { SupportedFirstFactors = [Samples.ByPassword, Samples.ByCode, Samples.ResetByMail] }), Problems.Found("form_password_pwned", "password")),
            "sign-in-phone-code" => await In(All(Samples.SignIn with { SupportedFirstFactors = [Samples.ByPhone, Samples.ByPassword], FirstFactorVerification = Samples.CodeSent(now) with { Strategy = "phone_code", Channel = "sms" } })),
            "sign-in-email-link" => await In(All(Samples.SignIn with { SupportedFirstFactors = [Samples.ByLink], FirstFactorVerification = Samples.CodeSent(now) with { Strategy = "email_link" } })),
            "sign-in-passkey" => await In(All(Samples.BlankSignIn with { FirstFactorVerification = Samples.PasskeyAsked }, "passkey")),
            "sign-in-passkey-cancelled" => await In(All(Samples.BlankSignIn with { FirstFactorVerification = Samples.PasskeyAsked }, "passkey"), Problems.Found("passkey_retrieval_cancelled")),
            "sign-in-all-methods" => await In(All(Samples.SignIn with { SupportedFirstFactors = [Samples.ByPassword, Samples.ByCode, Samples.ByLink, Samples.ByPhone, new SignInFactor { Strategy = "passkey" }, new SignInFactor { Strategy = "oauth_google" }] }, "methods")),
            "sign-in-forgot" => await In(All(Samples.SignIn with { SupportedFirstFactors = [Samples.ByPassword, Samples.ResetByMail, Samples.ResetByPhone] }, "forgot")),
            "sign-in-reset-code" => await In(All(Samples.SignIn with { SupportedFirstFactors = [Samples.ByPassword, Samples.ResetByMail], FirstFactorVerification = Samples.CodeSent(now) with { Strategy = "reset_password_email_code" } })),
            "sign-in-new-password" => await In(All(Samples.SignIn with { Status = SignInStatus.NeedsNewPassword }), Problems.Found("form_password_length_too_short", "password")),
            "sign-in-totp" => await In(All(Samples.SecondFactor([Samples.ByApp, Samples.ByBackupCode]))),
            "sign-in-backup-code" => await In(All(Samples.SecondFactor([Samples.ByApp, Samples.ByBackupCode]), "backup_code"), Problems.Found(ErrorCodes.FormCodeIncorrect, "code")),
            "sign-in-second-methods" => await In(All(Samples.SecondFactor([Samples.ByBackupCode, Samples.ByPhone, Samples.ByApp]), "methods")),
            "sign-in-new-device" => await In(All(Samples.SecondFactor([Samples.ByCode]) with { Status = SignInStatus.NeedsClientTrust, SecondFactorVerification = Samples.CodeSent(now) })),
            "sign-up-everything" => await Up(AllUp(null)),
            "sign-up-everything-unfilled" => await Up(AllUp(null), SignUpFlow.Unfilled(AllUp(null).Fields, new SignUpEntry())),
            "sign-up-phone-code" => await Up(AllUp(Samples.SignUp with { PhoneNumber = "+14155550100", UnverifiedFields = ["phone_number"] })),
            "sign-up-email-link" => await Up(AllUp(Samples.SignUp with { Verifications = new SignUpVerifications { EmailAddress = Samples.CodeSent(now) with { Strategy = "email_link" } } })),
            "sign-up-invitation" => await Up(AllUp(null, ticket: "eyJ.ticket")),
            "sign-up-invitation-spent" => await Up(AllUp(null, ticket: "eyJ.ticket"), Problems.Found("revoked_invitation")),
            "sign-up-waitlist" => await Html<SignUpView>(
                "sign-up", language, SignUp(null, Samples.Environment with { UserSettings = new UserSettings { SignUp = new SignUpSettings { Mode = "waitlist" } } })),
            "impersonated" => await Html<SignedInView>("sign-in", language, new SignedInModel("ada@acme.dev", "http://localhost:3000/") { Actor = "user_of_support" }),
            "accounts" => await Html<AccountsView>("sign-in", language, new AccountsModel(
                [new AccountEntry("sess_1", "Ada Lovelace", "ada@acme.dev", true, null), new AccountEntry("sess_2", "", "+14155550100", false, null)], "http://localhost:3000/")),
            "leaving" => await Html<LeavingView>("sign-in", language, null, more: new() { ["Target"] = new Uri("https://accounts.google.com/o/oauth2?x=1") }),
            "link-verified" => await Link("verified", true),
            "link-elsewhere" => await Link("verified", false),
            "link-expired" => await Link("expired", false),
            "link-mismatch" => await Link("client_mismatch", false),
            "waitlist" => await Html<WaitlistView>("waitlist", language, new WaitlistModel(false, "grace"), Problems.Found(ErrorCodes.FormParamFormatInvalid, "email_address")),
            "waitlist-joined" => await Html<WaitlistView>("waitlist", language, new WaitlistModel(true, null)),
            "user-profile" => await Html<AccountView>("user", language, Samples.Account(AccountPage.Profile) with { Done = "foyer.done.saved" }),
            "user-security" => await Html<AccountView>("user", language, Samples.Account(AccountPage.Security)),
            "user-password" => await Html<AccountView>("user", language, Samples.Account(AccountPage.Security) with { Open = "password" }, Problems.Found(ErrorCodes.FormPasswordIncorrect, "current_password")),
            "user-totp" => await Html<AccountView>("user", language, Samples.Account(AccountPage.Security, hasApp: false) with { Totp = new TotpSetup("JBSWY3DPEHPK3PXP", "otpauth://totp/Acme:ada?secret=JBSWY3DPEHPK3PXP") }),
            "user-passkey" => await Html<AccountView>("user", language, Samples.Account(AccountPage.Security) with { NewPasskey = Samples.Passkey with { Verification = Samples.PasskeyAsked } }),
            "user-adding" => await Html<AccountView>("user", language, Samples.Account(AccountPage.Profile) with { Open = "email_address", Typed = "ada" }, Problems.Found(ErrorCodes.FormParamFormatInvalid, "email_address")),
            "user-verifying" => await Html<AccountView>("user", language, Samples.Verifying("email_code"), Problems.Found(ErrorCodes.FormCodeIncorrect, "code")),
            "user-waiting" => await Html<AccountView>("user", language, Samples.Verifying("email_link")),
            "user-removing" => await Html<AccountView>("user", language, Samples.Account(AccountPage.Profile) with { Open = "remove", OpenId = "idn_3" }, Problems.Found("last_identification_deletion_failed")),
            "user-picture" => await Html<AccountView>("user", language, Samples.WithPicture with { Open = "picture" }, Problems.Found("avatar_file_type_invalid", "file")),
            "user-connections" => await Html<AccountView>("user", language, Samples.Connected),
            "user-signing" => await Html<AccountView>("user", language, Samples.Connected with { NewWallet = Samples.Wallet }),
            "user-devices" => await Html<AccountView>("user", language, Samples.WithDevices),
            "user-deleting" => await Html<AccountView>("user", language, Samples.WithDevices with { Open = "delete" }, Problems.Found("confirmation_mismatch", "confirmation")),
            "user-second-factors" => await Html<AccountView>("user", language, Samples.WithSecondPhone),
            "step-up-password" => await Again(Samples.StepUp(StepUpPart.Password), Problems.Found(ErrorCodes.FormPasswordIncorrect, "password")),
            "step-up-passkey" => await Again(Samples.StepUp(StepUpPart.Passkey) with { PasskeyOptions = Samples.PasskeyAsked.Nonce }),
            "step-up-code" => await Again(Samples.StepUp(StepUpPart.EmailCode) with { To = "idn_1", WaitSeconds = 12 }),
            "step-up-backup-code" => await Again(Samples.StepUp(StepUpPart.BackupCode) with { IsSecond = true }),
            "step-up-methods" => await Again(Samples.StepUp(StepUpPart.Methods) with { Methods = [Samples.ByPassword, new SignInFactor { Strategy = "passkey" }, Samples.ByCode, Samples.ByPhone] }),
            "step-up-unavailable" => await Again(Samples.StepUp(StepUpPart.Unavailable)),
            "sign-in-wallet" => await In(All(Samples.SigningWallet)),
            "task-password" => await Html<TasksView>("tasks", language, new TasksModel { Part = TaskPart.ResetPassword, Identifier = "ada@acme.dev" }),
            "task-factor" => await Html<TasksView>("tasks", language, new TasksModel { Part = TaskPart.ChooseFactor, Identifier = "ada@acme.dev", Factors = ["totp", "phone_code"] }),
            "task-phone" => await Html<TasksView>("tasks", language, new TasksModel { Part = TaskPart.Phone, Factors = ["totp", "phone_code"], PhoneNumbers = [Samples.Number] }, Problems.Found(ErrorCodes.FormParamNil, "phone_number")),
            "task-phone-code" => await Html<TasksView>("tasks", language, new TasksModel { Part = TaskPart.PhoneCode, PhoneNumber = "+14155550100", PhoneNumberId = "idn_2", WaitSeconds = 21 }),
            "task-totp" => await Html<TasksView>("tasks", language, new TasksModel
            {
                Part = TaskPart.Totp, Identifier = "ada@acme.dev", Totp = new TotpSetup("JBSWY3DPEHPK3PXP", "otpauth://totp/Acme:ada%40acme.dev?secret=JBSWY3DPEHPK3PXP&issuer=Acme"),
            }),
            "task-backup-codes" => await Html<TasksView>("tasks", language, new TasksModel { Part = TaskPart.BackupCodes, Identifier = "ada@acme.dev", Codes = ["k3v9-2mxq", "p7wd-8rtn"] }),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such screen."),
        };
    }

    private static async Task<IElement> Html<TView>(
        string flow, string language, object? model, Problems? problems = null, string? attempt = null, DisplayConfig? display = null, Dictionary<string, object?>? more = null)
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
        Dictionary<string, object?> parameters = more ?? new() { ["Model"] = model };
        parameters["Screen"] = screen;
        string html = await new ViewRenderer(services, NullLoggerFactory.Instance).Render<TView>(parameters);
        return new HtmlParser().ParseDocument(html).QuerySelector("[data-foyer]")!;
    }
}
