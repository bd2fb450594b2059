using Foyer.Contracts;
using Foyer.Server.Clients;
using Foyer.Server.Factors;
using Foyer.Server.Passwords;
using Foyer.Server.Sessions;
using Foyer.Server.Surfaces;
using Foyer.Server.Users;
using Foyer.Server.Verifications;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.SignIns;

/// <summary><c>POST /v1/client/sign_ins/{sign_in_id}/reset_password</c>: the new password, once the right to set it is proven.</summary>
internal static class ResetPassword
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapPost("/client/sign_ins/{sign_in_id}/reset_password", Handle);

    private static async Task<IResult> Handle(string sign_in_id, FrontendCall call, Database db, SignInStore signIns, PasswordReset reset, UserStore users, SignInAnswers answers, CancellationToken ct)
    {
        if ((await signIns.FindOwn(call, sign_in_id, ct)).IsFault(out Fault? fault, out SignInRow signIn))
        {
            return new FaultResult(fault);
        }

        if (signIn.Status != SignInStatus.NeedsNewPassword.Value)
        {
            return new FaultResult(SignInFaults.WrongStep);
        }

        if (call.Params.Text("password") is not { } password)
        {
            return new FaultResult(RequestFaults.Missing("password"));
        }

        UserAggregate? user = await users.FindAggregate(call.Instance.Id, signIn.UserId!, ct);
        if ((await reset.Hash(call, password, user?.Identifiers ?? [], ct)).IsFault(out fault, out string hash) || (await reset.IsKnownToOthers(signIn.UserId, password, ct)).IsFault(out fault, out bool isKnown))
        {
            return new FaultResult(fault);
        }

        Outcome<ClientChange> outcome = await db.Write<Outcome<ClientChange>>(async tx =>
            await reset.IsStillProven(tx, call, signIn) ? await reset.Apply(tx, call, signIn, new NewPassword(hash, isKnown)) : tx.Abandon(SignInFaults.WrongStep), ct);
        return outcome.IsFault(out fault, out ClientChange moved) ? new FaultResult(fault) : await answers.Of(call, signIn.Id, moved, ct);
    }
}

/// <summary>A new password, judged before anybody has proven the right to set it.</summary>
/// <param name="Hash">Its hash.</param>
/// <param name="IsKnownToOthers">Whether it is the one an operator declared compromised: told to nobody but who has proven the right.</param>
internal sealed record NewPassword(string Hash, bool IsKnownToOthers);

/// <summary>Replaces a password inside a sign-in.</summary>
internal sealed class PasswordReset(SignInMoves moves, UserStore users, SessionStore sessions, PasswordStore passwords, PasswordPolicy policy, PasswordHasher hasher, FactorProofs factors, VerificationStore verifications, AccountNotices notices)
{
    /// <summary>The hash of a new password, when it obeys the rules.</summary>
    /// <param name="call">The request.</param>
    /// <param name="password">The new password.</param>
    /// <param name="identifiers">Those the caller is known to know: before the proof the answer must not tell others.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<Outcome<string>> Hash(FrontendCall call, string password, IEnumerable<string?> identifiers, CancellationToken ct) =>
        await policy.Check(call.Instance.Settings.UserSettings.PasswordSettings, password, identifiers, "password", ct) is { } weak ? weak : await hasher.Hash(new Secret(password), ct);

    /// <summary>Whether a password is the one that was declared compromised. As much work for everybody, an account or none.</summary>
    public async Task<Outcome<bool>> IsKnownToOthers(string? userId, string password, CancellationToken ct)
    {
        PasswordRow? row = userId is null ? null : await passwords.Find(userId, ct);
        return (await hasher.Match(new Secret(password), row is { CompromisedAt: not null } ? row.Hash : null, ct)).IsFault(out Fault? busy, out PasswordMatch match) ? busy : match.IsRight;
    }

    /// <summary>
    /// Whether the code proven earlier lets the person choose a password still: the address it went to is theirs, and the
    /// password is the one that was forgotten. Holds the person's row, so that a session which begins with the old
    /// password meanwhile is seen and ended.
    /// </summary>
    public async Task<bool> IsStillProven(Tx tx, FrontendCall call, SignInRow signIn) =>
        await users.FindForUpdate(tx, call.Instance.Id, signIn.UserId!) is not null &&
        await passwords.Find(tx, signIn.UserId!) is { } row && row.ChangedAt <= signIn.FirstFactorAt &&
        await verifications.Find(tx, signIn.FirstFactorVerificationId) is { } proven && await factors.Holds(tx, signIn.UserId!, proven);

    /// <summary>Sets it and moves the sign-in on. Other sessions end unless the person keeps them.</summary>
    public async Task<Outcome<ClientChange>> Apply(Tx tx, FrontendCall call, SignInRow signIn, NewPassword password)
    {
        // What others know must not come back as the new one; the code stays good for another choice.
        if (password.IsKnownToOthers)
        {
            return tx.Abandon(PasswordFaults.MatchesCurrent.At("password"));
        }

        await users.SetPassword(tx, signIn.UserId!, password.Hash);
        // Whoever lost a password to somebody wants that somebody out; before the new session begins.
        if (call.Params.Text("sign_out_of_other_sessions") is not "false")
        {
            await sessions.RevokeAll(tx, call.Instance.Id, signIn.UserId!);
        }

        await notices.PasswordChanged(tx, call.Instance, signIn.UserId!);
        await users.Changed(tx, call.Instance.Id, signIn.UserId!);
        Outcome<ClientChange> moved = await moves.PasswordReset(tx, call, signIn);
        // Who may not sign in has changed nothing either.
        return moved.Fault is null ? moved : tx.Abandon(moved);
    }
}
