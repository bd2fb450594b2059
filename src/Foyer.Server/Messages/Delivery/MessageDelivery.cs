using System.Net.Http.Headers;
using System.Security.Cryptography;
using Foyer.Server.Instances;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Foyer.Server.Messages.Delivery;

/// <summary>
/// Hands outgoing messages to their providers, at least once each: tried again with growing pauses, until delivered,
/// refused, worthless, or three days old. Any number of nodes may run one. Logs and audit name ids, never content.
/// </summary>
internal sealed partial class MessageDelivery(
    Database db, MessageStore store, InstanceRegistry instances, Outbox outbox, IEnumerable<IMessageCarrier> carriers, TimeProvider clock, ILogger<MessageDelivery> log) : BackgroundService
{
    /// <summary>How long a message without an end of its own is tried for.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromDays(3);

    private const int BatchSize = 16;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    /// <summary>Somebody waits for a code: when the provider is back, it is tried again within the minute.</summary>
    private static readonly TimeSpan LongestPauseOfCodes = TimeSpan.FromSeconds(30);
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Dictionary<(string, string), IMessageCarrier> _carriers = carriers.ToDictionary(carrier => (carrier.Channel, carrier.Provider));

    /// <summary>Hands over what is due now, one batch of this node at a time; returns how many messages it took.</summary>
    public async Task<int> Deliver(CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            IReadOnlyList<MessageRow> rows = await store.Claim(BatchSize, clock.GetUtcNow(), Lease, ct);
            // Side by side: one slow provider keeps the others waiting no longer than it takes itself.
            await Task.WhenAll(rows.Select(row => Try(row, ct)));
            return rows.Count;
        }
        finally
        {
            _turn.Release();
        }
    }

    public override void Dispose()
    {
        _turn.Dispose();
        base.Dispose();
    }

    /// <summary>The pause after a failed attempt, before jitter.</summary>
    internal static TimeSpan PauseAfter(int attempts, bool isUrgent) => Backoff.After(attempts, isUrgent ? LongestPauseOfCodes : LongestPause);

    /// <summary>The pause a provider asks for, up to an hour; zero when it asks for none.</summary>
    internal static TimeSpan Asked(RetryConditionHeaderValue? retryAfter, DateTimeOffset now)
    {
        TimeSpan asked = retryAfter?.Delta ?? (retryAfter?.Date - now) ?? TimeSpan.Zero;
        return asked > LongestPause ? LongestPause : asked;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!await store.IsAnyDue(clock.GetUtcNow(), stoppingToken) || await Deliver(stoppingToken) < BatchSize)
                {
                    await Task.Delay(Idle, stoppingToken);
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception outage)
            {
                Unavailable(log, outage);
                await Task.Delay(Idle, CancellationToken.None);
            }
        }
    }

    private async Task Try(MessageRow row, CancellationToken ct)
    {
        try
        {
            if (instances.All.FirstOrDefault(instance => instance.Id == row.InstanceId) is { } instance)
            {
                await Carry(instance, row, ct);
            }
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            // Its type alone: words of a provider may quote an address.
            Failed(log, row.Id, failure.GetType().Name);
        }
    }

    private async Task Carry(Instance instance, MessageRow row, CancellationToken ct)
    {
        DateTimeOffset now = clock.GetUtcNow();
        if (row.ExpireAt <= now)
        {
            await Settle(instance, row, MessageStatus.Expired, "expired", ct);
            return;
        }

        Message message = store.Open(row);
        MessageRoute route = MessageRoute.Of(instance, message);
        string kind = message.Channel == Recipient.EmailChannel ? Recipient.EmailChannel : Recipient.SmsChannel;
        Carried carried = route.HasCarrier && _carriers.TryGetValue((kind, route.Provider), out IMessageCarrier? carrier)
            ? await carrier.Carry(message, route, instance, ct)
            : Carried.Later("no_provider");
        if (carried.Status == CarriedStatus.Done)
        {
            await db.Write(tx => store.Settle(tx, row, MessageStatus.Sent, keepContent: instance.IsDevelopment), ct);
        }
        else if (message.Channel == Recipient.WhatsAppChannel && instance.Settings.UserSettings.Attributes.PhoneNumber.Channels.Contains(Recipient.SmsChannel))
        {
            Rerouted(log, row.Id, carried.Reason);
            await db.Write(tx => store.Reroute(tx, message with { Channel = Recipient.SmsChannel }, now), ct);
        }
        else if (carried.Status == CarriedStatus.Refused || now - row.CreatedAt >= Patience)
        {
            await Settle(instance, row, MessageStatus.GivenUp, carried.Reason, ct);
        }
        else
        {
            Retried(log, row.Id, row.Attempts, carried.Reason);
            bool isUrgent = row.ExpireAt - row.CreatedAt <= LongestPause;
            TimeSpan pause = PauseAfter(row.Attempts, isUrgent) * (0.8 + (RandomNumberGenerator.GetInt32(0, 401) / 1000.0));
            TimeSpan asked = Asked(carried.RetryAfter, now);
            await db.Write(tx => store.Retry(tx, row, clock.GetUtcNow() + (asked > pause ? asked : pause)), ct);
        }
    }

    private Task Settle(Instance instance, MessageRow row, string status, string reason, CancellationToken ct) => db.Write(async tx =>
    {
        if (await store.Settle(tx, row, status, keepContent: instance.IsDevelopment))
        {
            await outbox.Audit(tx, instance.Id, "message." + status, null, row.Id,
                new System.Text.Json.Nodes.JsonObject { ["slug"] = row.Slug, ["channel"] = row.Channel, ["attempts"] = row.Attempts, ["reason"] = reason }.ToJsonString());
            GivenUp(log, row.Id, row.Attempts, reason);
        }
    }, ct);

    [LoggerMessage(1501, LogLevel.Information, "Message {MessageId} was not delivered at attempt {Attempt} ({Reason}); it will be tried again")]
    private static partial void Retried(ILogger log, string messageId, int attempt, string reason);

    [LoggerMessage(1502, LogLevel.Warning, "Message {MessageId} is given up after {Attempts} attempt(s) ({Reason})")]
    private static partial void GivenUp(ILogger log, string messageId, int attempts, string reason);

    [LoggerMessage(1503, LogLevel.Information, "Message {MessageId} does not go by WhatsApp ({Reason}); it goes by SMS")]
    private static partial void Rerouted(ILogger log, string messageId, string reason);

    [LoggerMessage(1504, LogLevel.Error, "Message {MessageId} could not be handled ({Failure}); it will be tried again")]
    private static partial void Failed(ILogger log, string messageId, string failure);

    [LoggerMessage(1505, LogLevel.Warning, "Outgoing messages cannot be read at the moment")]
    private static partial void Unavailable(ILogger log, Exception exception);
}
