namespace Foyer.Contracts;

/// <summary>What is known of a person. Every attribute is present, on or off.</summary>
public sealed record UserAttributes
{
    /// <summary>E-mail address; on, required, proven by code, a first factor.</summary>
    public UserAttribute EmailAddress { get; init; } = new()
    {
        Enabled = true, Required = true, UsedForFirstFactor = true, FirstFactors = ["email_code"], Verifications = ["email_code"], VerifyAtSignUp = true,
    };

    /// <summary>Phone number; off. Codes would go by SMS.</summary>
    public UserAttribute PhoneNumber { get; init; } = new() { Channels = ["sms"] };

    /// <summary>Username; off.</summary>
    public UserAttribute Username { get; init; } = new();

    /// <summary>Web3 wallet; off. When on, <see cref="UserAttribute.FirstFactors"/> lists the kinds of wallet, and every wallet is proven.</summary>
    public UserAttribute Web3Wallet { get; init; } = new();

    /// <summary>First name; on, optional.</summary>
    public UserAttribute FirstName { get; init; } = new() { Enabled = true };

    /// <summary>Last name; on, optional.</summary>
    public UserAttribute LastName { get; init; } = new() { Enabled = true };

    /// <summary>Password; on, required.</summary>
    public UserAttribute Password { get; init; } = new() { Enabled = true, Required = true };

    /// <summary>Authenticator app; off. When on, a second factor.</summary>
    public UserAttribute AuthenticatorApp { get; init; } = new();

    /// <summary>Sign-in tickets: no setting, the environment shows them on.</summary>
    public UserAttribute Ticket { get; init; } = new();

    /// <summary>Backup codes; off. When on, ten come with the first second factor.</summary>
    public UserAttribute BackupCode { get; init; } = new();

    /// <summary>Passkeys; off. When on, a first factor.</summary>
    public UserAttribute Passkey { get; init; } = new();
}

/// <summary>One attribute of a person.</summary>
public sealed record UserAttribute
{
    /// <summary>Whether the instance knows it at all. Default false.</summary>
    public bool Enabled { get; init; }

    /// <summary>Whether sign-up demands it. Default false.</summary>
    public bool Required { get; init; }

    /// <summary>Whether it identifies a person at sign-in. Default false.</summary>
    public bool UsedForFirstFactor { get; init; }

    /// <summary>Strategies that prove it as first factor.</summary>
    public IReadOnlyList<string> FirstFactors { get; init; } = [];

    /// <summary>Whether it serves as second factor. Default false.</summary>
    public bool UsedForSecondFactor { get; init; }

    /// <summary>Strategies that prove it as second factor.</summary>
    public IReadOnlyList<string> SecondFactors { get; init; } = [];

    /// <summary>Strategies that prove it belongs to the person.</summary>
    public IReadOnlyList<string> Verifications { get; init; } = [];

    /// <summary>Whether sign-up waits until it is proven. Default false.</summary>
    public bool VerifyAtSignUp { get; init; }

    /// <summary>Whether it stays as first given. Default false.</summary>
    public bool Immutable { get; init; }

    /// <summary>Message channels, for phone numbers: <c>sms</c>, <c>whatsapp</c>.</summary>
    public IReadOnlyList<string> Channels { get; init; } = [];
}
