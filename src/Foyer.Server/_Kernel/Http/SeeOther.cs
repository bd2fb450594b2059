using Microsoft.AspNetCore.Http;

namespace Foyer.Server;

/// <summary>303: the browser goes on with a GET, whatever brought it here.</summary>
internal sealed class SeeOther(string url) : IResult, IStatusCodeHttpResult
{
    public int? StatusCode => StatusCodes.Status303SeeOther;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = url;
        httpContext.Response.Headers.CacheControl = "no-store";
        httpContext.Response.Headers["Referrer-Policy"] = "no-referrer";
        return Task.CompletedTask;
    }
}
