using Foyer.Contracts;
using Foyer.Server.Clients;
using Foyer.Server.Factors;
using Foyer.Server.Surfaces;
using Foyer.Server.Users;
using Foyer.Server.Verifications;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.SignIns;

/// <summary>
/// <c>POST /v1/client/sign_ins/{sign_in_id}/prepare_second_factor</c>: sends the code of a second factor, or the one that
/// makes a new client known.
/// </summary>
internal static class PrepareSecondFactor
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapPost("/client/sign_ins/{sign_in_id}/prepare_second_factor", Handle);

    private static async Task<IResult> Handle(string sign_in_id, FrontendCall call, Database db, SignInStore signIns, UserStore users, FactorProofs factors, SignInAnswers answers, CancellationToken ct)
    {
        if ((await signIns.FindOwn(call, sign_in_id, ct)).IsFault(out Fault? fault, out SignInRow signIn))
        {
            return new FaultResult(fault);
        }

        if (SecondFactors.Step(signIn) is { } wrongStep)
        {
            return new FaultResult(wrongStep);
        }

        if (call.Params.Text("strategy") is not { } strategy)
        {
            return new FaultResult(RequestFaults.Missing("strategy"));
        }

        UserAggregate user = (await users.FindAggregate(call.Instance.Id, signIn.UserId!, ct))!;
        if (FactorChoice.Of(SecondFactors.Offered(call, signIn, user), strategy, call.Params) is not { } factor)
        {
            return new FaultResult(FactorFaults.StrategyInvalid);
        }

        fault = await db.Write(async tx =>
        {
            if ((await factors.Prepare(tx, call, signIn.SecondFactorOwner, user, factor)).IsFault(out Fault? refused, out VerificationRow verification))
            {
                return tx.Abandon(refused);
            }

            await signIns.SecondFactorPrepared(tx, signIn, verification);
            return null;
        }, ct);
        return fault is null ? await answers.Of(call, signIn, ct) : new FaultResult(fault);
    }
}

/// <summary><c>POST /v1/client/sign_ins/{sign_in_id}/attempt_second_factor</c>: proves the second factor, which completes the sign-in.</summary>
internal static class AttemptSecondFactor
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapPost("/client/sign_ins/{sign_in_id}/attempt_second_factor", Handle);

    private static async Task<IResult> Handle(
        string sign_in_id, FrontendCall call, SignInStore signIns, SignInMoves moves, UserStore users, FactorProofs factors, SignInAnswers answers, CancellationToken ct)
    {
        if ((await signIns.FindOwn(call, sign_in_id, ct)).IsFault(out Fault? fault, out SignInRow signIn))
        {
            return new FaultResult(fault);
        }

        if (SecondFactors.Step(signIn) is { } wrongStep)
        {
            return new FaultResult(wrongStep);
        }

        if (call.Params.Text("strategy") is not { } strategy)
        {
            return new FaultResult(RequestFaults.Missing("strategy"));
        }

        UserAggregate user = (await users.FindAggregate(call.Instance.Id, signIn.UserId!, ct))!;
        if (SecondFactors.Offered(call, signIn, user).All(factor => factor.Strategy != strategy))
        {
            return new FaultResult(FactorFaults.StrategyInvalid);
        }

        Outcome<ClientChange> outcome = await factors.Attempt(call, signIn.SecondFactorOwner, strategy, new FactorMoves<ClientChange>(
            tx => moves.SecondFactorProven(tx, call, signIn, strategy),
            (tx, refused) => signIns.Refused(tx, call.Instance, signIn, strategy, refused)), ct);
        return outcome.IsFault(out fault, out ClientChange moved) ? new FaultResult(fault) : await answers.Of(call, signIn.Id, moved, ct);
    }
}

/// <summary>What the two operations above share.</summary>
internal static class SecondFactors
{
    /// <summary>The refusal when the sign-in is not at its second factor; null when it is.</summary>
    public static Fault? Step(SignInRow signIn) =>
        signIn.Status == SignInStatus.NeedsSecondFactor.Value || signIn.Status == SignInStatus.NeedsClientTrust.Value ? null : SignInFaults.WrongStep;

    public static IReadOnlyList<SignInFactor> Offered(FrontendCall call, SignInRow signIn, UserAggregate user) => signIn.Status == SignInStatus.NeedsClientTrust.Value
        ? FactorRules.ClientTrustFactors(call.Instance.Settings.UserSettings, user)
        : FactorRules.SecondFactors(call.Instance.Settings.UserSettings, user);
}
