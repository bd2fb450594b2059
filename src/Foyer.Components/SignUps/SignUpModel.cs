namespace Foyer.Components.SignUps;

/// <summary>The screens of a sign-up.</summary>
public enum SignUpPart
{
    /// <summary>All fields the instance knows.</summary>
    Start,

    /// <summary>The fields still missing.</summary>
    Continue,

    /// <summary>The code we sent.</summary>
    EmailCode,

    /// <summary>Nobody may sign up by themselves.</summary>
    Closed,

    /// <summary>What the instance asks for cannot be given here.</summary>
    Unavailable,
}

/// <summary>One sign-up screen, decided; views only write it down.</summary>
public sealed record SignUpModel : IScreenModel
{
    /// <summary>Which screen.</summary>
    public required SignUpPart Part { get; init; }

    /// <inheritdoc />
    public string TitleKey => Part switch
    {
        SignUpPart.Start => "signUp.start.title",
        SignUpPart.Continue => "signUp.continue.title",
        SignUpPart.EmailCode => "signUp.emailCode.title",
        SignUpPart.Closed => "signUp.restrictedAccess.title",
        _ => "signIn.noAvailableMethods.title",
    };

    /// <summary>The fields to ask for, in order.</summary>
    public IReadOnlyList<SignUpField> Fields { get; init; } = [];

    /// <summary>The address the code went to.</summary>
    public string? EmailAddress { get; init; }

    /// <summary>Seconds until another code may be asked for.</summary>
    public int WaitSeconds { get; init; }
}

/// <summary>A field of the form.</summary>
/// <param name="Name">Wire name, for example <c>first_name</c>.</param>
/// <param name="Required">Whether it must be filled in.</param>
/// <param name="Value">What it shows at first; null for passwords.</param>
public sealed record SignUpField(string Name, bool Required, string? Value);
