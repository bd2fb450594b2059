using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Foyer.Contracts;

namespace Foyer.Backend;

/// <summary>
/// What to change on a user (<c>PATCH /v1/users/{id}</c>). A member not set stays as it is; a member set to null is
/// cleared. Metadata has its own calls (WIRE §12.1).
/// </summary>
public sealed record UserChanges
{
    /// <summary>The app's own id; unique in the instance, at most 256 characters.</summary>
    public Optional<string?> ExternalId { get; init; }

    /// <summary>First name, at most 256 characters.</summary>
    public Optional<string?> FirstName { get; init; }

    /// <summary>Last name, at most 256 characters.</summary>
    public Optional<string?> LastName { get; init; }

    /// <summary>Language, BCP 47.</summary>
    public Optional<string?> Locale { get; init; }

    /// <summary>Username; see the instance's username settings.</summary>
    public Optional<string?> Username { get; init; }

    /// <summary>One of the user's verified e-mail addresses.</summary>
    public Optional<string?> PrimaryEmailAddressId { get; init; }

    /// <summary>Whether to write to the old primary address that it has been replaced.</summary>
    public Optional<bool> NotifyPrimaryEmailAddressChanged { get; init; }

    /// <summary>One of the user's verified phone numbers.</summary>
    public Optional<string?> PrimaryPhoneNumberId { get; init; }

    /// <summary>One of the user's verified wallets.</summary>
    public Optional<string?> PrimaryWeb3WalletId { get; init; }

    /// <summary>New password in clear.</summary>
    public Optional<string?> Password { get; init; }

    /// <summary>A ready hash instead of a password.</summary>
    public Optional<string?> PasswordDigest { get; init; }

    /// <summary>What made <see cref="PasswordDigest"/>.</summary>
    public Optional<string?> PasswordHasher { get; init; }

    /// <summary>Secret of an authenticator app of another system, Base32; takes the place of any there is.</summary>
    public Optional<string?> TotpSecret { get; init; }

    /// <summary>Backup codes of another system in clear, at most 50 of 6 to 64 characters, or at most ten as bcrypt digests of cost 12 at most; they take the place of those there are.</summary>
    public Optional<IReadOnlyList<string>?> BackupCodes { get; init; }

    /// <summary>Accept a password that breaks the instance's rules.</summary>
    public Optional<bool> SkipPasswordChecks { get; init; }

    /// <summary>End the user's other sessions along with the password change.</summary>
    public Optional<bool> SignOutOfOtherSessions { get; init; }

    /// <summary>Whether the person may delete the account.</summary>
    public Optional<bool> DeleteSelfEnabled { get; init; }

    /// <summary>Whether the person may create organizations.</summary>
    public Optional<bool> CreateOrganizationEnabled { get; init; }

    /// <summary>How many organizations the person may create; null for no limit.</summary>
    public Optional<int?> CreateOrganizationsLimit { get; init; }

    /// <summary>When the terms were accepted, RFC 3339; null for never.</summary>
    public Optional<string?> LegalAcceptedAt { get; init; }

    /// <summary>Accept a user who has not accepted the terms.</summary>
    public Optional<bool> SkipLegalChecks { get; init; }

    /// <summary>When the user was made elsewhere, RFC 3339.</summary>
    public Optional<string?> CreatedAt { get; init; }

    /// <summary>Exempt from the check of unknown clients.</summary>
    public Optional<bool> BypassClientTrust { get; init; }

    /// <summary>Keeps the password out of logs.</summary>
    public override string ToString() => "UserChanges { … }";

    /// <summary>The changes as the wire wants them: exactly the members given.</summary>
    internal UpdateUserRequest ToRequest()
    {
        Dictionary<string, JsonElement> members = [];
        Text("external_id", ExternalId);
        Text("first_name", FirstName);
        Text("last_name", LastName);
        Text("locale", Locale);
        Text("username", Username);
        Text("primary_email_address_id", PrimaryEmailAddressId);
        Flag("notify_primary_email_address_changed", NotifyPrimaryEmailAddressChanged);
        Text("primary_phone_number_id", PrimaryPhoneNumberId);
        Text("primary_web3_wallet_id", PrimaryWeb3WalletId);
        Text("password", Password);
        Text("password_digest", PasswordDigest);
        Text("password_hasher", PasswordHasher);
        Text("totp_secret", TotpSecret);
        Put("backup_codes", BackupCodes, WireJson.Default.IReadOnlyListString!);
        Flag("skip_password_checks", SkipPasswordChecks);
        Flag("sign_out_of_other_sessions", SignOutOfOtherSessions);
        Flag("delete_self_enabled", DeleteSelfEnabled);
        Flag("create_organization_enabled", CreateOrganizationEnabled);
        Put("create_organizations_limit", CreateOrganizationsLimit, WireJson.Default.NullableInt32);
        Text("legal_accepted_at", LegalAcceptedAt);
        Flag("skip_legal_checks", SkipLegalChecks);
        Text("created_at", CreatedAt);
        Flag("bypass_client_trust", BypassClientTrust);
        return new UpdateUserRequest { Members = members };

        void Text(string name, Optional<string?> value) => Put(name, value, WireJson.Default.String!);
        void Flag(string name, Optional<bool> value) => Put(name, value, WireJson.Default.Boolean);
        void Put<T>(string name, Optional<T> value, JsonTypeInfo<T> type)
        {
            if (value.IsGiven)
            {
                members[name] = JsonSerializer.SerializeToElement(value.Value, type);
            }
        }
    }
}
