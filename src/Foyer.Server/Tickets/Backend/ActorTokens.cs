using System.Text;
using System.Text.Json;
using Foyer.Contracts;
using Foyer.Server.Surfaces;
using Foyer.Server.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Tickets.Backend;

/// <summary><c>POST /v1/actor_tokens</c>: a ticket that lets somebody act in a person's place for a while.</summary>
internal static class CreateActorToken
{
    private const long Hour = 3600;
    private const long HalfAnHour = 1800;
    private const int MaxActor = 1024;

    public static void Map(RouteGroupBuilder backend) => backend.MapPost("/actor_tokens", Handle);

    private static async Task<IResult> Handle(BackendCall call, Database db, UserStore users, TicketStore tickets, TimeProvider clock, CancellationToken ct)
    {
        if ((await JsonBody.Read(call.Request, WireJson.Default.CreateActorTokenRequest, ct)).IsFault(out Fault? fault, out CreateActorTokenRequest body))
        {
            return new FaultResult(fault);
        }

        fault = string.IsNullOrEmpty(body.UserId) ? RequestFaults.Missing("user_id") :
            Actor(body.Actor) ??
            TicketRules.Seconds("expires_in_seconds", body.ExpiresInSeconds) ??
            TicketRules.Seconds("session_max_duration_in_seconds", body.SessionMaxDurationInSeconds);
        if (fault is null && await users.Find(call.Instance.Id, body.UserId!, ct) is null)
        {
            // The contract of this operation has no 404.
            fault = RequestFaults.Value("user_id");
        }

        if (fault is not null)
        {
            return new FaultResult(fault);
        }

        DateTimeOffset now = TicketRules.WholeSecond(clock.GetUtcNow());
        Ticket ticket = new()
        {
            Id = Ids.New("act", now),
            InstanceId = call.Instance.Id,
            Kind = TicketKinds.ActorToken,
            Status = "pending",
            UserId = body.UserId,
            Actor = JsonSerializer.Serialize(body.Actor!.Value, WireJson.Default.JsonElement),
            SessionMaxDurationInSeconds = body.SessionMaxDurationInSeconds ?? HalfAnHour,
            ExpireAt = now.AddSeconds(body.ExpiresInSeconds ?? Hour),
            CreatedAt = now,
            UpdatedAt = now,
        };
        await db.Write(tx => tickets.Insert(tx, ticket), ct);
        string token = TicketStore.Sign(call.Instance, ticket);
        return Answer(ticket, token, TicketStore.Url(call.FrontendBase, token));
    }

    public static IResult Answer(Ticket ticket, string? token, string? url)
    {
        using JsonDocument actor = JsonDocument.Parse(ticket.Actor!);
        return new WireResult<ActorToken>(
            new ActorToken
            {
                Id = ticket.Id,
                Status = ticket.Status,
                UserId = ticket.UserId!,
                Actor = actor.RootElement.Clone(),
                Token = token,
                Url = url,
                CreatedAt = ticket.CreatedAt,
                UpdatedAt = ticket.UpdatedAt,
            },
            WireJson.Default.ActorToken);
    }

    /// <summary>Every token of the session carries it, so it must be small.</summary>
    private static Fault? Actor(JsonElement? actor) =>
        actor is not { } value ? RequestFaults.Missing("actor") :
        value.ValueKind != JsonValueKind.Object ? RequestFaults.Type("actor") :
        !value.TryGetProperty("sub", out JsonElement sub) || sub.ValueKind != JsonValueKind.String || sub.GetString()!.Length == 0 ? RequestFaults.Missing("actor.sub") :
        Encoding.UTF8.GetByteCount(value.GetRawText()) > MaxActor ? RequestFaults.TooLong("actor") :
        null;
}

/// <summary><c>POST /v1/actor_tokens/{actor_token_id}/revoke</c>.</summary>
internal static class RevokeActorToken
{
    public static void Map(RouteGroupBuilder backend) => backend.MapPost("/actor_tokens/{actor_token_id}/revoke", Handle);

    private static async Task<IResult> Handle(string actor_token_id, BackendCall call, Database db, TicketStore tickets, CancellationToken ct) =>
        (await db.Write(tx => tickets.Revoke(tx, call.Instance.Id, TicketKinds.ActorToken, actor_token_id), ct)).IsFault(out Fault? fault, out Ticket ticket)
            ? new FaultResult(fault)
            : CreateActorToken.Answer(ticket, null, null);
}
