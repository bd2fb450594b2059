namespace Foyer.Contracts;

/// <summary>Attributes of people and rules about them.</summary>
public sealed record UserSettings
{
    /// <summary>What is known of a person, and what proves it.</summary>
    public UserAttributes Attributes { get; init; } = new();

    /// <summary>Social connections by strategy, for example <c>oauth_google</c>.</summary>
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

    /// <summary>Fields of the operator's own, in the order they are asked. None by default. The official user interface does not show them.</summary>
    public IReadOnlyList<CustomFieldSettings> CustomFields { get; init; } = [];

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

    /// <summary>Whether throw-away domains are refused. Default off.</summary>
    public Switch BlockDisposableEmailDomains { get; init; } = new();

    /// <summary>Whether Gmail addresses that differ in dots only count as one. Default off.</summary>
    public Switch IgnoreDotsForGmailAddresses { get; init; } = new();
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
    /// <summary>Offer passkeys while the identifier is typed. Default true; counts only while passkeys are on.</summary>
    public bool AllowAutofill { get; init; } = true;

    /// <summary>Show a button. Default true; counts only while passkeys are on.</summary>
    public bool ShowSignInButton { get; init; } = true;

    /// <summary>Whether a passkey counts as two factors. Default true.</summary>
    public bool SatisfiesSecondFactor { get; init; } = true;

    /// <summary>Whether people may make a passkey while they sign up, in the place of a password; an addition of ours. Default false; counts only while passkeys are on.</summary>
    public bool SignUpEnabled { get; init; }
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
