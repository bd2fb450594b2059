using Foyer.Contracts;
using Foyer.Server.EmailLinks;
using Foyer.Server.Factors;
using Foyer.Server.OneTimeCodes;
using Foyer.Server.SocialConnections;
using Foyer.Server.Surfaces;
using Foyer.Server.Users;
using Foyer.Server.Verifications;
using Foyer.Server.Web3Wallets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.SignIns;

/// <summary><c>POST /v1/client/sign_ins/{sign_in_id}/prepare_first_factor</c>: sends the code or link, or sets the challenge, of a first factor.</summary>
internal sealed class PrepareFirstFactor(SignInStore signIns, UserStore users, FactorProofs factors, OneTimeCodeStore codes, EmailLinkStore links, Web3WalletStore wallets)
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapPost("/client/sign_ins/{sign_in_id}/prepare_first_factor", Handle);

    private static async Task<IResult> Handle(string sign_in_id, FrontendCall call, [AsParameters] Deps with, CancellationToken ct)
    {
        if ((await with.SignIns.FindOwn(call, sign_in_id, ct)).IsFault(out Fault? fault, out SignInRow signIn))
        {
            return new FaultResult(fault);
        }

        if (call.Params.Text("strategy") is not { } strategy)
        {
            return new FaultResult(RequestFaults.Missing("strategy"));
        }

        if (SocialFlow.IsRedirect(strategy))
        {
            return await with.Social.Prepare(call, signIn, strategy, ct);
        }

        fault = await with.Db.Write(tx => with.Prepare.Run(tx, call, signIn, strategy), ct);
        return fault is null ? await with.Answers.Of(call, signIn, ct) : new FaultResult(fault);
    }

    /// <summary>The preparation, for a sign-in that is the caller's own; refused, it changes nothing. Without an id the identifier typed is meant, else the primary one.</summary>
    public async Task<Fault?> Run(Tx tx, FrontendCall call, SignInRow signIn, string strategy)
    {
        if (signIn.Status != SignInStatus.NeedsFirstFactor.Value)
        {
            return tx.Abandon(SignInFaults.WrongStep);
        }

        UserAggregate? user = signIn.UserId is null ? null : await users.FindAggregate(tx, call.Instance.Id, signIn.UserId);
        if (FactorChoice.Of(signIns.FirstFactors(call.Instance, signIn, user), strategy, call.Params) is not { } factor || strategy == "password")
        {
            return tx.Abandon(FactorFaults.StrategyInvalid);
        }

        // What is offered only so that accounts cannot be told apart is prepared as for nobody.
        bool isSomebodys = user is not null && (!SignInStore.HidesAccount(call.Instance, signIn) || FactorChoice.Of(FactorRules.FirstFactors(call.Instance.Settings.UserSettings, user, signIn.Identifier), strategy, call.Params) is not null);
        Outcome<VerificationRow> prepared = isSomebodys ? await factors.Prepare(tx, call, signIn.FirstFactorOwner, user!, factor) : await PrepareOfNobody(tx, call, signIn, strategy);
        if (prepared.IsFault(out Fault? refused, out VerificationRow verification))
        {
            return tx.Abandon(refused);
        }

        await signIns.FirstFactorPrepared(tx, signIn, verification);
        return null;
    }

    /// <summary>A code or link for an identifier nobody has: sent when a sign-up may follow, else only said to be.</summary>
    private async Task<Outcome<VerificationRow>> PrepareOfNobody(Tx tx, FrontendCall call, SignInRow signIn, string strategy)
    {
        // Somebody's way in that is only pretended is never sent: its owner did not set it up.
        bool isPretended = !signIn.SignUpIfMissing || signIn.UserId is not null;
        return Web3WalletRules.Strategies.Contains(strategy) ? await wallets.Challenge(tx, call, signIn.Id, signIn.ClientId, strategy, signIn.Identifier!, walletId: null) :
            strategy == EmailLinkStore.Strategy
            ? await links.Send(tx, call, new EmailLinkRequest { OwnerId = signIn.Id, ClientId = signIn.ClientId, Target = signIn.Identifier!, Locale = signIn.Locale, IsPretended = isPretended })
            : await codes.Send(tx, call.Instance, new CodeRequest
            {
                OwnerId = signIn.Id, ClientId = signIn.ClientId, Strategy = strategy, Target = signIn.Identifier!, Channel = call.Params.Text("channel"), Locale = signIn.Locale,
                // There is no password of nobody to choose anew.
                IsPretended = isPretended || SignInRules.IsReset(strategy),
            });
    }

    internal sealed record Deps(
        [FromServices] Database Db,
        [FromServices] SignInStore SignIns,
        [FromServices] PrepareFirstFactor Prepare,
        [FromServices] SignInSocial Social,
        [FromServices] SignInAnswers Answers);
}
