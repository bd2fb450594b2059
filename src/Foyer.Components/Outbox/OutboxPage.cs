using Foyer.Components.Parts;
using Foyer.Components.Rendering;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Components.Outbox;

/// <summary>The development outbox as a page. The host decides who may see it: nobody on production.</summary>
public static class OutboxPage
{
    /// <summary>Writes the page.</summary>
    /// <param name="http">The request, already allowed.</param>
    /// <param name="address">Where the browser sees this server.</param>
    /// <param name="applicationName">Whose messages they are.</param>
    /// <param name="messages">The messages, newest first.</param>
    public static async Task Write(HttpContext http, UiAddress address, string applicationName, IReadOnlyList<OutboxMessage> messages)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(address);
        IServiceProvider services = http.RequestServices;
        UiAssets files = services.GetRequiredService<UiAssets>();
        string html = await services.GetRequiredService<ViewRenderer>().Render<HostedPage>(new Dictionary<string, object?>
        {
            ["Address"] = address,
            ["Look"] = services.GetRequiredService<Look>(),
            ["Files"] = files,
            ["Title"] = "Outbox · " + applicationName,
            ["HeadContent"] = (RenderFragment)(head => head.AddMarkupContent(0, $"<link rel=\"stylesheet\" href=\"{address.To(files.OutboxStylesheet.Path)}\" />")),
            ["ChildContent"] = (RenderFragment)(body =>
            {
                body.OpenComponent<OutboxView>(0);
                body.AddComponentParameter(1, nameof(OutboxView.Messages), messages);
                body.AddComponentParameter(2, nameof(OutboxView.ApplicationName), applicationName);
                body.AddComponentParameter(3, nameof(OutboxView.RefreshUrl), address.To("/outbox"));
                body.CloseComponent();
            }),
        });
        PageHeaders.Write(http.Response);
        http.Response.Headers.ContentSecurityPolicy += "; frame-src 'self'";
        http.Response.ContentType = "text/html; charset=utf-8";
        await http.Response.WriteAsync(html, http.RequestAborted);
    }

    /// <summary>
    /// Writes one e-mail as mail programs show it, for the frame of the page. It is another document than ours: it runs
    /// nothing, sends nothing, and only the outbox may frame it.
    /// </summary>
    /// <param name="http">The request, already allowed.</param>
    /// <param name="html">The e-mail.</param>
    public static Task WritePreview(HttpContext http, string html)
    {
        ArgumentNullException.ThrowIfNull(http);
        PageHeaders.Write(http.Response);
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src https: http:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; sandbox";
        http.Response.Headers.XFrameOptions = "SAMEORIGIN";
        http.Response.ContentType = "text/html; charset=utf-8";
        return http.Response.WriteAsync(html, http.RequestAborted);
    }
}
