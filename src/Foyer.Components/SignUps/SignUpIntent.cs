using Foyer.Components.SignIns;
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
    /// <param name="Fields">What was typed; a field left empty is null.</param>
    public sealed record Create(SignUpFields Fields) : SignUpIntent;

    /// <summary>Adds what was missing.</summary>
    /// <param name="Fields">What was typed; a field left empty is null.</param>
    public sealed record Continue(SignUpFields Fields) : SignUpIntent;

    /// <summary>Offers the code that was sent.</summary>
    /// <param name="Code">Its digits.</param>
    public sealed record AttemptCode(string Code) : SignUpIntent;

    /// <summary>Asks for another code.</summary>
    public sealed record Resend : SignUpIntent;

    /// <summary>Wants to change what was given.</summary>
    public sealed record Back : SignUpIntent;

    /// <summary>Reads an intent from its name in the address and the form that was posted; null when there is no such intent.</summary>
    /// <param name="name">For example <c>create</c>.</param>
    /// <param name="form">The form.</param>
    public static SignUpIntent? Read(string name, IFormCollection form)
    {
        ArgumentNullException.ThrowIfNull(form);
        return name switch
        {
            "create" => new Create(Typed(form)),
            "continue" => new Continue(Typed(form)),
            "code" => new AttemptCode(SignInIntent.Digits(form["code"].ToString())),
            "resend" => new Resend(),
            "back" => new Back(),
            _ => null,
        };
    }

    private static SignUpFields Typed(IFormCollection form)
    {
        string? Text(string name) => form[name].ToString().Trim() is { Length: > 0 } text ? text : null;
        return new SignUpFields
        {
            EmailAddress = Text("email_address"),
            Username = Text("username"),
            FirstName = Text("first_name"),
            LastName = Text("last_name"),
            // A password is what was typed, blanks and all.
            Password = form["password"].ToString() is { Length: > 0 } password ? password : null,
            LegalAccepted = Text("legal_accepted") is null ? null : true,
        };
    }
}
