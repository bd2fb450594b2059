using Dapper;
using Foyer.Contracts;
using Foyer.Server.Clients;
using Foyer.Server.Surfaces;
using Foyer.Server.Sessions.Frontend;
using Foyer.Server.Tokens;
using Foyer.Server.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Sessions.Backend;

/// <summary><c>GET /v1/sessions</c>: newest first; filters <c>client_id</c>, <c>user_id</c>, <c>status</c>.</summary>
internal static class ListSessions
{
    public static void Map(RouteGroupBuilder backend) => backend.MapGet("/sessions", Handle);

    private static async Task<IResult> Handle(BackendCall call, Database db, SessionStore sessions, TimeProvider clock, CancellationToken ct)
    {
        IQueryCollection query = call.Request.Query;
        if (Numbers.Page(query, out int limit, out long offset) is { } fault)
        {
            return new FaultResult(fault);
        }

        string? status = query["status"].FirstOrDefault();
        if (status is not (null or "" or "active" or "pending" or "ended" or "expired" or "removed" or "replaced" or "revoked" or "abandoned"))
        {
            return new FaultResult(RequestFaults.Value("status"));
        }

        string where = "instance_id = @Id" +
            (query["client_id"].FirstOrDefault() is { Length: > 0 } ? " AND client_id = @clientId" : "") +
            (query["user_id"].FirstOrDefault() is { Length: > 0 } ? " AND user_id = @userId" : "") +
            status switch
            {
                null or "" => "",
                // A session whose time has passed is over before the sweep has written so.
                "expired" => " AND (status = 'expired' OR (status IN ('active', 'pending') AND expire_at <= @now))",
                "abandoned" => " AND (status = 'abandoned' OR (status IN ('active', 'pending') AND expire_at > @now AND abandon_at <= @now))",
                "active" or "pending" => " AND status = @status AND expire_at > @now AND abandon_at > @now",
                _ => " AND status = @status",
            };
        DynamicParameters args = new(new { call.Instance.Id, clientId = query["client_id"].FirstOrDefault(), userId = query["user_id"].FirstOrDefault(), status, now = clock.GetUtcNow(), limit, offset });
        List<BackendSession> page = [];
        foreach (SessionRow row in await db.Many<SessionRow>($"SELECT * FROM sessions WHERE {where} ORDER BY created_at DESC, id DESC LIMIT @limit OFFSET @offset", args, ct))
        {
            page.Add(await sessions.ToBackend(row, ct));
        }

        return query["paginated"] == "true"
            ? new WireResult<Page<BackendSession>>(new Page<BackendSession>(page, await db.One<long>($"SELECT count(*) FROM sessions WHERE {where}", args, ct)), WireJson.Default.PageBackendSession)
            : new WireResult<IReadOnlyList<BackendSession>>(page, WireJson.Default.IReadOnlyListBackendSession);
    }
}

/// <summary><c>GET /v1/sessions/{session_id}</c>.</summary>
internal static class GetBackendSession
{
    public static void Map(RouteGroupBuilder backend) => backend.MapGet("/sessions/{session_id}", Handle);

    private static async Task<IResult> Handle(string session_id, BackendCall call, SessionStore sessions, CancellationToken ct) =>
        await sessions.Find(call.Instance.Id, session_id, ct) is { } row
            ? new WireResult<BackendSession>(await sessions.ToBackend(row, ct), WireJson.Default.BackendSession)
            : new FaultResult(RequestFaults.NotFound);
}

/// <summary><c>POST /v1/sessions</c>; development instances only.</summary>
internal static class CreateSession
{
    public static void Map(RouteGroupBuilder backend) => backend.MapPost("/sessions", Handle);

    private static async Task<IResult> Handle(BackendCall call, Database db, UserStore users, SessionStore sessions, TimeProvider clock, CancellationToken ct)
    {
        if ((await JsonBody.Read(call.Request, WireJson.Default.CreateSessionRequest, ct)).IsFault(out Fault? fault, out CreateSessionRequest body))
        {
            return new FaultResult(fault);
        }

        if (!call.Instance.IsDevelopment)
        {
            return new FaultResult(SessionFaults.DevelopmentOnly);
        }

        if (body.UserId is null)
        {
            return new FaultResult(RequestFaults.Missing("user_id"));
        }

        if (body.ActiveOrganizationId is not null)
        {
            return new FaultResult(RequestFaults.NotAvailable("active_organization_id"));
        }

        if (await users.FindAggregate(call.Instance.Id, body.UserId, ct) is not { } user)
        {
            return new FaultResult(RequestFaults.NotFound);
        }

        if (user.User.Refusal(clock.GetUtcNow()) is { } refusal)
        {
            return new FaultResult(refusal with { Status = 422 });
        }

        string id = await db.Write(async tx =>
        {
            DateTimeOffset now = clock.GetUtcNow();
            string clientId = Ids.New("client", now);
            await tx.Run("INSERT INTO clients (id, instance_id, created_at, updated_at) VALUES (@clientId, @instanceId, @now, @now)", new { clientId, instanceId = call.Instance.Id, now });
            return await sessions.Start(tx, call.Instance, new NewSession { ClientId = clientId, User = user, Strategy = "admin" });
        }, ct);
        return new WireResult<BackendSession>(await sessions.ToBackend((await sessions.Find(call.Instance.Id, id, ct))!, ct), WireJson.Default.BackendSession);
    }
}

/// <summary><c>POST /v1/sessions/{session_id}/revoke</c>: the next token of it is refused at once, the last dies within a minute.</summary>
internal static class RevokeSession
{
    public static void Map(RouteGroupBuilder backend) => backend.MapPost("/sessions/{session_id}/revoke", Handle);

    private static async Task<IResult> Handle(string session_id, BackendCall call, Database db, SessionStore sessions, ClientStore clients, CancellationToken ct)
    {
        if (await sessions.Find(call.Instance.Id, session_id, ct) is not { } session)
        {
            return new FaultResult(RequestFaults.NotFound);
        }

        await db.Write(async tx =>
        {
            if (await sessions.End(tx, call.Instance.Id, session.Id, SessionStatus.Revoked))
            {
                await clients.Changed(tx, session.ClientId);
            }
        }, ct);
        return new WireResult<BackendSession>(await sessions.ToBackend((await sessions.Find(call.Instance.Id, session_id, ct))!, ct), WireJson.Default.BackendSession);
    }
}

/// <summary><c>POST /v1/sessions/{session_id}/tokens</c>.</summary>
internal static class CreateSessionToken
{
    public static void Map(RouteGroupBuilder backend) => backend.MapPost("/sessions/{session_id}/tokens", Handle);

    private static async Task<IResult> Handle(string session_id, BackendCall call, SessionStore sessions, SessionTokens tokens, TimeProvider clock, CancellationToken ct)
    {
        if ((await JsonBody.Read(call.Request, WireJson.Default.CreateSessionTokenRequest, ct)).IsFault(out Fault? fault, out CreateSessionTokenRequest body))
        {
            return new FaultResult(fault);
        }

        if (body.ExpiresInSeconds is < 30 or > 315_360_000)
        {
            return new FaultResult(RequestFaults.Value("expires_in_seconds"));
        }

        if (await sessions.Find(call.Instance.Id, session_id, ct) is not { } session)
        {
            return new FaultResult(RequestFaults.NotFound);
        }

        if (!session.IsLive(clock.GetUtcNow()))
        {
            return new FaultResult(RequestFaults.AuthenticationInvalid);
        }

        return (await tokens.Mint(call.Instance, session.Subject with { Server = call.PublicUrl }, null, null, body.ExpiresInSeconds, ct)).IsFault(out fault, out string jwt)
            ? new FaultResult(fault)
            : new WireResult<TokenResource>(new TokenResource(jwt), WireJson.Default.TokenResource);
    }
}

/// <summary><c>POST /v1/sessions/{session_id}/refresh</c>: a new token for an app's server, by the refresh cookie (WIRE §4.5).</summary>
internal static class RefreshSession
{
    public static void Map(RouteGroupBuilder backend) => backend.MapPost("/sessions/{session_id}/refresh", Handle);

    private static async Task<IResult> Handle(
        string session_id, BackendCall call, SessionStore sessions, ClientStore clients, RefreshTokens refreshTokens, TokenReader reader, SessionTokens tokens, SessionActivityWriter activity, TimeProvider clock, CancellationToken ct)
    {
        if ((await JsonBody.Read(call.Request, WireJson.Default.RefreshSessionRequest, ct)).IsFault(out Fault? fault, out RefreshSessionRequest body))
        {
            return new FaultResult(fault);
        }

        if (body.ExpiredToken is null || body.RefreshToken is null || body.RequestOrigin is null)
        {
            return new FaultResult(RequestFaults.Missing(body.ExpiredToken is null ? "expired_token" : body.RefreshToken is null ? "refresh_token" : "request_origin") with { Status = 400 });
        }

        if (body.Format is not (null or "token" or "cookie"))
        {
            return new FaultResult(RequestFaults.Value("format") with { Status = 400 });
        }

        SessionRow? session = await sessions.Find(call.Instance.Id, session_id, ct);
        bool belongs = session is not null && session.IsLive(clock.GetUtcNow()) && refreshTokens.Belongs(session, body.RefreshToken) &&
            reader.Verify(call.Instance, body.ExpiredToken)?.Sid == session.Id;
        if (!belongs)
        {
            return new FaultResult(SessionFaults.RefreshInvalid);
        }

        if (Origins.Normalize(body.RequestOrigin) is not { } origin || !call.Instance.Allows(origin))
        {
            return new FaultResult(SessionFaults.RefreshOriginInvalid);
        }

        ClientRow client = (await clients.Find(call.Instance.Id, session!.ClientId, ct))!;
        if ((await tokens.Mint(call.Instance, session.Subject with { Server = call.PublicUrl }, origin, client.UpdatedAt, null, ct)).IsFault(out fault, out string jwt))
        {
            return new FaultResult(fault);
        }

        activity.Note(call.Instance, session.Id, session.UserId, session.LastActiveAt, session.ExpireAt);
        return body.Format == "cookie"
            ? new WireResult<CookiesResource>(new CookiesResource(SessionCookies.Refreshed(call.Instance.PublishableKey, jwt, client.UpdatedAt, isSecure: origin.StartsWith("https:", StringComparison.Ordinal))), WireJson.Default.CookiesResource)
            : new WireResult<TokenResource>(new TokenResource(jwt), WireJson.Default.TokenResource);
    }
}
