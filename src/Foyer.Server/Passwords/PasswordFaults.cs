using Foyer.Contracts;

namespace Foyer.Server.Passwords;

internal static class PasswordFaults
{
    public static readonly Fault Incorrect = new(422, "form_password_incorrect", "Password is incorrect", "The password is not right. Try again, or use another method.");

    public static readonly Fault Compromised = new(422, "form_password_compromised", "Password is compromised", "The password may be known to others. Sign in another way; a new password is asked for then.");

    public static readonly Fault Pwned = new(422, "form_password_pwned", "Password is known from a breach", "The password is on a list of passwords that became known. Choose another one.");

    public static readonly Fault NotSet = new(400, "no_password_set", "No password", "The user has no password.");

    public static readonly Fault IncorrectForBackend = new(422, "incorrect_password", "Password is incorrect", "The password is not this user's.");

    public static readonly Fault TooShort = new(422, "form_password_length_too_short", "Password is too short", "The password has fewer characters than this application asks for.");

    public static readonly Fault TooLong = new(422, "form_password_length_too_long", "Password is too long", "The password has more characters than this application takes.");

    public static readonly Fault TooManyBytes = new(422, "form_password_size_in_bytes_exceeded", "Password is too long", "The password takes more than 1,024 bytes.");

    public static readonly Fault NoUppercase = new(422, "form_password_no_uppercase", "Password needs an upper-case letter", "The password must hold at least one upper-case letter.");

    public static readonly Fault NoLowercase = new(422, "form_password_no_lowercase", "Password needs a lower-case letter", "The password must hold at least one lower-case letter.");

    public static readonly Fault NoNumber = new(422, "form_password_no_number", "Password needs a digit", "The password must hold at least one digit.");

    public static readonly Fault NoSpecialCharacter = new(422, "form_password_no_special_char", "Password needs a special character", "The password must hold at least one special character.");

    public static readonly Fault NotStrongEnough = new(422, "form_password_not_strong_enough", "Password is not strong enough", "The password is too easy to guess. Make it longer or less usual.");

    public static readonly Fault MatchesIdentifier = new(422, "form_password_matches_identifier", "Password is an identifier", "The password must not be the e-mail address, phone number or username of the account.");

    public static readonly Fault MatchesCurrent = new(422, "form_new_password_matches_current", "Password is the current one", "The new password must differ from the current one.");

    public static readonly Fault Needed = new(422, "password_required", "Password is needed", "The account would be left without a way to sign in, or this application asks everybody for a password.");

    public static readonly Fault DigestInvalid = new(422, "form_password_digest_invalid_code", "Password digest is invalid", "The password digest does not have the form that its hasher writes.");

    /// <summary>The same code: to the caller it is one more digest that cannot be taken.</summary>
    public static readonly Fault DigestTooCostly = DigestInvalid with
    {
        Message = "Password digest is too costly",
        LongMessage = "Checking one password against this digest would take more time or memory than this server spends.",
    };

    public static readonly Fault DigestBesidePassword = new(422, "form_conditional_param_disallowed", "is not allowed", "A password digest is not allowed beside a password.");

    /// <summary>Too weak, with what would help (WIRE §16.1).</summary>
    public static Fault Weak(IReadOnlyList<PasswordSuggestion> suggestions) => NotStrongEnough with { Meta = new ErrorMeta { Zxcvbn = new PasswordStrengthMeta(suggestions) } };
}
