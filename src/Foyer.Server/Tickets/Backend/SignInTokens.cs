using Foyer.Contracts;
using Foyer.Server.Surfaces;
using Foyer.Server.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Tickets.Backend;

/// <summary><c>POST /v1/sign_in_tokens</c>: a ticket that signs one person in once.</summary>
internal static class CreateSignInToken
{
    private const long ThirtyDays = 2_592_000;

    public static void Map(RouteGroupBuilder backend) => backend.MapPost("/sign_in_tokens", Handle);

    private static async Task<IResult> Handle(BackendCall call, Database db, UserStore users, TicketStore tickets, TimeProvider clock, CancellationToken ct)
    {
        if ((await JsonBody.Read(call.Request, WireJson.Default.CreateSignInTokenRequest, ct)).IsFault(out Fault? fault, out CreateSignInTokenRequest body))
        {
            return new FaultResult(fault);
        }

        fault = string.IsNullOrEmpty(body.UserId) ? RequestFaults.Missing("user_id") :
            !string.IsNullOrEmpty(body.OrgId) ? RequestFaults.NotAvailable("org_id") :
            TicketRules.Seconds("expires_in_seconds", body.ExpiresInSeconds);
        if (fault is not null)
        {
            return new FaultResult(fault);
        }

        if (await users.Find(call.Instance.Id, body.UserId!, ct) is null)
        {
            return new FaultResult(RequestFaults.NotFound);
        }

        DateTimeOffset now = TicketRules.WholeSecond(clock.GetUtcNow());
        Ticket ticket = new()
        {
            Id = Ids.New("sit", now),
            InstanceId = call.Instance.Id,
            Kind = TicketKinds.SignInToken,
            Status = "pending",
            UserId = body.UserId,
            ExpireAt = now.AddSeconds(body.ExpiresInSeconds ?? ThirtyDays),
            CreatedAt = now,
            UpdatedAt = now,
        };
        await db.Write(tx => tickets.Insert(tx, ticket), ct);
        string token = TicketStore.Sign(call.Instance, ticket);
        return Answer(ticket, token, TicketStore.Url(call.FrontendBase, token));
    }

    public static IResult Answer(Ticket ticket, string? token, string? url) => new WireResult<SignInToken>(
        new SignInToken { Id = ticket.Id, Status = ticket.Status, UserId = ticket.UserId!, Token = token, Url = url, CreatedAt = ticket.CreatedAt, UpdatedAt = ticket.UpdatedAt },
        WireJson.Default.SignInToken);
}

/// <summary><c>POST /v1/sign_in_tokens/{sign_in_token_id}/revoke</c>.</summary>
internal static class RevokeSignInToken
{
    public static void Map(RouteGroupBuilder backend) => backend.MapPost("/sign_in_tokens/{sign_in_token_id}/revoke", Handle);

    private static async Task<IResult> Handle(string sign_in_token_id, BackendCall call, Database db, TicketStore tickets, CancellationToken ct) =>
        (await db.Write(tx => tickets.Revoke(tx, call.Instance.Id, TicketKinds.SignInToken, sign_in_token_id), ct)).IsFault(out Fault? fault, out Ticket ticket)
            ? new FaultResult(fault)
            : CreateSignInToken.Answer(ticket, null, null);
}
