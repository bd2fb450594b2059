using Microsoft.AspNetCore.Http;

namespace Foyer.Components.SignIns;

/// <summary>What a person wants on a sign-in screen: the buttons there are.</summary>
public abstract record SignInIntent
{
    private SignInIntent()
    {
    }

    /// <summary>Says who they are; with a password when a password manager filled in both.</summary>
    /// <param name="Identifier">E-mail address or username, as typed.</param>
    /// <param name="Password">The password; empty when only the identifier was given.</param>
    public sealed record Identify(string Identifier, string Password) : SignInIntent;

    /// <summary>Offers the password.</summary>
    /// <param name="Password">As typed.</param>
    public sealed record AttemptPassword(string Password) : SignInIntent;

    /// <summary>Offers the code that was sent.</summary>
    /// <param name="Code">As typed.</param>
    /// <param name="EmailAddressId">The address it was sent to; null for the usual one.</param>
    public sealed record AttemptCode(string Code, string? EmailAddressId) : SignInIntent;

    /// <summary>Asks for another code.</summary>
    /// <param name="EmailAddressId">The address to send it to; null for the usual one.</param>
    public sealed record Resend(string? EmailAddressId) : SignInIntent;

    /// <summary>Wants to see the other ways.</summary>
    public sealed record ChooseMethod : SignInIntent;

    /// <summary>Chose a way.</summary>
    /// <param name="Strategy">Wire name, for example <c>email_code</c>.</param>
    /// <param name="EmailAddressId">The address a code goes to.</param>
    public sealed record Use(string Strategy, string? EmailAddressId) : SignInIntent;

    /// <summary>Wants to begin again, perhaps as somebody else.</summary>
    public sealed record Back : SignInIntent;

    /// <summary>Reads an intent from its name in the address and the form that was posted; null when there is no such intent.</summary>
    /// <param name="name">For example <c>password</c>.</param>
    /// <param name="form">The form.</param>
    public static SignInIntent? Read(string name, IFormCollection form)
    {
        ArgumentNullException.ThrowIfNull(form);
        string? address = form["email_address_id"] is [{ Length: > 0 } id] ? id : null;
        return name switch
        {
            "identify" => new Identify(form["identifier"].ToString().Trim(), form["password"].ToString()),
            "password" => new AttemptPassword(form["password"].ToString()),
            "code" => new AttemptCode(Digits(form["code"].ToString()), address),
            "resend" => new Resend(address),
            "methods" => new ChooseMethod(),
            "use" => new Use(form["strategy"].ToString(), address),
            "back" => new Back(),
            _ => null,
        };
    }

    // People paste codes with the spaces and dashes of their mail; they never meant them.
    internal static string Digits(string typed) => string.Concat(typed.Where(char.IsAsciiDigit));
}
