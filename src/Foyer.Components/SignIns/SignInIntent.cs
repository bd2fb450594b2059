using Microsoft.AspNetCore.Http;

namespace Foyer.Components.SignIns;

/// <summary>What a person wants on a sign-in screen: the buttons there are.</summary>
public abstract record SignInIntent
{
    private SignInIntent()
    {
    }

    /// <summary>Says who they are; with a password when a password manager filled in both.</summary>
    /// <param name="Identifier">E-mail address, phone number or username, as typed.</param>
    /// <param name="Password">The password; empty when only the identifier was given.</param>
    public sealed record Identify(string Identifier, string Password) : SignInIntent;

    /// <summary>Goes to a provider.</summary>
    /// <param name="Strategy">For example <c>oauth_google</c>.</param>
    public sealed record Social(string Strategy) : SignInIntent;

    /// <summary>Wants to sign in with a passkey without saying who it is.</summary>
    public sealed record Passkey : SignInIntent;

    /// <summary>Says which wallet is theirs.</summary>
    /// <param name="Address">As the wallet gave it; empty when it would not.</param>
    public sealed record Wallet(string Address) : SignInIntent;

    /// <summary>Offers what the wallet signed.</summary>
    /// <param name="Signature">As the wallet gave it; empty when it would not.</param>
    public sealed record Sign(string Signature) : SignInIntent;

    /// <summary>Comes with a ticket.</summary>
    /// <param name="Ticket">As it stood in the address.</param>
    public sealed record Redeem(string Ticket) : SignInIntent;

    /// <summary>Offers the password.</summary>
    /// <param name="Password">As typed.</param>
    public sealed record AttemptPassword(string Password) : SignInIntent;

    /// <summary>Offers what the authenticator answered.</summary>
    /// <param name="Credential">JSON.</param>
    public sealed record AttemptPasskey(string Credential) : SignInIntent;

    /// <summary>Offers a code that was sent, shown or kept.</summary>
    /// <param name="Strategy">Whose code; null for the one that was sent.</param>
    /// <param name="Code">As typed, blanks removed.</param>
    /// <param name="To">The identification it was sent to; null for the usual one.</param>
    public sealed record AttemptCode(string? Strategy, string Code, string? To) : SignInIntent;

    /// <summary>Asks for another code or link.</summary>
    /// <param name="Strategy">Whose; null for the one that was sent.</param>
    /// <param name="To">The identification to send it to; null for the usual one.</param>
    /// <param name="Channel"><c>sms</c> or <c>whatsapp</c>; null for the usual one.</param>
    public sealed record Resend(string? Strategy, string? To, string? Channel) : SignInIntent;

    /// <summary>Wants to see the other ways.</summary>
    public sealed record ChooseMethod : SignInIntent;

    /// <summary>Chose a way.</summary>
    /// <param name="Strategy">Wire name, for example <c>email_code</c>.</param>
    /// <param name="To">The identification something is sent to.</param>
    public sealed record Use(string Strategy, string? To) : SignInIntent;

    /// <summary>Does not know the password any more.</summary>
    public sealed record Forgot : SignInIntent;

    /// <summary>Sets a new password.</summary>
    /// <param name="Password">As typed.</param>
    /// <param name="SignOutOthers">Whether the other sessions end.</param>
    public sealed record SetPassword(string Password, bool SignOutOthers) : SignInIntent;

    /// <summary>Asks whether something has happened elsewhere: a link was opened.</summary>
    public sealed record Check : SignInIntent;

    /// <summary>Wants to begin again, perhaps as somebody else.</summary>
    public sealed record Back : SignInIntent;

    /// <summary>Reads an intent from its name in the address and the form that was posted; null when there is no such intent.</summary>
    /// <param name="name">For example <c>password</c>.</param>
    /// <param name="form">The form.</param>
    public static SignInIntent? Read(string name, IFormCollection form)
    {
        ArgumentNullException.ThrowIfNull(form);
        string? Text(string field) => form[field] is [{ Length: > 0 } text] ? text : null;
        string? strategy = Text("strategy");
        return name switch
        {
            "identify" => new Identify(form["identifier"].ToString().Trim(), form["password"].ToString()),
            "social" => new Social(strategy ?? ""),
            "passkey" => new Passkey(),
            "wallet" => new Wallet(form["web3_wallet"].ToString().Trim()),
            "sign" => new Sign(form["signature"].ToString().Trim()),
            "ticket" => new Redeem(Text("ticket") ?? ""),
            "password" => new AttemptPassword(form["password"].ToString()),
            "credential" => new AttemptPasskey(form["credential"].ToString()),
            "code" => new AttemptCode(strategy, strategy == "backup_code" ? form["code"].ToString().Trim() : Digits(form["code"].ToString()), Text("to")),
            "resend" => new Resend(strategy, Text("to"), Text("channel")),
            "methods" => new ChooseMethod(),
            "use" => new Use(strategy ?? "", Text("to")),
            "forgot" => new Forgot(),
            "new-password" => new SetPassword(form["password"].ToString(), Text("sign_out_of_other_sessions") is not null),
            "check" => new Check(),
            "back" => new Back(),
            _ => null,
        };
    }

    // People paste codes with the spaces and dashes of their mail; they never meant them.
    internal static string Digits(string typed) => string.Concat(typed.Where(char.IsAsciiDigit));
}
