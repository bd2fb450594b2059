using System.Text.Json.Serialization.Metadata;
using Foyer.Contracts;
using Foyer.Server.EmailAddresses;
using Foyer.Server.PhoneNumbers;

namespace Foyer.Server.Identifications;

/// <summary>A kind of identifier that people add to their account and prove by a message sent to it.</summary>
/// <param name="Name">The wire's word: column, parameter and name of the resource.</param>
/// <param name="Plural">The wire's word for several: table and path.</param>
internal abstract record IdentifierKind(string Name, string Plural)
{
    /// <summary>The column of <c>users</c> that names the one used first; another, of the kind's own name, holds its value to sort by.</summary>
    public string PrimaryColumn => $"primary_{Name}_id";

    public required Func<UserAttributes, UserAttribute> Attribute { get; init; }

    /// <summary>The form in which it is stored; null when the text is none.</summary>
    public required Func<string?, string?> Normalize { get; init; }

    /// <summary>The strategy of a code sent to it.</summary>
    public required string CodeStrategy { get; init; }

    /// <summary>The status with which the contract refuses a preparation that makes no sense.</summary>
    public required int PrepareRefusal { get; init; }
}

/// <inheritdoc cref="IdentifierKind" />
/// <typeparam name="T">Its resource.</typeparam>
internal sealed record IdentifierKind<T>(string Name, string Plural) : IdentifierKind(Name, Plural) where T : class
{
    public required Func<UserResource, IReadOnlyList<T>> Of { get; init; }

    public required Func<T, string> Id { get; init; }

    public required JsonTypeInfo<T> Bare { get; init; }

    public required JsonTypeInfo<Envelope<T>> Enveloped { get; init; }

    public required JsonTypeInfo<IReadOnlyList<T>> Listed { get; init; }

    /// <summary>The resource among a user's; null when it is gone.</summary>
    public T? Find(UserResource user, string id) => Of(user).FirstOrDefault(item => Id(item) == id);
}

internal static class IdentifierKinds
{
    /// <summary>The kind of this name; null when messages prove none of that name.</summary>
    public static IdentifierKind? Of(string name) => name == EmailAddress.Name ? EmailAddress : name == PhoneNumber.Name ? PhoneNumber : null;

    public static readonly IdentifierKind<EmailAddressResource> EmailAddress = new("email_address", "email_addresses")
    {
        Attribute = attributes => attributes.EmailAddress,
        Normalize = EmailAddressRules.Normalize,
        CodeStrategy = "email_code",
        PrepareRefusal = 422,
        Of = user => user.EmailAddresses,
        Id = address => address.Id,
        Bare = WireJson.Default.EmailAddressResource,
        Enveloped = WireJson.Default.EnvelopeEmailAddressResource,
        Listed = WireJson.Default.IReadOnlyListEmailAddressResource,
    };

    public static readonly IdentifierKind<PhoneNumberResource> PhoneNumber = new("phone_number", "phone_numbers")
    {
        Attribute = attributes => attributes.PhoneNumber,
        Normalize = PhoneNumberRules.Normalize,
        CodeStrategy = "phone_code",
        PrepareRefusal = 400,
        Of = user => user.PhoneNumbers,
        Id = number => number.Id,
        Bare = WireJson.Default.PhoneNumberResource,
        Enveloped = WireJson.Default.EnvelopePhoneNumberResource,
        Listed = WireJson.Default.IReadOnlyListPhoneNumberResource,
    };
}
