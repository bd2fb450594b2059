using Foyer.Contracts;
using Foyer.Server.BotProtection;
using Foyer.Server.EmailLinks;
using Foyer.Server.Identifications;
using Foyer.Server.OneTimeCodes;
using Foyer.Server.Restrictions;
using Foyer.Server.Sessions;
using Foyer.Server.Surfaces;
using Foyer.Server.Verifications;
using Foyer.Server.Web3Wallets;

namespace Foyer.Server.SignUps;

/// <summary>Begins the proof of an identifier of a sign-up: sends a code or a link, or makes what a wallet signs.</summary>
internal sealed class SignUpProofs(SignUpStore signUps, OneTimeCodeStore codes, EmailLinkStore links, Web3WalletStore wallets, IdentificationStore identifications, RestrictionGate gate)
{
    /// <summary>Whether the mailbox of an address is somebody's on an instance that hides its accounts; asked before the transaction.</summary>
    public async Task<bool> IsMailboxTaken(FrontendCall call, string? emailAddress, CancellationToken ct)
    {
        UserSettings settings = call.Instance.Settings.UserSettings;
        return emailAddress is not null && SignUpRules.HidesAccounts(settings, settings.Attributes.EmailAddress) && await gate.IsMailboxTaken(call.Instance, IdentifierTypes.EmailAddress, emailAddress, ct);
    }

    /// <summary>Begins it for the sign-up as it stands.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="call">The request.</param>
    /// <param name="signUp">The sign-up.</param>
    /// <param name="strategy">Its proof.</param>
    /// <param name="isMailboxTaken">See <see cref="IsMailboxTaken"/>.</param>
    public async Task<Fault?> Begin(Tx tx, FrontendCall call, SignUpRow signUp, string strategy, bool isMailboxTaken)
    {
        // No robot has messages sent.
        if (signUp.MayBeRobots)
        {
            return BotProtectionFaults.Missing;
        }

        if (signUp.Status != SignUpStatus.MissingRequirements.Value ||
            SignUpRules.Proves(call.Instance.Settings.UserSettings.Attributes, signUp, strategy) is not { IsVerified: false } item || !item.Attribute.Verifications.Contains(strategy))
        {
            return SignUpFaults.NothingToVerify;
        }

        bool isTaken = (isMailboxTaken && item.Name == IdentifierTypes.EmailAddress) ||
            (SignUpRules.HidesAccounts(call.Instance.Settings.UserSettings, item.Attribute) && IdentifierKinds.Of(item.Name) is { } kind && await identifications.Owner(tx, kind, call.Instance.Id, item.Value!) is not null);
        if ((await Begin(tx, call, signUp, item, strategy, isTaken)).IsFault(out Fault? fault, out VerificationRow verification))
        {
            return fault;
        }

        await signUps.Prepared(tx, signUp, item.Name, verification);
        return null;
    }

    /// <summary>
    /// The same where a request that gives fields names a strategy too (WIRE §7.2), as the official components do for
    /// numbers of a country whose codes travel by another channel. Nothing is left to prove where the fields were enough.
    /// </summary>
    public async Task<Fault?> BeginIfNamed(Tx tx, FrontendCall call, string signUpId, string? strategy, bool isMailboxTaken) =>
        strategy is not null && SignUpRules.AttributeOf(strategy) is not null &&
        await signUps.Find(tx, call.Instance.Id, signUpId) is { } signUp && signUp.Status == SignUpStatus.MissingRequirements.Value
            ? await Begin(tx, call, signUp, strategy, isMailboxTaken)
            : null;

    /// <summary>The one switch over what can prove an identifier; a new strategy adds its line here and in the attempt.</summary>
    private async Task<Outcome<VerificationRow>> Begin(Tx tx, FrontendCall call, SignUpRow signUp, SignUpIdentifier item, string strategy, bool isTaken) => strategy switch
    {
        "email_code" or "phone_code" => await codes.Send(tx, call.Instance, new CodeRequest
        {
            OwnerId = signUp.Id, ClientId = signUp.ClientId, Strategy = strategy, Target = item.Value!, Channel = call.Params.Text("channel"), Locale = signUp.Locale,
            RequestedBy = UserAgent.Parse(call.UserAgent).Description, IsTaken = isTaken,
        }),
        "email_link" => await links.Send(tx, call, new EmailLinkRequest { OwnerId = signUp.Id, ClientId = signUp.ClientId, Target = item.Value!, Locale = signUp.Locale, IsTaken = isTaken }),
        _ when item.Name == "web3_wallet" => await wallets.Challenge(tx, call, signUp.Id, signUp.ClientId, strategy, item.Value!, walletId: null),
        _ => SignUpFaults.NothingToVerify,
    };
}
