using System.Text.Json;
using Foyer.Frontend.Wire;

namespace Foyer.Frontend;

/// <summary>What a person gives at sign-up (WIRE §7.2). A null field is not sent; an empty one clears.</summary>
public sealed record SignUpFields
{
    /// <summary>E-mail address.</summary>
    public string? EmailAddress { get; init; }

    /// <summary>Phone number.</summary>
    public string? PhoneNumber { get; init; }

    /// <summary>Username.</summary>
    public string? Username { get; init; }

    /// <summary>First name.</summary>
    public string? FirstName { get; init; }

    /// <summary>Last name.</summary>
    public string? LastName { get; init; }

    /// <summary>Password, as typed.</summary>
    public string? Password { get; init; }

    /// <summary>Whether the terms are accepted; only true has an effect.</summary>
    public bool? LegalAccepted { get; init; }

    /// <summary>Data the app wants to keep with the person; anybody may write it.</summary>
    public JsonElement? UnsafeMetadata { get; init; }

    /// <summary>Language of the person, BCP 47.</summary>
    public string? Locale { get; init; }

    internal FormFields ToForm() => new()
    {
        { "email_address", EmailAddress },
        { "phone_number", PhoneNumber },
        { "username", Username },
        { "first_name", FirstName },
        { "last_name", LastName },
        { "password", Password },
        { "legal_accepted", LegalAccepted },
        { "unsafe_metadata", UnsafeMetadata },
        { "locale", Locale },
    };

    /// <summary>The names of nobody: a sign-up is never printed.</summary>
    public override string ToString() => nameof(SignUpFields);
}
