using Foyer.Contracts;
using Foyer.Server.BackupCodes;
using Foyer.Server.Passwords;
using Foyer.Server.Surfaces;
using Foyer.Server.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Totp.Backend;

/// <summary><c>POST /v1/users/{user_id}/verify_totp</c>: whether a code is right. Either kind is spent by it.</summary>
internal static class VerifyTotp
{
    /// <summary>The contract keeps 404 for who does not exist.</summary>
    private static readonly Fault Missing = TotpFaults.Missing with { Status = 400 };

    public static void Map(RouteGroupBuilder backend) => backend.MapPost("/users/{user_id}/verify_totp", Handle);

    private static async Task<IResult> Handle(string user_id, BackendCall call, Database db, UserStore users, TotpStore totps, BackupCodeStore backupCodes, ForeignBackupCodes foreign, CancellationToken ct)
    {
        if ((await JsonBody.Read(call.Request, WireJson.Default.VerifyTotpRequest, ct)).IsFault(out Fault? fault, out VerifyTotpRequest body))
        {
            return new FaultResult(fault);
        }

        if (body.Code is not { Length: > 0 } code)
        {
            return new FaultResult(RequestFaults.Missing("code"));
        }

        bool isTotp = TotpRules.IsCode(code);
        BackupCodeGuess guess = BackupCodeGuess.None;
        if (!isTotp && await users.FindAggregate(call.Instance.Id, user_id, ct) is not null && (await foreign.Look(user_id, code, ct)).IsFault(out fault, out guess))
        {
            return new FaultResult(fault);
        }

        Outcome<VerifiedTotp> outcome = await db.Write<Outcome<VerifiedTotp>>(async tx =>
        {
            if (await users.FindForUpdate(tx, call.Instance.Id, user_id) is not { } user)
            {
                return tx.Abandon(RequestFaults.NotFound);
            }

            if (!user.TotpEnabled && !user.BackupCodeEnabled)
            {
                return Missing;
            }

            if ((isTotp ? await totps.Prove(tx, user_id, code) : await backupCodes.Prove(tx, user_id, code, guess)) is { } wrong)
            {
                return wrong.Code == Missing.Code ? Missing : wrong;
            }

            if (!isTotp)
            {
                await users.Changed(tx, call.Instance.Id, user_id);
            }

            return new VerifiedTotp(true, isTotp ? "totp" : "backup_code");
        }, ct);
        return outcome.IsFault(out fault, out VerifiedTotp verified) ? new FaultResult(fault) : new WireResult<VerifiedTotp>(verified, WireJson.Default.VerifiedTotp);
    }
}
