using System.Net;
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
/// <c>GET /outbox</c>: what a development instance would have sent; <c>GET /outbox/{id}</c>: one e-mail as mail programs
/// show it. Production has no such pages, and development shows them to this machine only: whoever reads codes signs in as
/// anybody.
/// </summary>
internal static class OutboxEndpoint
{
    private const int Shown = 100;

    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet("/outbox", List);
        pages.MapGet("/outbox/{id}", Preview);
    }

    private static async Task List(HttpContext http)
    {
        Instance instance = http.GetInstance();
        if (!MayLook(http, instance))
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        UiAddress address = new(new Uri(PublicUrl.Of(http).Base));
        IReadOnlyList<SentMessage> sent = await http.RequestServices.GetRequiredService<IOutboxReader>().Recent(instance.Id, Shown, http.RequestAborted);
        IReadOnlyList<OutboxMessage> messages =
        [
            .. sent.Select(each => new OutboxMessage(
                each.Message.Channel, each.Message.To, each.Message.Subject, each.Message.Text, each.Message.Code.Length > 0 ? each.Message.Code : each.Message.Link, each.CreatedAt)
            {
                PreviewUrl = each.Message.Html.Length > 0 ? address.To("/outbox/" + each.Id) : null,
            }),
        ];
        await OutboxPage.Write(http, address, instance.ApplicationName, messages);
    }

    private static async Task Preview(HttpContext http, string id)
    {
        Instance instance = http.GetInstance();
        if (!MayLook(http, instance) || await http.RequestServices.GetRequiredService<IOutboxReader>().Find(instance.Id, id, http.RequestAborted) is not { Message.Html.Length: > 0 } sent)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        await OutboxPage.WritePreview(http, sent.Message.Html);
    }

    /// <summary>A proxy or tunnel of this machine stands for whoever is behind it.</summary>
    private static bool MayLook(HttpContext http, Instance instance) =>
        instance.IsDevelopment && http.Connection.RemoteIpAddress is { } peer && IPAddress.IsLoopback(peer) && !http.Request.Headers.ContainsKey("Forwarded") &&
        string.Join(',', http.Request.Headers["X-Forwarded-For"].ToArray()).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .All(hop => IPAddress.TryParse(hop, out IPAddress? address) && IPAddress.IsLoopback(address));
}
