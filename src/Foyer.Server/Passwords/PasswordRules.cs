using System.Globalization;
using Foyer.Contracts;

namespace Foyer.Server.Passwords;

/// <summary>Whether a new password obeys the instance's settings. No I/O.</summary>
internal static class PasswordRules
{
    /// <param name="settings">The instance's rules.</param>
    /// <param name="password">The password typed.</param>
    /// <param name="param">The field it came in, for the fault.</param>
    public static Fault? Check(PasswordSettings settings, string password, string param = "password")
    {
        int length = new StringInfo(password).LengthInTextElements;
        Fault? fault =
            length < settings.MinLength ? PasswordFaults.TooShort :
            password.Length > settings.MaxLength ? PasswordFaults.TooLong :
            settings.RequireUppercase && !password.Any(char.IsUpper) ? PasswordFaults.NoUppercase :
            settings.RequireLowercase && !password.Any(char.IsLower) ? PasswordFaults.NoLowercase :
            settings.RequireNumbers && !password.Any(char.IsDigit) ? PasswordFaults.NoNumber :
            settings.RequireSpecialChar && !password.Any(settings.AllowedSpecialCharacters.Contains) ? PasswordFaults.NoSpecialCharacter :
            null;
        return fault?.At(param);
    }
}

internal static class PasswordFaults
{
    public static readonly Fault Incorrect = new(422, "form_password_incorrect", "Password is incorrect", "The password is not right. Try again, or use another method.");

    public static readonly Fault TooShort = new(422, "form_password_length_too_short", "Password is too short", "The password has fewer characters than this application asks for.");

    public static readonly Fault TooLong = new(422, "form_password_length_too_long", "Password is too long", "The password has more characters than this application takes.");

    public static readonly Fault NoUppercase = new(422, "form_password_no_uppercase", "Password needs an upper-case letter", "The password must hold at least one upper-case letter.");

    public static readonly Fault NoLowercase = new(422, "form_password_no_lowercase", "Password needs a lower-case letter", "The password must hold at least one lower-case letter.");

    public static readonly Fault NoNumber = new(422, "form_password_no_number", "Password needs a digit", "The password must hold at least one digit.");

    public static readonly Fault NoSpecialCharacter = new(422, "form_password_no_special_char", "Password needs a special character", "The password must hold at least one special character.");
}
