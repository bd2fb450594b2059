using Foyer.Contracts;
using Foyer.Server.Clients;
using Foyer.Server.EmailAddresses;
using Foyer.Server.OneTimeCodes;
using Foyer.Server.Surfaces;
using Foyer.Server.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.SignIns;

/// <summary><c>POST /v1/client/sign_ins/{sign_in_id}/prepare_first_factor</c>: sends the code of a first factor.</summary>
internal static class PrepareFirstFactor
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapPost("/client/sign_ins/{sign_in_id}/prepare_first_factor", Handle);

    private static async Task<IResult> Handle(
        string sign_in_id, FrontendCall call, Database db, SignInStore signIns, UserStore users, OneTimeCodeStore codes, ClientAnswers answers, CancellationToken ct)
    {
        if ((await signIns.FindOwn(call, sign_in_id, ct)).IsFault(out Fault? fault, out SignInRow signIn))
        {
            return new FaultResult(fault);
        }

        return call.Params.Text("strategy") is { } strategy
            ? await Prepare(call, db, signIns, users, codes, answers, signIn, strategy, call.Params.Text("email_address_id"), ct)
            : new FaultResult(RequestFaults.Missing("strategy"));
    }

    /// <param name="emailAddressId">The address to send to; null for the one typed, else the primary one.</param>
    public static async Task<IResult> Prepare(
        FrontendCall call, Database db, SignInStore signIns, UserStore users, OneTimeCodeStore codes, ClientAnswers answers, SignInRow signIn, string strategy, string? emailAddressId, CancellationToken ct)
    {
        if (signIn.Status != SignInStatus.NeedsFirstFactor.Value)
        {
            return new FaultResult(SignInFaults.WrongStep);
        }

        UserAggregate user = (await users.FindAggregate(call.Instance.Id, signIn.UserId!, ct))!;
        SignInFactor? factor = strategy == "email_code"
            ? SignInRules.FirstFactors(call.Instance.Settings.UserSettings, user, signIn.Identifier).FirstOrDefault(factor => factor.Strategy == strategy && (emailAddressId is null || factor.EmailAddressId == emailAddressId))
            : null;
        if (factor is null)
        {
            return new FaultResult(SignInFaults.StrategyInvalid);
        }

        EmailAddressRow address = user.EmailAddresses.First(address => address.Id == factor.EmailAddressId);
        Fault? fault = await db.Write(async tx =>
        {
            if ((await codes.Send(tx, call.Instance, signIn.Id, strategy, address.Id, address.EmailAddress)).IsFault(out Fault? refused, out OneTimeCode code))
            {
                return tx.Abandon(refused);
            }

            await signIns.Prepared(tx, signIn, strategy, code);
            return null;
        }, ct);
        return fault is null ? await CreateSignIn.Answer(call, signIns, answers, signIn.Id, signIn.ClientId, ct) : new FaultResult(fault);
    }
}
