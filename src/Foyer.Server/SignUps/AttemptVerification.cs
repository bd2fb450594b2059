using Foyer.Server.Clients;
using Foyer.Server.OneTimeCodes;
using Foyer.Server.Surfaces;
using Foyer.Server.Verifications;
using Foyer.Server.Web3Wallets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.SignUps;

/// <summary><c>POST /v1/client/sign_ups/{sign_up_id}/attempt_verification</c>: proves an identifier with the code sent to it, or with what the wallet signed; or keeps a passkey.</summary>
internal static class AttemptVerification
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapPost("/client/sign_ups/{sign_up_id}/attempt_verification", Handle);

    private static async Task<IResult> Handle(
        string sign_up_id, FrontendCall call, Database db, ClientStore clients, SignUpStore signUps, SignUpMoves moves, OneTimeCodeStore codes, Web3WalletStore wallets, SignUpPasskey passkey, ClientAnswers answers, CancellationToken ct)
    {
        if ((await signUps.FindOwn(call, sign_up_id, ct)).IsFault(out Fault? fault, out SignUpRow signUp))
        {
            return new FaultResult(fault);
        }

        if (call.Params.Text("strategy") == SignUpPasskey.Strategy)
        {
            return (await passkey.Attempt(call, signUp, ct)).IsFault(out fault, out ClientChange made) ? new FaultResult(fault) : await CreateSignUp.Answer(call, clients, signUps, answers, signUp.Id, made, ct);
        }

        string? signature = call.Params.Text("signature");
        string strategy = call.Params.Text("strategy") ?? (signature is null ? "email_code" : signUp.Web3WalletStrategy ?? "");
        if (SignUpRules.Proves(call.Instance.Settings.UserSettings.Attributes, signUp, strategy) is not { } item || !(strategy is "email_code" or "phone_code" || item.Name == "web3_wallet"))
        {
            return new FaultResult(SignUpFaults.NothingToVerify);
        }

        string given = item.Name == "web3_wallet" ? "signature" : "code";
        if (call.Params.Text(given) is not { } proof)
        {
            return new FaultResult(RequestFaults.Missing(given));
        }

        Outcome<ClientChange> outcome = await db.Write<Outcome<ClientChange>>(async tx =>
        {
            Outcome<VerificationRow> attempted = given == "code" ? await codes.Attempt(tx, item.VerificationId, proof) : await wallets.Prove(tx, item.VerificationId, signUp.Id, strategy, proof);
            if (attempted.IsFault(out Fault? refused, out VerificationRow proven))
            {
                await signUps.Refused(tx, call.Instance, signUp, strategy, refused);
                return refused;
            }

            return proven.Strategy == strategy && proven.OwnerId == signUp.Id ? await moves.Proven(tx, call, signUp.Id, item.Name, proven.Target, strategy) : tx.Abandon(SignUpFaults.NothingToVerify);
        }, ct);
        return outcome.IsFault(out fault, out ClientChange moved) ? new FaultResult(fault) : await CreateSignUp.Answer(call, clients, signUps, answers, signUp.Id, moved, ct);
    }
}
