using Foyer.Contracts;
using Foyer.Server.Clients;
using Foyer.Server.Passkeys;
using Foyer.Server.Surfaces;
using Foyer.Server.Users;

namespace Foyer.Server.SignIns;

/// <summary>The sign-in in which nobody types anything: the passkey says whose it is, and proves it.</summary>
internal sealed class DiscoverablePasskey(Database db, SignInStore signIns, SignInMoves moves, PasskeyStore passkeys, UserStore users, TimeProvider clock)
{
    private const string Strategy = "passkey";

    /// <summary>Whether an attempt is the end of such a sign-in.</summary>
    public static bool Is(SignInRow signIn, string strategy) =>
        strategy == Strategy && signIn is { UserId: null, Identifier: null, FirstFactorStrategy: Strategy } && signIn.Status == SignInStatus.NeedsIdentifier.Value;

    public async Task Prepare(Tx tx, FrontendCall call, SignInRow signIn) =>
        await signIns.FirstFactorPrepared(tx, signIn, await passkeys.Challenge(tx, call, signIn.Id, signIn.ClientId, userId: null));

    public async Task<Outcome<ClientChange>> Attempt(FrontendCall call, SignInRow signIn, CancellationToken ct)
    {
        if (call.Params.Text("public_key_credential") is not { } json)
        {
            return RequestFaults.Missing("public_key_credential");
        }

        return await db.Write<Outcome<ClientChange>>(async tx =>
        {
            Fault? fault = (await passkeys.Prove(tx, call, signIn.FirstFactorVerificationId, signIn.Id, userId: null, json)).IsFault(out Fault? wrong, out string userId) ? wrong : await Refusal(tx, call, signIn, userId);
            if (fault is not null)
            {
                await signIns.Refused(tx, call.Instance, signIn, Strategy, fault);
                return fault;
            }

            return await moves.FirstFactorProven(tx, call, signIn with { UserId = userId }, Strategy);
        }, ct);
    }

    /// <summary>Why the person may not come in now, known only since the passkey named them.</summary>
    private async Task<Fault?> Refusal(Tx tx, FrontendCall call, SignInRow signIn, string userId)
    {
        if (await users.FindForUpdate(tx, call.Instance.Id, userId) is null)
        {
            return PasskeyFaults.Unknown;
        }

        string? same = await tx.One<string>("SELECT id FROM sessions WHERE client_id = @ClientId AND user_id = @userId AND status IN ('active', 'pending') AND expire_at > @now LIMIT 1",
            new { signIn.ClientId, userId, now = clock.GetUtcNow() });
        return same is null ? null : SignInFaults.IdentifierAlreadySignedIn with { Meta = new ErrorMeta { SessionId = same } };
    }
}
