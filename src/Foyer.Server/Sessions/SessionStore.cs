using System.Globalization;
using System.Text.Json;
using Foyer.Contracts;
using Foyer.Server.Factors;
using Foyer.Server.Clients;
using Foyer.Server.GeoIp;
using Foyer.Server.Instances;
using Foyer.Server.Tokens;
using Foyer.Server.Users;

namespace Foyer.Server.Sessions;

/// <summary>A row of <c>sessions</c>.</summary>
internal sealed record SessionRow
{
    public required string Id { get; init; }

    public required string InstanceId { get; init; }

    public required string ClientId { get; init; }

    public required string UserId { get; init; }

    public required string Status { get; init; }

    public string? LastActiveOrganizationId { get; init; }

    public string? Actor { get; init; }

    public DateTimeOffset? FirstFactorAt { get; init; }

    public DateTimeOffset? SecondFactorAt { get; init; }

    public string? ActivityId { get; init; }

    public string? DeviceType { get; init; }

    public bool IsMobile { get; init; }

    public string? BrowserName { get; init; }

    public string? BrowserVersion { get; init; }

    public string? SealedIpAddress { get; init; }

    /// <summary>Keys of the duties that keep it pending, joined by commas; null when there are none.</summary>
    public string? Tasks { get; init; }

    public DateTimeOffset LastActiveAt { get; init; }

    public DateTimeOffset ExpireAt { get; init; }

    public DateTimeOffset AbandonAt { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public TokenSubject Subject => new(Id, UserId, Status, FirstFactorAt, SecondFactorAt, Actor);

    public IReadOnlyList<string> TaskKeys => Tasks?.Split(',') ?? [];

    public IReadOnlyList<SessionTask>? ToTasks() => Tasks is null ? null : [.. TaskKeys.Select(key => new SessionTask(key))];

    /// <summary>Somebody else acts in the user's place.</summary>
    public bool IsImpersonation => Actor is not null;

    /// <summary>Whether somebody is signed in by it now.</summary>
    public bool IsLive(DateTimeOffset now) => Status is "active" or "pending" && ExpireAt > now && AbandonAt > now;

    /// <summary>The status as it is now: a session whose time has passed is over before any job has said so.</summary>
    public SessionStatus StatusAt(DateTimeOffset now) =>
        Status is not ("active" or "pending") ? SessionStatus.From(Status) :
        ExpireAt <= now ? SessionStatus.Expired :
        AbandonAt <= now ? SessionStatus.Abandoned :
        SessionStatus.From(Status);

    public JsonElement? ActorJson()
    {
        if (Actor is null)
        {
            return null;
        }

        using JsonDocument document = JsonDocument.Parse(Actor);
        return document.RootElement.Clone();
    }
}

/// <summary>What a mint needs to know: one row, one read.</summary>
internal sealed record MintableSession(string InstanceId, TokenSubject Subject, long ExpireAt, long AbandonAt, long LastActiveAt);

/// <summary>Reads and writes <c>sessions</c>.</summary>
internal sealed class SessionStore(Database db, UserStore users, PersonalData personal, Outbox outbox, GeoIpFile geoIp, TimeProvider clock) : ISessionRevoker
{
    private const int MostListed = 500;

    private const string MintColumns = "s.instance_id, s.id, s.user_id, s.status, s.first_factor_at, s.second_factor_at, s.actor, s.expire_at, s.abandon_at, s.last_active_at";

    private static readonly HotQuery<MintableSession> ByDevBrowser = new(
        $"SELECT {MintColumns} FROM sessions s JOIN dev_browsers d ON d.client_id = s.client_id WHERE s.id = @first AND d.token_digest = @second", Mintable);

    private static readonly HotQuery<MintableSession> ByClientToken = new(
        $"SELECT {MintColumns} FROM sessions s JOIN clients c ON c.id = s.client_id WHERE s.id = @first AND c.token_digest = @second", Mintable);

    private static readonly HotQuery<MintableSession> BySatelliteToken = new(
        $"SELECT {MintColumns} FROM sessions s JOIN satellite_tokens t ON t.client_id = s.client_id WHERE s.id = @first AND t.token_digest = @second", Mintable);

    /// <summary>The same by the credential of a satellite's host; asked when the two others know nothing.</summary>
    public ValueTask<MintableSession?> FindMintableOnSatellite(string sessionId, string credentialDigest, CancellationToken ct) => db.Hot(BySatelliteToken, sessionId, credentialDigest, ct);

    /// <summary>The session together with the proof that it belongs to the caller's credential: the hot path's one read.</summary>
    public ValueTask<MintableSession?> FindMintable(string sessionId, string credentialDigest, bool isDevBrowser, CancellationToken ct) =>
        db.Hot(isDevBrowser ? ByDevBrowser : ByClientToken, sessionId, credentialDigest, ct);

    public Task<SessionRow?> Find(string instanceId, string id, CancellationToken ct) =>
        db.One<SessionRow>("SELECT * FROM sessions WHERE id = @id AND instance_id = @instanceId", new { id, instanceId }, ct);

    /// <summary>Sessions of a client by which somebody is signed in now, oldest first.</summary>
    public async Task<IReadOnlyList<SessionRow>> Live(string clientId, CancellationToken ct)
    {
        DateTimeOffset now = clock.GetUtcNow();
        IReadOnlyList<SessionRow> rows = await db.Many<SessionRow>("SELECT * FROM sessions WHERE client_id = @clientId AND status IN ('active', 'pending') ORDER BY created_at, id", new { clientId }, ct);
        return [.. rows.Where(row => row.IsLive(now))];
    }

    /// <summary>Begins a session on a client. On a single-session instance the ones before give way.</summary>
    public async Task<string> Start(Tx tx, Instance instance, NewSession start)
    {
        DateTimeOffset now = clock.GetUtcNow();
        if (instance.Settings.AuthConfig.SingleSessionMode)
        {
            foreach (string replaced in await tx.Many<string>(
                "UPDATE sessions SET status = 'replaced', updated_at = @now WHERE client_id = @ClientId AND status IN ('active', 'pending') RETURNING id", new { start.ClientId, now }))
            {
                await Announce(tx, instance.Id, "session.removed", replaced);
            }
        }

        string id = Ids.New("sess", now);
        UserAgent device = UserAgent.Parse(start.UserAgent);
        string userId = start.User.User.Id;
        IReadOnlyList<string> tasks = SessionTasks.Due(instance.Settings.UserSettings, start.User, start.Actor is not null, start.FirstFactorAt ?? now);
        DateTimeOffset expireAt = SessionTimes.ExpireAt(instance, start, now);
        await tx.Run("""
            INSERT INTO sessions (id, instance_id, client_id, user_id, status, tasks, actor, first_factor_at, second_factor_at, activity_id, device_type, is_mobile, browser_name, browser_version,
                sealed_ip_address, last_active_at, expire_at, abandon_at, created_at, updated_at)
            VALUES (@id, @instanceId, @ClientId, @userId, @status, @tasks, @Actor, @firstFactorAt, @SecondFactorAt, @activityId, @DeviceType, @IsMobile, @BrowserName, @BrowserVersion,
                @sealedIp, @now, @expireAt, @abandonAt, @now, @now)
            """,
            new
            {
                id, instanceId = instance.Id, start.ClientId, userId, start.Actor, status = StatusWith(tasks), tasks = Joined(tasks), firstFactorAt = start.FirstFactorAt ?? now, start.SecondFactorAt, now,
                activityId = Ids.New("sess_activity", now), device.DeviceType, device.IsMobile, device.BrowserName, device.BrowserVersion,
                sealedIp = await personal.Seal(tx, userId, start.ClientIp),
                expireAt, abandonAt = SessionTimes.AbandonAt(instance, expireAt, now),
            });
        await tx.Run($"""
            UPDATE clients SET last_active_session_id = @id, last_authentication_strategy = @Strategy, sign_in_id = NULLIF(sign_in_id, @AttemptId), sign_up_id = NULLIF(sign_up_id, @AttemptId), {ClientStore.Later}
            WHERE id = @ClientId
            """, new { id, start.Strategy, start.AttemptId, start.ClientId, now });
        if (start.Actor is null)
        {
            await users.SignedIn(tx, userId, SessionTimes.Day(now), Strategies.IsGuessed(start.Strategy));
        }

        await Announce(tx, instance.Id, "session.created", id);
        if (tasks.Count > 0)
        {
            await Announce(tx, instance.Id, "session.pending", id);
        }

        return id;
    }

    /// <summary>Writes what a live session owes now: with nothing left it is active, with something new it is pending.</summary>
    public async Task<SessionRow> Settle(SessionRow session, IReadOnlyList<string> due, CancellationToken ct)
    {
        if (session.TaskKeys.SequenceEqual(due))
        {
            return session;
        }

        return await db.Write(async tx =>
        {
            SessionRow? settled = await tx.One<SessionRow>("""
                UPDATE sessions SET status = @status, tasks = @tasks, updated_at = CASE WHEN updated_at >= @now THEN updated_at + 1 ELSE @now END
                WHERE id = @Id AND status = @was RETURNING *
                """, new { session.Id, status = StatusWith(due), tasks = Joined(due), was = session.Status, now = clock.GetUtcNow() });
            if (settled is not null && due.Count > 0 && session.TaskKeys.Count == 0)
            {
                await Announce(tx, session.InstanceId, "session.pending", session.Id);
            }

            return settled ?? session;
        }, ct);
    }

    /// <summary>Whether nobody has ended it.</summary>
    public static async Task<bool> IsLive(Tx tx, string id) => await tx.One<string>("SELECT id FROM sessions WHERE id = @id AND status IN ('active', 'pending')", new { id }) is not null;

    /// <summary>Ends a live session; false when it was not live.</summary>
    public async Task<bool> End(Tx tx, string instanceId, string id, SessionStatus status)
    {
        int ended = await tx.Run("UPDATE sessions SET status = @Value, updated_at = @now WHERE id = @id AND instance_id = @instanceId AND status IN ('active', 'pending')",
            new { id, instanceId, status.Value, now = clock.GetUtcNow() });
        if (ended == 1)
        {
            // The client forgets it, or the browser would go on pointing at a dead session.
            await tx.Run("UPDATE clients SET last_active_session_id = NULL WHERE last_active_session_id = @id AND id = (SELECT client_id FROM sessions WHERE id = @id)", new { id });
            await Announce(tx, instanceId, "session." + status.Value, id);
        }

        return ended == 1;
    }

    public async Task RevokeAll(Tx tx, string instanceId, string userId, string? except = null)
    {
        foreach (string id in await tx.Many<string>("SELECT id FROM sessions WHERE user_id = @userId AND instance_id = @instanceId AND status IN ('active', 'pending') AND id <> @except", new { userId, instanceId, except = except ?? "" }))
        {
            await End(tx, instanceId, id, SessionStatus.Revoked);
        }
    }

    /// <summary>Marks the session as the client's last active one.</summary>
    public async Task Touch(Tx tx, Instance instance, SessionRow session)
    {
        DateTimeOffset now = clock.GetUtcNow();
        await tx.Run("UPDATE sessions SET last_active_at = @now, abandon_at = @abandonAt, updated_at = CASE WHEN updated_at >= @now THEN updated_at + 1 ELSE @now END WHERE id = @Id",
            new { session.Id, now, abandonAt = SessionTimes.AbandonAt(instance, session.ExpireAt, now) });
        await tx.Run("UPDATE clients SET last_active_session_id = @Id WHERE id = @ClientId", new { session.Id, session.ClientId });
        await tx.Run("UPDATE users SET last_active_at = @day WHERE id = @UserId AND (last_active_at IS NULL OR last_active_at < @day)", new { session.UserId, day = SessionTimes.Day(now) });
    }

    public async Task<BackendSession> ToBackend(SessionRow row, CancellationToken ct) => new()
    {
        Id = row.Id,
        ClientId = row.ClientId,
        UserId = row.UserId,
        Status = row.StatusAt(clock.GetUtcNow()),
        LastActiveOrganizationId = row.LastActiveOrganizationId,
        Actor = row.ActorJson(),
        LastActiveAt = row.LastActiveAt,
        LatestActivity = await Activity(row, ct),
        Tasks = row.ToTasks(),
        ExpireAt = row.ExpireAt,
        AbandonAt = row.AbandonAt,
        CreatedAt = row.CreatedAt,
        UpdatedAt = row.UpdatedAt,
    };

    /// <summary>Where a session was used last; the place only with a GeoIP file.</summary>
    public async Task<SessionActivity?> Activity(SessionRow row, CancellationToken ct)
    {
        if (row.ActivityId is null)
        {
            return null;
        }

        string? address = await personal.Open(row.UserId, row.SealedIpAddress, ct);
        Place? place = geoIp.Find(address);
        return new SessionActivity
        {
            Id = row.ActivityId,
            DeviceType = row.DeviceType,
            IsMobile = row.IsMobile,
            BrowserName = row.BrowserName,
            BrowserVersion = row.BrowserVersion,
            IpAddress = address,
            City = place?.City,
            Country = place?.Country ?? place?.CountryCode,
        };
    }

    /// <summary>Sessions of a person, newest first.</summary>
    public Task<IReadOnlyList<SessionRow>> OfUser(string instanceId, string userId, CancellationToken ct) =>
        db.Many<SessionRow>($"SELECT * FROM sessions WHERE user_id = @userId AND instance_id = @instanceId ORDER BY created_at DESC, id DESC LIMIT {MostListed}", new { instanceId, userId }, ct);

    private Task Announce(Tx tx, string instanceId, string type, string id) =>
        outbox.Announce(tx, instanceId, type, id, string.Create(CultureInfo.InvariantCulture, $$"""{"id":"{{id}}"}"""));

    private static string StatusWith(IReadOnlyList<string> tasks) => tasks.Count > 0 ? SessionStatus.Pending.Value : SessionStatus.Active.Value;

    private static string? Joined(IReadOnlyList<string> tasks) => tasks.Count > 0 ? string.Join(',', tasks) : null;

    private static MintableSession Mintable(System.Data.Common.DbDataReader row) => new(
        row.GetString(0),
        new TokenSubject(row.GetString(1), row.GetString(2), row.GetString(3), Instant(row, 4), Instant(row, 5), row.IsDBNull(6) ? null : row.GetString(6)),
        row.GetInt64(7), row.GetInt64(8), row.GetInt64(9));

    private static DateTimeOffset? Instant(System.Data.Common.DbDataReader row, int at) => row.IsDBNull(at) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(at));
}

/// <summary>What a User-Agent header says, as far as the active-devices list shows it.</summary>
internal sealed record UserAgent(string? DeviceType, bool IsMobile, string? BrowserName, string? BrowserVersion)
{
    /// <summary>Browser and device for people, for example <c>Chrome, Macintosh</c>; null when neither is known.</summary>
    public string? Description => string.Join(", ", new[] { BrowserName, DeviceType }.OfType<string>()) is { Length: > 0 } known ? known : null;

    private static readonly (string Mark, string Name)[] Browsers = [("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Version/", "Safari")];
    private static readonly (string Mark, string Name, bool IsMobile)[] Devices =
        [("iPhone", "iPhone", true), ("iPad", "iPad", true), ("Android", "Android", true), ("Macintosh", "Macintosh", false), ("Windows", "Windows", false), ("CrOS", "Chrome OS", false), ("Linux", "Linux", false)];

    public static UserAgent Parse(string? text)
    {
        string header = text is null ? "" : text.Length > 512 ? text[..512] : text;
        (string Mark, string Name) browser = Array.Find(Browsers, browser => header.Contains(browser.Mark, StringComparison.Ordinal));
        (string Mark, string Name, bool IsMobile) device = Array.Find(Devices, device => header.Contains(device.Mark, StringComparison.Ordinal));
        string? version = browser.Mark is null ? null : new string([.. header[(header.IndexOf(browser.Mark, StringComparison.Ordinal) + browser.Mark.Length)..].TakeWhile(c => char.IsAsciiDigit(c) || c == '.')]);
        return new UserAgent(device.Name, device.IsMobile, browser.Name, version);
    }
}
