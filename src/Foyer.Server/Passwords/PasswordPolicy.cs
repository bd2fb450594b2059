using Foyer.Contracts;

namespace Foyer.Server.Passwords;

/// <summary>Whether a new password may be taken: its form, its owner's identifiers, its strength, the breached lists.</summary>
internal sealed class PasswordPolicy(BreachedPasswords breached)
{
    /// <param name="settings">The instance's rules.</param>
    /// <param name="password">The password typed.</param>
    /// <param name="identifiers">Identifiers of the account; nulls and empty ones are left out.</param>
    /// <param name="param">The field it came in, for the fault.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<Fault?> Check(PasswordSettings settings, string password, IEnumerable<string?> identifiers, string param, CancellationToken ct)
    {
        string[] own = [.. identifiers.Where(identifier => !string.IsNullOrEmpty(identifier)).Select(identifier => identifier!)];
        Fault? fault = PasswordRules.CheckSize(password, param) ?? PasswordRules.Check(settings, password, param) ??
            (PasswordRules.IsIdentifier(password, own) ? PasswordFaults.MatchesIdentifier.At(param) : null) ??
            (settings.MinZxcvbnStrength > 0 && PasswordStrength.Estimate(password, own) is var estimate && estimate.Score < settings.MinZxcvbnStrength
                ? PasswordFaults.Weak(estimate.Suggestions).At(param)
                : null);
        return fault is null && !settings.DisableHibp && await breached.Contains(new Secret(password), ct) ? PasswordFaults.Pwned.At(param) : fault;
    }
}
