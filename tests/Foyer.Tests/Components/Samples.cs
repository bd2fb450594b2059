using System.Text.Json;
using Foyer.Components.Reverification;
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

    public static readonly PhoneNumberResource Number = new() { Id = "idn_2", PhoneNumber = "+14155550100", Verification = CodeSent(Noon) with { Status = VerificationStatus.Verified }, CreatedAt = Noon, UpdatedAt = Noon };
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
            PhoneNumbers = [Number],
            Passkeys = [Passkey],
            PasswordEnabled = true,
            TwoFactorEnabled = hasApp,
            TotpEnabled = hasApp,
            CreatedAt = Noon,
            UpdatedAt = Noon,
        },
    };

    /// <summary>The second address of the account is being proven.</summary>
    public static AccountModel Verifying(string strategy)
    {
        AccountModel account = Account(AccountPage.Profile);
        EmailAddressResource[] addresses = [account.User.EmailAddresses[0], account.User.EmailAddresses[1] with { Verification = CodeSent(Noon) with { Strategy = strategy } }];
        return account with { Open = "verify", OpenId = "idn_3", User = account.User with { EmailAddresses = addresses } };
    }

    public static AccountModel WithPicture => Account(AccountPage.Profile) is var account ? account with { User = account.User with { HasImage = true, ImageUrl = "https://app.example/__foyer/images/1" } } : null!;

    public static readonly Web3WalletResource Wallet = new()
    {
        Id = "idn_7", Web3Wallet = "0x52908400098527886e0f7030069857d2e4169ee7", CreatedAt = Noon, UpdatedAt = Noon,
        Verification = new VerificationResource { Object = "verification_web3", Status = VerificationStatus.Unverified, Strategy = "web3_metamask_signature", Message = "app.example wants you to sign in\nNonce: 1" },
    };

    /// <summary>One account connected, one that could not be, one to connect; a wallet that is proven and one that is not.</summary>
    public static AccountModel Connected
    {
        get
        {
            AccountModel account = Account(AccountPage.Profile);
            ExternalAccountResource google = new()
            {
                Id = "eac_1", Provider = "oauth_google", IdentificationId = "idn_4", ProviderUserId = "1", EmailAddress = "ada@gmail.example", PublicMetadata = Blank,
                Verification = new VerificationResource { Object = "verification_oauth", Status = VerificationStatus.Verified, Strategy = "oauth_google" }, CreatedAt = Noon, UpdatedAt = Noon,
            };
            ErrorResource denied = new() { Code = "oauth_access_denied", Message = "Denied", LongMessage = "Denied" };
            ExternalAccountResource gitHub = google with
            {
                Id = "eac_2",
                Provider = "oauth_github",
                ProviderUserId = "",
                EmailAddress = "",
                Verification = new VerificationResource { Object = "verification_oauth", Status = VerificationStatus.Failed, Strategy = "oauth_github", Error = denied },
            };
            Web3WalletResource proven = Wallet with { Id = "idn_6", Web3Wallet = "0x8617e340b3d01fa5f11f306f4090fd50e238070d", Verification = Wallet.Verification! with { Status = VerificationStatus.Verified } };
            return account with
            {
                User = account.User with { ExternalAccounts = [google, gitHub], Web3Wallets = [proven, Wallet], PrimaryWeb3WalletId = "idn_6" },
                Settings = account.Settings with { Attributes = account.Settings.Attributes with { Web3Wallet = new UserAttribute { Enabled = true, Verifications = ["web3_metamask_signature"] } } },
            };
        }
    }

    public static AccountModel WithDevices
    {
        get
        {
            AccountModel account = Account(AccountPage.Security);
            ActiveSession here = new()
            {
                Id = "sess_1", Status = SessionStatus.Active, ExpireAt = Noon.AddDays(7), AbandonAt = Noon.AddDays(30), LastActiveAt = Noon,
                LatestActivity = new SessionActivity { Id = "sess_activity_1", BrowserName = "Chrome", BrowserVersion = "131.0.0.0", DeviceType = "Macintosh", IpAddress = "203.0.113.7", City = "London", Country = "United Kingdom" },
            };
            ActiveSession phone = here with { Id = "sess_2", LatestActivity = new SessionActivity { Id = "sess_activity_2", IsMobile = true } };
            return account with { Sessions = [phone, here], User = account.User with { DeleteSelfEnabled = true } };
        }
    }

    /// <summary>Two numbers, of which one takes codes as second factor.</summary>
    public static AccountModel WithSecondPhone
    {
        get
        {
            AccountModel account = Account(AccountPage.Security, hasApp: false);
            PhoneNumberResource number = account.User.PhoneNumbers[0];
            return account with
            {
                User = account.User with { PhoneNumbers = [number with { ReservedForSecondFactor = true, DefaultSecondFactor = true }, number with { Id = "idn_8", PhoneNumber = "+14155550101" }], TwoFactorEnabled = true },
                Settings = account.Settings with { Attributes = account.Settings.Attributes with { PhoneNumber = account.Settings.Attributes.PhoneNumber with { UsedForSecondFactor = true } } },
            };
        }
    }

    public static StepUpModel StepUp(StepUpPart part) => new()
    {
        Part = part, Identifier = "ada@acme.dev", Page = "/user", Then = new Repetition("add", new Dictionary<string, string> { ["kind"] = "email_address", ["email_address"] = "ada@home.dev" }),
    };

    public static readonly SignInResource SigningWallet = SignIn with { Identifier = Wallet.Web3Wallet, SupportedFirstFactors = [new SignInFactor { Strategy = "web3_metamask_signature" }], FirstFactorVerification = Wallet.Verification };

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
