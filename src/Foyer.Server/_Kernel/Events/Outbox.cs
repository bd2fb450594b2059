namespace Foyer.Server;

/// <summary>
/// What must happen because of a change, written in the change's own transaction: both happen, or neither. Webhooks,
/// messages and audit entries leave from here, never from a handler.
/// </summary>
internal sealed class Outbox(KeyEncryptionKey kek, TimeProvider clock) : IDisposable
{
    private const string Purpose = "outbox";
    private const string Insert = "INSERT INTO outbox (id, instance_id, kind, type, subject_id, wrapped_body, available_at, created_at) VALUES";
    private readonly SemaphoreSlim _pulse = new(0);

    /// <summary>Adds one entry. The body may hold codes and personal data, so it is wrapped.</summary>
    public async Task Add(Tx tx, string instanceId, OutboxKind kind, string type, string subjectId, string body)
    {
        DateTimeOffset now = clock.GetUtcNow();
        string id = Ids.New("evt", now);
        await tx.Run($"{Insert} (@id, @instanceId, @kind, @type, @subjectId, @wrapped, @now, @now)",
            new { id, instanceId, kind = kind.Name, type, subjectId, wrapped = kek.Wrap(Purpose, id, body), now });
        Pulse();
    }

    /// <summary>Records that somebody did something that matters. Ids and codes only.</summary>
    public Task Audit(Tx tx, string instanceId, string action, string? actorId, string subjectId, string detail = "{}") =>
        Add(tx, instanceId, OutboxKind.Audit, action, subjectId, AuditBodyOf(actorId, detail));

    /// <summary>Tells whoever subscribed, and records it: the event and the audit entry of one change.</summary>
    public async Task Announce(Tx tx, string instanceId, string type, string subjectId, string body)
    {
        DateTimeOffset now = clock.GetUtcNow();
        (string id, string auditId) = (Ids.New("evt", now), Ids.New("evt", now));
        await tx.Run($"{Insert} (@id, @instanceId, 'event', @type, @subjectId, @wrapped, @now, @now), (@auditId, @instanceId, 'audit', @type, @subjectId, @wrappedAudit, @now, @now)",
            new { id, auditId, instanceId, type, subjectId, wrapped = kek.Wrap(Purpose, id, body), wrappedAudit = kek.Wrap(Purpose, auditId, AuditBodyOf(null, "{}")), now });
        Pulse();
    }

    /// <summary>Returns when an entry was added here, or after a while, since another node may have added one.</summary>
    public Task Wait(TimeSpan atMost, CancellationToken ct) => _pulse.WaitAsync(atMost, ct);

    public void Dispose() => _pulse.Dispose();

    public string Open(OutboxEntry entry) => kek.UnwrapText(Purpose, entry.Id, entry.WrappedBody);

    private static string AuditBodyOf(string? actorId, string detail) => System.Text.Json.JsonSerializer.Serialize(new AuditBody(actorId, detail), KernelJson.Default.AuditBody);

    private void Pulse()
    {
        if (_pulse.CurrentCount == 0)
        {
            _pulse.Release();
        }
    }
}

/// <summary>Who carries an entry out.</summary>
internal sealed record OutboxKind(string Name)
{
    /// <summary>Somebody may have subscribed to it.</summary>
    public static readonly OutboxKind Event = new("event");

    /// <summary>An e-mail or SMS to send.</summary>
    public static readonly OutboxKind Message = new("message");

    /// <summary>A picture to take over from a provider.</summary>
    public static readonly OutboxKind Picture = new("picture");

    /// <summary>A call to somebody outside, by <see cref="OutboxCalls"/>.</summary>
    public static readonly OutboxKind Call = new("call");

    /// <summary>A line of the audit log.</summary>
    public static readonly OutboxKind Audit = new("audit");
}

internal sealed record OutboxEntry
{
    public required string Id { get; init; }

    public required string InstanceId { get; init; }

    public required string Kind { get; init; }

    public required string Type { get; init; }

    public required string SubjectId { get; init; }

    public required string WrappedBody { get; init; }

    public int Attempts { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}

internal sealed record AuditBody(string? ActorId, string Detail);

[System.Text.Json.Serialization.JsonSerializable(typeof(AuditBody))]
[System.Text.Json.Serialization.JsonSerializable(typeof(string[]))]
internal sealed partial class KernelJson : System.Text.Json.Serialization.JsonSerializerContext;
