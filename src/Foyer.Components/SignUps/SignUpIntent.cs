using Foyer.Components.PhoneNumbers;
using Foyer.Components.SignIns;
using Foyer.Contracts;
using Foyer.Frontend;
using Microsoft.AspNetCore.Http;

namespace Foyer.Components.SignUps;

/// <summary>What a person wants on a sign-up screen: the buttons there are.</summary>
public abstract record SignUpIntent
{
    private SignUpIntent()
    {
    }

    /// <summary>Begins with these fields.</summary>
    /// <param name="Given">What was typed.</param>
    public sealed record Create(SignUpEntry Given) : SignUpIntent;

    /// <summary>Adds what was missing.</summary>
    /// <param name="Given">What was typed.</param>
    public sealed record Continue(SignUpEntry Given) : SignUpIntent;

    /// <summary>Goes to a provider.</summary>
    /// <param name="Strategy">For example <c>oauth_google</c>.</param>
    /// <param name="Proof">Against robots.</param>
    public sealed record Social(string Strategy, string? Proof) : SignUpIntent;

    /// <summary>Says which wallet is theirs.</summary>
    /// <param name="Address">As the wallet gave it; empty when it would not.</param>
    /// <param name="Proof">Against robots.</param>
    public sealed record Wallet(string Address, string? Proof) : SignUpIntent;

    /// <summary>Offers what the wallet signed.</summary>
    /// <param name="Signature">As the wallet gave it; empty when it would not.</param>
    public sealed record Sign(string Signature) : SignUpIntent;

    /// <summary>Comes with an invitation.</summary>
    /// <param name="Ticket">As it stood in the address.</param>
    /// <param name="Proof">Against robots.</param>
    public sealed record Redeem(string Ticket, string? Proof) : SignUpIntent;

    /// <summary>Makes a sign-up of what a provider said at sign-in.</summary>
    /// <param name="Proof">Against robots.</param>
    public sealed record Transfer(string? Proof) : SignUpIntent;

    /// <summary>Offers the code that was sent.</summary>
    /// <param name="Code">Its digits.</param>
    public sealed record AttemptCode(string Code) : SignUpIntent;

    /// <summary>Offers the passkey the browser made.</summary>
    /// <param name="Credential">The authenticator's answer as JSON; empty when nobody made one.</param>
    public sealed record AttemptPasskey(string Credential) : SignUpIntent;

    /// <summary>Would rather have a password than a passkey.</summary>
    public sealed record Password : SignUpIntent;

    /// <summary>Asks for another code or link.</summary>
    /// <param name="Channel"><c>sms</c> or <c>whatsapp</c>; null for the usual one.</param>
    public sealed record Resend(string? Channel = null) : SignUpIntent;

    /// <summary>Asks whether something has happened elsewhere: a link was opened.</summary>
    public sealed record Check : SignUpIntent;

    /// <summary>Wants to change what was given.</summary>
    public sealed record Back : SignUpIntent;

    /// <summary>Reads an intent from its name in the address and the form that was posted; null when there is no such intent.</summary>
    /// <param name="name">For example <c>create</c>.</param>
    /// <param name="form">The form.</param>
    public static SignUpIntent? Read(string name, IFormCollection form)
    {
        ArgumentNullException.ThrowIfNull(form);
        string? Text(string field) => form[field] is [{ Length: > 0 } text] ? text : null;
        string? proof = Text("captcha_token");
        return name switch
        {
            "create" => new Create(Typed(form)),
            "continue" => new Continue(Typed(form)),
            "social" => new Social(Text("strategy") ?? "", proof),
            "wallet" => new Wallet(form["web3_wallet"].ToString().Trim(), proof),
            "sign" => new Sign(form["signature"].ToString().Trim()),
            "ticket" => new Redeem(Text("ticket") ?? "", proof),
            "transfer" => new Transfer(proof),
            "code" => new AttemptCode(SignInIntent.Digits(form["code"].ToString())),
            "credential" => new AttemptPasskey(form["credential"].ToString()),
            "password" => new Password(),
            "resend" => new Resend(Text("channel")),
            "check" => new Check(),
            "back" => new Back(),
            _ => null,
        };
    }

    private static SignUpEntry Typed(IFormCollection form)
    {
        string? Text(string name) => form[name].ToString().Trim() is { Length: > 0 } text ? text : null;
        bool passkeyInstead = Text("instead") == "passkey";
        return new SignUpEntry
        {
            PasskeyInstead = passkeyInstead,
            Fields = new SignUpFields
            {
                EmailAddress = Text("email_address"),
                PhoneNumber = CallingCodes.International(Text("phone_number"), Text("phone_country")),
                Username = Text("username"),
                FirstName = Text("first_name"),
                LastName = Text("last_name"),
                // A password is what was typed, blanks and all.
                Password = !passkeyInstead && form["password"].ToString() is { Length: > 0 } password ? password : null,
                LegalAccepted = Text("legal_accepted") is null ? null : true,
                CaptchaToken = Text("captcha_token"),
            },
            Custom = form.Where(field => field.Key.StartsWith(CustomFieldSettings.NamePrefix, StringComparison.Ordinal))
                .ToDictionary(field => field.Key, field => field.Value.ToString().Trim()),
        };
    }
}

/// <summary>What somebody filled in.</summary>
public sealed record SignUpEntry
{
    /// <summary>The built-in fields; one left empty is null.</summary>
    public SignUpFields Fields { get; init; } = new();

    /// <summary>Whether a passkey shall stand in the place of the password.</summary>
    public bool PasskeyInstead { get; init; }

    /// <summary>The operator's own, as typed, by name; see <see cref="CustomFieldSettings.Name"/>.</summary>
    public IReadOnlyDictionary<string, string> Custom { get; init; } = new Dictionary<string, string>();

    /// <summary>The names of nobody: a sign-up is never printed.</summary>
    public override string ToString() => nameof(SignUpEntry);
}
