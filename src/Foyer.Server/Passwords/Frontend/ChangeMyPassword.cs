using Foyer.Contracts;
using Foyer.Server.Clients;
using Foyer.Server.Sessions.Frontend;
using Foyer.Server.Surfaces;
using Foyer.Server.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Passwords.Frontend;

/// <summary>
/// <c>POST /v1/me/change_password</c> (WIRE §9.1): a new password in the place of the current one, or the first one. One
/// that became known is replaced without being asked for (§10.4): by a session that proved another factor since.
/// </summary>
internal static class ChangeMyPassword
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapPost("/me/change_password", Handle);

    private static async Task<IResult> Handle(FrontendCall call, [AsParameters] Deps with, CancellationToken ct)
    {
        if ((await with.Current.FindActive(call, ct)).IsFault(out Fault? fault, out OwnSession own))
        {
            return new FaultResult(fault);
        }

        if (!call.Instance.Settings.UserSettings.Attributes.Password.Enabled)
        {
            return new FaultResult(RequestFaults.NotAvailable("new_password"));
        }

        PasswordRow? row = await with.Passwords.Find(own.Session.UserId, ct);
        bool isReset = row?.CompromisedAt is not null && !call.Params.Has("current_password");
        if (await MayBegin(call, with, own, row, isReset, ct) is { } refused || (refused = await Prove(call, with, own, row, isReset, ct)) is not null ||
            (await NewHash(call, with, own.Session.UserId, ct)).IsFault(out refused, out string hash))
        {
            return new FaultResult(refused);
        }

        fault = await with.Db.Write(tx => Change(tx, call, with, own, row, hash), ct);
        if (fault is not null)
        {
            return new FaultResult(fault);
        }

        UserResource resource = await Resource(call, with, own.Session.UserId, ct);
        return await with.Answers.Changed(call, own.Client.Id, _ => resource, WireJson.Default.EnvelopeUserResource, ct);
    }

    private static async Task<Fault?> MayBegin(FrontendCall call, Deps with, OwnSession own, PasswordRow? row, bool isReset, CancellationToken ct)
    {
        // Whoever still holds a session from before the password became known may be the one who knows it.
        if (isReset && own.Session.FirstFactorAt < row!.CompromisedAt)
        {
            return ReverificationFaults.Required;
        }

        return isReset || call.Instance.Settings.UserSettings.PasswordSettings.DisablePasswordReverification
            ? own.Session.IsImpersonation ? ReverificationFaults.Impersonating : null
            : await with.Reverification.Require(call, own, ct);
    }

    private static async Task<Fault?> Prove(FrontendCall call, Deps with, OwnSession own, PasswordRow? row, bool isReset, CancellationToken ct)
    {
        if (row is null || isReset)
        {
            return null;
        }

        if (call.Params.Text("current_password") is not { } current)
        {
            return RequestFaults.Missing("current_password");
        }

        return (await with.Proof.Check(call.Instance, own.Session.UserId, new Secret(current), ct)).IsFault(out Fault? fault, out PasswordVerdict verdict) ? fault :
            verdict is PasswordVerdict.Wrong ? PasswordFaults.Incorrect.At("current_password") :
            null;
    }

    private static async Task<Outcome<string>> NewHash(FrontendCall call, Deps with, string userId, CancellationToken ct)
    {
        if (call.Params.Text("new_password") is not { } password)
        {
            return RequestFaults.Missing("new_password");
        }

        if (await with.Users.FindAggregate(call.Instance.Id, userId, ct) is not { } user)
        {
            return RequestFaults.AuthenticationInvalid;
        }

        if (await with.Policy.Check(call.Instance.Settings.UserSettings.PasswordSettings, password, user.Identifiers, "new_password", ct) is { } weak)
        {
            return weak;
        }

        if (user.User.PasswordChangedAt is not null && await with.Passwords.Find(userId, ct) is { } row)
        {
            if ((await with.Hasher.Match(new Secret(password), row.Hash, ct)).IsFault(out Fault? busy, out PasswordMatch match))
            {
                return busy;
            }

            if (match.IsRight)
            {
                return PasswordFaults.MatchesCurrent.At("new_password");
            }
        }

        return await with.Hasher.Hash(new Secret(password), ct);
    }

    private static async Task<Fault?> Change(Tx tx, FrontendCall call, Deps with, OwnSession own, PasswordRow? row, string hash)
    {
        string userId = own.Session.UserId;
        // The row of the person is held: of two first passwords the second meets the one before it, and a session that
        // begins with the old password meanwhile is seen below, or never begins.
        await with.Users.FindForUpdate(tx, call.Instance.Id, userId);
        if (await CurrentSession.Ended(tx, own) is { } ended)
        {
            return tx.Abandon(ended);
        }

        if (row is null)
        {
            if (await tx.One<string>("SELECT user_id FROM passwords WHERE user_id = @userId", new { userId }) is not null)
            {
                return tx.Abandon(RequestFaults.Missing("current_password"));
            }

            await with.Users.SetPassword(tx, userId, hash);
        }
        else if (!await with.Passwords.Replace(tx, row, hash))
        {
            return tx.Abandon(PasswordFaults.Incorrect.At("current_password"));
        }

        await with.Lockout.Forgive(tx, userId);
        if (call.Params.Flag("sign_out_of_other_sessions"))
        {
            await with.Sessions.RevokeAll(tx, call.Instance.Id, userId, except: own.Session.Id);
        }

        await with.Notices.PasswordChanged(tx, call.Instance, userId);
        await with.Outbox.Audit(tx, call.Instance.Id, "password.changed", userId, userId);
        await with.Users.Changed(tx, call.Instance.Id, userId);
        await with.Clients.Changed(tx, own.Client.Id);
        return null;
    }

    internal static async Task<UserResource> Resource(FrontendCall call, Deps with, string userId, CancellationToken ct) =>
        (await with.Users.FindAggregate(call.Instance.Id, userId, ct))!.ToResource(call.PublicUrl, call.Instance.Settings.UserSettings.AttackProtection.UserLockout, with.Clock.GetUtcNow(), withPrivateMetadata: false);

    internal sealed record Deps(
        [FromServices] Database Db,
        [FromServices] CurrentSession Current,
        [FromServices] Reverification Reverification,
        [FromServices] UserStore Users,
        [FromServices] UserLockout Lockout,
        [FromServices] PasswordStore Passwords,
        [FromServices] PasswordProof Proof,
        [FromServices] PasswordPolicy Policy,
        [FromServices] PasswordHasher Hasher,
        [FromServices] ISessionRevoker Sessions,
        [FromServices] ClientStore Clients,
        [FromServices] ClientAnswers Answers,
        [FromServices] AccountNotices Notices,
        [FromServices] Outbox Outbox,
        [FromServices] TimeProvider Clock);
}
