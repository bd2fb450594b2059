using System.Text.Json.Serialization;

namespace Foyer.Contracts;

/// <summary>One person's attempt to sign in, from the first identifier to the session it creates (WIRE §6.7).</summary>
/// <remarks>The attempt belongs to one client and answers 404 to any other.</remarks>
public sealed record SignInResource
{
    /// <summary>Always <c>sign_in_attempt</c>.</summary>
    public string Object { get; } = "sign_in_attempt";

    /// <summary>Prefix <c>sia_</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What the flow needs next.</summary>
    public required SignInStatus Status { get; init; }

    /// <summary>Kinds of identifier this instance accepts.</summary>
    public IReadOnlyList<string> SupportedIdentifiers { get; init; } = [];

    /// <summary>First factors this person may use, best first; null until somebody is identified.</summary>
    public IReadOnlyList<SignInFactor>? SupportedFirstFactors { get; init; }

    /// <summary>Second factors this person may use; null until the first factor is proven.</summary>
    public IReadOnlyList<SignInFactor>? SupportedSecondFactors { get; init; }

    /// <summary>Progress of the first factor; null before one is prepared or attempted.</summary>
    public VerificationResource? FirstFactorVerification { get; init; }

    /// <summary>Progress of the second factor.</summary>
    public VerificationResource? SecondFactorVerification { get; init; }

    /// <summary>The identifier typed, normalised; null until one is given.</summary>
    public string? Identifier { get; init; }

    /// <summary>Who is signing in, as far as may be shown; null when nobody may be.</summary>
    public SignInUserData? UserData { get; init; }

    /// <summary>The session made by this sign-in; set exactly when <see cref="Status"/> is <c>complete</c>.</summary>
    public string? CreatedSessionId { get; init; }

    /// <summary>When the attempt is thrown away; 24 hours after it began.</summary>
    public required DateTimeOffset AbandonAt { get; init; }

    /// <summary>Whether this client is known for the person: <c>new</c>, <c>known</c>, <c>pending</c>; null when not asked.</summary>
    public string? ClientTrustState { get; init; }

    /// <summary>Language of the attempt, BCP 47; null when not given.</summary>
    public string? Locale { get; init; }

    /// <summary>Always null: this server has no protect check.</summary>
    public string? ProtectCheck { get; init; }
}

/// <summary>A way to prove one factor, as offered to the person (WIRE §6.4).</summary>
public sealed record SignInFactor
{
    /// <summary>Wire name, for example <c>password</c> or <c>email_code</c>.</summary>
    public required string Strategy { get; init; }

    /// <summary>The e-mail address a code goes to.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? EmailAddressId { get; init; }

    /// <summary>The phone number a code goes to.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PhoneNumberId { get; init; }

    /// <summary>The wallet that signs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Web3WalletId { get; init; }

    /// <summary>The device whose key signs; native apps only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TrustedDeviceId { get; init; }

    /// <summary>Where a code goes: whole when the person typed it, else masked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SafeIdentifier { get; init; }

    /// <summary>Whether that is the primary address or number.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Primary { get; init; }

    /// <summary>Whether this is the second factor used first.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Default { get; init; }
}

/// <summary>Who is signing in, as far as may be shown before a factor is proven.</summary>
public sealed record SignInUserData
{
    /// <summary>First name.</summary>
    public string? FirstName { get; init; }

    /// <summary>Last name.</summary>
    public string? LastName { get; init; }

    /// <summary>Profile image.</summary>
    public string ImageUrl { get; init; } = "";

    /// <summary>Whether <see cref="ImageUrl"/> is an uploaded image.</summary>
    public bool HasImage { get; init; }
}

/// <summary>Progress of a <see cref="SignInResource"/> (WIRE §6.3). An open set.</summary>
/// <param name="Value">The wire name.</param>
[JsonConverter(typeof(OpenNameConverter<SignInStatus>))]
public readonly record struct SignInStatus(string Value) : IOpenName<SignInStatus>
{
    /// <summary>No identifier yet.</summary>
    public static readonly SignInStatus NeedsIdentifier = new("needs_identifier");

    /// <summary>The person is known; a first factor must be proven.</summary>
    public static readonly SignInStatus NeedsFirstFactor = new("needs_first_factor");

    /// <summary>The first factor is proven; the account asks for a second.</summary>
    public static readonly SignInStatus NeedsSecondFactor = new("needs_second_factor");

    /// <summary>The password is right, and this client is not known for the account: a code must be proven too.</summary>
    public static readonly SignInStatus NeedsClientTrust = new("needs_client_trust");

    /// <summary>The person must choose a new password.</summary>
    public static readonly SignInStatus NeedsNewPassword = new("needs_new_password");

    /// <summary>Done: <see cref="SignInResource.CreatedSessionId"/> is set.</summary>
    public static readonly SignInStatus Complete = new("complete");

    /// <summary>Its time is over.</summary>
    public static readonly SignInStatus Abandoned = new("abandoned");

    /// <inheritdoc />
    public static SignInStatus From(string value) => new(value);

    /// <inheritdoc />
    public override string ToString() => Value;
}
