using System.Text.Json;
using System.Text.Json.Serialization;

namespace Foyer.Contracts;

/// <summary>Body of <c>POST /v1/users</c>. Identifiers made here count as proven by the operator.</summary>
public sealed record CreateUserRequest
{
    /// <summary>The app's own id; unique in the instance, at most 256 characters.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? ExternalId { get; init; }

    /// <summary>First name, at most 256 characters.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? FirstName { get; init; }

    /// <summary>Last name, at most 256 characters.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? LastName { get; init; }

    /// <summary>Language, BCP 47.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Locale { get; init; }

    /// <summary>E-mail addresses; the first becomes the primary one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public IReadOnlyList<string>? EmailAddress { get; init; }

    /// <summary>For each address, <c>verified</c> (default) or <c>reserved</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public IReadOnlyList<string>? EmailAddressIdentificationStatus { get; init; }

    /// <summary>Phone numbers, E.164; the first becomes the primary one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public IReadOnlyList<string>? PhoneNumber { get; init; }

    /// <summary>For each number, <c>verified</c> (default) or <c>reserved</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public IReadOnlyList<string>? PhoneNumberIdentificationStatus { get; init; }

    /// <summary>Wallet addresses; the first becomes the primary one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public IReadOnlyList<string>? Web3Wallet { get; init; }

    /// <summary>Username; see the instance's username settings.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Username { get; init; }

    /// <summary>Password in clear; hashed on arrival.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Password { get; init; }

    /// <summary>A hash another system made, instead of a password; replaced at the first sign-in with the right password.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? PasswordDigest { get; init; }

    /// <summary>What made <see cref="PasswordDigest"/>, for example <c>bcrypt</c>. The list is in the guide to importing passwords.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? PasswordHasher { get; init; }

    /// <summary>Accept a password that breaks the instance's rules.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public bool? SkipPasswordChecks { get; init; }

    /// <summary>Accept a user without password although the instance demands one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public bool? SkipPasswordRequirement { get; init; }

    /// <summary>Secret of the authenticator app of another system: base32, at least 80 bits.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? TotpSecret { get; init; }

    /// <summary>Backup codes of another system: in clear, at most 50 of 6 to 64 characters, or at most ten as bcrypt digests of cost 12 at most.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public IReadOnlyList<string>? BackupCodes { get; init; }

    /// <summary>Public metadata, a JSON object of at most 8 KB.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public JsonElement? PublicMetadata { get; init; }

    /// <summary>Private metadata, a JSON object of at most 8 KB.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public JsonElement? PrivateMetadata { get; init; }

    /// <summary>Unsafe metadata, a JSON object of at most 8 KB.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public JsonElement? UnsafeMetadata { get; init; }

    /// <summary>Whether the person may delete the account; default true.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public bool? DeleteSelfEnabled { get; init; }

    /// <summary>When the terms were accepted, RFC 3339.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? LegalAcceptedAt { get; init; }

    /// <summary>Accept a user who has not accepted the terms.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public bool? SkipLegalChecks { get; init; }

    /// <summary>Accept a user without any identifier.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public bool? SkipUserRequirement { get; init; }

    /// <summary>Whether the person may create organizations; default true.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public bool? CreateOrganizationEnabled { get; init; }

    /// <summary>How many organizations the person may create.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public int? CreateOrganizationsLimit { get; init; }

    /// <summary>When the user was made elsewhere, RFC 3339; default now.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? CreatedAt { get; init; }

    /// <summary>Exempt from the check of unknown clients.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public bool? BypassClientTrust { get; init; }

    /// <summary>Start banned.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public bool? Banned { get; init; }

    /// <summary>Start locked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public bool? Locked { get; init; }
}

/// <summary>Body of <c>PATCH /v1/users/{id}</c>: only the members present change. An explicit null clears where that makes sense.</summary>
public sealed record UpdateUserRequest
{
    /// <summary>The members to change, by wire name, for example <c>first_name</c>.</summary>
    /// <remarks>Settable, because generated metadata takes init-only members for constructor parameters and refuses this one.</remarks>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Members { get; set; }
}

/// <summary>Body of <c>PATCH</c> and <c>PUT /v1/users/{id}/metadata</c>. Absent members stay as they are.</summary>
public sealed record UserMetadataRequest
{
    /// <summary>Public metadata.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public JsonElement? PublicMetadata { get; init; }

    /// <summary>Private metadata.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public JsonElement? PrivateMetadata { get; init; }

    /// <summary>Unsafe metadata.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public JsonElement? UnsafeMetadata { get; init; }
}

/// <summary>Body of <c>POST /v1/users/ban</c> and <c>unban</c>.</summary>
public sealed record UserIdsRequest
{
    /// <summary>Up to 100 user ids.</summary>
    public IReadOnlyList<string>? UserIds { get; init; }
}

/// <summary>Body of <c>POST /v1/users/{user_id}/verify_password</c>.</summary>
public sealed record VerifyPasswordRequest
{
    /// <summary>The password to check.</summary>
    public string? Password { get; init; }
}

/// <summary>A credential was right.</summary>
/// <param name="Verified">Always true: a wrong one is an error.</param>
public sealed record VerifiedCredential(bool Verified);

/// <summary>Body of <c>POST /v1/users/{user_id}/password/set_compromised</c>.</summary>
public sealed record SetPasswordCompromisedRequest
{
    /// <summary>End every session of the user. Default false.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public bool? RevokeAllSessions { get; init; }
}

/// <summary>Body of <c>POST /v1/users/{user_id}/remove_password</c>.</summary>
public sealed record RemovePasswordRequest
{
    /// <summary>End every session of the user. Default false.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public bool? SignOutOfOtherSessions { get; init; }
}
