using Foyer.Contracts;
using Foyer.Server.Clients;
using Foyer.Server.Surfaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.SignIns;

/// <summary><c>POST /v1/client/sign_ins/{sign_in_id}/attempt_first_factor</c>: proves the first factor of a sign-in.</summary>
internal static class AttemptFirstFactor
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapPost("/client/sign_ins/{sign_in_id}/attempt_first_factor", Handle);

    private static async Task<IResult> Handle(
        string sign_in_id, FrontendCall call, ClientStore clients, SignInStore signIns, SignInAttempts attempts, ClientAnswers answers, CancellationToken ct)
    {
        if ((await signIns.FindOwn(call, sign_in_id, ct)).IsFault(out Fault? fault, out SignInRow signIn))
        {
            return new FaultResult(fault);
        }

        return call.Params.Text("strategy") is { } strategy
            ? await Attempt(call, attempts, signIns, clients, answers, signIn, strategy, ct)
            : new FaultResult(RequestFaults.Missing("strategy"));
    }

    public static async Task<IResult> Attempt(
        FrontendCall call, SignInAttempts attempts, SignInStore signIns, ClientStore clients, ClientAnswers answers, SignInRow signIn, string strategy, CancellationToken ct)
    {
        if (signIn.Status != SignInStatus.NeedsFirstFactor.Value)
        {
            return new FaultResult(SignInFaults.WrongStep);
        }

        Outcome<ClientChange> outcome = strategy switch
        {
            "password" => await attempts.Password(call, signIn, call.Params.Text("password"), ct),
            "email_code" => await attempts.EmailCode(call, signIn, call.Params.Text("code"), ct),
            _ => SignInFaults.StrategyInvalid,
        };
        if (outcome.IsFault(out Fault? fault, out ClientChange change))
        {
            return new FaultResult(fault);
        }

        ClientRow client = (await clients.Find(call.Instance.Id, change.Id, ct))!;
        ClientCookies.Write(call, change.NewToken, client.UpdatedAt);
        return await CreateSignIn.Answer(call, signIns, answers, signIn.Id, signIn.ClientId, ct);
    }
}
