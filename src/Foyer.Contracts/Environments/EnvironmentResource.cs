namespace Foyer.Contracts;

/// <summary>What a browser must know of an instance before anybody signs in: <c>GET /v1/environment</c>, bare (WIRE §11).</summary>
public sealed record EnvironmentResource
{
    /// <summary>Always <c>environment</c>.</summary>
    public string Object { get; } = "environment";

    /// <summary>Prefix <c>env_</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Which ways in there are.</summary>
    public required AuthConfig AuthConfig { get; init; }

    /// <summary>Names, addresses and looks.</summary>
    public required DisplayConfig DisplayConfig { get; init; }

    /// <summary>Attributes of people and rules about them.</summary>
    public required UserSettings UserSettings { get; init; }

    /// <summary>Organizations.</summary>
    public required OrganizationSettings OrganizationSettings { get; init; }

    /// <summary>Fraud protection of native apps.</summary>
    public required FraudSettings FraudSettings { get; init; }

    /// <summary>Billing.</summary>
    public required CommerceSettings CommerceSettings { get; init; }

    /// <summary>API keys.</summary>
    public required ApiKeysSettings ApiKeysSettings { get; init; }

    /// <summary>Bot protection scripts.</summary>
    public required ProtectConfig ProtectConfig { get; init; }

    /// <summary>Whether the official UI shows a maintenance banner. Default false.</summary>
    public bool MaintenanceMode { get; init; }

    /// <summary>Whether clerk-js logs verbosely. Default false.</summary>
    public bool ClientDebugMode { get; init; }

    /// <summary>Whether cookies are partitioned (CHIPS). Default false.</summary>
    public bool PartitionedCookies { get; init; }
}

/// <summary>Which ways in there are. Lists and on/off words follow from the attributes; the switches are settings.</summary>
public sealed record AuthConfig
{
    /// <summary>Always <c>auth_config</c>.</summary>
    public string Object { get; } = "auth_config";

    /// <summary>Prefix <c>aconf_</c>; given by the server.</summary>
    public string Id { get; init; } = "";

    /// <summary><c>on</c>, <c>off</c> or <c>required</c>; follows from the attribute.</summary>
    public string FirstName { get; init; } = "on";

    /// <summary><c>on</c>, <c>off</c> or <c>required</c>; follows from the attribute.</summary>
    public string LastName { get; init; } = "on";

    /// <summary><c>on</c>, <c>off</c> or <c>required</c>; follows from the attribute.</summary>
    public string EmailAddress { get; init; } = "required";

    /// <summary><c>on</c>, <c>off</c> or <c>required</c>; follows from the attribute.</summary>
    public string PhoneNumber { get; init; } = "off";

    /// <summary><c>on</c>, <c>off</c> or <c>required</c>; follows from the attribute.</summary>
    public string Username { get; init; } = "off";

    /// <summary><c>on</c>, <c>off</c> or <c>required</c>; follows from the attribute.</summary>
    public string Password { get; init; } = "required";

    /// <summary>Groups of identifiers, one of which suffices; follows from the attributes.</summary>
    public IReadOnlyList<IReadOnlyList<string>> IdentificationRequirements { get; init; } = [];

    /// <summary>Identifiers people sign in with; follows from the attributes.</summary>
    public IReadOnlyList<string> IdentificationStrategies { get; init; } = [];

    /// <summary>First factors on offer; follows from the attributes.</summary>
    public IReadOnlyList<string> FirstFactors { get; init; } = [];

    /// <summary>Second factors on offer; follows from the attributes.</summary>
    public IReadOnlyList<string> SecondFactors { get; init; } = [];

    /// <summary>How e-mail addresses are proven; follows from the attributes.</summary>
    public IReadOnlyList<string> EmailAddressVerificationStrategies { get; init; } = [];

    /// <summary>Whether a client holds at most one session. Default true.</summary>
    public bool SingleSessionMode { get; init; } = true;

    /// <summary>Whether a delivery service of Clerk's own sends mail; never here.</summary>
    public bool EnhancedEmailDeliverability { get; init; }

    /// <summary>
    /// Whether addresses with <c>+clerk_test</c> get no mail and the code 424242 (WIRE §15). Default: on in development;
    /// cannot be on in production.
    /// </summary>
    public bool? TestMode { get; init; }

    /// <summary>Whether development goes without third-party cookies. Always true.</summary>
    public bool CookielessDev { get; init; } = true;

    /// <summary>Whether development hands sessions over in URLs. Always true.</summary>
    public bool UrlBasedSessionSyncing { get; init; } = true;

    /// <summary>When a keyless application was claimed; null here.</summary>
    public DateTimeOffset? ClaimedAt { get; init; }

    /// <summary>Whether sensitive changes ask for a factor again. Default false until step-up is built.</summary>
    public bool Reverification { get; init; }

    /// <summary>Channel preferred for codes by country.</summary>
    public IReadOnlyDictionary<string, string> PreferredChannels { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether token minting is asked to carry the last token. Always false.</summary>
    public bool SessionMinter { get; init; }

    /// <summary>Native apps.</summary>
    public NativeSettings NativeSettings { get; init; } = new();
}

/// <summary>Native apps.</summary>
public sealed record NativeSettings
{
    /// <summary>Always <c>native_settings</c>.</summary>
    public string Object { get; } = "native_settings";

    /// <summary>Whether native apps may call the Frontend API. Default false.</summary>
    public bool ApiEnabled { get; init; }

    /// <summary>Whether a trusted device may sign in.</summary>
    public bool TrustedDeviceSignInEnabled { get; init; }

    /// <summary>Whether sign-in offers to trust the device.</summary>
    public bool TrustedDeviceEnrollmentPromptAfterSignInEnabled { get; init; }

    /// <summary>Whether sign-up offers to trust the device.</summary>
    public bool TrustedDeviceEnrollmentPromptAfterSignUpEnabled { get; init; }
}

/// <summary>Names, addresses and looks. Addresses are absolute.</summary>
public sealed record DisplayConfig
{
    /// <summary>Always <c>display_config</c>.</summary>
    public string Object { get; } = "display_config";

    /// <summary>Prefix <c>dconf_</c>; given by the server.</summary>
    public string Id { get; init; } = "";

    /// <summary><c>production</c> or <c>development</c>; given by the server.</summary>
    public string InstanceEnvironmentType { get; init; } = "";

    /// <summary>The application's name, shown to people.</summary>
    public string ApplicationName { get; init; } = "";

    /// <summary>Colours for clients older than CSS variables.</summary>
    public DisplayTheme Theme { get; init; } = new();

    /// <summary><c>password</c> or <c>otp</c>: which factor the official UI shows first. Default <c>password</c>.</summary>
    public string PreferredSignInStrategy { get; init; } = "password";

    /// <summary>Logo; empty for none.</summary>
    public string LogoImageUrl { get; init; } = "";

    /// <summary>Favicon; empty for none.</summary>
    public string FaviconImageUrl { get; init; } = "";

    /// <summary>Always null; see <see cref="LogoImageUrl"/>.</summary>
    public string? LogoImage { get; init; }

    /// <summary>Always null; see <see cref="FaviconImageUrl"/>.</summary>
    public string? FaviconImage { get; init; }

    /// <summary>Logo under its older name.</summary>
    public string? LogoUrl { get; init; }

    /// <summary>Favicon under its older name.</summary>
    public string? FaviconUrl { get; init; }

    /// <summary>Where the logo leads.</summary>
    public string LogoLinkUrl { get; init; } = "";

    /// <summary>The app's home.</summary>
    public string HomeUrl { get; init; } = "";

    /// <summary>The sign-in page.</summary>
    public string SignInUrl { get; init; } = "";

    /// <summary>The sign-up page.</summary>
    public string SignUpUrl { get; init; } = "";

    /// <summary>The account page.</summary>
    public string UserProfileUrl { get; init; } = "";

    /// <summary>The waitlist page.</summary>
    public string WaitlistUrl { get; init; } = "";

    /// <summary>The consent page of the OAuth provider.</summary>
    public string OauthConsentUrl { get; init; } = "";

    /// <summary>Where a sign-in leads when nothing else says so.</summary>
    public string AfterSignInUrl { get; init; } = "";

    /// <summary>Where a sign-up leads when nothing else says so.</summary>
    public string AfterSignUpUrl { get; init; } = "";

    /// <summary>Where signing out of one of several sessions leads.</summary>
    public string AfterSignOutOneUrl { get; init; } = "";

    /// <summary>Where signing out leads.</summary>
    public string AfterSignOutAllUrl { get; init; } = "";

    /// <summary>Where switching sessions leads.</summary>
    public string AfterSwitchSessionUrl { get; init; } = "";

    /// <summary>Where joining the waitlist leads.</summary>
    public string AfterJoinWaitlistUrl { get; init; } = "";

    /// <summary>The organization page.</summary>
    public string OrganizationProfileUrl { get; init; } = "";

    /// <summary>The page that creates an organization.</summary>
    public string CreateOrganizationUrl { get; init; } = "";

    /// <summary>Where leaving an organization leads.</summary>
    public string AfterLeaveOrganizationUrl { get; init; } = "";

    /// <summary>Where creating an organization leads.</summary>
    public string AfterCreateOrganizationUrl { get; init; } = "";

    /// <summary>Address people may write to; empty for none.</summary>
    public string? SupportEmail { get; init; } = "";

    /// <summary>Whether the official UI shows its badge. Always false.</summary>
    public bool Branded { get; init; }

    /// <summary>Whether social buttons come first. Always false.</summary>
    public bool ExperimentalForceOauthFirst { get; init; }

    /// <summary>Major version of clerk-js the pages load.</summary>
    public string? ClerkJsVersion { get; init; } = "6";

    /// <summary>Whether the official UI warns of development mode; given by the server.</summary>
    public bool ShowDevmodeWarning { get; init; }

    /// <summary>Google One Tap.</summary>
    public string? GoogleOneTapClientId { get; init; }

    /// <summary>Help page.</summary>
    public string? HelpUrl { get; init; }

    /// <summary>Privacy policy.</summary>
    public string? PrivacyPolicyUrl { get; init; }

    /// <summary>Terms of service.</summary>
    public string? TermsUrl { get; init; }

    /// <summary>Captcha site key.</summary>
    public string? CaptchaPublicKey { get; init; }

    /// <summary>Captcha widget.</summary>
    public string? CaptchaWidgetType { get; init; }

    /// <summary>Captcha site key of the invisible widget.</summary>
    public string? CaptchaPublicKeyInvisible { get; init; }

    /// <summary>Captcha provider.</summary>
    public string? CaptchaProvider { get; init; } = "turnstile";

    /// <summary>Social strategies that go without captcha.</summary>
    public IReadOnlyList<string> CaptchaOauthBypass { get; init; } = [];

    /// <summary>Whether captcha beats in the background.</summary>
    public bool CaptchaHeartbeat { get; init; }
}

/// <summary>Colours for clients older than CSS variables.</summary>
public sealed record DisplayTheme
{
    /// <summary>Buttons.</summary>
    public ThemeButtons Buttons { get; init; } = new();

    /// <summary>Everything else.</summary>
    public ThemeGeneral General { get; init; } = new();

    /// <summary>Hosted pages.</summary>
    public ThemeAccounts Accounts { get; init; } = new();
}

/// <summary>Buttons.</summary>
public sealed record ThemeButtons
{
    /// <summary>CSS colour of the label.</summary>
    public string FontColor { get; init; } = "#ffffff";

    /// <summary>CSS font family.</summary>
    public string FontFamily { get; init; } = "system-ui, sans-serif";

    /// <summary>CSS font weight.</summary>
    public string FontWeight { get; init; } = "600";
}

/// <summary>Everything but buttons.</summary>
public sealed record ThemeGeneral
{
    /// <summary>CSS colour of the brand.</summary>
    public string Color { get; init; } = "#0a6259";

    /// <summary>CSS colour of cards.</summary>
    public string BackgroundColor { get; init; } = "#ffffff";

    /// <summary>CSS font family.</summary>
    public string FontFamily { get; init; } = "system-ui, sans-serif";

    /// <summary>CSS colour of text.</summary>
    public string FontColor { get; init; } = "#14201f";

    /// <summary>CSS font weight of labels.</summary>
    public string LabelFontWeight { get; init; } = "600";

    /// <summary>CSS padding.</summary>
    public string Padding { get; init; } = "1em";

    /// <summary>CSS border radius.</summary>
    public string BorderRadius { get; init; } = "0.5em";

    /// <summary>CSS shadow.</summary>
    public string BoxShadow { get; init; } = "0 2px 8px rgba(0, 0, 0, 0.2)";
}

/// <summary>Hosted pages.</summary>
public sealed record ThemeAccounts
{
    /// <summary>CSS colour of the page.</summary>
    public string BackgroundColor { get; init; } = "#ffffff";
}

/// <summary>Attributes of people and rules about them.</summary>
public sealed record UserSettings
{
    /// <summary>What is known of a person, and what proves it.</summary>
    public UserAttributes Attributes { get; init; } = new();

    /// <summary>Social connections by strategy, for example <c>oauth_google</c>. Empty until they are built.</summary>
    public IReadOnlyDictionary<string, SocialSettings> Social { get; init; } = new Dictionary<string, SocialSettings>();

    /// <summary>SAML.</summary>
    public EnterpriseSsoSettings Saml { get; init; } = new();

    /// <summary>Enterprise connections.</summary>
    public EnterpriseSsoSettings EnterpriseSso { get; init; } = new();

    /// <summary>Sign-in.</summary>
    public SignInSettings SignIn { get; init; } = new();

    /// <summary>Sign-up.</summary>
    public SignUpSettings SignUp { get; init; } = new();

    /// <summary>Who may sign up.</summary>
    public RestrictionSettings Restrictions { get; init; } = new();

    /// <summary>Rules for passwords.</summary>
    public PasswordSettings PasswordSettings { get; init; } = new();

    /// <summary>Rules for usernames.</summary>
    public UsernameSettings UsernameSettings { get; init; } = new();

    /// <summary>Passkeys.</summary>
    public PasskeySettings PasskeySettings { get; init; } = new();

    /// <summary>What people may do themselves.</summary>
    public UserActionSettings Actions { get; init; } = new();

    /// <summary>Protection against attacks.</summary>
    public AttackProtectionSettings AttackProtection { get; init; } = new();
}

/// <summary>What is known of a person. Every attribute is present, on or off.</summary>
public sealed record UserAttributes
{
    /// <summary>E-mail address; on, required, proven by code, a first factor.</summary>
    public UserAttribute EmailAddress { get; init; } = new()
    {
        Enabled = true, Required = true, UsedForFirstFactor = true, FirstFactors = ["email_code"], Verifications = ["email_code"], VerifyAtSignUp = true,
    };

    /// <summary>Phone number; off.</summary>
    public UserAttribute PhoneNumber { get; init; } = new();

    /// <summary>Username; off.</summary>
    public UserAttribute Username { get; init; } = new();

    /// <summary>Web3 wallet; off.</summary>
    public UserAttribute Web3Wallet { get; init; } = new();

    /// <summary>First name; on, optional.</summary>
    public UserAttribute FirstName { get; init; } = new() { Enabled = true };

    /// <summary>Last name; on, optional.</summary>
    public UserAttribute LastName { get; init; } = new() { Enabled = true };

    /// <summary>Password; on, required.</summary>
    public UserAttribute Password { get; init; } = new() { Enabled = true, Required = true };

    /// <summary>Authenticator app; off.</summary>
    public UserAttribute AuthenticatorApp { get; init; } = new();

    /// <summary>Sign-in tickets; off.</summary>
    public UserAttribute Ticket { get; init; } = new();

    /// <summary>Backup codes; off.</summary>
    public UserAttribute BackupCode { get; init; } = new();

    /// <summary>Passkeys; off.</summary>
    public UserAttribute Passkey { get; init; } = new();
}

/// <summary>One attribute of a person.</summary>
public sealed record UserAttribute
{
    /// <summary>Whether the instance knows it at all. Default false.</summary>
    public bool Enabled { get; init; }

    /// <summary>Whether sign-up demands it. Default false.</summary>
    public bool Required { get; init; }

    /// <summary>Whether it identifies a person at sign-in. Default false.</summary>
    public bool UsedForFirstFactor { get; init; }

    /// <summary>Strategies that prove it as first factor.</summary>
    public IReadOnlyList<string> FirstFactors { get; init; } = [];

    /// <summary>Whether it serves as second factor. Default false.</summary>
    public bool UsedForSecondFactor { get; init; }

    /// <summary>Strategies that prove it as second factor.</summary>
    public IReadOnlyList<string> SecondFactors { get; init; } = [];

    /// <summary>Strategies that prove it belongs to the person.</summary>
    public IReadOnlyList<string> Verifications { get; init; } = [];

    /// <summary>Whether sign-up waits until it is proven. Default false.</summary>
    public bool VerifyAtSignUp { get; init; }

    /// <summary>Whether it stays as first given. Default false.</summary>
    public bool Immutable { get; init; }

    /// <summary>Message channels, for phone numbers: <c>sms</c>, <c>whatsapp</c>.</summary>
    public IReadOnlyList<string> Channels { get; init; } = [];
}

/// <summary>One social connection.</summary>
public sealed record SocialSettings
{
    /// <summary>Whether it exists.</summary>
    public bool Enabled { get; init; }

    /// <summary>Whether it is demanded.</summary>
    public bool Required { get; init; }

    /// <summary>Whether people may sign in with it.</summary>
    public bool Authenticatable { get; init; }

    /// <summary>Whether addresses with a tag are refused.</summary>
    public bool BlockEmailSubaddresses { get; init; }

    /// <summary>Wire name, for example <c>oauth_google</c>.</summary>
    public string Strategy { get; init; } = "";

    /// <summary>Whether it is hidden from lists.</summary>
    public bool NotSelectable { get; init; }

    /// <summary>Whether it is on its way out.</summary>
    public bool Deprecated { get; init; }

    /// <summary>Name shown.</summary>
    public string Name { get; init; } = "";

    /// <summary>Logo; null for the initial.</summary>
    public string? LogoUrl { get; init; }
}

/// <summary>Enterprise connections.</summary>
public sealed record EnterpriseSsoSettings
{
    /// <summary>Whether they exist. Default false.</summary>
    public bool Enabled { get; init; }

    /// <summary>Whether organizations set them up themselves. Default false.</summary>
    public bool SelfServeSso { get; init; }
}

/// <summary>Sign-in.</summary>
public sealed record SignInSettings
{
    /// <summary>Second factor.</summary>
    public SecondFactorSettings SecondFactor { get; init; } = new();
}

/// <summary>Second factor.</summary>
public sealed record SecondFactorSettings
{
    /// <summary>Whether everybody must have one. Default false.</summary>
    public bool Required { get; init; }

    /// <summary>Whether anybody can have one. Default false.</summary>
    public bool Enabled { get; init; }
}

/// <summary>Sign-up.</summary>
public sealed record SignUpSettings
{
    /// <summary>Whether only listed addresses may sign up. Default false.</summary>
    public bool AllowlistOnly { get; init; }

    /// <summary>Whether a captcha is asked for. Default false.</summary>
    public bool CaptchaEnabled { get; init; }

    /// <summary><c>smart</c> or <c>invisible</c>.</summary>
    public string CaptchaWidgetType { get; init; } = "smart";

    /// <summary>Whether the app must act before a sign-up completes. Default false.</summary>
    public bool CustomActionRequired { get; init; }

    /// <summary>Whether fields may be given step by step. Always true.</summary>
    public bool Progressive { get; init; } = true;

    /// <summary><c>public</c> (default), <c>restricted</c> (nobody signs up by themselves) or <c>waitlist</c>.</summary>
    public string Mode { get; init; } = "public";

    /// <summary>Whether the terms must be accepted. Default false.</summary>
    public bool LegalConsentEnabled { get; init; }

    /// <summary>Second factor at sign-up.</summary>
    public SignUpMfaSettings Mfa { get; init; } = new();
}

/// <summary>Second factor at sign-up.</summary>
public sealed record SignUpMfaSettings
{
    /// <summary>Whether it is demanded. Default false.</summary>
    public bool Required { get; init; }
}

/// <summary>Who may sign up.</summary>
public sealed record RestrictionSettings
{
    /// <summary>Only listed identifiers.</summary>
    public Switch Allowlist { get; init; } = new();

    /// <summary>No listed identifiers.</summary>
    public Switch Blocklist { get; init; } = new();

    /// <summary>Whether the lists are not asked at sign-in.</summary>
    public Switch AllowlistBlocklistDisabledOnSignIn { get; init; } = new();

    /// <summary>Whether addresses with a tag (<c>name+tag@…</c>) are refused. Default off.</summary>
    public Switch BlockEmailSubaddresses { get; init; } = new();

    /// <summary>Whether throw-away domains are refused.</summary>
    public Switch BlockDisposableEmailDomains { get; init; } = new();
}

/// <summary>On or off.</summary>
public sealed record Switch
{
    /// <summary>Default false.</summary>
    public bool Enabled { get; init; }
}

/// <summary>Rules for passwords.</summary>
public sealed record PasswordSettings
{
    /// <summary>Whether breached passwords are let through. Default true until the breach list is built.</summary>
    public bool DisableHibp { get; init; } = true;

    /// <summary>Whether a password change goes without step-up. Default false.</summary>
    public bool DisablePasswordReverification { get; init; }

    /// <summary>Shortest password, 8 to 72 characters. Default 8.</summary>
    public int MinLength { get; init; } = 8;

    /// <summary>Longest password, 8 to 72 characters. Default 72.</summary>
    public int MaxLength { get; init; } = 72;

    /// <summary>Demand a special character. Default false.</summary>
    public bool RequireSpecialChar { get; init; }

    /// <summary>Demand a digit. Default false.</summary>
    public bool RequireNumbers { get; init; }

    /// <summary>Demand an upper-case letter. Default false.</summary>
    public bool RequireUppercase { get; init; }

    /// <summary>Demand a lower-case letter. Default false.</summary>
    public bool RequireLowercase { get; init; }

    /// <summary>Whether strength is shown. Default false.</summary>
    public bool ShowZxcvbn { get; init; }

    /// <summary>Lowest strength, 0 to 4. Default 0.</summary>
    public int MinZxcvbnStrength { get; init; }

    /// <summary>Whether breached passwords are refused at sign-in too. Default false.</summary>
    public bool EnforceHibpOnSignIn { get; init; }

    /// <summary>What counts as special character.</summary>
    public string AllowedSpecialCharacters { get; init; } = "!\"#$%&'()*+,-./:;<=>?@[]^_`{|}~";
}

/// <summary>Rules for usernames.</summary>
public sealed record UsernameSettings
{
    /// <summary>Shortest username, 4 to 64 characters. Default 4.</summary>
    public int MinLength { get; init; } = 4;

    /// <summary>Longest username, 4 to 64 characters. Default 64.</summary>
    public int MaxLength { get; init; } = 64;

    /// <summary>Allow <c>.</c>, <c>+</c> and other signs besides <c>_</c> and <c>-</c>. Default false.</summary>
    public bool AllowExtendedSpecialCharacters { get; init; }

    /// <summary>Allow usernames of digits only. Default false.</summary>
    public bool AllowNumericUsernames { get; init; }
}

/// <summary>Passkeys.</summary>
public sealed record PasskeySettings
{
    /// <summary>Offer passkeys while the identifier is typed.</summary>
    public bool AllowAutofill { get; init; }

    /// <summary>Show a button.</summary>
    public bool ShowSignInButton { get; init; }

    /// <summary>Whether a passkey counts as two factors. Default true.</summary>
    public bool SatisfiesSecondFactor { get; init; } = true;
}

/// <summary>What people may do themselves.</summary>
public sealed record UserActionSettings
{
    /// <summary>Delete the account. Default true.</summary>
    public bool DeleteSelf { get; init; } = true;

    /// <summary>Create organizations. Default false until organizations are built.</summary>
    public bool CreateOrganization { get; init; }

    /// <summary>How many organizations; null for no limit.</summary>
    public int? CreateOrganizationsLimit { get; init; }
}

/// <summary>Protection against attacks.</summary>
public sealed record AttackProtectionSettings
{
    /// <summary>Lock accounts after failed attempts.</summary>
    public UserLockoutSettings UserLockout { get; init; } = new();

    /// <summary>Mask identifiers. Always on.</summary>
    public Switch Pii { get; init; } = new() { Enabled = true };

    /// <summary>E-mail links.</summary>
    public EmailLinkSettings EmailLink { get; init; } = new();

    /// <summary>Answer the same for known and unknown identifiers. Default off.</summary>
    public Switch EnumerationProtection { get; init; } = new();
}

/// <summary>Lock accounts after failed attempts.</summary>
public sealed record UserLockoutSettings
{
    /// <summary>Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Failed attempts before a lock, 1 to 100. Default 10.</summary>
    public int MaxAttempts { get; init; } = 10;

    /// <summary>Length of a lock in minutes, 1 to 525,600. Default 60.</summary>
    public int DurationInMinutes { get; init; } = 60;
}

/// <summary>E-mail links.</summary>
public sealed record EmailLinkSettings
{
    /// <summary>Whether a link works only on the client that asked for it.</summary>
    public bool RequireSameClient { get; init; }
}

/// <summary>Organizations. Off until they are built.</summary>
public sealed record OrganizationSettings
{
    /// <summary>Whether organizations exist. Default false.</summary>
    public bool Enabled { get; init; }

    /// <summary>Members at most. Default 5.</summary>
    public int MaxAllowedMemberships { get; init; } = 5;

    /// <summary>Role of whoever creates an organization.</summary>
    public string CreatorRole { get; init; } = "org:admin";

    /// <summary>Whether a session must act for an organization. Default false.</summary>
    public bool ForceOrganizationSelection { get; init; }

    /// <summary>What administrators may do.</summary>
    public OrganizationActionSettings Actions { get; init; } = new();

    /// <summary>Verified domains.</summary>
    public OrganizationDomainSettings Domains { get; init; } = new();

    /// <summary>Slugs.</summary>
    public OrganizationSlugSettings Slug { get; init; } = new();

    /// <summary>Suggestions for new organizations.</summary>
    public Switch OrganizationCreationDefaults { get; init; } = new();
}

/// <summary>What administrators of an organization may do.</summary>
public sealed record OrganizationActionSettings
{
    /// <summary>Delete the organization. Default true.</summary>
    public bool AdminDelete { get; init; } = true;
}

/// <summary>Verified domains of organizations.</summary>
public sealed record OrganizationDomainSettings
{
    /// <summary>Default false.</summary>
    public bool Enabled { get; init; }

    /// <summary>Modes on offer.</summary>
    public IReadOnlyList<string> EnrollmentModes { get; init; } = [];

    /// <summary>Role of people who join by domain.</summary>
    public string DefaultRole { get; init; } = "org:member";
}

/// <summary>Slugs of organizations.</summary>
public sealed record OrganizationSlugSettings
{
    /// <summary>Default false.</summary>
    public bool Disabled { get; init; }
}

/// <summary>Fraud protection of native apps.</summary>
public sealed record FraudSettings
{
    /// <summary>Always <c>fraud_settings</c>.</summary>
    public string Object { get; } = "fraud_settings";

    /// <summary>Native apps.</summary>
    public FraudNativeSettings Native { get; init; } = new();
}

/// <summary>Fraud protection of native apps.</summary>
public sealed record FraudNativeSettings
{
    /// <summary>Always <c>disabled</c>.</summary>
    public string DeviceAttestationMode { get; init; } = "disabled";
}

/// <summary>Billing; off.</summary>
public sealed record CommerceSettings
{
    /// <summary>Billing.</summary>
    public BillingSettings Billing { get; init; } = new();
}

/// <summary>Billing; off.</summary>
public sealed record BillingSettings
{
    /// <summary>Always null.</summary>
    public string? StripePublishableKey { get; init; }

    /// <summary>Whether a trial asks for a payment method.</summary>
    public bool FreeTrialRequiresPaymentMethod { get; init; } = true;

    /// <summary>Billing of people.</summary>
    public BillingScope User { get; init; } = new();

    /// <summary>Billing of organizations.</summary>
    public BillingScope Organization { get; init; } = new();
}

/// <summary>Billing of one kind of payer.</summary>
public sealed record BillingScope
{
    /// <summary>Default false.</summary>
    public bool Enabled { get; init; }

    /// <summary>Default false.</summary>
    public bool HasPaidPlans { get; init; }
}

/// <summary>API keys; off until they are built.</summary>
public sealed record ApiKeysSettings
{
    /// <summary>Default false.</summary>
    public bool Enabled { get; init; }

    /// <summary>Keys of people.</summary>
    public bool UserApiKeysEnabled { get; init; }

    /// <summary>Keys of organizations.</summary>
    public bool OrgsApiKeysEnabled { get; init; }
}

/// <summary>Bot protection scripts; none.</summary>
public sealed record ProtectConfig
{
    /// <summary>Always <c>protect_config</c>.</summary>
    public string Object { get; } = "protect_config";

    /// <summary>Given by the server.</summary>
    public string Id { get; init; } = "";

    /// <summary>Always empty.</summary>
    public IReadOnlyList<string> Loaders { get; init; } = [];
}
