using System.Buffers;
using System.Text.Json;
using Foyer.Contracts;
using Foyer.Server.Instances;
using Foyer.Server.Keys;

namespace Foyer.Server.Tickets;

/// <summary>What a ticket lets its bearer do.</summary>
internal static class TicketKinds
{
    /// <summary>Sign in as a user, without any other factor.</summary>
    public const string SignInToken = "sign_in_token";

    /// <summary>Act in a user's place.</summary>
    public const string ActorToken = "actor_token";

    /// <summary>Sign up, or sign in, with an address that counts as proven.</summary>
    public const string Invitation = "invitation";
}

/// <summary>A row of <c>tickets</c>.</summary>
internal sealed record Ticket
{
    public required string Id { get; init; }

    public required string InstanceId { get; init; }

    /// <summary>One of <see cref="TicketKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary><c>pending</c>, <c>accepted</c> or <c>revoked</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Whom it signs in; null for an invitation.</summary>
    public string? UserId { get; init; }

    /// <summary>Whom it invites, normalised; null for the others. Whoever brings the ticket has proven it.</summary>
    public string? EmailAddress { get; init; }

    /// <summary>Who acts in the user's place: a JSON object with <c>sub</c>; null unless it is an actor token.</summary>
    public string? Actor { get; init; }

    public long? SessionMaxDurationInSeconds { get; init; }

    /// <summary>Becomes the public metadata of the user an invitation makes: a JSON object.</summary>
    public string PublicMetadata { get; init; } = "{}";

    public string? RedirectUrl { get; init; }

    public DateTimeOffset ExpireAt { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>How long the session it begins lasts at most; null for the instance's own.</summary>
    public TimeSpan? SessionLifetime => SessionMaxDurationInSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>The status with the time taken into account.</summary>
    public string StatusAt(DateTimeOffset now) => Status == "pending" && ExpireAt <= now ? "expired" : Status;
}

/// <summary>Somebody on a floor above who goes along when a ticket is spent, in the same transaction.</summary>
internal interface ITicketSpent
{
    Task Spent(Tx tx, Ticket ticket);
}

/// <summary>
/// Reads and writes <c>tickets</c>. The ticket in somebody's hand is a signed token that names a row; the row says
/// whether it still counts, so the database holds nothing that opens anything.
/// </summary>
internal sealed class TicketStore(Database db, IEnumerable<ITicketSpent> followers, Outbox outbox, TimeProvider clock)
{
    public Task<Ticket?> Find(string instanceId, string kind, string id, CancellationToken ct) =>
        db.One<Ticket>("SELECT * FROM tickets WHERE id = @id AND instance_id = @instanceId AND kind = @kind", new { id, instanceId, kind }, ct);

    /// <summary>The ticket a text stands for, if it can still be used: signed by this instance, in time, neither spent nor revoked.</summary>
    public Task<Outcome<Ticket>> Read(Tx tx, Instance instance, string? text) =>
        Read(instance, text, (id, kind) => tx.One<Ticket>("SELECT * FROM tickets WHERE id = @id AND instance_id = @instanceId AND kind = @kind", new { id, instanceId = instance.Id, kind }));

    /// <summary>The same outside a transaction, to show; <see cref="Spend"/> decides.</summary>
    public Task<Outcome<Ticket>> Read(Instance instance, string? text, CancellationToken ct) =>
        Read(instance, text, (id, kind) => Find(instance.Id, kind, id, ct));

    /// <summary>Uses the ticket up. Of all who try at once, one gets null; the others get the fault.</summary>
    public async Task<Fault?> Spend(Tx tx, Ticket ticket)
    {
        DateTimeOffset now = clock.GetUtcNow();
        int spent = await tx.Run(
            "UPDATE tickets SET status = 'accepted', updated_at = @now WHERE id = @Id AND instance_id = @InstanceId AND status = 'pending' AND expire_at > @now",
            new { ticket.Id, ticket.InstanceId, now });
        if (spent == 0)
        {
            Ticket? latest = await tx.One<Ticket>("SELECT * FROM tickets WHERE id = @Id AND instance_id = @InstanceId", new { ticket.Id, ticket.InstanceId });
            return latest is null ? TicketFaults.Invalid : Refusal(latest, now) ?? TicketFaults.Used(latest.Kind);
        }

        foreach (ITicketSpent follower in followers)
        {
            await follower.Spent(tx, ticket);
        }

        await outbox.Audit(tx, ticket.InstanceId, ticket.Kind + ".accepted", null, ticket.Id);
        return null;
    }

    /// <summary>Whether the address has an invitation that can still be accepted.</summary>
    public async Task<bool> IsInvited(Tx tx, string instanceId, string emailAddress, DateTimeOffset now) => await tx.One<string>(
        "SELECT id FROM tickets WHERE instance_id = @instanceId AND email_address = @emailAddress AND kind = 'invitation' AND status = 'pending' AND expire_at > @now LIMIT 1",
        new { instanceId, emailAddress, now }) is not null;

    /// <summary>The same by id.</summary>
    public async Task<Fault?> SpendById(Tx tx, string instanceId, string id) =>
        await tx.One<Ticket>("SELECT * FROM tickets WHERE id = @id AND instance_id = @instanceId", new { id, instanceId }) is { } ticket ? await Spend(tx, ticket) : TicketFaults.Invalid;

    /// <summary>Writes a new ticket.</summary>
    public async Task Insert(Tx tx, Ticket ticket)
    {
        await tx.Run("""
            INSERT INTO tickets (id, instance_id, kind, status, user_id, email_address, actor, session_max_duration_in_seconds, public_metadata, redirect_url, expire_at, created_at, updated_at)
            VALUES (@Id, @InstanceId, @Kind, @Status, @UserId, @EmailAddress, @Actor, @SessionMaxDurationInSeconds, @PublicMetadata, @RedirectUrl, @ExpireAt, @CreatedAt, @UpdatedAt)
            """, ticket);
        await outbox.Audit(tx, ticket.InstanceId, ticket.Kind + ".created", null, ticket.Id);
    }

    /// <summary>Makes a pending ticket worthless; the row as it is then, or why that cannot be.</summary>
    public async Task<Outcome<Ticket>> Revoke(Tx tx, string instanceId, string kind, string id)
    {
        Ticket? revoked = await tx.One<Ticket>(
            "UPDATE tickets SET status = 'revoked', updated_at = @now WHERE id = @id AND instance_id = @instanceId AND kind = @kind AND status = 'pending' RETURNING *",
            new { id, instanceId, kind, now = clock.GetUtcNow() });
        if (revoked is null)
        {
            return await tx.One<string>("SELECT status FROM tickets WHERE id = @id AND instance_id = @instanceId AND kind = @kind", new { id, instanceId, kind }) switch
            {
                null => RequestFaults.NotFound,
                "revoked" => TicketFaults.Revoked(kind),
                _ => TicketFaults.Used(kind),
            };
        }

        await outbox.Audit(tx, instanceId, kind + ".revoked", null, id);
        return revoked;
    }

    /// <summary>
    /// The ticket as its bearer holds it. It has no <c>sub</c> and no <c>sid</c>, besides its category, so nothing takes it for a
    /// session; the same ticket is always the same text while the key is the same.
    /// </summary>
    public static string Sign(Instance instance, Ticket ticket)
    {
        ArrayBufferWriter<byte> payload = new(256);
        using (Utf8JsonWriter json = new(payload, WireWriter.Options))
        {
            json.WriteStartObject();
            json.WriteNumber("exp"u8, ticket.ExpireAt.ToUnixTimeSeconds());
            json.WriteNumber("iat"u8, ticket.CreatedAt.ToUnixTimeSeconds());
            json.WriteString("iss"u8, instance.Issuer);
            json.WriteString("tid"u8, ticket.Id);
            json.WriteString("tkd"u8, ticket.Kind);
            json.WriteEndObject();
        }

        return SignedJwt.Sign(instance.Keys, TokenCategories.Ticket, payload.WrittenSpan, ticket.CreatedAt.ToUnixTimeSeconds());
    }

    /// <summary>Where the ticket leads its bearer: the address that goes into messages.</summary>
    /// <param name="frontendBase">The Frontend API as browsers reach it, without a trailing slash.</param>
    /// <param name="token">The signed ticket.</param>
    public static string Url(string frontendBase, string token) => $"{frontendBase}/v1/tickets/accept?ticket={token}";

    private async Task<Outcome<Ticket>> Read(Instance instance, string? text, Func<string, string, Task<Ticket?>> find)
    {
        if (!SignedJwt.TryVerify(instance.Keys, TokenCategories.Ticket, text, out Jwt? jwt) || Claims(jwt) is not { } claims || claims.Issuer != instance.Issuer)
        {
            return TicketFaults.Invalid;
        }

        DateTimeOffset now = clock.GetUtcNow();
        if (await find(claims.Id, claims.Kind) is not { } ticket)
        {
            return TicketFaults.Invalid;
        }

        return Refusal(ticket, now) is { } refusal ? refusal : ticket;
    }

    /// <summary>Why the ticket cannot be used; null when it can.</summary>
    private static Fault? Refusal(Ticket ticket, DateTimeOffset now) =>
        ticket.Status == "revoked" ? TicketFaults.Revoked(ticket.Kind) :
        ticket.Status != "pending" ? TicketFaults.Used(ticket.Kind) :
        ticket.ExpireAt <= now ? TicketFaults.Expired :
        null;

    private static (string Id, string Kind, string? Issuer)? Claims(Jwt jwt)
    {
        using JsonDocument payload = JsonDocument.Parse(jwt.Payload);
        return Text(payload, "tid") is { } id && Text(payload, "tkd") is { } kind ? (id, kind, Text(payload, "iss")) : null;
    }

    private static string? Text(JsonDocument payload, string name) =>
        payload.RootElement.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
