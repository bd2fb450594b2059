using System.Text.Json;
using System.Text.Json.Serialization;

namespace Foyer.Contracts;

/// <summary>One person's attempt to sign up, from the first field to the user it creates (WIRE §7.7).</summary>
/// <remarks>The attempt belongs to one client and answers 404 to any other.</remarks>
public sealed record SignUpResource
{
    /// <summary>Always <c>sign_up_attempt</c>.</summary>
    public string Object { get; } = "sign_up_attempt";

    /// <summary>Prefix <c>sua_</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What the flow needs next.</summary>
    public required SignUpStatus Status { get; init; }

    /// <summary>Fields the instance demands.</summary>
    public required IReadOnlyList<string> RequiredFields { get; init; }

    /// <summary>Fields that may be given.</summary>
    public required IReadOnlyList<string> OptionalFields { get; init; }

    /// <summary>Required fields not given yet.</summary>
    public required IReadOnlyList<string> MissingFields { get; init; }

    /// <summary>Fields given that must be proven before the sign-up completes.</summary>
    public required IReadOnlyList<string> UnverifiedFields { get; init; }

    /// <summary>Progress of proving each kind of field.</summary>
    public required SignUpVerifications Verifications { get; init; }

    /// <summary>Username chosen.</summary>
    public string? Username { get; init; }

    /// <summary>E-mail address given, normalised.</summary>
    public string? EmailAddress { get; init; }

    /// <summary>Phone number given, E.164.</summary>
    public string? PhoneNumber { get; init; }

    /// <summary>Web3 wallet given.</summary>
    public string? Web3Wallet { get; init; }

    /// <summary>Whether a password was given.</summary>
    public bool PasswordEnabled { get; init; }

    /// <summary>The same as <see cref="PasswordEnabled"/>, under the name the SDKs read (WIRE §7.7).</summary>
    public bool HasPassword => PasswordEnabled;

    /// <summary>First name.</summary>
    public string? FirstName { get; init; }

    /// <summary>Last name.</summary>
    public string? LastName { get; init; }

    /// <summary>Data the page added; anybody may write it.</summary>
    public JsonElement? UnsafeMetadata { get; init; }

    /// <summary>Data an operator added.</summary>
    public JsonElement? PublicMetadata { get; init; }

    /// <summary>A mark of the app's, set by its server; it does not hold the sign-up up.</summary>
    public bool CustomAction { get; init; }

    /// <summary>The app's own id for the person, set by its server; the user gets it.</summary>
    public string? ExternalId { get; init; }

    /// <summary>The connection the person came by, for example <c>oauth_google</c>; null when by none.</summary>
    public string? ExternalAccountStrategy { get; init; }

    /// <summary>Always null: what the provider said stands in the other fields.</summary>
    public string? ExternalAccount { get; init; }

    /// <summary>The session made; set when complete.</summary>
    public string? CreatedSessionId { get; init; }

    /// <summary>The user made; set when complete.</summary>
    public string? CreatedUserId { get; init; }

    /// <summary>When the attempt is thrown away; 24 hours after it began.</summary>
    public required DateTimeOffset AbandonAt { get; init; }

    /// <summary>When the terms were accepted; null when they were not.</summary>
    public DateTimeOffset? LegalAcceptedAt { get; init; }

    /// <summary>Language of the attempt, BCP 47.</summary>
    public string? Locale { get; init; }

    /// <summary>Always null: this server has no protect check.</summary>
    public string? ProtectCheck { get; init; }
}

/// <summary>Progress of proving what was given at sign-up; null where nothing was given.</summary>
public sealed record SignUpVerifications
{
    /// <summary>The e-mail address.</summary>
    public VerificationResource? EmailAddress { get; init; }

    /// <summary>The phone number.</summary>
    public VerificationResource? PhoneNumber { get; init; }

    /// <summary>The wallet.</summary>
    public VerificationResource? Web3Wallet { get; init; }

    /// <summary>The social account.</summary>
    public VerificationResource? ExternalAccount { get; init; }

    /// <summary>The passkey being made; an addition of ours, absent where none was asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public VerificationResource? Passkey { get; init; }
}

/// <summary>Progress of a <see cref="SignUpResource"/> (WIRE §7.3). An open set.</summary>
/// <param name="Value">The wire name.</param>
[JsonConverter(typeof(OpenNameConverter<SignUpStatus>))]
public readonly record struct SignUpStatus(string Value) : IOpenName<SignUpStatus>
{
    /// <summary>Fields are missing or unproven.</summary>
    public static readonly SignUpStatus MissingRequirements = new("missing_requirements");

    /// <summary>Done: the user and the session exist.</summary>
    public static readonly SignUpStatus Complete = new("complete");

    /// <summary>Its time is over.</summary>
    public static readonly SignUpStatus Abandoned = new("abandoned");

    /// <inheritdoc />
    public static SignUpStatus From(string value) => new(value);

    /// <inheritdoc />
    public override string ToString() => Value;
}
