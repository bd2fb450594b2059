using Foyer.Contracts;
using Foyer.Server.Sessions;
using Foyer.Server.Surfaces;
using Foyer.Server.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Clients.Backend;

/// <summary><c>GET /v1/clients</c>: newest first.</summary>
internal static class ListClients
{
    public static void Map(RouteGroupBuilder backend) => backend.MapGet("/clients", Handle);

    private static async Task<IResult> Handle(BackendCall call, Database db, SessionStore sessions, CancellationToken ct)
    {
        IQueryCollection query = call.Request.Query;
        if (Numbers.Page(query, out int limit, out long offset) is { } fault)
        {
            return new FaultResult(fault);
        }

        IReadOnlyList<ClientRow> rows = await db.Many<ClientRow>(
            "SELECT * FROM clients WHERE instance_id = @Id ORDER BY created_at DESC, id DESC LIMIT @limit OFFSET @offset", new { call.Instance.Id, limit, offset }, ct);
        List<BackendClient> page = [];
        foreach (ClientRow row in rows)
        {
            page.Add(await GetBackendClient.Resource(row, sessions, ct));
        }

        if (query["paginated"] != "true")
        {
            return new WireResult<IReadOnlyList<BackendClient>>(page, WireJson.Default.IReadOnlyListBackendClient);
        }

        long total = await db.One<long>("SELECT count(*) FROM clients WHERE instance_id = @Id", new { call.Instance.Id }, ct);
        return new WireResult<Page<BackendClient>>(new Page<BackendClient>(page, total), WireJson.Default.PageBackendClient);
    }
}

/// <summary><c>GET /v1/clients/{client_id}</c>.</summary>
internal static class GetBackendClient
{
    public static void Map(RouteGroupBuilder backend) => backend.MapGet("/clients/{client_id}", Handle);

    public static async Task<BackendClient> Resource(ClientRow row, SessionStore sessions, CancellationToken ct)
    {
        List<BackendSession> live = [];
        foreach (SessionRow session in await sessions.Live(row.Id, ct))
        {
            live.Add(await sessions.ToBackend(session, ct));
        }

        return new BackendClient
        {
            Id = row.Id,
            SessionIds = [.. live.Select(session => session.Id)],
            Sessions = live,
            SignInId = row.SignInId,
            SignUpId = row.SignUpId,
            LastActiveSessionId = row.LastActiveSessionId,
            LastAuthenticationStrategy = row.LastAuthenticationStrategy,
            CreatedAt = row.CreatedAt,
            UpdatedAt = row.UpdatedAt,
        };
    }

    private static async Task<IResult> Handle(string client_id, BackendCall call, ClientStore clients, SessionStore sessions, CancellationToken ct) =>
        await clients.Find(call.Instance.Id, client_id, ct) is { } row
            ? new WireResult<BackendClient>(await Resource(row, sessions, ct), WireJson.Default.BackendClient)
            : new FaultResult(RequestFaults.NotFound);
}

/// <summary><c>POST /v1/clients/verify</c>: the client behind a client cookie or a session token.</summary>
internal static class VerifyClient
{
    public static void Map(RouteGroupBuilder backend) => backend.MapPost("/clients/verify", Handle);

    private static async Task<IResult> Handle(BackendCall call, ClientStore clients, SessionStore sessions, TokenReader tokens, TimeProvider clock, CancellationToken ct)
    {
        if ((await JsonBody.Read(call.Request, WireJson.Default.VerifyClientRequest, ct)).IsFault(out Fault? fault, out VerifyClientRequest body))
        {
            return new FaultResult(fault);
        }

        if (string.IsNullOrEmpty(body.Token))
        {
            return new FaultResult(RequestFaults.Missing("token") with { Status = 400 });
        }

        ClientRow? client = await clients.FindByToken(call.Instance.Id, body.Token, ct);
        if (client is null && tokens.Verify(call.Instance, body.Token) is { } claims && claims.Exp > clock.GetUtcNow().ToUnixTimeSeconds() &&
            await sessions.Find(call.Instance.Id, claims.Sid ?? "", ct) is { } session && session.IsLive(clock.GetUtcNow()))
        {
            client = await clients.Find(call.Instance.Id, session.ClientId, ct);
        }

        return client is null ? new FaultResult(RequestFaults.AuthenticationInvalid) : new WireResult<BackendClient>(await GetBackendClient.Resource(client, sessions, ct), WireJson.Default.BackendClient);
    }
}
