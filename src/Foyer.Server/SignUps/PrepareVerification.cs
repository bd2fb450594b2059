using Foyer.Contracts;
using Foyer.Server.Clients;
using Foyer.Server.SocialConnections;
using Foyer.Server.Surfaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.SignUps;

/// <summary><c>POST /v1/client/sign_ups/{sign_up_id}/prepare_verification</c>: sends the code or link that proves an identifier.</summary>
internal static class PrepareVerification
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapPost("/client/sign_ups/{sign_up_id}/prepare_verification", Handle);

    private static async Task<IResult> Handle(
        string sign_up_id, FrontendCall call, Database db, ClientStore clients, SignUpStore signUps, SignUpProofs proofs, SignUpSocial social, SignUpPasskey passkey, ClientAnswers answers, CancellationToken ct)
    {
        if ((await signUps.FindOwn(call, sign_up_id, ct)).IsFault(out Fault? fault, out SignUpRow signUp))
        {
            return new FaultResult(fault);
        }

        if (call.Params.Text("strategy") is not { } strategy)
        {
            return new FaultResult(RequestFaults.Missing("strategy"));
        }

        bool isMailboxTaken = await proofs.IsMailboxTaken(call, signUp.EmailAddress, ct);
        fault =
            signUp.Status != SignUpStatus.MissingRequirements.Value ? SignUpFaults.NothingToVerify :
            SocialFlow.IsRedirect(strategy) ? await Redirect(call, db, social, signUp, strategy, ct) :
            strategy == SignUpPasskey.Strategy ? await passkey.Prepare(call, signUp, ct) :
            await db.Write(async tx => await proofs.Begin(tx, call, signUp, strategy, isMailboxTaken) is { } refused ? tx.Abandon(refused) : null, ct);
        return fault is null ? await CreateSignUp.Answer(call, clients, signUps, answers, signUp.Id, new ClientChange(signUp.ClientId, null), ct) : new FaultResult(fault);
    }

    /// <summary>Sends the person to a provider.</summary>
    private static async Task<Fault?> Redirect(FrontendCall call, Database db, SignUpSocial social, SignUpRow signUp, string strategy, CancellationToken ct) =>
        (await social.Prepare(call, strategy, ct)).IsFault(out Fault? fault, out SocialStart start)
            ? fault
            : await db.Write(async tx => await social.Begin(tx, call, signUp, strategy, start) is { } stopped ? tx.Abandon(stopped) : null, ct);
}
