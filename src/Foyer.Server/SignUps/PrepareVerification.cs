using Foyer.Server.Clients;
using Foyer.Server.OneTimeCodes;
using Foyer.Server.Surfaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.SignUps;

/// <summary><c>POST /v1/client/sign_ups/{sign_up_id}/prepare_verification</c>: sends the code that proves the e-mail address.</summary>
internal static class PrepareVerification
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapPost("/client/sign_ups/{sign_up_id}/prepare_verification", Handle);

    private static async Task<IResult> Handle(
        string sign_up_id, FrontendCall call, Database db, ClientStore clients, SignUpStore signUps, OneTimeCodeStore codes, ClientAnswers answers, CancellationToken ct)
    {
        if ((await signUps.FindOwn(call, sign_up_id, ct)).IsFault(out Fault? fault, out SignUpRow signUp))
        {
            return new FaultResult(fault);
        }

        if (call.Params.Text("strategy") is not { } strategy)
        {
            return new FaultResult(RequestFaults.Missing("strategy"));
        }

        bool canSend = strategy == "email_code" && signUp is { EmailAddress: not null, EmailAddressVerified: false, Status: "missing_requirements" } &&
            call.Instance.Settings.UserSettings.Attributes.EmailAddress.Verifications.Contains(strategy);
        if (!canSend)
        {
            return new FaultResult(SignUpFaults.NothingToVerify);
        }

        fault = await db.Write(async tx =>
        {
            if ((await codes.Send(tx, call.Instance, signUp.Id, strategy, null, signUp.EmailAddress!)).IsFault(out Fault? refused, out OneTimeCode code))
            {
                return tx.Abandon(refused);
            }

            await signUps.Prepared(tx, signUp, code);
            await clients.Changed(tx, signUp.ClientId);
            return null;
        }, ct);
        return fault is null ? await CreateSignUp.Answer(call, clients, signUps, answers, signUp.Id, new ClientChange(signUp.ClientId, null), ct) : new FaultResult(fault);
    }
}
