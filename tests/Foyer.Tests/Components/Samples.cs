using System.Text.Json;
using Foyer.Components.Users;
using Foyer.Contracts;

namespace Foyer.Tests.Components;

/// <summary>Resources as the Frontend API answers them, to be changed with <c>with</c>.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Noon = new(2026, 5, 12, 12, 0, 0, TimeSpan.Zero);

    public static readonly EnvironmentResource Environment = new()
    {
        Id = "env_1",
        AuthConfig = new AuthConfig(),
        DisplayConfig = new DisplayConfig
        {
            ApplicationName = "Acme", InstanceEnvironmentType = "development", HomeUrl = "http://localhost:3000", ShowDevmodeWarning = true,
        },
        UserSettings = new UserSettings(),
        OrganizationSettings = new OrganizationSettings(),
        FraudSettings = new FraudSettings(),
        CommerceSettings = new CommerceSettings(),
        ApiKeysSettings = new ApiKeysSettings(),
        ProtectConfig = new ProtectConfig(),
    };

    /// <summary>An instance with everything these pages know.</summary>
    public static readonly EnvironmentResource Everything = Environment with
    {
        DisplayConfig = Environment.DisplayConfig with { TermsUrl = "https://acme.dev/terms", PrivacyPolicyUrl = "https://acme.dev/privacy" },
        UserSettings = new UserSettings
        {
            Attributes = new UserAttributes
            {
                Username = new UserAttribute { Enabled = true, UsedForFirstFactor = true },
                PhoneNumber = new UserAttribute { Enabled = true, Required = true, UsedForFirstFactor = true, Channels = ["sms", "whatsapp"] },
                Passkey = new UserAttribute { Enabled = true, UsedForFirstFactor = true },
                AuthenticatorApp = new UserAttribute { Enabled = true },
            },
            Social = new Dictionary<string, SocialSettings>
            {
                ["oauth_google"] = new() { Enabled = true, Authenticatable = true, Strategy = "oauth_google", Name = "Google" },
                ["oauth_github"] = new() { Enabled = true, Authenticatable = true, Strategy = "oauth_github", Name = "GitHub" },
                ["oauth_custom_acme"] = new() { Enabled = true, Authenticatable = true, Strategy = "oauth_custom_acme", Name = "Acme ID", LogoUrl = "https://acme.dev/id.svg" },
                ["oauth_hidden"] = new() { Enabled = true, Authenticatable = false, Strategy = "oauth_hidden", Name = "Hidden" },
            },
            PasskeySettings = new PasskeySettings { ShowSignInButton = true, AllowAutofill = true },
            SignUp = new SignUpSettings
            {
                CaptchaEnabled = true,
                LegalConsentEnabled = true,
                CustomFields =
                [
                    new CustomFieldSettings { Key = "company", Required = true, Labels = new Dictionary<string, string> { ["en"] = "Company", ["ar"] = "الشركة" }, Placeholders = new Dictionary<string, string> { ["en"] = "Acme Ltd." } },
                    new CustomFieldSettings { Key = "seats", Type = "number", Labels = new Dictionary<string, string> { ["en"] = "Seats" } },
                    new CustomFieldSettings
                    {
                        Key = "plan", Type = "select", Required = true, Labels = new Dictionary<string, string> { ["en"] = "Plan" },
                        Options = [new CustomFieldOption { Value = "free", Labels = new Dictionary<string, string> { ["en"] = "Free" } }, new CustomFieldOption { Value = "pro" }],
                    },
                    new CustomFieldSettings { Key = "start", Type = "date", Labels = new Dictionary<string, string> { ["en"] = "Starts on" } },
                    new CustomFieldSettings { Key = "about", Type = "textarea", Labels = new Dictionary<string, string> { ["en"] = "About you" } },
                    new CustomFieldSettings { Key = "news", Type = "checkbox", Labels = new Dictionary<string, string> { ["en"] = "Send me news" } },
                ],
            },
        },
    };

    public static readonly BotChallengeResource Challenge = new() { Challenge = "pow1.1.18.nonce.signature", Difficulty = 18, ExpireAt = Noon.AddMinutes(30) };

    public static readonly SignInFactor ByPassword = new() { Strategy = "password" };

    public static readonly SignInFactor ByCode = new() { Strategy = "email_code", EmailAddressId = "idn_1", SafeIdentifier = "ada@acme.dev", Primary = true };

    public static readonly SignInFactor ByLink = ByCode with { Strategy = "email_link" };

    public static readonly SignInFactor ByPhone = new() { Strategy = "phone_code", PhoneNumberId = "idn_2", SafeIdentifier = "+1******0100", Primary = true, Default = true };

    public static readonly SignInFactor ResetByMail = ByCode with { Strategy = "reset_password_email_code" };

    public static readonly SignInFactor ResetByPhone = ByPhone with { Strategy = "reset_password_phone_code" };

    public static readonly SignInFactor ByApp = new() { Strategy = "totp" };

    public static readonly SignInFactor ByBackupCode = new() { Strategy = "backup_code" };

    public static readonly VerificationResource PasskeyAsked = new()
    {
        Object = "verification_passkey", Status = VerificationStatus.Unverified, Strategy = "passkey", Nonce = """{"challenge":"AAAA","rpId":"localhost","allowCredentials":[],"userVerification":"required"}""",
    };

    public static readonly SignInResource BlankSignIn = new() { Id = "sia_1", Status = SignInStatus.NeedsIdentifier, AbandonAt = Noon.AddDays(1) };

    public static readonly SignInResource SignIn = BlankSignIn with
    {
        Status = SignInStatus.NeedsFirstFactor,
        Identifier = "ada@acme.dev",
        SupportedFirstFactors = [ByPassword, ByCode],
    };

    public static readonly PasskeyResource Passkey = new() { Id = "idn_9", Name = "Chrome on macOS", LastUsedAt = Noon };

    public static AccountModel Account(AccountPage page, bool hasApp = true) => new()
    {
        Page = page,
        Now = Noon,
        SessionId = "sess_1",
        Settings = Everything.UserSettings with
        {
            Attributes = Everything.UserSettings.Attributes with { BackupCode = new UserAttribute { Enabled = true } },
        },
        User = new UserResource
        {
            Id = "user_1",
            FirstName = "Ada",
            LastName = "Lovelace",
            Username = "ada",
            PrimaryEmailAddressId = "idn_1",
            PublicMetadata = Blank,
            UnsafeMetadata = Blank,
            EmailAddresses =
            [
                new EmailAddressResource { Id = "idn_1", EmailAddress = "ada@acme.dev", Verification = CodeSent(Noon) with { Status = VerificationStatus.Verified }, CreatedAt = Noon, UpdatedAt = Noon },
                new EmailAddressResource { Id = "idn_3", EmailAddress = "ada@home.dev", CreatedAt = Noon, UpdatedAt = Noon },
            ],
            PhoneNumbers = [new PhoneNumberResource { Id = "idn_2", PhoneNumber = "+14155550100", Verification = CodeSent(Noon) with { Status = VerificationStatus.Verified }, CreatedAt = Noon, UpdatedAt = Noon }],
            Passkeys = [Passkey],
            PasswordEnabled = true,
            TwoFactorEnabled = hasApp,
            TotpEnabled = hasApp,
            CreatedAt = Noon,
            UpdatedAt = Noon,
        },
    };

    private static readonly JsonElement Blank = JsonDocument.Parse("{}").RootElement.Clone();

    public static SignInResource SecondFactor(IReadOnlyList<SignInFactor> factors) => SignIn with { Status = SignInStatus.NeedsSecondFactor, SupportedSecondFactors = factors };

    public static readonly SignUpResource SignUp = new()
    {
        Id = "sua_1",
        Status = SignUpStatus.MissingRequirements,
        RequiredFields = ["email_address", "password"],
        OptionalFields = ["first_name", "last_name"],
        MissingFields = [],
        UnverifiedFields = ["email_address"],
        Verifications = new SignUpVerifications(),
        EmailAddress = "grace@acme.dev",
        PasswordEnabled = true,
        AbandonAt = Noon.AddDays(1),
    };

    public static VerificationResource CodeSent(DateTimeOffset at) => new()
    {
        Object = "verification_otp", Status = VerificationStatus.Unverified, Strategy = "email_code", Attempts = 0, ExpireAt = at.AddMinutes(10), NextAction = "needs_attempt",
    };

    public static SessionResource Session(DateTimeOffset at) => new()
    {
        Id = "sess_1",
        Status = SessionStatus.Active,
        ExpireAt = at.AddDays(7),
        AbandonAt = at.AddDays(30),
        LastActiveAt = at,
        FactorVerificationAge = [0, -1],
        PublicUserData = new PublicUserData { Identifier = "ada@acme.dev", UserId = "user_1" },
        CreatedAt = at,
        UpdatedAt = at,
    };

    public static ClientResource Client(SignInResource? signIn, SignUpResource? signUp, SessionResource? session, DateTimeOffset at) => new()
    {
        Id = "client_1",
        SignIn = signIn,
        SignUp = signUp,
        Sessions = session is null ? [] : [session],
        LastActiveSessionId = session?.Id,
        CreatedAt = at,
        UpdatedAt = at,
    };
}
