using System.Threading.Channels;
using Foyer.Server.Outbound;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Foyer.Server.Images;

/// <summary>
/// Takes over the picture a provider has of somebody who has none here: fetched once, behind everybody's back, cleaned
/// like an upload and kept as one. Where that does not work, for whatever reason, the initials stay.
/// </summary>
internal sealed partial class ProviderPictures(Database db, ImageStore images, OutboundHttp http, ILogger<ProviderPictures> log) : BackgroundService, IOutboxHandler
{
    /// <summary>Pictures waiting at most; those beyond are never fetched, and nobody waits for one.</summary>
    private const int MostWaiting = 1000;

    private readonly Channel<Wanted> _wanted = Channel.CreateBounded<Wanted>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    public string Kind => OutboxKind.Picture.Name;

    /// <summary>Puts it in the line of this node: the outbox itself waits for no provider.</summary>
    public Task Handle(Tx tx, OutboxEntry entry, string body)
    {
        _wanted.Writer.TryWrite(new Wanted(entry.InstanceId, entry.SubjectId, body));
        return Task.CompletedTask;
    }

    /// <summary>Fetches a picture and gives it to its person, unless they have one by now.</summary>
    /// <returns>Whether they have it.</returns>
    public async Task<bool> Fetch(string instanceId, string userId, string url, CancellationToken ct)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? address))
        {
            return false;
        }

        using HttpRequestMessage request = new(HttpMethod.Get, address);
        if ((await http.Send(request, ct)).IsFault(out _, out OutboundAnswer? answer) || !answer.IsSuccess || ImageCleaner.Clean(answer.Body.Span).IsFault(out _, out CleanImage image))
        {
            return false;
        }

        return await db.Write(async tx =>
            await tx.One<string>("SELECT id FROM users WHERE id = @userId AND instance_id = @instanceId AND image_id IS NULL", new { userId, instanceId }) is not null &&
            await images.SetProfileImage(tx, instanceId, userId, image) is not null, ct);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (Wanted wanted in _wanted.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await Fetch(wanted.InstanceId, wanted.UserId, wanted.Url, stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                Failed(log, wanted.UserId, failure);
            }
        }
    }

    [LoggerMessage(1601, LogLevel.Warning, "The picture of {UserId} could not be taken over")]
    private static partial void Failed(ILogger log, string userId, Exception failure);

    private sealed record Wanted(string InstanceId, string UserId, string Url);
}
