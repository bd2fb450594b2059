using Foyer.Contracts;
using Foyer.Server.Factors;
using Foyer.Server.Users;

namespace Foyer.Server.Sessions;

/// <summary>The duties that keep a session pending (WIRE §10.4), and what may be done in spite of them. Pure.</summary>
internal static class SessionTasks
{
    public const string ResetPassword = "reset-password";
    public const string SetupMfa = "setup-mfa";

    private static readonly (string Task, string Path)[] Ways =
    [
        (ResetPassword, "/me/change_password"),
        (SetupMfa, "/me/totp"), (SetupMfa, "/me/phone_numbers"), (SetupMfa, "/me/backup_codes"),
    ];

    /// <summary>What a session owes now, first things first. Who acts in the user's place owes nothing: they could not do it.</summary>
    /// <param name="settings">The instance's rules.</param>
    /// <param name="user">Whose session it is.</param>
    /// <param name="isImpersonation">Whether somebody acts in the user's place.</param>
    /// <param name="firstFactorAt">When the session's first factor was proven last.</param>
    public static IReadOnlyList<string> Due(UserSettings settings, UserAggregate user, bool isImpersonation, DateTimeOffset? firstFactorAt) => isImpersonation ? [] :
    [
        .. OwesPassword(settings, user, firstFactorAt) ? [ResetPassword] : Array.Empty<string>(),
        .. settings.SignUp.Mfa.Required && !FactorRules.AsksSecondFactor(settings, user) ? [SetupMfa] : Array.Empty<string>(),
    ];

    /// <summary>A password that became known is replaced by whoever has proven something else since; a session from before may be that of the one who knows it.</summary>
    private static bool OwesPassword(UserSettings settings, UserAggregate user, DateTimeOffset? firstFactorAt) =>
        settings.Attributes.Password.Enabled && user.User.PasswordCompromisedAt is { } known && firstFactorAt >= known;

    /// <summary>Whether a pending session may make this change: only what does its own duty.</summary>
    /// <param name="tasks">Its duties.</param>
    /// <param name="path">The path below <c>/v1</c>.</param>
    public static bool Allows(IReadOnlyList<string> tasks, string path) =>
        Ways.Any(way => tasks.Contains(way.Task) && (path == way.Path || path.StartsWith(way.Path + "/", StringComparison.Ordinal)));
}
