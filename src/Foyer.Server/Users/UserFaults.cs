namespace Foyer.Server.Users;

internal static class UserFaults
{
    public static readonly Fault IdentifierNotFound = new(422, "form_identifier_not_found", "Couldn't find your account", "There is no account with this identifier.");

    public static readonly Fault IdentifierExists = new(422, "form_identifier_exists", "That is taken", "This identifier belongs to an account already. Try another, or sign in.");

    public static readonly Fault Locked = new(403, "user_locked", "Account locked", "There were too many failed attempts. The account opens again after a while.");

    public static readonly Fault Banned = new(403, "user_banned", "Account banned", "This account may not sign in.");

    public static readonly Fault UsernameLength = new(422, "form_username_invalid_length", "Username length", "The username is shorter or longer than this application takes.");

    public static readonly Fault UsernameCharacter = new(422, "form_username_invalid_character", "Username character", "The username holds a character it may not hold.");

    public static readonly Fault UsernameNumeric = new(422, "form_username_needs_non_number_char", "Username needs a letter", "The username must hold something besides digits.");

    public static readonly Fault UsernameReserved = new(422, "form_username_reserved", "Username reserved", "This name could be taken for the application's own. Choose another.");

    public static readonly Fault DataMissing = new(422, "form_data_missing", "Data missing", "The user lacks an identifier or a password that this application demands.");

    public static readonly Fault MetadataTooLarge = new(422, "form_param_exceeds_allowed_size", "Metadata too large", "Each kind of metadata holds at most 8 KB of JSON, nested at most 30 deep.");

    public static readonly Fault StillUnproven = new(422, "form_param_value_invalid", "is not verified", "Only a verified identifier of this user can become the primary one.");

    public static readonly Fault TooManyGuesses = new(429, "too_many_requests", "Too many codes tried", "There were too many wrong codes for the second factor lately. Wait an hour.") { RetryAfter = 3600 };

    public static readonly Fault LastIdentifier = new(400, "last_identification_deletion_failed", "The last way to be identified", "An account keeps at least one identifier. Add another before removing this one.");

    /// <summary>The lock with the time that is left of it.</summary>
    public static Fault LockedFor(TimeSpan left) => Locked with { Meta = new Contracts.ErrorMeta { LockoutExpiresInSeconds = (long)Math.Ceiling(left.TotalSeconds) } };

    /// <summary>The fault at the field that is taken.</summary>
    public static Fault Taken(string paramName) => IdentifierExists.At(paramName);
}
