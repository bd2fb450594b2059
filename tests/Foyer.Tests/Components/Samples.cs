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

    public static readonly SignInFactor ByPassword = new() { Strategy = "password" };

    public static readonly SignInFactor ByCode = new() { Strategy = "email_code", EmailAddressId = "idn_1", SafeIdentifier = "ada@acme.dev", Primary = true };

    public static readonly SignInResource BlankSignIn = new() { Id = "sia_1", Status = SignInStatus.NeedsIdentifier, AbandonAt = Noon.AddDays(1) };

    public static readonly SignInResource SignIn = BlankSignIn with
    {
        Status = SignInStatus.NeedsFirstFactor,
        Identifier = "ada@acme.dev",
        SupportedFirstFactors = [ByPassword, ByCode],
    };

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
