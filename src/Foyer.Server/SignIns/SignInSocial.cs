using Foyer.Contracts;
using Foyer.Server.Clients;
using Foyer.Server.ExternalAccounts;
using Foyer.Server.Sessions;
using Foyer.Server.SocialConnections;
using Foyer.Server.SocialProviders;
using Foyer.Server.Surfaces;
using Foyer.Server.Users;
using Foyer.Server.Verifications;
using Microsoft.AspNetCore.Http;

namespace Foyer.Server.SignIns;

/// <summary>
/// Sign-ins by an account at a provider: by redirect, by a token of the provider, and taken over from a sign-up that
/// found somebody who is here already (WIRE §6.2, §7.5).
/// </summary>
internal sealed class SignInSocial(
    Database db, SocialFlow flow, SignInStore signIns, SignInMoves moves, SignInAnswers answers, UserStore users, ExternalAccountStore accounts, VerificationStore verifications,
    ClientStore clients, SessionStore sessions, TimeProvider clock) : ISocialOwner
{
    public string Prefix => "sia_";

    public bool WaitsForApp => true;

    /// <summary><c>strategy=oauth_…</c>: begins, and says where to go.</summary>
    public async Task<IResult> Begin(FrontendCall call, ClientRow? client, string strategy, CancellationToken ct)
    {
        if (client is not null && CreateSignIn.AlreadySignedIn(call, await sessions.Live(client.Id, ct), null) is { } already)
        {
            return new FaultResult(already);
        }

        if ((await flow.Prepare(call, strategy, toSignIn: true, ct)).IsFault(out Fault? fault, out PreparedAuthorization prepared))
        {
            return new FaultResult(fault);
        }

        Outcome<(string Id, ClientChange Client)> begun = await db.Write<Outcome<(string, ClientChange)>>(async tx =>
        {
            ClientChange change = await clients.Ensure(tx, call, client);
            SignInRow row = await signIns.Insert(tx, call.Instance, change.Id, null, call.Params.Text("locale"), signUpIfMissing: false);
            if ((await flow.Begin(tx, call, prepared, row.Id, change.Id)).IsFault(out Fault? refused, out VerificationRow verification))
            {
                return tx.Abandon(refused);
            }

            await signIns.FirstFactorPrepared(tx, row, verification);
            return (row.Id, change);
        }, ct);
        return begun.IsFault(out fault, out (string Id, ClientChange Client) made) ? new FaultResult(fault) : await answers.Of(call, made.Id, made.Client, ct);
    }

    /// <summary>The same for a sign-in that exists already (<c>prepare_first_factor</c>).</summary>
    public async Task<IResult> Prepare(FrontendCall call, SignInRow row, string strategy, CancellationToken ct)
    {
        if (row.Status is not ("needs_identifier" or "needs_first_factor"))
        {
            return new FaultResult(SignInFaults.WrongStep);
        }

        if ((await flow.Prepare(call, strategy, toSignIn: true, ct)).IsFault(out Fault? fault, out PreparedAuthorization prepared))
        {
            return new FaultResult(fault);
        }

        fault = await db.Write<Fault?>(async tx =>
        {
            if ((await flow.Begin(tx, call, prepared, row.Id, row.ClientId)).IsFault(out Fault? refused, out VerificationRow verification))
            {
                return tx.Abandon(refused);
            }

            await signIns.FirstFactorPrepared(tx, row, verification);
            return null;
        }, ct);
        return fault is null ? await answers.Of(call, row, ct) : new FaultResult(fault);
    }

    /// <summary><c>strategy=google_one_tap</c> and <c>oauth_token_…</c>: the proof comes with the request.</summary>
    public async Task<IResult> ByToken(FrontendCall call, ClientRow? client, string strategy, CancellationToken ct)
    {
        if (client is not null && CreateSignIn.AlreadySignedIn(call, await sessions.Live(client.Id, ct), null) is { } already)
        {
            return new FaultResult(already);
        }

        if ((await flow.Believe(call, strategy, ct)).IsFault(out Fault? fault, out ExternalAccountDraft draft))
        {
            return new FaultResult(fault);
        }

        Outcome<(string Id, ClientChange Client)> outcome = await db.Write<Outcome<(string, ClientChange)>>(async tx =>
        {
            if ((await Find(tx, call, draft)).IsFault(out Fault? nobody, out string? userId) || userId is null)
            {
                return tx.Abandon(nobody ?? ExternalAccountFaults.NotFound);
            }

            if (!await accounts.Spend(tx, call.Instance.Id, draft))
            {
                return tx.Abandon(SocialProviderFaults.IdTokenInvalid.At("token"));
            }

            ClientChange change = await clients.Ensure(tx, call, client);
            SignInRow row = await signIns.Insert(tx, call.Instance, change.Id, null, call.Params.Text("locale"), signUpIfMissing: false);
            VerificationRow proof = await verifications.Begin(tx, new NewVerification { InstanceId = call.Instance.Id, OwnerId = row.Id, ClientId = change.Id, Strategy = strategy, Lifetime = SocialFlow.Lifetime });
            await verifications.Settle(tx, proof.Id, VerificationStatus.Verified);
            await signIns.FirstFactorPrepared(tx, row, proof);
            return (await SignIn(tx, call, row, userId, strategy, onOwnClient: true)).IsFault(out Fault? refused, out ClientChange moved)
                ? refused
                : (row.Id, moved with { NewToken = moved.NewToken ?? change.NewToken });
        }, ct);
        return outcome.IsFault(out fault, out (string Id, ClientChange Client) made) ? new FaultResult(fault) : await answers.Of(call, made.Id, made.Client, ct);
    }

    /// <summary><c>transfer=true</c>: the client's sign-up found that its account is somebody's; that somebody signs in.</summary>
    public async Task<IResult> Transfer(FrontendCall call, ClientRow? client, CancellationToken ct)
    {
        if (client?.SignUpId is not { } signUpId)
        {
            return new FaultResult(SignInFaults.NothingToTransfer);
        }

        Outcome<(string Id, ClientChange Client)> outcome = await db.Write<Outcome<(string, ClientChange)>>(async tx =>
        {
            string? verificationId = await tx.One<string>("SELECT external_account_verification_id FROM sign_ups WHERE id = @signUpId AND client_id = @clientId AND instance_id = @instanceId",
                new { signUpId, clientId = client.Id, instanceId = call.Instance.Id });
            if (await verifications.Find(tx, verificationId) is not { } proven)
            {
                return tx.Abandon(SignInFaults.NothingToTransfer);
            }

            // A proof of another kind than the one taken over would be ignored.
            if (call.Params.Text("strategy") is { } meant && meant != proven.Strategy)
            {
                return tx.Abandon(RequestFaults.Value("strategy"));
            }

            if (!await verifications.Transfer(tx, proven.Id))
            {
                return tx.Abandon(SignInFaults.NothingToTransfer);
            }

            if ((await Find(tx, call, ExternalAccountDraft.Parse(verifications.Payload(proven)!))).IsFault(out Fault? nobody, out string? userId) || userId is null)
            {
                return tx.Abandon(nobody ?? SignInFaults.NothingToTransfer);
            }

            if (await SignedInAlready(tx, call, client.Id, userId) is { } already)
            {
                return tx.Abandon(already);
            }

            SignInRow row = await signIns.Insert(tx, call.Instance, client.Id, null, call.Params.Text("locale"), signUpIfMissing: false);
            await signIns.FirstFactorPrepared(tx, row, proven);
            return (await SignIn(tx, call, row, userId, proven.Strategy, onOwnClient: true)).IsFault(out Fault? refused, out ClientChange moved) ? refused : (row.Id, moved);
        }, ct);
        return outcome.IsFault(out Fault? fault, out (string Id, ClientChange Client) made) ? new FaultResult(fault) : await answers.Of(call, made.Id, made.Client, ct);
    }

    public async Task<Outcome<SocialArrival>> Arrived(Tx tx, FrontendCall call, VerificationRow verification, ExternalAccountDraft draft, bool onOwnClient)
    {
        if (await signIns.Find(tx, call.Instance.Id, verification.OwnerId) is not { } row || row.FirstFactorVerificationId != verification.Id)
        {
            return SignInFaults.WrongStep;
        }

        if ((await Find(tx, call, draft)).IsFault(out Fault? fault, out string? userId))
        {
            await signIns.Refused(tx, call.Instance, row, verification.Strategy, fault);
            return fault;
        }

        if (userId is null)
        {
            await verifications.SetPayload(tx, verification.Id, draft.ToJson());
            await verifications.MakeTransferable(tx, verification.Id, ExternalAccountFaults.NotFound);
            await clients.Changed(tx, row.ClientId);
            return new SocialArrival(row.ClientId, null, IsComplete: false);
        }

        // An identifier typed before the detour must be the same person's.
        if (row.UserId is not null && row.UserId != userId)
        {
            return ExternalAccountFaults.Exists;
        }

        if (await SignedInAlready(tx, call, row.ClientId, userId) is { } already)
        {
            return already;
        }

        await verifications.Settle(tx, verification.Id, VerificationStatus.Verified);
        if ((await SignIn(tx, call, row, userId, verification.Strategy, onOwnClient)).IsFault(out fault, out ClientChange moved))
        {
            return tx.Abandon(fault);
        }

        bool isComplete = (await signIns.Find(tx, call.Instance.Id, row.Id))!.Status == SignInStatus.Complete.Value;
        return new SocialArrival(row.ClientId, moved.NewToken, isComplete);
    }

    /// <summary>Whose account it is, connected by now where both sides have proven the address; null when nobody's.</summary>
    private async Task<Outcome<string?>> Find(Tx tx, FrontendCall call, ExternalAccountDraft draft)
    {
        LinkingDecision decision = await accounts.Decide(tx, call.Instance.Id, draft);
        switch (decision.Verdict)
        {
            case LinkingVerdict.Known:
                await accounts.Connect(tx, decision.Account!, draft);
                return decision.UserId;
            case LinkingVerdict.Nobody:
                return (string?)null;
            case LinkingVerdict.Refuse:
                return ExternalAccountFaults.Exists;
            case LinkingVerdict.Release:
                await accounts.Release(tx, call.Instance.Id, decision.UserId!, draft.EmailAddress!);
                return (string?)null;
            case LinkingVerdict.Claim:
                await accounts.Claim(tx, call.Instance.Id, decision.UserId!, draft.EmailAddress!, "from_" + draft.Connection);
                break;
        }

        await accounts.Insert(tx, call.Instance.Id, decision.UserId!, draft);
        await users.Changed(tx, call.Instance.Id, decision.UserId!);
        return decision.UserId;
    }

    private async Task<Outcome<ClientChange>> SignIn(Tx tx, FrontendCall call, SignInRow row, string userId, string strategy, bool onOwnClient)
    {
        UserRow? user = await users.FindForUpdate(tx, call.Instance.Id, userId);
        return user is null ? SignInFaults.WrongStep : await moves.FirstFactorProven(tx, call, row with { UserId = userId }, strategy, onOwnClient);
    }

    /// <summary>Several people may be signed in on a client, but each once (WIRE §16.1: the page goes on with that session).</summary>
    private async Task<Fault?> SignedInAlready(Tx tx, FrontendCall call, string clientId, string userId) =>
        call.Instance.Settings.AuthConfig.SingleSessionMode || await tx.One<string>(
            "SELECT id FROM sessions WHERE client_id = @clientId AND user_id = @userId AND status IN ('active', 'pending') AND expire_at > @now LIMIT 1", new { clientId, userId, now = clock.GetUtcNow() }) is not { } sessionId
            ? null
            : SignInFaults.IdentifierAlreadySignedIn with { Meta = new ErrorMeta { SessionId = sessionId } };
}
