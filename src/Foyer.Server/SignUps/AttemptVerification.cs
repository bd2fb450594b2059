using Foyer.Server.Clients;
using Foyer.Server.OneTimeCodes;
using Foyer.Server.Surfaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.SignUps;

/// <summary><c>POST /v1/client/sign_ups/{sign_up_id}/attempt_verification</c>: proves the e-mail address with the code sent to it.</summary>
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

        if (call.Params.Text("strategy") is not (null or "email_code"))
        {
            return new FaultResult(SignUpFaults.NothingToVerify);
        }

        if (call.Params.Text("code") is not { } code)
        {
            return new FaultResult(RequestFaults.Missing("code"));
        }

        Outcome<ClientChange> outcome = await db.Write<Outcome<ClientChange>>(async tx =>
        {
            if ((await codes.Attempt(tx, signUp.EmailAddressCodeId, code)).IsFault(out Fault? refused, out OneTimeCode proven))
            {
                await signUps.Refused(tx, call.Instance, signUp, "email_code", refused);
                return refused;
            }

            return await signUps.EmailAddressProven(tx, call, signUp, proven.Target);
        }, ct);
        return outcome.IsFault(out fault, out ClientChange moved) ? new FaultResult(fault) : await CreateSignUp.Answer(call, clients, signUps, answers, signUp.Id, moved, ct);
    }
}
