using System.Text.Json;
using Foyer.Contracts;
using Microsoft.AspNetCore.Http;

namespace Foyer.AspNetCore;

/// <summary>The 403 at which the SDKs in the browser open their step-up dialog, and repeat the request afterwards (WIRE §9.7).</summary>
internal sealed class ReverificationHint(ReverificationLevel level) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status403Forbidden;
        httpContext.Response.ContentType = "application/json";
        httpContext.Response.Headers.CacheControl = "no-store";
        await using Utf8JsonWriter json = new(httpContext.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteStartObject("clerk_error");
        json.WriteString("type", "forbidden");
        json.WriteString("reason", "reverification-error");
        json.WriteStartObject("metadata");
        json.WriteStartObject("reverification");
        json.WriteString("level", level.Level);
        json.WriteNumber("afterMinutes", level.AfterMinutes);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        await json.FlushAsync(httpContext.RequestAborted);
    }
}
