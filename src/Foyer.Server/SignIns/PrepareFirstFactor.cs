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
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.SignIns;

/// <summary><c>POST /v1/client/sign_ins/{sign_in_id}/prepare_first_factor</c>: sends the code or link, or sets the challenge, of a first factor.</summary>
internal sealed class PrepareFirstFactor(Database db, SignInStore signIns, UserStore users, FactorProofs factors, OneTimeCodeStore codes, EmailLinkStore links, Web3WalletStore wallets, SignInAnswers answers)
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapPost("/client/sign_ins/{sign_in_id}/prepare_first_factor", Handle);

    private static async Task<IResult> Handle(string sign_in_id, FrontendCall call, SignInStore signIns, PrepareFirstFactor prepare, SignInSocial social, CancellationToken ct)
    {
        if ((await signIns.FindOwn(call, sign_in_id, ct)).IsFault(out Fault? fault, out SignInRow signIn))
        {
            return new FaultResult(fault);
        }

        return call.Params.Text("strategy") is not { } strategy ? new FaultResult(RequestFaults.Missing("strategy")) :
            SocialFlow.IsRedirect(strategy) ? await social.Prepare(call, signIn, strategy, ct) :
            await prepare.Run(call, signIn, strategy, ct);
    }

    /// <summary>The preparation, for a sign-in that is the caller's own. Without an id the identifier typed is meant, else the primary one.</summary>
    public async Task<IResult> Run(FrontendCall call, SignInRow signIn, string strategy, CancellationToken ct)
    {
        if (signIn.Status != SignInStatus.NeedsFirstFactor.Value)
        {
            return new FaultResult(SignInFaults.WrongStep);
        }

        UserAggregate? user = signIn.UserId is null ? null : await users.FindAggregate(call.Instance.Id, signIn.UserId, ct);
        if (FactorChoice.Of(signIns.FirstFactors(call.Instance, signIn, user), strategy, call.Params) is not { } factor || strategy == "password")
        {
            return new FaultResult(FactorFaults.StrategyInvalid);
        }

        // What is offered only so that accounts cannot be told apart is prepared as for nobody.
        bool isSomebodys = user is not null && (!SignInStore.HidesAccount(call.Instance, signIn) || FactorChoice.Of(FactorRules.FirstFactors(call.Instance.Settings.UserSettings, user, signIn.Identifier), strategy, call.Params) is not null);
        Fault? fault = await db.Write(async tx =>
        {
            Outcome<VerificationRow> prepared = !isSomebodys ? await PrepareOfNobody(tx, call, signIn, strategy) : await factors.Prepare(tx, call, signIn.FirstFactorOwner, user!, factor);
            if (prepared.IsFault(out Fault? refused, out VerificationRow verification))
            {
                return tx.Abandon(refused);
            }

            await signIns.FirstFactorPrepared(tx, signIn, verification);
            return null;
        }, ct);
        return fault is null ? await answers.Of(call, signIn, ct) : new FaultResult(fault);
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
}
