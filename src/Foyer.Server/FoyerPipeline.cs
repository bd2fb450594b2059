using Foyer.Server.Surfaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server;

/// <summary>
/// The server's own middleware and routes, apart from those of the application it lives in: error shape, surface and
/// instance, then routing. A request comes here from Kestrel or, in process, from <see cref="InProcessTransport"/>.
/// </summary>
internal sealed class FoyerPipeline
{
    private RequestDelegate? _pipeline;

    public void Build(IEndpointRouteBuilder endpoints)
    {
        IApplicationBuilder app = endpoints.CreateApplicationBuilder();
        app.UseMiddleware<ErrorMiddleware>();
        app.UseMiddleware<SurfaceMiddleware>();
        app.UseMiddleware<RateLimits.RateLimitMiddleware>();
        app.UseRouting();
        Fallback? fallback = null;
        // An inner application keeps its routes to itself.
        app.UseEndpoints(root =>
        {
            FoyerServerExtensions.MapRoutes(root);
            fallback = new Fallback(new CompositeEndpointDataSource(root.DataSources));
        });
        app.Run(context => fallback!.Answer(context));
        _pipeline = app.Build();
    }

    /// <summary>Runs a request that came through the application's own routing.</summary>
    public async Task Run(HttpContext context, string prefix)
    {
        PathString path = context.Request.Path;
        PathString pathBase = context.Request.PathBase;
        context.SetEndpoint(null);
        context.Request.RouteValues.Clear();
        if (prefix.Length > 0 && path.StartsWithSegments(prefix, out PathString rest))
        {
            context.Request.PathBase = pathBase.Add(prefix);
            context.Request.Path = rest.HasValue ? rest : "/";
        }

        try
        {
            await Run(context);
        }
        finally
        {
            context.Request.Path = path;
            context.Request.PathBase = pathBase;
        }
    }

    public Task Run(HttpContext context) => (_pipeline ?? throw new InvalidOperationException("The Foyer server is not mapped: call app.MapFoyerServer()."))(context);
}
