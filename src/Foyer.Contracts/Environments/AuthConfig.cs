namespace Foyer.Contracts;

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

    /// <summary>Whether sensitive changes ask for a factor again. Default false.</summary>
    public bool Reverification { get; init; }

    /// <summary>Channel preferred for codes (<c>sms</c>, <c>whatsapp</c>) by country (ISO 3166-1 alpha-2). Default none: SMS.</summary>
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

    /// <summary>Whether native apps enrol devices and sign in with the key a device holds. Default false; needs <see cref="ApiEnabled"/>.</summary>
    public bool TrustedDeviceSignInEnabled { get; init; }

    /// <summary>Whether the SDKs of native apps offer to trust the device after a sign-in. Default false.</summary>
    public bool TrustedDeviceEnrollmentPromptAfterSignInEnabled { get; init; }

    /// <summary>Whether the SDKs of native apps offer to trust the device after a sign-up. Default false.</summary>
    public bool TrustedDeviceEnrollmentPromptAfterSignUpEnabled { get; init; }
}
