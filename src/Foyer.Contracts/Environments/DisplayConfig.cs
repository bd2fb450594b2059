namespace Foyer.Contracts;

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
