using Foyer.Components;
using Foyer.Components.Outbox;
using Foyer.Server.Instances;
using Foyer.Server.Messages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Server.Pages.Outbox;

/// <summary>
/// <c>GET /outbox</c>: what a development instance would have sent. Production has no such page, and development shows it
/// to this machine only: whoever reads codes signs in as anybody.
/// </summary>
internal static class OutboxEndpoint
{
    private const int Shown = 100;

    public static void Map(RouteGroupBuilder pages) => pages.MapGet("/outbox", Handle);

    private static async Task Handle(HttpContext http)
    {
        Instance instance = http.GetInstance();
        if (!instance.IsDevelopment || http.Connection.RemoteIpAddress is not { } peer || !System.Net.IPAddress.IsLoopback(peer))
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        IReadOnlyList<SentMessage> sent = await http.RequestServices.GetRequiredService<IOutboxReader>().Recent(instance.Id, Shown, http.RequestAborted);
        IReadOnlyList<OutboxMessage> messages =
        [
            .. sent.Select(each => new OutboxMessage(
                each.Message.Channel, each.Message.To, each.Message.Subject, each.Message.Text, each.Message.Code.Length > 0 ? each.Message.Code : each.Message.Link, each.CreatedAt)),
        ];
        await OutboxPage.Write(http, new UiAddress(new Uri(PublicUrl.Of(http).Base)), instance.ApplicationName, messages);
    }
}
