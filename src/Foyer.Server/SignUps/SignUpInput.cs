using System.Text.Json;
using Foyer.Contracts;
using Foyer.Server.EmailAddresses;
using Foyer.Server.Passwords;
using Foyer.Server.PhoneNumbers;
using Foyer.Server.Restrictions;
using Foyer.Server.SocialConnections;
using Foyer.Server.Surfaces;
using Foyer.Server.Tickets;
using Foyer.Server.Users;
using Foyer.Server.Web3Wallets;

namespace Foyer.Server.SignUps;

/// <summary>
/// Reads the fields of a sign-up request: each checked against the settings, identifiers against the accounts there
/// are. What only the server decides (verified, status, metadata of the app) has no field here and is never read.
/// </summary>
internal sealed class SignUpInput(UserStore users, RestrictionGate gate, PasswordPolicy policy, PasswordHasher hasher, TimeProvider clock)
{
    private const int MaxName = 256;

    /// <param name="call">The request.</param>
    /// <param name="invitation">The invitation the sign-up stands on; null for none.</param>
    /// <param name="earlier">The sign-up with what was given before; null when it only begins.</param>
    /// <param name="ct">Ends the work.</param>
    public async Task<Outcome<SignUpChange>> Read(FrontendCall call, Ticket? invitation, SignUpRow? earlier, CancellationToken ct)
    {
        UserSettings settings = call.Instance.Settings.UserSettings;
        Params body = call.Params;
        if (Unsupported(settings, body, invitation) is { } unsupported)
        {
            return unsupported;
        }

        // The address of an invitation is the invitation's.
        if ((invitation is null ? await EmailAddress(call, ct) : (string?)null).IsFault(out Fault? fault, out string? emailAddress) ||
            (await PhoneNumber(call, ct)).IsFault(out fault, out string? phoneNumber) ||
            (await Web3Wallet(call, ct)).IsFault(out fault, out string? web3Wallet) ||
            (await Username(call, ct)).IsFault(out fault, out string? username) ||
            body.Object("unsafe_metadata").IsFault(out fault, out JsonElement? unsafeMetadata) ||
            (await PasswordHash(call, [emailAddress ?? invitation?.EmailAddress ?? earlier?.EmailAddress, phoneNumber ?? earlier?.PhoneNumber, username ?? earlier?.Username], ct)).IsFault(out fault, out string? passwordHash) ||
            (fault = passwordHash is null && await IsEarlierPassword(earlier, [emailAddress, phoneNumber, username], ct) ? PasswordFaults.MatchesIdentifier.At("password") : null) is not null)
        {
            return fault;
        }

        foreach (string name in new[] { "first_name", "last_name", "locale" })
        {
            if (body.Text(name)?.Length > MaxName)
            {
                return RequestFaults.TooLong(name);
            }
        }

        if (unsafeMetadata is { } metadata && Metadata.Check(metadata, "unsafe_metadata") is { } wrong)
        {
            return wrong;
        }

        if (CustomFields.Check(settings.SignUp.CustomFields, unsafeMetadata) is { } unfit)
        {
            return unfit;
        }

        return new SignUpChange
        {
            EmailAddress = emailAddress,
            PhoneNumber = phoneNumber,
            Web3Wallet = web3Wallet,
            Username = username,
            PasswordHash = passwordHash,
            FirstName = body.Text("first_name"),
            LastName = body.Text("last_name"),
            UnsafeMetadata = unsafeMetadata?.GetRawText(),
            Locale = body.Text("locale"),
            LegalAcceptedAt = body.Flag("legal_accepted") ? clock.GetUtcNow() : null,
        };
    }

    private async Task<Outcome<string?>> EmailAddress(FrontendCall call, CancellationToken ct)
    {
        // One field for both: what begins like a phone number is one.
        string? either = call.Params.Text("email_address_or_phone_number") is { } text && PhoneNumberRules.Normalize(text) is null ? text : null;
        if ((call.Params.Text("email_address") ?? either) is not { } typed)
        {
            return (string?)null;
        }

        if (!call.Instance.Settings.UserSettings.Attributes.EmailAddress.Enabled)
        {
            return RequestFaults.NotAvailable("email_address");
        }

        if (EmailAddressRules.Normalize(typed) is not { } emailAddress)
        {
            return RequestFaults.Format("email_address");
        }

        bool hides = SignUpRules.HidesAccounts(call.Instance.Settings.UserSettings, call.Instance.Settings.UserSettings.Attributes.EmailAddress);
        return await gate.Check(call.Instance, IdentifierTypes.EmailAddress, emailAddress, ct, hides) is { } refused ? refused :
            await users.FindByEmailAddress(call.Instance.Id, emailAddress, ct) is null || hides ? emailAddress : UserFaults.Taken("email_address");
    }

    private async Task<Outcome<string?>> PhoneNumber(FrontendCall call, CancellationToken ct)
    {
        string? either = PhoneNumberRules.Normalize(call.Params.Text("email_address_or_phone_number"));
        if ((call.Params.Text("phone_number") ?? either) is not { } typed)
        {
            return (string?)null;
        }

        if (!call.Instance.Settings.UserSettings.Attributes.PhoneNumber.Enabled)
        {
            return RequestFaults.NotAvailable("phone_number");
        }

        return PhoneNumberRules.Normalize(typed) is not { } phoneNumber ? RequestFaults.Format("phone_number") :
            await gate.Check(call.Instance, IdentifierTypes.PhoneNumber, phoneNumber, ct) is { } refused ? refused :
            await users.FindByPhoneNumber(call.Instance.Id, phoneNumber, ct) is null || SignUpRules.HidesAccounts(call.Instance.Settings.UserSettings, call.Instance.Settings.UserSettings.Attributes.PhoneNumber) ? phoneNumber : UserFaults.Taken("phone_number");
    }

    private async Task<Outcome<string?>> Web3Wallet(FrontendCall call, CancellationToken ct)
    {
        if (call.Params.Text("web3_wallet") is not { } typed)
        {
            return (string?)null;
        }

        if (!call.Instance.Settings.UserSettings.Attributes.Web3Wallet.Enabled)
        {
            return RequestFaults.NotAvailable("web3_wallet");
        }

        return Web3WalletRules.Normalize(typed) is not { } wallet ? RequestFaults.Format("web3_wallet") :
            await gate.Check(call.Instance, IdentifierTypes.Web3Wallet, wallet, ct) is { } refused ? refused :
            await users.FindByWeb3Wallet(call.Instance.Id, wallet, ct) is null || SignUpRules.HidesAccounts(call.Instance.Settings.UserSettings, call.Instance.Settings.UserSettings.Attributes.Web3Wallet) ? wallet : UserFaults.Taken("web3_wallet");
    }

    private async Task<Outcome<string?>> Username(FrontendCall call, CancellationToken ct)
    {
        if (call.Params.Text("username") is not { } username)
        {
            return (string?)null;
        }

        if (!call.Instance.Settings.UserSettings.Attributes.Username.Enabled)
        {
            return RequestFaults.NotAvailable("username");
        }

        return UsernameRules.CheckOwn(call.Instance.Settings.UserSettings.UsernameSettings, username) is { } fault ? fault :
            await users.FindByUsername(call.Instance.Id, username, ct) is null ? username : UserFaults.Taken("username");
    }

    private async Task<Outcome<string?>> PasswordHash(FrontendCall call, IEnumerable<string?> identifiers, CancellationToken ct)
    {
        if (call.Params.Text("password") is not { } password)
        {
            return (string?)null;
        }

        if (!call.Instance.Settings.UserSettings.Attributes.Password.Enabled)
        {
            return RequestFaults.NotAvailable("password");
        }

        if (await policy.Check(call.Instance.Settings.UserSettings.PasswordSettings, password, identifiers, "password", ct) is { } weak)
        {
            return weak;
        }

        return (await hasher.Hash(new Secret(password), ct)).IsFault(out Fault? busy, out string hash) ? busy : hash;
    }

    /// <summary>Whether an identifier given now is the password given before.</summary>
    private async Task<bool> IsEarlierPassword(SignUpRow? earlier, IEnumerable<string?> identifiers, CancellationToken ct)
    {
        if (earlier?.PasswordHash is not { } hash)
        {
            return false;
        }

        foreach (string identifier in identifiers.OfType<string>())
        {
            if (!(await hasher.Match(new Secret(identifier), hash, ct)).IsFault(out _, out PasswordMatch match) && match.IsRight)
            {
                return true;
            }
        }

        return false;
    }

    private static Fault? Unsupported(UserSettings settings, Params body, Ticket? invitation)
    {
        // The proofs of providers, and of a sign-in that is taken over, are read where they are checked.
        string? strategy = body.Text("strategy");
        bool isSocial = body.Flag("transfer") || SocialFlow.IsRedirect(strategy) || SocialFlow.IsToken(strategy);
        if (!isSocial && body.Text("token") is not (null or "false"))
        {
            return RequestFaults.NotAvailable("token");
        }

        if (!isSocial && strategy is not (null or "false" or SignUpTicket.Strategy) && SignUpRules.AttributeOf(strategy) is null)
        {
            return RequestFaults.Value("strategy");
        }

        // What the instance does not ask for is refused like an identifier it does not take, not dropped without a word.
        if (new[] { ("first_name", settings.Attributes.FirstName), ("last_name", settings.Attributes.LastName) }.FirstOrDefault(field => !field.Item2.Enabled && body.Text(field.Item1) is not null) is ({ } name, _))
        {
            return RequestFaults.NotAvailable(name);
        }

        // An invitation opens the door to its own address only.
        if (invitation is not null)
        {
            return body.Text("email_address") is { } given && EmailAddressRules.Normalize(given) != invitation.EmailAddress ? RequestFaults.Value("email_address") : null;
        }

        return settings.SignUp.Mode switch
        {
            "restricted" => SignUpFaults.Restricted,
            "waitlist" => SignUpFaults.Waitlist,
            _ => null,
        };
    }
}
