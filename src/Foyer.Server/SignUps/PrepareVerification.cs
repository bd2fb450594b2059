using Foyer.Contracts;
using Foyer.Server.Clients;
using Foyer.Server.EmailLinks;
using Foyer.Server.Identifications;
using Foyer.Server.OneTimeCodes;
using Foyer.Server.Restrictions;
using Foyer.Server.Sessions;
using Foyer.Server.SocialConnections;
using Foyer.Server.Surfaces;
using Foyer.Server.Verifications;
using Foyer.Server.Web3Wallets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.SignUps;

/// <summary><c>POST /v1/client/sign_ups/{sign_up_id}/prepare_verification</c>: sends the code or link that proves an identifier.</summary>
internal static class PrepareVerification
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapPost("/client/sign_ups/{sign_up_id}/prepare_verification", Handle);

    private static async Task<IResult> Handle(
        string sign_up_id, FrontendCall call, Database db, ClientStore clients, SignUpStore signUps, OneTimeCodeStore codes, EmailLinkStore links, Web3WalletStore wallets, IdentificationStore identifications, RestrictionGate gate, SignUpSocial social, SignUpPasskey passkey,
        ClientAnswers answers, CancellationToken ct)
    {
        if ((await signUps.FindOwn(call, sign_up_id, ct)).IsFault(out Fault? fault, out SignUpRow signUp))
        {
            return new FaultResult(fault);
        }

        if (call.Params.Text("strategy") is not { } strategy)
        {
            return new FaultResult(RequestFaults.Missing("strategy"));
        }

        if (signUp.Status == SignUpStatus.MissingRequirements.Value && SocialFlow.IsRedirect(strategy))
        {
            return await Redirect(call, db, social, signUp, strategy, ct) is { } refusal
                ? new FaultResult(refusal)
                : await CreateSignUp.Answer(call, clients, signUps, answers, signUp.Id, new ClientChange(signUp.ClientId, null), ct);
        }

        if (signUp.Status == SignUpStatus.MissingRequirements.Value && strategy == SignUpPasskey.Strategy)
        {
            return await passkey.Prepare(call, signUp, ct) is { } stopped
                ? new FaultResult(stopped)
                : await CreateSignUp.Answer(call, clients, signUps, answers, signUp.Id, new ClientChange(signUp.ClientId, null), ct);
        }

        if (signUp.Status != SignUpStatus.MissingRequirements.Value ||
            SignUpRules.Proves(call.Instance.Settings.UserSettings.Attributes, signUp, strategy) is not { IsVerified: false } item || !item.Attribute.Verifications.Contains(strategy))
        {
            return new FaultResult(SignUpFaults.NothingToVerify);
        }

        bool hides = SignUpRules.HidesAccounts(call.Instance.Settings.UserSettings, item.Attribute);
        bool isMailboxTaken = hides && await gate.IsMailboxTaken(call.Instance, item.Name, item.Value!, ct);
        fault = await db.Write(async tx =>
        {
            bool isTaken = hides && (isMailboxTaken || (IdentifierKinds.Of(item.Name) is { } kind && await identifications.Owner(tx, kind, call.Instance.Id, item.Value!) is not null));
            if ((await Begin(tx, call, codes, links, wallets, signUp, item, strategy, isTaken)).IsFault(out Fault? refused, out VerificationRow verification))
            {
                return tx.Abandon(refused);
            }

            await signUps.Prepared(tx, signUp, item.Name, verification);
            return null;
        }, ct);
        return fault is null ? await CreateSignUp.Answer(call, clients, signUps, answers, signUp.Id, new ClientChange(signUp.ClientId, null), ct) : new FaultResult(fault);
    }

    /// <summary>Sends the person to a provider.</summary>
    private static async Task<Fault?> Redirect(FrontendCall call, Database db, SignUpSocial social, SignUpRow signUp, string strategy, CancellationToken ct) =>
        (await social.Prepare(call, strategy, ct)).IsFault(out Fault? fault, out SocialStart start)
            ? fault
            : await db.Write(async tx => await social.Begin(tx, call, signUp, strategy, start) is { } stopped ? tx.Abandon(stopped) : null, ct);

    /// <summary>The one switch over what can prove an identifier; a new strategy adds its line here and in the attempt.</summary>
    private static async Task<Outcome<VerificationRow>> Begin(Tx tx, FrontendCall call, OneTimeCodeStore codes, EmailLinkStore links, Web3WalletStore wallets, SignUpRow signUp, SignUpIdentifier item, string strategy, bool isTaken) => strategy switch
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
