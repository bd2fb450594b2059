using Foyer.Contracts;
using Foyer.Server.Clients;
using Foyer.Server.GeoIp;
using Foyer.Server.Passwords;
using Foyer.Server.Restrictions;
using Foyer.Server.Sessions;
using Foyer.Server.Surfaces;
using Foyer.Server.Users;

namespace Foyer.Server.SignIns;

/// <summary>
/// The moves of a sign-in. Each names the status it leaves, so of many made at once one succeeds; each runs in the
/// transaction of the proof it follows.
/// </summary>
internal sealed class SignInMoves(SignInStore signIns, UserStore users, SessionStore sessions, ClientStore clients, PasswordStore passwords, AccountNotices notices, GeoIpFile geoIp, DecisionTrace trace, TimeProvider clock)
{
    /// <summary>The first factor is proven: on to a new password, a second factor, client trust, or the end.</summary>
    /// <param name="tx">The transaction of the proof.</param>
    /// <param name="call">The request that carried the proof.</param>
    /// <param name="row">The sign-in, with its user.</param>
    /// <param name="strategy">What proved it.</param>
    /// <param name="onOwnClient">False when the request comes from somewhere else than the sign-in's client, which then keeps its token.</param>
    /// <param name="grant">What the session is given besides; null for nothing.</param>
    public async Task<Outcome<ClientChange>> FirstFactorProven(Tx tx, FrontendCall call, SignInRow row, string strategy, bool onOwnClient = true, SessionGrant? grant = null)
    {
        if ((await Admit(tx, call, row, strategy)).IsFault(out Fault? refused, out UserAggregate user))
        {
            return refused;
        }

        bool isKnown = await IsKnown(tx, row);
        SignInStatus next = SignInRules.AfterFirstFactor(call.Instance.Settings, user, strategy, isKnown);
        string? moved = await tx.One<string>("""
            UPDATE sign_ins SET status = @Value, user_id = @UserId, first_factor_strategy = @strategy, first_factor_at = @now, client_trust_state = @trust, updated_at = @now
            WHERE id = @Id AND status IN ('needs_first_factor', 'needs_identifier') RETURNING id
            """, new { row.Id, row.UserId, next.Value, strategy, trust = Trust(call, next, isKnown), now = clock.GetUtcNow() });
        return moved is null ? tx.Abandon(SignInFaults.WrongStep) : await GoTo(tx, call, user, row with { FirstFactorStrategy = strategy, FirstFactorAt = clock.GetUtcNow(), SecondFactorAt = SignInRules.ProvesBoth(call.Instance.Settings, user, strategy) ? clock.GetUtcNow() : null }, next, strategy, isKnown, onOwnClient, grant);
    }

    /// <summary>The second factor, or the trust in the client, is proven.</summary>
    public async Task<Outcome<ClientChange>> SecondFactorProven(Tx tx, FrontendCall call, SignInRow row, string strategy, bool onOwnClient = true)
    {
        if ((await Admit(tx, call, row, strategy)).IsFault(out Fault? refused, out UserAggregate user))
        {
            return refused;
        }

        // Whoever knew only the password has proven nothing any more once there is another.
        if (row.FirstFactorStrategy == "password" && !(await passwords.Find(tx, row.UserId!) is { CompromisedAt: null } known && known.ChangedAt <= row.FirstFactorAt))
        {
            return tx.Abandon(SignInFaults.WrongStep);
        }

        string? moved = await tx.One<string>("""
            UPDATE sign_ins SET status = 'complete', second_factor_strategy = @strategy, second_factor_at = @now, client_trust_state = CASE WHEN status = 'needs_client_trust' THEN 'known' ELSE client_trust_state END, updated_at = @now
            WHERE id = @Id AND status IN ('needs_second_factor', 'needs_client_trust') RETURNING id
            """, new { row.Id, strategy, now = clock.GetUtcNow() });
        return moved is null ? tx.Abandon(SignInFaults.WrongStep) : await GoTo(tx, call, user, row with { SecondFactorAt = row.Status == SignInStatus.NeedsSecondFactor.Value ? clock.GetUtcNow() : null }, SignInStatus.Complete, strategy, await IsKnown(tx, row), onOwnClient);
    }

    /// <summary>The new password is set: on to the second factor, or the end.</summary>
    public async Task<Outcome<ClientChange>> PasswordReset(Tx tx, FrontendCall call, SignInRow row)
    {
        if ((await Admit(tx, call, row, "reset_password")).IsFault(out Fault? refused, out UserAggregate user))
        {
            return refused;
        }

        SignInStatus next = SignInRules.AfterPassword(call.Instance.Settings, user, row.FirstFactorStrategy ?? "", isKnownClient: true);
        string? moved = await tx.One<string>("UPDATE sign_ins SET status = @Value, updated_at = @now WHERE id = @Id AND status = 'needs_new_password' RETURNING id", new { row.Id, next.Value, now = clock.GetUtcNow() });
        return moved is null ? tx.Abandon(SignInFaults.WrongStep) : await GoTo(tx, call, user, row, next, "reset_password", await IsKnown(tx, row), onOwnClient: true);
    }

    /// <summary>Who may not sign in is told so now, when they have shown to be that person.</summary>
    private async Task<Outcome<UserAggregate>> Admit(Tx tx, FrontendCall call, SignInRow row, string strategy)
    {
        UserAggregate? user = await users.FindAggregate(tx, call.Instance.Id, row.UserId!);
        Fault? fault = user is null ? SignInFaults.WrongStep :
            user.User.Banned ? UserFaults.Banned :
            user.User.OperatorsLock(clock.GetUtcNow()) ?? await RestrictionGate.CheckSignIn(tx, call.Instance, Identifiers(user));
        if (fault is null)
        {
            return user!;
        }

        await signIns.Refused(tx, call.Instance, row, strategy, fault);
        return fault;
    }

    private async Task<Outcome<ClientChange>> GoTo(Tx tx, FrontendCall call, UserAggregate user, SignInRow row, SignInStatus next, string strategy, bool isKnown, bool onOwnClient, SessionGrant? grant = null)
    {
        if (next == SignInStatus.Complete)
        {
            // The first sign-in of all is no news, nor is one in somebody's place.
            if (user.User.LastSignInAt is not null && grant?.Actor is null && !isKnown)
            {
                await notices.SignedInOnNewDevice(tx, call.Instance, user.User, UserAgent.Parse(call.UserAgent).Description, call.ClientIp, geoIp.Find(call.ClientIp)?.Description);
            }

            string sessionId = await sessions.Start(tx, call.Instance, new NewSession
            {
                ClientId = row.ClientId, User = user, AttemptId = row.Id, Strategy = row.FirstFactorStrategy ?? strategy, ClientIp = call.ClientIp, UserAgent = call.UserAgent,
                FirstFactorAt = row.FirstFactorAt, SecondFactorAt = row.SecondFactorAt, Actor = grant?.Actor, Lifetime = grant?.Lifetime,
            });
            await tx.Run("UPDATE sign_ins SET created_session_id = @sessionId WHERE id = @Id", new { row.Id, sessionId });
        }
        else
        {
            await clients.Changed(tx, row.ClientId);
        }

        await trace.Add(tx, call.Instance.Id, row.Id, strategy, "lock,proof,ban", next.Value);
        ClientChange change = new(row.ClientId, null);
        // Whoever stands at another browser must not be handed this client's credential.
        return next == SignInStatus.Complete && onOwnClient ? await clients.Rotate(tx, call, change) : change;
    }

    /// <summary>Whether this person has signed in on the client before.</summary>
    private static async Task<bool> IsKnown(Tx tx, SignInRow row) =>
        await tx.One<string>("SELECT id FROM sessions WHERE client_id = @ClientId AND user_id = @UserId LIMIT 1", new { row.ClientId, row.UserId }) is not null;

    private static IEnumerable<(string Type, string Identifier)> Identifiers(UserAggregate user) =>
    [
        .. user.EmailAddresses.Select(row => (IdentifierTypes.EmailAddress, row.EmailAddress)),
        .. user.PhoneNumbers.Select(row => (IdentifierTypes.PhoneNumber, row.PhoneNumber)),
        .. user.Web3Wallets.Select(row => (IdentifierTypes.Web3Wallet, row.Web3Wallet)),
    ];

    private static string? Trust(FrontendCall call, SignInStatus next, bool isKnown) =>
        !call.Instance.Settings.ClientTrust.Enabled ? null : next == SignInStatus.NeedsClientTrust ? "pending" : isKnown ? "known" : "new";
}

/// <summary>What a ticket gives the session it opens.</summary>
/// <param name="Actor">Who acts in the user's place, as JSON; null for nobody.</param>
/// <param name="Lifetime">How long it lasts; null for the instance's own.</param>
internal sealed record SessionGrant(string? Actor, TimeSpan? Lifetime);
