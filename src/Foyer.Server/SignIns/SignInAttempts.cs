using Foyer.Server.Clients;
using Foyer.Server.OneTimeCodes;
using Foyer.Server.Passwords;
using Foyer.Server.Surfaces;
using Foyer.Server.Users;

namespace Foyer.Server.SignIns;

/// <summary>
/// Proves a first factor. Always in this order: the account is not locked and the guess is paid for, the proof is
/// right, the account may sign in. Each refusal leaves its trace and its count behind.
/// </summary>
internal sealed class SignInAttempts(Database db, SignInStore signIns, UserStore users, OneTimeCodeStore codes, PasswordHasher hasher, TimeProvider clock)
{
    public async Task<Outcome<ClientChange>> Password(FrontendCall call, SignInRow signIn, string? password, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(password))
        {
            return RequestFaults.Missing("password");
        }

        if (await users.PasswordHash(signIn.UserId!, ct) is not { } hash || !call.Instance.Settings.UserSettings.Attributes.Password.Enabled)
        {
            return SignInFaults.StrategyInvalid;
        }

        Fault? locked = await db.Write(async tx =>
        {
            Fault? fault = await users.PayForAttempt(tx, call.Instance, signIn.UserId!);
            if (fault is not null)
            {
                await signIns.Refused(tx, call.Instance, signIn, "password", fault);
            }

            return fault;
        }, ct);
        if (locked is not null)
        {
            return locked;
        }

        // Outside any transaction: a hash takes as long as a hundred of them.
        if ((await hasher.Matches(new Secret(password), hash, ct)).IsFault(out Fault? busy, out bool right))
        {
            await db.Write(tx => users.Refund(tx, call.Instance, signIn.UserId!), CancellationToken.None);
            return busy;
        }

        return await db.Write(tx => right ? Finish(tx, call, signIn, "password") : Refuse(tx, call, signIn, "password", PasswordFaults.Incorrect.At("password")), ct);
    }

    public Task<Outcome<ClientChange>> EmailCode(FrontendCall call, SignInRow signIn, string? code, CancellationToken ct) => db.Write(async tx =>
    {
        if (string.IsNullOrEmpty(code))
        {
            return RequestFaults.Missing("code");
        }

        // The user's row is held until the end, so guesses sent at once come one after the other.
        UserRow? user = await users.FindForUpdate(tx, call.Instance.Id, signIn.UserId!);
        if (user?.LockedUntil > clock.GetUtcNow())
        {
            return await Refuse(tx, call, signIn, "email_code", UserFaults.LockedFor(user.LockedUntil.Value - clock.GetUtcNow()));
        }

        if ((await codes.Attempt(tx, signIn.FirstFactorCodeId, code)).IsFault(out Fault? fault, out OneTimeCode proven))
        {
            if (fault.Code == OneTimeCodeFaults.Incorrect.Code)
            {
                await users.PayForAttempt(tx, call.Instance, signIn.UserId!);
            }

            return await Refuse(tx, call, signIn, "email_code", fault);
        }

        if (proven.Identification is { } address)
        {
            // A reserved address has just been proven.
            await tx.Run("UPDATE email_addresses SET verification_status = 'verified', verification_strategy = 'email_code', reserved = FALSE, updated_at = @now WHERE id = @address AND verification_status IS NULL",
                new { address, now = clock.GetUtcNow() });
        }

        return await Finish(tx, call, signIn, "email_code");
    }, ct);

    private async Task<Outcome<ClientChange>> Finish(Tx tx, FrontendCall call, SignInRow signIn, string strategy)
    {
        UserRow? user = await users.FindForUpdate(tx, call.Instance.Id, signIn.UserId!);
        if (user is null or { Banned: true })
        {
            return await Refuse(tx, call, signIn, strategy, user is null ? SignInFaults.WrongStep : UserFaults.Banned);
        }

        return await signIns.Complete(tx, call, signIn, strategy);
    }

    private async Task<Outcome<ClientChange>> Refuse(Tx tx, FrontendCall call, SignInRow signIn, string strategy, Fault fault)
    {
        await signIns.Refused(tx, call.Instance, signIn, strategy, fault);
        return fault;
    }
}
