using Foyer.Contracts;
using Foyer.Server.Factors;
using Foyer.Server.Sessions.Frontend;
using Foyer.Server.Surfaces;
using Foyer.Server.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Passwords.Frontend;

/// <summary><c>POST /v1/me/remove_password</c> (WIRE §9.1), when another way to sign in is left and the instance does not demand one.</summary>
internal static class RemoveMyPassword
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapPost("/me/remove_password", Handle);

    private static async Task<IResult> Handle(FrontendCall call, [AsParameters] ChangeMyPassword.Deps with, CancellationToken ct)
    {
        if ((await with.Current.FindActive(call, ct)).IsFault(out Fault? fault, out OwnSession own))
        {
            return new FaultResult(fault);
        }

        if ((call.Instance.Settings.UserSettings.PasswordSettings.DisablePasswordReverification && !own.Session.IsImpersonation ? null : await with.Reverification.Require(call, own, ct)) is { } unproven)
        {
            return new FaultResult(unproven);
        }

        string userId = own.Session.UserId;
        if (await with.Passwords.Find(userId, ct) is null)
        {
            return new FaultResult(PasswordFaults.NotSet);
        }

        if (!MayGo(call, (await with.Users.FindAggregate(call.Instance.Id, userId, ct))!))
        {
            return new FaultResult(PasswordFaults.Needed);
        }

        if (call.Params.Text("current_password") is not { } current)
        {
            return new FaultResult(RequestFaults.Missing("current_password"));
        }

        if ((await with.Proof.Check(call.Instance, userId, new Secret(current), ct)).IsFault(out fault, out PasswordVerdict verdict) ||
            (fault = verdict is PasswordVerdict.Wrong ? PasswordFaults.Incorrect.At("current_password") : null) is not null)
        {
            return new FaultResult(fault);
        }

        fault = await with.Db.Write(async tx =>
        {
            await with.Users.FindForUpdate(tx, call.Instance.Id, userId);
            if (await CurrentSession.Ended(tx, own) is { } ended)
            {
                return tx.Abandon(ended);
            }

            if (!await with.Passwords.Remove(tx, userId))
            {
                return tx.Abandon(PasswordFaults.NotSet);
            }

            await with.Lockout.Forgive(tx, userId);
            await with.Notices.PasswordRemoved(tx, call.Instance, userId);
            await with.Outbox.Audit(tx, call.Instance.Id, "password.removed", userId, userId);
            await with.Users.Changed(tx, call.Instance.Id, userId);
            await with.Clients.Changed(tx, own.Client.Id);
            return null;
        }, ct);
        if (fault is not null)
        {
            return new FaultResult(fault);
        }

        UserResource resource = await ChangeMyPassword.Resource(call, with, userId, ct);
        return await with.Answers.Changed(call, own.Client.Id, _ => resource, WireJson.Default.EnvelopeUserResource, ct);
    }

    private static bool MayGo(FrontendCall call, UserAggregate user) =>
        call.Instance.Settings.UserSettings.Attributes.Password is not { Enabled: true, Required: true } &&
        FactorRules.FirstFactors(call.Instance.Settings.UserSettings, user, null).Any(factor => factor.Strategy != "password" && !factor.Strategy.StartsWith("reset_password_", StringComparison.Ordinal));
}
