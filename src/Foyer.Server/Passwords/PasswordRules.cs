using System.Globalization;
using System.Text;
using Foyer.Contracts;

namespace Foyer.Server.Passwords;

/// <summary>What a new password must be by its form alone. No I/O.</summary>
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

    /// <summary>The one rule that holds even where an operator skips the others: a longer password could never be checked.</summary>
    public static Fault? CheckSize(string password, string param = "password") =>
        Encoding.UTF8.GetByteCount(password) > PasswordHasher.MaxBytes ? PasswordFaults.TooManyBytes.At(param) : null;

    /// <summary>Whether the password is one of the account's own identifiers, in whatever case.</summary>
    public static bool IsIdentifier(string password, IEnumerable<string?> identifiers) => identifiers.Any(identifier => string.Equals(identifier, password, StringComparison.OrdinalIgnoreCase)); // public: identifiers are
}
