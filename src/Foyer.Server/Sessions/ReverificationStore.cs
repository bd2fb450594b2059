using Foyer.Contracts;
using Foyer.Server.Clients;
using Foyer.Server.Factors;
using Foyer.Server.Surfaces;
using Foyer.Server.Users;
using Foyer.Server.Verifications;

namespace Foyer.Server.Sessions;

/// <summary>A row of <c>reverifications</c>: a session whose person proves again who they are.</summary>
internal sealed record ReverificationRow
{
    public required string Id { get; init; }

    public required string SessionId { get; init; }

    public required string Level { get; init; }

    public required string Status { get; init; }

    public string? FirstFactorStrategy { get; init; }

    public string? FirstFactorVerificationId { get; init; }

    public DateTimeOffset? FirstFactorAt { get; init; }

    public string? SecondFactorStrategy { get; init; }

    public string? SecondFactorVerificationId { get; init; }

    public DateTimeOffset? SecondFactorAt { get; init; }
}

/// <summary>Reads and moves <c>reverifications</c>; a move names the status it leaves, so two requests cannot both make it.</summary>
internal sealed class ReverificationStore(Database db, ClientStore clients, UserStore users, VerificationStore verifications, DecisionTrace trace, TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>The one under way for a session; null when there is none, or its time is over.</summary>
    public Task<ReverificationRow?> Find(string sessionId, CancellationToken ct) =>
        db.One<ReverificationRow>("SELECT * FROM reverifications WHERE session_id = @sessionId AND expire_at > @now", new { sessionId, now = clock.GetUtcNow() }, ct);

    /// <summary>Begins one; the one before is forgotten.</summary>
    public async Task<ReverificationRow> Begin(Tx tx, string sessionId, string level)
    {
        DateTimeOffset now = clock.GetUtcNow();
        return (await tx.One<ReverificationRow>("""
            INSERT INTO reverifications (session_id, id, level, status, created_at, expire_at) VALUES (@sessionId, @id, @level, @status, @now, @expireAt)
            ON CONFLICT (session_id) DO UPDATE SET id = excluded.id, level = excluded.level, status = excluded.status, created_at = excluded.created_at, expire_at = excluded.expire_at,
                first_factor_strategy = NULL, first_factor_verification_id = NULL, first_factor_at = NULL,
                second_factor_strategy = NULL, second_factor_verification_id = NULL, second_factor_at = NULL
            RETURNING *
            """, new { sessionId, id = Ids.New("srv", now), level, status = ReverificationRules.FirstStatus(level).Value, now, expireAt = now + Lifetime }))!;
    }

    public Task Prepared(Tx tx, ReverificationRow row, VerificationRow verification, bool isSecond) => tx.Run(
        isSecond
            ? "UPDATE reverifications SET second_factor_strategy = @Strategy, second_factor_verification_id = @verificationId WHERE session_id = @SessionId AND id = @Id"
            : "UPDATE reverifications SET first_factor_strategy = @Strategy, first_factor_verification_id = @verificationId WHERE session_id = @SessionId AND id = @Id",
        new { row.SessionId, row.Id, verification.Strategy, verificationId = verification.Id });

    /// <summary>
    /// A factor is proven. What is still owed is decided by the account as it is now. At the end the ages of the session's
    /// factors begin anew, and the client gets another token.
    /// </summary>
    public async Task<Outcome<ClientChange>> Proven(Tx tx, FrontendCall call, SessionRow session, ReverificationRow row, string strategy, bool isSecond)
    {
        DateTimeOffset now = clock.GetUtcNow();
        if (await users.FindAggregate(tx, call.Instance.Id, session.UserId) is not { } user)
        {
            return tx.Abandon(RequestFaults.AuthenticationInvalid);
        }

        ReverificationStatus next = ReverificationRules.After(row.Level, isSecond, FactorRules.AsksSecondFactor(call.Instance.Settings.UserSettings, user));
        string side = isSecond ? "second" : "first";
        string? moved = await tx.One<string>($"""
            UPDATE reverifications SET status = @Value, {side}_factor_strategy = @strategy, {side}_factor_at = @now
            WHERE session_id = @SessionId AND id = @Id AND status = 'needs_{side}_factor' RETURNING id
            """, new { row.SessionId, row.Id, next.Value, strategy, now });
        if (moved is null)
        {
            return tx.Abandon(ReverificationStepFaults.WrongStep);
        }

        await trace.Add(tx, call.Instance.Id, session.Id, strategy, "lock,proof", next.Value);
        ClientChange change = new(session.ClientId, null);
        if (next != ReverificationStatus.Complete)
        {
            return change;
        }

        string? live = await tx.One<string>("""
            UPDATE sessions SET first_factor_at = COALESCE(@firstAt, first_factor_at), second_factor_at = COALESCE(@secondAt, second_factor_at),
                updated_at = CASE WHEN updated_at >= @now THEN updated_at + 1 ELSE @now END
            WHERE id = @Id AND status IN ('active', 'pending') RETURNING id
            """, new { session.Id, firstAt = isSecond ? row.FirstFactorAt : now, secondAt = isSecond ? now : (DateTimeOffset?)null, now });
        if (live is null)
        {
            return tx.Abandon(RequestFaults.AuthenticationInvalid);
        }

        await clients.Changed(tx, session.ClientId);
        return await clients.Rotate(tx, call, change);
    }

    public Task Refused(Tx tx, FrontendCall call, SessionRow session, string strategy, Fault fault) => trace.Add(tx, call.Instance.Id, session.Id, strategy, "lock,proof", fault.Code);

    /// <summary>The resource, without the session in it.</summary>
    public async Task<ReverificationResource> ToResource(FrontendCall call, ReverificationRow row, UserAggregate user, SessionSummary session, CancellationToken ct) => new()
    {
        Level = row.Level,
        Status = ReverificationStatus.From(row.Status),
        SupportedFirstFactors = ReverificationRules.FirstFactors(call.Instance.Settings.UserSettings, user, row.Level),
        SupportedSecondFactors = ReverificationRules.SecondFactors(call.Instance.Settings.UserSettings, user),
        FirstFactorVerification = await Verification(row.FirstFactorStrategy, row.FirstFactorVerificationId, row.FirstFactorAt, ct),
        SecondFactorVerification = await Verification(row.SecondFactorStrategy, row.SecondFactorVerificationId, row.SecondFactorAt, ct),
        Session = session,
    };

    private async Task<VerificationResource?> Verification(string? strategy, string? verificationId, DateTimeOffset? provenAt, CancellationToken ct) =>
        await verifications.Find(verificationId, ct) is { } row && row.Strategy == strategy ? row.ToResource(clock.GetUtcNow()) :
        KeptProof.Of(provenAt is null ? null : VerificationStatus.Verified.Value, strategy);
}
