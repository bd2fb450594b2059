using Foyer.Contracts;

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

    /// <summary>A phone number for codes: one of the person's, or another.</summary>
    Phone,

    /// <summary>The code sent to that number.</summary>
    PhoneCode,

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
        TaskPart.Phone => "taskSetupMfa.smsCode.title",
        TaskPart.PhoneCode => "signIn.phoneCode.title",
        TaskPart.BackupCodes => "taskSetupMfa.backupCodes.title",
        _ => "signIn.noAvailableMethods.title",
    };

    /// <summary>Who is signed in.</summary>
    public string Identifier { get; init; } = "";

    /// <summary>Second factors to choose from, in the order they are offered: <c>totp</c>, <c>phone_code</c>.</summary>
    public IReadOnlyList<string> Factors { get; init; } = [];

    /// <summary>Numbers of the person that are proven already.</summary>
    public IReadOnlyList<PhoneNumberResource> PhoneNumbers { get; init; } = [];

    /// <summary>The number that is being proven, E.164; on the screen before, what was typed.</summary>
    public string? PhoneNumber { get; init; }

    /// <summary>Its id; null on other screens.</summary>
    public string? PhoneNumberId { get; init; }

    /// <summary>Seconds until another code may be asked for; 0 when it may.</summary>
    public int WaitSeconds { get; init; }

    /// <summary>What the app needs; null on other screens.</summary>
    public TotpSetup? Totp { get; init; }

    /// <summary>The codes; empty on other screens.</summary>
    public IReadOnlyList<string> Codes { get; init; } = [];
}

/// <summary>The secret of an authenticator app that is being set up.</summary>
/// <param name="Secret">In base32.</param>
/// <param name="Uri">The same as the address apps read from a picture.</param>
public sealed record TotpSetup(string Secret, string Uri);
