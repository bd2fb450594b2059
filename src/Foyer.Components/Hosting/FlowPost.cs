using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Components;

/// <summary>A form posted by one of our pages, read. What any post must pass before it touches anybody's client.</summary>
internal sealed record FlowPost(FlowRequest Request, IFormCollection Form)
{
    private const long MaxBody = 64 * 1024;

    /// <summary>Reads the post; null when it was refused, and then it has been answered.</summary>
    public static async Task<FlowPost?> Open(HttpContext http, string flow)
    {
        // First of all: a post from elsewhere must not even make a client.
        if (!SameOrigin.Holds(http.Request, http.RequestServices.GetRequiredService<IFlowBackends>().Address(http)))
        {
            await FlowAnswer.Forbidden(http);
            return null;
        }

        if (await Read(http, MaxBody) is not { } form)
        {
            await FlowAnswer.Malformed(http);
            return null;
        }

        if (await FlowRequest.Open(http, flow) is not { } request)
        {
            await FlowAnswer.Unavailable(http);
            return null;
        }

        return new FlowPost(request, form);
    }

    /// <summary>
    /// Reads a post larger than others, of somebody who is signed in alone; null when it was refused, and then it has been answered.
    /// </summary>
    public static async Task<FlowPost?> OpenSignedIn(HttpContext http, string flow, long maxBody)
    {
        if (!SameOrigin.Holds(http.Request, http.RequestServices.GetRequiredService<IFlowBackends>().Address(http)))
        {
            await FlowAnswer.Forbidden(http);
            return null;
        }

        if (await FlowRequest.Open(http, flow) is not { } request)
        {
            await FlowAnswer.Unavailable(http);
            return null;
        }

        if (request.Session is null)
        {
            await FlowAnswer.SeeOther(http, request.Screen.Page("/sign-in"));
            return null;
        }

        if (await Read(http, maxBody) is not { } form)
        {
            await FlowAnswer.Malformed(http);
            return null;
        }

        return new FlowPost(request, form);
    }

    private static async Task<IFormCollection?> Read(HttpContext http, long maxBody)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = maxBody;
        }

        if (!http.Request.HasFormContentType)
        {
            return null;
        }

        try
        {
            IFormCollection form = await http.Request.ReadFormAsync(http.RequestAborted);
            return form.Any(field => field.Value.Any(value => value?.Contains('\0', StringComparison.Ordinal) == true)) ? null : form;
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or BadHttpRequestException or IOException)
        {
            return null;
        }
    }
}
