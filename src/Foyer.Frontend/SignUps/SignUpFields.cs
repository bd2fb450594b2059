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

    /// <summary>Address of a wallet, to be proven by its signature.</summary>
    public string? Web3Wallet { get; init; }

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

    /// <summary>Another way than fields: <c>oauth_google</c>, <c>ticket</c>, and so on.</summary>
    public string? Strategy { get; init; }

    /// <summary>Where a person comes back to when the sign-up needs more than their provider gave.</summary>
    public string? RedirectUrl { get; init; }

    /// <summary>Where a person comes back to when the sign-up is complete.</summary>
    public string? ActionCompleteRedirectUrl { get; init; }

    /// <summary>An invitation, with the strategy <c>ticket</c>.</summary>
    public string? Ticket { get; init; }

    /// <summary>Token of Google One Tap or of a native provider, with their strategies.</summary>
    public string? Token { get; init; }

    /// <summary>Makes a sign-up of the client's sign-in whose external account belongs to nobody yet.</summary>
    public bool? Transfer { get; init; }

    /// <summary>Proof against robots; see <see cref="FrontendClient.CreateBotChallenge"/>.</summary>
    public string? CaptchaToken { get; init; }

    internal FormFields ToForm() => new()
    {
        { "email_address", EmailAddress },
        { "phone_number", PhoneNumber },
        { "web3_wallet", Web3Wallet },
        { "username", Username },
        { "first_name", FirstName },
        { "last_name", LastName },
        { "password", Password },
        { "legal_accepted", LegalAccepted },
        { "unsafe_metadata", UnsafeMetadata },
        { "locale", Locale },
        { "strategy", Strategy },
        { "redirect_url", RedirectUrl },
        { "action_complete_redirect_url", ActionCompleteRedirectUrl },
        { "ticket", Ticket },
        { "token", Token },
        { "transfer", Transfer },
        { "captcha_token", CaptchaToken },
    };

    /// <summary>The names of nobody: a sign-up is never printed.</summary>
    public override string ToString() => nameof(SignUpFields);
}
