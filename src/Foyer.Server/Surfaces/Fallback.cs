using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;

namespace Foyer.Server.Surfaces;

/// <summary>Answers what no route takes. A path only the Backend API has, asked without a key, is that API's 401 (DESIGN §2).</summary>
internal sealed class Fallback(EndpointDataSource endpoints)
{
    private readonly Lazy<IReadOnlyList<TemplateMatcher>> _backend = new(() =>
    [
        .. from endpoint in endpoints.Endpoints.OfType<RouteEndpoint>()
           let text = "/" + endpoint.RoutePattern.RawText?.TrimStart('/')
           where text.StartsWith(SurfaceMiddleware.BackendPrefix + "/", StringComparison.Ordinal)
           select new TemplateMatcher(TemplateParser.Parse(text[(SurfaceMiddleware.BackendPrefix.Length + 1)..]), []),
    ]);

    public Task Answer(HttpContext context)
    {
        PathString path = context.Request.Path;
        bool backendOnly = path.StartsWithSegments(SurfaceMiddleware.FrontendPrefix, out PathString asked) && _backend.Value.Any(matcher => matcher.TryMatch(asked, []));
        if (backendOnly)
        {
            Cors.Withdraw(context.Response);
        }

        return WireWriter.Write(context, backendOnly ? RequestFaults.AuthenticationInvalid : RequestFaults.NotFound);
    }
}
