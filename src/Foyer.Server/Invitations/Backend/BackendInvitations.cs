using Dapper;
using Foyer.Contracts;
using Foyer.Server.Surfaces;
using Foyer.Server.Tickets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Invitations.Backend;

/// <summary><c>GET /v1/invitations</c>: filters <c>status</c> and <c>query</c> (part of the address, or the id). Revoked ones only when asked for.</summary>
internal static class ListInvitations
{
    private static readonly string[] Orders = ["created_at", "email_address", "expires_at"];

    public static void Map(RouteGroupBuilder backend) => backend.MapGet("/invitations", Handle);

    private static async Task<IResult> Handle(BackendCall call, Database db, TimeProvider clock, CancellationToken ct)
    {
        IQueryCollection query = call.Request.Query;
        string? status = query["status"].FirstOrDefault();
        Fault? fault = Numbers.Page(query, out int limit, out long offset) ??
            (status is not (null or "" or "pending" or "accepted" or "revoked" or "expired") ? RequestFaults.Value("status") : null);
        if (fault is not null || !ListOrder.TryParse(query["order_by"].FirstOrDefault(), Orders, out string column, out string direction))
        {
            return new FaultResult(fault ?? RequestFaults.Value("order_by"));
        }

        string where = "instance_id = @Id AND kind = 'invitation'" +
            status switch
            {
                null or "" => " AND status <> 'revoked'",
                // An invitation whose time has passed is expired without anybody having written so.
                "pending" => " AND status = 'pending' AND expire_at > @now",
                "expired" => " AND status = 'pending' AND expire_at <= @now",
                _ => " AND status = @status",
            };
        string? text = query["query"].FirstOrDefault();
        if (!string.IsNullOrEmpty(text))
        {
            where += " AND (id = @text OR email_address LIKE @pattern ESCAPE '!')";
        }

        DateTimeOffset now = clock.GetUtcNow();
        DynamicParameters args = new(new { call.Instance.Id, status, now, text, pattern = ListOrder.Pattern(text), limit, offset });
        column = column == "expires_at" ? "expire_at" : column;
        IReadOnlyList<Ticket> rows = await db.Many<Ticket>($"SELECT * FROM tickets WHERE {where} ORDER BY {column} {direction}, id {direction} LIMIT @limit OFFSET @offset", args, ct);
        IReadOnlyList<Invitation> page = [.. rows.Select(row => InvitationMaker.ToResource(call.Instance, call.FrontendBase, row, now))];
        return query["paginated"] == "true"
            ? new WireResult<Page<Invitation>>(new Page<Invitation>(page, await db.One<long>($"SELECT count(*) FROM tickets WHERE {where}", args, ct)), WireJson.Default.PageInvitation)
            : new WireResult<IReadOnlyList<Invitation>>(page, WireJson.Default.IReadOnlyListInvitation);
    }
}

/// <summary><c>POST /v1/invitations</c>.</summary>
internal static class CreateInvitation
{
    public static void Map(RouteGroupBuilder backend) => backend.MapPost("/invitations", Handle);

    private static async Task<IResult> Handle(BackendCall call, Database db, InvitationMaker invitations, TimeProvider clock, CancellationToken ct)
    {
        if ((await JsonBody.Read(call.Request, WireJson.Default.CreateInvitationRequest, ct)).IsFault(out Fault? fault, out CreateInvitationRequest body) ||
            InvitationMaker.Read(call.Instance, body).IsFault(out fault, out NewInvitation wanted) ||
            (await db.Write(tx => invitations.Make(tx, call.Instance, call.FrontendBase, wanted), ct)).IsFault(out fault, out Ticket ticket))
        {
            return new FaultResult(fault);
        }

        return new WireResult<Invitation>(InvitationMaker.ToResource(call.Instance, call.FrontendBase, ticket, clock.GetUtcNow()), WireJson.Default.Invitation);
    }
}

/// <summary><c>POST /v1/invitations/bulk</c>: up to ten, all or none.</summary>
internal static class CreateInvitations
{
    private const int Max = 10;

    public static void Map(RouteGroupBuilder backend) => backend.MapPost("/invitations/bulk", Handle);

    private static async Task<IResult> Handle(BackendCall call, Database db, InvitationMaker invitations, TimeProvider clock, CancellationToken ct)
    {
        if ((await JsonBody.ReadList(call.Request, WireJson.Default.CreateInvitationRequest, Max, ct)).IsFault(out Fault? fault, out IReadOnlyList<CreateInvitationRequest> items))
        {
            return new FaultResult(fault);
        }

        List<NewInvitation> wanted = [];
        foreach (CreateInvitationRequest item in items)
        {
            if (InvitationMaker.Read(call.Instance, item).IsFault(out fault, out NewInvitation one))
            {
                return new FaultResult(InvitationFaults.Of(fault, wanted.Count));
            }

            wanted.Add(one);
        }

        Outcome<IReadOnlyList<Ticket>> made = await db.Write<Outcome<IReadOnlyList<Ticket>>>(async tx =>
        {
            List<Ticket> tickets = [];
            // In the order of the addresses, so that two bulks never wait for each other.
            foreach (NewInvitation one in wanted.OrderBy(one => one.EmailAddress, StringComparer.Ordinal))
            {
                if ((await invitations.Make(tx, call.Instance, call.FrontendBase, one)).IsFault(out Fault? refused, out Ticket ticket))
                {
                    return tx.Abandon(InvitationFaults.Of(refused, wanted.IndexOf(one)));
                }

                tickets.Add(ticket);
            }

            return tickets;
        }, ct);
        if (made.IsFault(out fault, out IReadOnlyList<Ticket> all))
        {
            return new FaultResult(fault);
        }

        DateTimeOffset now = clock.GetUtcNow();
        return new WireResult<IReadOnlyList<Invitation>>(
            [.. all.OrderBy(ticket => wanted.FindIndex(one => one.EmailAddress == ticket.EmailAddress)).Select(ticket => InvitationMaker.ToResource(call.Instance, call.FrontendBase, ticket, now))],
            WireJson.Default.IReadOnlyListInvitation);
    }
}

/// <summary><c>POST /v1/invitations/{invitation_id}/revoke</c>.</summary>
internal static class RevokeInvitation
{
    public static void Map(RouteGroupBuilder backend) => backend.MapPost("/invitations/{invitation_id}/revoke", Handle);

    private static async Task<IResult> Handle(string invitation_id, BackendCall call, Database db, TicketStore tickets, TimeProvider clock, CancellationToken ct) =>
        (await db.Write(tx => tickets.Revoke(tx, call.Instance.Id, TicketKinds.Invitation, invitation_id), ct)).IsFault(out Fault? fault, out Ticket ticket)
            ? new FaultResult(fault)
            : new WireResult<Invitation>(InvitationMaker.ToResource(call.Instance, call.FrontendBase, ticket, clock.GetUtcNow()), WireJson.Default.Invitation);
}
