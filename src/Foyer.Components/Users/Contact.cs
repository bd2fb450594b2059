using Foyer.Contracts;

namespace Foyer.Components.Users;

/// <summary>An e-mail address or a phone number of an account.</summary>
/// <param name="Kind"><see cref="EmailAddress"/> or <see cref="PhoneNumber"/>.</param>
/// <param name="Id">Prefix <c>idn_</c>.</param>
/// <param name="Value">The address or number.</param>
/// <param name="IsPrimary">Whether it is the one used first.</param>
/// <param name="Verification">How it was proven, or is being proven; null when neither.</param>
public sealed record Contact(string Kind, string Id, string Value, bool IsPrimary, VerificationResource? Verification)
{
    internal const string EmailAddress = "email_address";
    internal const string PhoneNumber = "phone_number";

    /// <summary>How many of a kind an account holds.</summary>
    internal const int Most = 10;

    /// <summary>Whether it was proven.</summary>
    public bool IsVerified => Verification?.Status == VerificationStatus.Verified;

    /// <summary>Whether a link was sent that is waited for, not a code.</summary>
    public bool IsByLink => Verification is { Strategy: "email_link" };

    internal static IReadOnlyList<Contact> Of(UserResource user, string kind) => kind == PhoneNumber
        ? [.. user.PhoneNumbers.Select(number => new Contact(kind, number.Id, number.PhoneNumber, number.Id == user.PrimaryPhoneNumberId, number.Verification))]
        : [.. user.EmailAddresses.Select(address => new Contact(kind, address.Id, address.EmailAddress, address.Id == user.PrimaryEmailAddressId, address.Verification))];

    /// <summary>What proves one: a code, unless the instance has links alone.</summary>
    internal static string Strategy(string kind, UserAttributes attributes) =>
        kind == PhoneNumber ? "phone_code" : attributes.EmailAddress.Verifications.Contains("email_link") && !attributes.EmailAddress.Verifications.Contains("email_code") ? "email_link" : "email_code";
}
