using System.Diagnostics.CodeAnalysis;
using Foyer.Components.Parts;
using Foyer.Components.Rendering;
using Foyer.Contracts;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Components;

/// <summary>The ways an endpoint of a flow answers: to the script with fragments, to a browser without it with pages and redirects.</summary>
internal static class FlowAnswer
{
    /// <summary>Shows a screen. One that shows what went wrong has status 422.</summary>
    public static async Task Show<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] TView>(FlowRequest request, Screen screen, IScreenModel model)
        where TView : IComponent
    {
        Dictionary<string, object?> parameters = new() { ["Screen"] = screen, ["Model"] = model };
        string html = request.WantsFragment
            ? await request.Http.RequestServices.GetRequiredService<ViewRenderer>().Render<TView>(parameters)
            : await Page<TView>(request, screen, model.TitleKey, parameters);

        // A page that only tells of trouble elsewhere was asked for and is here; a form that was refused was not carried out.
        HttpResponse response = request.Http.Response;
        bool refused = screen.Problems.Any && HttpMethods.IsPost(request.Http.Request.Method);
        response.StatusCode = refused ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK;
        await Write(request, html);
    }

    private static Task<string> Page<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] TView>(
        FlowRequest request, Screen screen, string titleKey, Dictionary<string, object?> parameters, RenderFragment? head = null)
        where TView : IComponent
    {
        IServiceProvider services = request.Http.RequestServices;
        return services.GetRequiredService<ViewRenderer>().Render<HostedPage>(new Dictionary<string, object?>
        {
            ["Address"] = screen.Address,
            ["Look"] = screen.Look,
            ["Files"] = services.GetRequiredService<UiAssets>(),
            ["Title"] = screen.DocumentTitle(screen.Text[titleKey]),
            ["Language"] = screen.Text.Language,
            ["Direction"] = screen.Text.Direction,
            ["Icon"] = screen.Display.FaviconImageUrl,
            ["IsWide"] = screen.Flow is "user" or "reverification",
            ["HeadContent"] = head,
            ["ChildContent"] = (RenderFragment)(body =>
            {
                body.OpenComponent<TView>(0);
                body.AddMultipleAttributes(1, parameters!);
                body.CloseComponent();
            }),
        });
    }

    /// <summary>After a step without JavaScript: the page again by GET, so that reloading posts nothing.</summary>
    public static Task SeeOther(HttpContext http, string location)
    {
        PageHeaders.Write(http.Response);
        http.Response.StatusCode = StatusCodes.Status303SeeOther;
        http.Response.Headers.Location = location;
        return Task.CompletedTask;
    }

    /// <summary>From the address of a form to the page it is on.</summary>
    public static async Task BackTo(HttpContext http, string flow)
    {
        Task answer = await FlowRequest.Open(http, flow) is { } request ? SeeOther(http, request.Screen.Page("/" + flow)) : Unavailable(http);
        await answer;
    }

    /// <summary>Leaves the screens.</summary>
    public static Task Leave(FlowRequest request, Uri target)
    {
        if (!request.WantsFragment)
        {
            string origin = target.GetLeftPart(UriPartial.Authority);
            bool isNamed = HttpMethods.IsGet(request.Http.Request.Method) || origin == request.Backend.Address.Origin || origin == request.Target.GetLeftPart(UriPartial.Authority);
            return isNamed ? SeeOther(request.Http, target.AbsoluteUri) : ByPage(request, target);
        }

        PageHeaders.Write(request.Http.Response);
        request.Http.Response.Headers["foyer-location"] = target.AbsoluteUri;
        return Task.CompletedTask;
    }

    // Browsers hold a page's policy on forms against redirects. A provider's address is not known when the page is made, so
    // a page of its own leads there: what it opens by itself is no form.
    private static async Task ByPage(FlowRequest request, Uri target)
    {
        Dictionary<string, object?> parameters = new() { ["Screen"] = request.Screen, ["Target"] = target };
        string html = await Page<LeavingView>(request, request.Screen, "foyer.leaving.title", parameters, head =>
        {
            head.OpenElement(0, "meta");
            head.AddAttribute(1, "http-equiv", "refresh");
            head.AddAttribute(2, "content", "0;url=" + target.AbsoluteUri);
            head.CloseElement();
        });
        await Write(request, html);
    }

    /// <summary>A post that no page of ours made.</summary>
    public static Task Forbidden(HttpContext http) => Plain(http, StatusCodes.Status403Forbidden, "This form was not posted by this site.");

    /// <summary>A body that is not a form of ours.</summary>
    public static Task Malformed(HttpContext http) => Plain(http, StatusCodes.Status400BadRequest, "This form cannot be read.");

    /// <summary>The Frontend API does not answer.</summary>
    public static Task Unavailable(HttpContext http) => Plain(http, StatusCodes.Status503ServiceUnavailable, "Sign-in is not available right now. Please try again in a moment.");

    public static Task NotFound(HttpContext http) => Plain(http, StatusCodes.Status404NotFound, "There is no such page.");

    private static Task Write(FlowRequest request, string html)
    {
        HttpResponse response = request.Http.Response;
        DisplayConfig display = request.Environment.DisplayConfig;
        PageHeaders.Write(response, request.Target, [display.LogoImageUrl, display.FaviconImageUrl, .. request.Environment.UserSettings.Social.Values.Where(social => social.Enabled).Select(social => social.LogoUrl)]);
        response.Headers.Vary = "foyer-fragment, Accept-Language";
        response.ContentType = "text/html; charset=utf-8";
        return response.WriteAsync(html, response.HttpContext.RequestAborted);
    }

    private static Task Plain(HttpContext http, int status, string sentence)
    {
        PageHeaders.Write(http.Response);
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/plain; charset=utf-8";
        return http.Response.WriteAsync(sentence, http.RequestAborted);
    }
}
