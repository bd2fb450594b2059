namespace Foyer.Components.Tasks;

/// <summary>The screens of what a session still owes before it is active.</summary>
public enum TaskPart
{
    /// <summary>A new password.</summary>
    ResetPassword,

    /// <summary>Choose a second factor.</summary>
    ChooseFactor,

    /// <summary>An authenticator app is set up.</summary>
    Totp,

    /// <summary>Backup codes, shown once.</summary>
    BackupCodes,

    /// <summary>What is owed cannot be done here.</summary>
    Unavailable,
}

/// <summary>One screen, decided.</summary>
public sealed record TasksModel : IScreenModel
{
    /// <summary>Which screen.</summary>
    public required TaskPart Part { get; init; }

    /// <inheritdoc />
    public string TitleKey => Part switch
    {
        TaskPart.ResetPassword => "taskResetPassword.title",
        TaskPart.ChooseFactor => "taskSetupMfa.start.title",
        TaskPart.Totp => "taskSetupMfa.totpCode.title",
        TaskPart.BackupCodes => "taskSetupMfa.backupCodes.title",
        _ => "signIn.noAvailableMethods.title",
    };

    /// <summary>Who is signed in.</summary>
    public string Identifier { get; init; } = "";

    /// <summary>What the app needs; null on other screens.</summary>
    public TotpSetup? Totp { get; init; }

    /// <summary>The codes; empty on other screens.</summary>
    public IReadOnlyList<string> Codes { get; init; } = [];
}

/// <summary>The secret of an authenticator app that is being set up.</summary>
/// <param name="Secret">In base32.</param>
/// <param name="Uri">The same as the address apps read from a picture.</param>
public sealed record TotpSetup(string Secret, string Uri);
