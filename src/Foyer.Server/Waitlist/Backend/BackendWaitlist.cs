using Dapper;
using Foyer.Contracts;
using Foyer.Server.EmailAddresses;
using Foyer.Server.Invitations;
using Foyer.Server.Surfaces;
using Foyer.Server.Tickets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Waitlist.Backend;

/// <summary><c>GET /v1/waitlist_entries</c>: filters <c>status</c> and <c>query</c> (part of the address, or the id).</summary>
internal static class ListWaitlistEntries
{
    private static readonly string[] Orders = ["created_at", "email_address", "invited_at"];

    public static void Map(RouteGroupBuilder backend) => backend.MapGet("/waitlist_entries", Handle);

    private static async Task<IResult> Handle(BackendCall call, Database db, WaitlistStore waitlist, CancellationToken ct)
    {
        IQueryCollection query = call.Request.Query;
        string? status = query["status"].FirstOrDefault();
        string? text = query["query"].FirstOrDefault();
        Fault? fault = Numbers.Page(query, out int limit, out long offset) ??
            (status is not (null or "" or "pending" or "invited" or "completed" or "rejected") ? RequestFaults.Value("status") : null);
        if (fault is not null || !ListOrder.TryParse(query["order_by"].FirstOrDefault(), Orders, out string column, out string direction))
        {
            return new FaultResult(fault ?? RequestFaults.Value("order_by"));
        }

        string where = "instance_id = @Id" +
            (string.IsNullOrEmpty(status) ? "" : " AND status = @status") +
            (string.IsNullOrEmpty(text) ? "" : " AND (id = @text OR email_address LIKE @pattern ESCAPE '!')");
        DynamicParameters args = new(new { call.Instance.Id, status, text, pattern = ListOrder.Pattern(text), limit, offset });
        // Entries never invited have no such time; both databases are told alike where they stand.
        string order = column == "invited_at" ? $"COALESCE(invited_at, 0) {direction}" : $"{column} {direction}";
        IReadOnlyList<WaitlistEntryRow> rows = await db.Many<WaitlistEntryRow>($"SELECT * FROM waitlist_entries WHERE {where} ORDER BY {order}, id {direction} LIMIT @limit OFFSET @offset", args, ct);
        return new WireResult<Page<WaitlistEntry>>(
            new Page<WaitlistEntry>(await waitlist.ToResources(call.Instance, call.FrontendBase, rows, ct), await db.One<long>($"SELECT count(*) FROM waitlist_entries WHERE {where}", args, ct)),
            WireJson.Default.PageWaitlistEntry);
    }
}

/// <summary><c>POST /v1/waitlist_entries</c>: who stands there already keeps the place.</summary>
internal static class CreateWaitlistEntry
{
    public static void Map(RouteGroupBuilder backend) => backend.MapPost("/waitlist_entries", Handle);

    private static async Task<IResult> Handle(BackendCall call, Database db, WaitlistStore waitlist, CancellationToken ct)
    {
        if ((await JsonBody.Read(call.Request, WireJson.Default.CreateWaitlistEntryRequest, ct)).IsFault(out Fault? fault, out CreateWaitlistEntryRequest body) ||
            Address(body).IsFault(out fault, out string emailAddress))
        {
            return new FaultResult(fault);
        }

        WaitlistEntryRow row = await db.Write(tx => waitlist.Join(tx, call.Instance, emailAddress, body.Notify ?? true), ct);
        return await Answer(call, waitlist, row, ct);
    }

    public static Outcome<string> Address(CreateWaitlistEntryRequest body) =>
        string.IsNullOrEmpty(body.EmailAddress) ? RequestFaults.Missing("email_address") :
        EmailAddressRules.Normalize(body.EmailAddress) is { } emailAddress ? emailAddress : RequestFaults.Format("email_address");

    public static async Task<IResult> Answer(BackendCall call, WaitlistStore waitlist, WaitlistEntryRow row, CancellationToken ct) =>
        new WireResult<WaitlistEntry>((await waitlist.ToResources(call.Instance, call.FrontendBase, [row], ct))[0], WireJson.Default.WaitlistEntry);
}

/// <summary><c>POST /v1/waitlist_entries/bulk</c>: up to fifty, all or none.</summary>
internal static class CreateWaitlistEntries
{
    private const int Max = 50;

    public static void Map(RouteGroupBuilder backend) => backend.MapPost("/waitlist_entries/bulk", Handle);

    private static async Task<IResult> Handle(BackendCall call, Database db, WaitlistStore waitlist, CancellationToken ct)
    {
        if ((await JsonBody.ReadList(call.Request, WireJson.Default.CreateWaitlistEntryRequest, Max, ct)).IsFault(out Fault? fault, out IReadOnlyList<CreateWaitlistEntryRequest> items))
        {
            return new FaultResult(fault);
        }

        List<(string Address, bool Notify)> wanted = [];
        foreach (CreateWaitlistEntryRequest item in items)
        {
            if (CreateWaitlistEntry.Address(item).IsFault(out fault, out string address))
            {
                return new FaultResult(WaitlistFaults.Of(fault, wanted.Count));
            }

            if (wanted.Exists(earlier => earlier.Address == address))
            {
                return new FaultResult(WaitlistFaults.Of(RequestFaults.Duplicate("email_address"), wanted.Count));
            }

            wanted.Add((address, item.Notify ?? true));
        }

        IReadOnlyList<WaitlistEntryRow> rows = await db.Write<IReadOnlyList<WaitlistEntryRow>>(async tx =>
        {
            List<WaitlistEntryRow> made = [];
            // In the order of the addresses, so that two bulks never wait for each other.
            foreach ((string address, bool notify) in wanted.OrderBy(one => one.Address, StringComparer.Ordinal))
            {
                made.Add(await waitlist.Join(tx, call.Instance, address, notify));
            }

            return [.. made.OrderBy(row => wanted.FindIndex(one => one.Address == row.EmailAddress))];
        }, ct);
        return new WireResult<IReadOnlyList<WaitlistEntry>>(await waitlist.ToResources(call.Instance, call.FrontendBase, rows, ct), WireJson.Default.IReadOnlyListWaitlistEntry);
    }
}

/// <summary><c>DELETE /v1/waitlist_entries/{waitlist_entry_id}</c>: one that still waits.</summary>
internal static class DeleteWaitlistEntry
{
    public static void Map(RouteGroupBuilder backend) => backend.MapDelete("/waitlist_entries/{waitlist_entry_id}", Handle);

    private static async Task<IResult> Handle(string waitlist_entry_id, BackendCall call, Database db, WaitlistStore waitlist, CancellationToken ct)
    {
        if (await db.Write(tx => waitlist.Delete(tx, call.Instance.Id, waitlist_entry_id), ct))
        {
            return new WireResult<DeletedObject>(new DeletedObject("waitlist_entry", waitlist_entry_id), WireJson.Default.DeletedObject);
        }

        return new FaultResult(await waitlist.Find(call.Instance.Id, waitlist_entry_id, ct) is null ? RequestFaults.NotFound : WaitlistFaults.NotPending);
    }
}

/// <summary><c>POST /v1/waitlist_entries/{waitlist_entry_id}/invite</c>: makes an invitation, which goes out by e-mail.</summary>
internal static class InviteWaitlistEntry
{
    public static void Map(RouteGroupBuilder backend) => backend.MapPost("/waitlist_entries/{waitlist_entry_id}/invite", Handle);

    private static async Task<IResult> Handle(string waitlist_entry_id, BackendCall call, Database db, WaitlistStore waitlist, InvitationMaker invitations, CancellationToken ct)
    {
        if ((await JsonBody.Read(call.Request, WireJson.Default.InviteWaitlistEntryRequest, ct)).IsFault(out Fault? fault, out InviteWaitlistEntryRequest body))
        {
            return new FaultResult(fault);
        }

        Outcome<WaitlistEntryRow> invited = await db.Write<Outcome<WaitlistEntryRow>>(async tx =>
        {
            if (await waitlist.FindForUpdate(tx, call.Instance.Id, waitlist_entry_id) is not { } entry)
            {
                return RequestFaults.NotFound;
            }

            // Whoever was invited before, or turned down, is invited again only when that is meant.
            if (entry.Status == "completed" || (entry.Status != "pending" && body.IgnoreExisting != true))
            {
                return WaitlistFaults.NotPending;
            }

            NewInvitation wanted = new(entry.EmailAddress) { IgnoreExisting = body.IgnoreExisting ?? false, TemplateSlug = NewInvitation.WaitlistSlug };
            return (await invitations.Make(tx, call.Instance, call.FrontendBase, wanted)).IsFault(out Fault? refused, out Ticket ticket)
                ? tx.Abandon(refused)
                : await waitlist.Move(tx, entry, "invited", ticket.Id);
        }, ct);
        return invited.IsFault(out fault, out WaitlistEntryRow row) ? new FaultResult(fault) : await CreateWaitlistEntry.Answer(call, waitlist, row, ct);
    }
}

/// <summary><c>POST /v1/waitlist_entries/{waitlist_entry_id}/reject</c>: turns somebody down who waits, and takes back an invitation not yet accepted.</summary>
internal static class RejectWaitlistEntry
{
    public static void Map(RouteGroupBuilder backend) => backend.MapPost("/waitlist_entries/{waitlist_entry_id}/reject", Handle);

    private static async Task<IResult> Handle(string waitlist_entry_id, BackendCall call, Database db, WaitlistStore waitlist, TicketStore tickets, CancellationToken ct)
    {
        Outcome<WaitlistEntryRow> rejected = await db.Write<Outcome<WaitlistEntryRow>>(async tx =>
        {
            if (await waitlist.FindForUpdate(tx, call.Instance.Id, waitlist_entry_id) is not { } entry)
            {
                return RequestFaults.NotFound;
            }

            if (entry.Status is not ("pending" or "invited"))
            {
                return WaitlistFaults.NotPending;
            }

            if (entry.InvitationId is { } invitation)
            {
                await tickets.Revoke(tx, call.Instance.Id, TicketKinds.Invitation, invitation);
            }

            return await waitlist.Move(tx, entry, "rejected", null);
        }, ct);
        return rejected.IsFault(out Fault? fault, out WaitlistEntryRow row) ? new FaultResult(fault) : await CreateWaitlistEntry.Answer(call, waitlist, row, ct);
    }
}
