using Foyer.Server.Clients;
using Foyer.Server.OneTimeCodes;
using Foyer.Server.Surfaces;
using Foyer.Server.Verifications;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.SignUps;

/// <summary><c>POST /v1/client/sign_ups/{sign_up_id}/attempt_verification</c>: proves an identifier with the code sent to it.</summary>
internal static class AttemptVerification
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapPost("/client/sign_ups/{sign_up_id}/attempt_verification", Handle);

    private static async Task<IResult> Handle(
        string sign_up_id, FrontendCall call, Database db, ClientStore clients, SignUpStore signUps, OneTimeCodeStore codes, ClientAnswers answers, CancellationToken ct)
    {
        if ((await signUps.FindOwn(call, sign_up_id, ct)).IsFault(out Fault? fault, out SignUpRow signUp))
        {
            return new FaultResult(fault);
        }

        string strategy = call.Params.Text("strategy") ?? "email_code";
        if (SignUpRules.Proves(call.Instance.Settings.UserSettings.Attributes, signUp, strategy) is not { } item || strategy is not ("email_code" or "phone_code"))
        {
            return new FaultResult(SignUpFaults.NothingToVerify);
        }

        if (call.Params.Text("code") is not { } code)
        {
            return new FaultResult(RequestFaults.Missing("code"));
        }

        Outcome<ClientChange> outcome = await db.Write<Outcome<ClientChange>>(async tx =>
        {
            if ((await codes.Attempt(tx, item.VerificationId, code)).IsFault(out Fault? refused, out VerificationRow proven))
            {
                await signUps.Refused(tx, call.Instance, signUp, strategy, refused);
                return refused;
            }

            return proven.Strategy == strategy && proven.OwnerId == signUp.Id ? await signUps.Proven(tx, call, signUp.Id, item.Name, proven.Target, strategy) : tx.Abandon(SignUpFaults.NothingToVerify);
        }, ct);
        return outcome.IsFault(out fault, out ClientChange moved) ? new FaultResult(fault) : await CreateSignUp.Answer(call, clients, signUps, answers, signUp.Id, moved, ct);
    }
}
